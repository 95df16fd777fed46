"""Edition rules: what they do to a ranking, and what they say about it."""

from collections.abc import Iterable, Mapping, Sequence

import pytest
from chart_makers import day, song
from hypothesis import given, settings
from hypothesis import strategies as st

from tophits.domain.editions import Explicit, Rules
from tophits.domain.rankings import Coverage, Ranking, SourceReason, Window
from tophits.domain.songs import Song, SongId
from tophits.ranking.points import SongPoints
from tophits.ranking.rules import keep_for, length_for, order, unruled

COVERAGE = Coverage(Window(day(0), day(6)), 7, ())


def points(numbers: Iterable[int], charts: Mapping[int, int] | None = None) -> tuple[SongPoints, ...]:
    """Songs in this order, with falling points."""
    listed = list(numbers)
    return tuple(
        SongPoints(
            SongId(number),
            1000 - place,
            (SourceReason("apple", "us", (charts or {}).get(number, 5), place + 1, 1000 - place),),
        )
        for place, number in enumerate(listed)
    )


def shelf(*songs: Song, upto: int = 60) -> dict[SongId, Song]:
    return {SongId(number): song(number) for number in range(1, upto + 1)} | {each.id: each for each in songs}


def numbers(ranking: Ranking) -> list[int]:
    return [ranked.song.id for ranked in ranking.songs]


def ruled(
    rules: Rules, *songs: Song, of: Iterable[int] = range(1, 7), size: int = 3, previous: Sequence[int] = ()
) -> Ranking:
    return order(points(of), shelf(*songs), rules, size, COVERAGE, [SongId(number) for number in previous])


@pytest.mark.parametrize(("size", "length"), [(1, 11), (50, 60), (100, 120), (200, 240), (250, 300), (0, 10)])
def test_a_ranking_is_a_fifth_and_at_least_ten_longer_than_the_edition(size: int, length: int) -> None:
    assert length == length_for(size)
    assert keep_for(size, Rules()) >= length


def test_without_rules_the_order_is_that_of_the_points_and_never_longer_than_needed() -> None:
    ranking = ruled(Rules(), of=range(1, 60), size=20)
    assert list(range(1, 31)) == numbers(ranking)
    assert ((), COVERAGE) == (ranking.dropped, ranking.coverage)


def test_size_is_a_maximum() -> None:
    assert [1, 2] == numbers(ruled(Rules(), of=[1, 2], size=50))
    assert [] == numbers(ruled(Rules(), of=[], size=50))


def test_songs_that_nobody_can_name_are_left_out() -> None:
    assert [1] == numbers(order(points([1, 99]), {SongId(1): song(1)}, Rules(), 5, COVERAGE))


def test_only_so_many_songs_of_one_lead_artist_are_taken_and_the_others_are_named() -> None:
    swift = [song(number, lead="taylor swift") for number in (1, 2, 4)]
    ranking = ruled(Rules(max_per_artist=2), *swift)
    assert [1, 2, 3, 5, 6] == numbers(ranking)
    assert [(4, "the limit of 2 by one artist is reached")] == [(s.id, why) for s, why in ranking.dropped]


def test_the_best_recording_of_a_work_is_taken_or_all() -> None:
    versions = [song(2, work="cruel summer"), song(5, work="cruel summer")]
    ranking = ruled(Rules(), *versions)
    assert [1, 2, 3, 4, 6] == numbers(ranking)
    assert [(5, 'another recording is preferred: "Title 2" by Artist 2')] == [(s.id, y) for s, y in ranking.dropped]
    assert [1, 2, 3, 4, 5, 6] == numbers(ruled(Rules(one_per_work=False), *versions))


@pytest.mark.parametrize(
    ("explicit", "expected"),
    [
        (Explicit.ANY, [1, 2, 3, 4, 6]),
        (Explicit.CLEAN_ONLY, [1, 3, 4, 5, 6]),
        (Explicit.PREFER_CLEAN, [1, 3, 4, 5, 6]),
    ],
)
def test_explicit_songs(explicit: Explicit, expected: list[int]) -> None:
    both = [song(2, work="humble", explicit=True), song(5, work="humble", explicit=False)]
    assert expected == numbers(ruled(Rules(explicit=explicit), *both))


def test_an_explicit_song_without_a_clean_recording_stays_where_clean_is_only_preferred() -> None:
    one = song(2, explicit=True)
    assert 2 in numbers(ruled(Rules(explicit=Explicit.PREFER_CLEAN), one))
    dropped = ruled(Rules(explicit=Explicit.CLEAN_ONLY), one).dropped
    assert [(2, "explicit")] == [(each.id, why) for each, why in dropped]


def test_a_banned_clean_recording_does_not_push_the_explicit_one_out() -> None:
    both = [song(2, work="humble", explicit=True), song(5, work="humble", explicit=False)]
    rules = Rules(explicit=Explicit.PREFER_CLEAN, bans=frozenset({SongId(5)}))
    assert [1, 2, 3, 4, 6] == numbers(ruled(rules, *both))


def test_bans_of_songs_and_artists_are_kept_also_after_a_merge() -> None:
    merged = shelf(song(4, lead="banned one")) | {SongId(50): song(2)}
    rules = Rules(bans=frozenset({SongId(50)}), banned_artists=frozenset({"banned one"}))
    ranking = order(points(range(1, 7)), merged, rules, 3, COVERAGE)
    assert [1, 3, 5, 6] == numbers(ranking)
    assert [(2, "banned"), (4, "banned artist")] == [(each.id, why) for each, why in ranking.dropped]


