"""What the archive and the shelf in SQLite owe beyond their suite: speed of memory, batches, equality with the fake."""

import tempfile
from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tophits.adapters.store import open_store
from tophits.domain.charts import Cadence, Chart, Entry
from tophits.domain.songs import ChartName, Song, SongId
from tophits.history.ports import RawPage
from tophits.testing.contracts.expect import Ports
from tophits.testing.memory import memory_store

NOW = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
DAY = date(2026, 7, 16)


def chart_of(names: Sequence[ChartName], day: int = 0, territory: str = "us") -> Chart:
    entries = tuple(
        Entry(rank, name.title, name.artists, name.isrc, name.spotify_id, explicit=name.explicit)
        for rank, name in enumerate(names, 1)
    )
    on = DAY + timedelta(days=day)
    return Chart("apple", "apple", territory, Cadence.DAY, on, on, None, entries)


def test_charts_may_come_from_a_generator_that_reads_the_store(tmp_path: Path) -> None:
    with open_store(tmp_path, busy_timeout_s=0.1) as store:

        def read_again() -> Iterator[Chart]:
            for day in range(3):
                store.pages.keep(RawPage("apple", "us.json", NOW, bytes([day])))
                yield chart_of([ChartName(f"Song {day}", ("A",))], day)

        assert [kept.is_new for kept in store.charts.keep(read_again(), NOW)] == [True] * 3


def test_more_charts_and_names_than_fit_one_question_are_kept_and_joined(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        charts = [chart_of([ChartName(f"Song {day} {n}", ("A",)) for n in range(5)], day) for day in range(450)]
        ids = [kept.info.chart_id for kept in store.charts.keep(charts, NOW)]
        joined = list(store.charts.joined(reversed(ids)))
        assert ids[::-1] == [one.chart_id for one in joined]
        songs = {song for one in joined for song in one.songs}
        assert 2250 == len(songs)
        assert 2250 == len(store.songs.songs([SongId(song) for song in songs]))
        assert [array("q", range(1, 6))] == [one.songs for one in store.charts.joined([ids[0]])]


def test_a_reader_that_stops_early_holds_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path, busy_timeout_s=0.1) as store:
        store.charts.keep([chart_of([ChartName("One", ("A",))], day) for day in range(5)], NOW)
        reading = iter(store.charts.joined(range(1, 6)))
        next(reading)
        store.charts.keep([chart_of([ChartName("Two", ("A",))], 9)], NOW)
        assert 4 == len(list(reading))


def test_raw_pages_are_kept_for_ninety_days(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        pages = [RawPage("apple", "us.json", NOW - timedelta(days=age), bytes([age])) for age in (91, 90, 0)]
        for page in pages:
            store.pages.keep(page)
        assert 1 == store.retention(NOW)
        assert pages[1:] == list(store.pages.pages("apple"))


IDS = ("6dOtVTDdiauQNBQEDOtlAB", "7dOtVTDdiauQNBQEDOtlAB", "8dOtVTDdiauQNBQEDOtlAB")
names = st.builds(
    ChartName,
    st.sampled_from(["Hello", "hello", "Hello (Live)", "Easy", "EASY - Remix"]),
    st.sampled_from([("Adele",), ("ADELE",), ("Adele", "Lionel Richie"), ("Adele & Lionel Richie",)]),
    st.none() | st.sampled_from(["USUM72401994", "USUM72401995"]),
    st.none() | st.sampled_from(IDS),
    st.none() | st.booleans(),
)
keeps = st.lists(st.lists(names, min_size=1, max_size=5), min_size=1, max_size=3)
merges = st.tuples(st.integers(0, 9), st.integers(0, 9))
acts = st.lists(st.one_of(keeps, merges, names), min_size=1, max_size=8)
Joined = list[list[int]]


def carry_out(store: Ports, script: Sequence[object]) -> tuple[Joined, dict[SongId, Song]]:
    """Keep charts (a list), merge songs (two places) or split a spelling off (a name); what came of it."""
    day, ids = 0, []
    for act in script:
        seen = sorted({song for one in store.charts.joined(ids) for song in one.songs})
        if isinstance(act, list):
            batch = [chart_of(spelt, day + n) for n, spelt in enumerate(act)]
            day += len(batch)
            ids += [kept.info.chart_id for kept in store.charts.keep(batch, NOW)]
        elif isinstance(act, tuple) and seen:
            store.songs.merge(SongId(seen[act[0] % len(seen)]), SongId(seen[act[1] % len(seen)]))
        elif isinstance(act, ChartName) and any(
            act == ChartName(e.title, e.artists, e.isrc, e.spotify_id, e.explicit)
            for number in ids
            for e in store.charts.entries(number).entries
        ):
            store.songs.split(act)
    joined = [list(one.songs) for one in store.charts.joined(ids)]
    return joined, dict(store.songs.songs({SongId(song) for songs in joined for song in songs}))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(acts)
def test_sqlite_and_memory_join_alike_whatever_is_charted_merged_and_split(script: Sequence[object]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        assert carry_out(memory_store(), script) == carry_out(store, script)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(keeps)
def test_charts_kept_at_once_join_as_charts_kept_one_by_one(batch: list[list[ChartName]]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        assert carry_out(store, [[one] for one in batch]) == carry_out(memory_store(), [batch])
