"""Nouns kept whole come back equal, also when the noun has gained a field since."""

from datetime import UTC, date, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tophits.adapters.store.noun_json import from_json, pack, squeeze, to_json, unpack
from tophits.domain.errors import StoreError
from tophits.domain.matches import Confidence, Evidence, Match, Penalty
from tophits.domain.plans import Add, Move, Remove, Replace, Step
from tophits.domain.songs import SongId
from tophits.domain.tracks import Artist, Row, Track
from tophits.matching.book import BookEntry, Standing

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
maybe_text = st.none() | text
moments = st.datetimes(timezones=st.just(UTC))
tracks = st.builds(
    Track,
    text,
    text,
    st.lists(st.builds(Artist, maybe_text, text), max_size=3).map(tuple),
    st.integers(0, 10**7),
    album=maybe_text,
    isrc=maybe_text,
    explicit=st.none() | st.booleans(),
    playable=st.none() | st.booleans(),
)
rows = st.builds(Row, maybe_text, st.none() | tracks, st.none() | moments, st.booleans())
matches = st.builds(
    Match,
    st.integers(1, 2**40).map(SongId),
    maybe_text,
    st.none() | tracks,
    st.sampled_from(Confidence),
    st.none() | st.sampled_from(Evidence),
    st.lists(st.builds(Penalty, text, st.floats(0, 1), text), max_size=3).map(tuple),
    st.none() | st.floats(0, 1),
    st.integers(0, 9),
)
entries = st.builds(
    BookEntry,
    matches,
    st.sampled_from(Standing),
    moments,
    st.integers(0, 9),
    st.none() | moments,
    st.booleans(),
    st.frozensets(text, max_size=3),
    maybe_text,
)
uris = st.lists(text, max_size=3).map(tuple)
steps = st.one_of(
    st.builds(Replace, uris),
    st.builds(Add, uris, st.none() | st.integers(0, 99)),
    st.builds(Move, st.integers(0, 99), st.integers(0, 99), st.integers(1, 9)),
    st.builds(Remove, uris),
)


@given(st.lists(rows, max_size=4).map(tuple))
def test_rows_come_back_equal(kept: tuple[Row, ...]) -> None:
    assert kept == unpack(tuple[Row, ...], pack(tuple[Row, ...], kept))


@given(entries)
def test_book_entries_come_back_equal_and_make_equal_bytes(entry: BookEntry) -> None:
    packed = pack(BookEntry, entry)
    assert entry == unpack(BookEntry, packed)
    assert packed == pack(BookEntry, unpack(BookEntry, packed))


@given(st.lists(steps, max_size=4).map(tuple))
def test_steps_come_back_as_the_kind_they_were(kept: tuple[Step, ...]) -> None:
    back = from_json(tuple[Step, ...], to_json(tuple[Step, ...], kept))
    assert kept == back
    assert [type(step) for step in back] == [type(step) for step in kept]


def test_defaults_are_left_out_and_taken_again() -> None:
    assert '[{"uri":null}]' == to_json(tuple[Row, ...], (Row(None),))
    assert (Row("spotify:track:a"),) == from_json(tuple[Row, ...], b'[{"uri":"spotify:track:a"}]')


def test_a_field_that_is_not_known_any_more_is_passed_over() -> None:
    assert (Row("a"),) == from_json(tuple[Row, ...], b'[{"uri":"a","colour":"red"}]')


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not zstd",
        squeeze(b""),
        squeeze(b"{"),
        squeeze(b"[1]"),
        squeeze(b"[{}]"),
        squeeze(orjson.dumps([{"uri": "a", "added_at": "yesterday"}])),
    ],
)
def test_damaged_bytes_are_an_error_of_ours(body: bytes) -> None:
    with pytest.raises(StoreError):
        unpack(tuple[Row, ...], body)


def test_a_type_without_json_is_refused_when_it_is_first_used() -> None:
    with pytest.raises(TypeError):
        to_json(list[date], [date(2026, 7, 18)])
    with pytest.raises(StoreError):
        from_json(list[date], "[]")


def test_dates_and_moments_keep_their_kind() -> None:
    day, moment = date(2026, 7, 18), datetime(2026, 7, 18, 2, 0, 0, 5, tzinfo=UTC)
    assert (day,) == from_json(tuple[date, ...], to_json(tuple[date, ...], (day,)))
    assert (moment,) == from_json(tuple[datetime, ...], to_json(tuple[datetime, ...], (moment,)))