def test_a_song_needs_its_minimum_of_charts() -> None:
    ranking = order(points([1, 2, 3], {2: 1}), shelf(), Rules(min_charts=2), 3, COVERAGE)
    assert [1, 3] == numbers(ranking)
    assert ["named by 1 of at least 2 charts"] == [why for _, why in ranking.dropped]


def test_a_pinned_song_stands_at_its_position_once_whatever_its_points() -> None:
    ranking = ruled(Rules(pins={1: SongId(5), 3: SongId(40)}), size=4)
    assert [5, 1, 40, 2, 3, 4, 6] == numbers(ranking)
    assert ["pinned", None, "pinned"] == [ranked.note for ranked in ranking.songs[:3]]
    assert (0, ()) == (ranking.songs[2].points, ranking.songs[2].reasons)
    assert () == ranking.dropped


def test_a_pin_beyond_a_short_list_follows_at_its_end_and_unknown_or_banned_ones_do_not_stand() -> None:
    rules = Rules(pins={9: SongId(2), 1: SongId(999), 2: SongId(3), 4: SongId(2)}, bans=frozenset({SongId(3)}))
    assert [1, 4, 2] == numbers(ruled(rules, of=[1, 3, 4], size=50))


def test_a_pinned_song_counts_for_its_artist_and_its_work() -> None:
    by_one = [song(5, lead="swift", work="w"), song(1, lead="swift"), song(2, lead="other", work="w")]
    assert [5, 3, 4, 6] == numbers(ruled(Rules(pins={1: SongId(5)}, max_per_artist=1), *by_one))


def test_a_song_of_the_list_that_falls_a_little_keeps_a_place_and_the_weakest_newcomer_waits() -> None:
    ranking = ruled(Rules(hysteresis=0.5), of=range(1, 10), size=4, previous=[1, 2, 4, 6])
    assert [1, 2, 4, 6, 3, 5] == numbers(ranking)[:6]
    assert [None, None, None, "kept by hysteresis"] == [ranked.note for ranked in ranking.songs[:4]]


@pytest.mark.parametrize(
    ("hysteresis", "previous", "expected"),
    [
        (0.0, [1, 2, 4, 6], [1, 2, 3, 4]),
        (0.5, [1, 2, 4, 7], [1, 2, 3, 4]),
        (0.5, [5, 6], [1, 2, 5, 6]),
        (0.5, [1, 2, 3, 4, 5, 6], [1, 2, 3, 4]),
        (0.5, [], [1, 2, 3, 4]),
        (0.25, [5, 6], [1, 2, 3, 5]),
    ],
    ids=["off", "fell too far", "two stay", "no newcomer to push out", "first list", "a smaller share"],
)
def test_hysteresis(hysteresis: float, previous: list[int], expected: list[int]) -> None:
    ranking = ruled(Rules(hysteresis=hysteresis), of=range(1, 10), size=4, previous=previous)
    assert expected == numbers(ranking)[:4]


def test_hysteresis_leaves_pins_their_places() -> None:
    ranking = ruled(Rules(hysteresis=0.5, pins={2: SongId(30)}), of=range(1, 10), size=5, previous=[6, 30])
    assert [1, 30, 2, 3, 6] == numbers(ranking)[:5]


def test_an_ad_hoc_ranking_applies_no_rule() -> None:
    listed = points([2, 1, 99])
    ranking = unruled(listed, {SongId(1): song(1, work="w"), SongId(2): song(2, work="w", explicit=True)}, COVERAGE)
    assert [2, 1] == numbers(ranking)


_RULES = st.builds(
    Rules,
    max_per_artist=st.none() | st.integers(1, 3),
    explicit=st.sampled_from(list(Explicit)),
    pins=st.dictionaries(st.integers(1, 15), st.integers(1, 60).map(SongId), max_size=3),
    bans=st.frozensets(st.integers(1, 40).map(SongId), max_size=5),
    min_charts=st.integers(1, 2),
    one_per_work=st.booleans(),
    hysteresis=st.sampled_from([0.0, 0.2, 1.0]),
)


@settings(deadline=None, max_examples=60)
@given(
    _RULES,
    st.lists(st.integers(1, 40), unique=True),
    st.integers(1, 12),
    st.lists(st.integers(1, 60), unique=True, max_size=15),
    st.randoms(use_true_random=False),
)
def test_whatever_the_rules_no_song_comes_twice_and_limits_hold(rules, listed, size, previous, random) -> None:
    songs = {
        SongId(number): song(
            number,
            lead=f"lead {random.randint(1, 8)}",
            work=f"work {random.randint(1, 30)}",
            explicit=random.choice([None, True, False]),
        )
        for number in range(1, 61)
    }
    ranking = order(points(listed), songs, rules, size, COVERAGE, [SongId(number) for number in previous])
    found = numbers(ranking)
    free = [ranked.song for ranked in ranking.songs if ranked.note != "pinned"]
    assert len(found) == len(set(found)) <= length_for(size)
    assert not rules.bans.intersection(found)
    if rules.max_per_artist is not None:
        assert all([each.lead for each in free].count(each.lead) <= rules.max_per_artist for each in free)
    if rules.one_per_work:
        assert len({each.work for each in free}) == len(free)
    if rules.explicit is Explicit.CLEAN_ONLY:
        assert not any(each.explicit for each in free)
    taken_out = [each.id for each, _ in ranking.dropped]
    assert not set(taken_out).intersection(found)
