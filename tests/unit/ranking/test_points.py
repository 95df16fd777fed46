"""Points: what lines give, that sums are exact, and that order changes nothing."""

from array import array
from collections.abc import Sequence

import pytest
from chart_makers import ToldChart, day, info, joined, reader
from hypothesis import given, settings
from hypothesis import strategies as st

from tophits.domain.charts import GLOBAL, JoinedChart
from tophits.domain.rankings import POINT, Mix, Window
from tophits.domain.songs import SongId
from tophits.ranking.coverage import Selection, select
from tophits.ranking.curves import HOT_100, STREAMING, Curve, facts_of
from tophits.ranking.points import ABSENT, SongPoints, explain, rank

MIX = Mix({"apple": 1.0, "kworb": 1.0, "billboard": 1.0}, {"us": 0.75, "jp": 0.25})
TODAY = Window(day(0), day(0))


def ranked(charts: Sequence[ToldChart], window: Window = TODAY, mix: Mix = MIX) -> tuple[SongPoints, ...]:
    selection = select([chart.info for chart in charts], mix, window)
    return rank(selection, reader(charts), 1000)


def test_shares_of_the_first_two_hundred_ranks_add_up_to_one_for_every_curve() -> None:
    for curve in (STREAMING, HOT_100, Curve(1.0)):
        assert pytest.approx(1.0) == sum(curve.share(place) for place in range(1, 201))


def test_a_short_chart_gives_a_rank_no_more_than_a_long_one() -> None:
    short = ranked([joined(info(1), range(1, 11))])
    long = ranked([joined(info(1), range(1, 201))])
    assert short[0].points == long[0].points == round(POINT * STREAMING.share(1))


def test_an_unknown_source_has_the_curve_of_a_streaming_chart() -> None:
    assert STREAMING == facts_of("a file of mine").curve


def test_streams_are_shares_of_the_first_two_hundred_ranks() -> None:
    """A hand-computed table: 200 songs, 1000 streams in all, so a stream is a thousandth."""
    streams = [301, 101, *[3] * 199][:200]
    streams[-1] += 1000 - sum(streams)
    points = {song.song: song.points for song in ranked([joined(info(1, "kworb"), range(1, 201), streams)])}
    assert (301 * POINT // 1000, 101 * POINT // 1000, 3 * POINT // 1000) == tuple(
        pytest.approx(points[SongId(song)], abs=1) for song in (1, 2, 3)
    )


def test_streams_of_a_short_chart_are_scaled_to_two_hundred_ranks_by_the_curve() -> None:
    part = STREAMING.total(2) / STREAMING.total(200)
    points = ranked([joined(info(1, "kworb", depth=2), [7, 8], [300, 100])])
    assert [pytest.approx(0.75 * part * POINT), pytest.approx(0.25 * part * POINT)] == [song.points for song in points]


def test_streams_that_are_all_zero_fall_back_on_ranks() -> None:
    assert ranked([joined(info(1), [7, 8])]) == ranked([joined(info(1), [7, 8], [0, 0])])


def test_a_song_that_a_chart_does_not_name_gets_a_part_of_its_last_line() -> None:
    charts = [joined(info(1), [1, 2]), joined(info(2, "billboard"), [1, 3])]
    points = {song.song: song for song in ranked(charts)}
    missing = next(reason for reason in points[SongId(2)].reasons if reason.source == "billboard")
    assert (0, None) == (missing.charts, missing.best_rank)
    assert int(ABSENT * round(0.5 * POINT * HOT_100.share(2))) == missing.points > 0


def test_two_sources_and_two_days_by_hand() -> None:
    """Day 0: apple alone. Day 1: apple and billboard. Apple has 1/2 + 1/4 of the ranking, billboard 1/4."""
    charts = [
        joined(info(1, last=0), [1, 2]),
        joined(info(2, last=1), [2, 1]),
        joined(info(3, "billboard", last=1), [1, 2]),
    ]
    apple, hot = STREAMING.share, HOT_100.share
    expected = {
        1: round(POINT * 0.5 * apple(1)) + round(POINT * 0.25 * apple(2)) + round(POINT * 0.25 * hot(1)),
        2: round(POINT * 0.5 * apple(2)) + round(POINT * 0.25 * apple(1)) + round(POINT * 0.25 * hot(2)),
    }
    window = Window(day(0), day(1))
    assert list(expected.items()) == [(song.song, song.points) for song in ranked(charts, window)]


def test_reasons_count_charts_and_best_rank_by_source_and_territory() -> None:
    charts = [
        joined(info(1, last=0), [5, 1]),
        joined(info(2, last=1), [6, 5, 1]),
        joined(info(3, territory="jp", last=1), [6]),
    ]
    [song] = [song for song in ranked(charts, Window(day(0), day(1))) if song.song == 1]
    assert [("jp", 0, None), ("us", 2, 2)] == [(r.territory, r.charts, r.best_rank) for r in song.reasons]
    assert (2, 2) == (song.charts, song.best_rank)
    assert song.points == sum(reason.points for reason in song.reasons)


def test_equal_points_go_by_best_rank_then_charts_then_the_lower_number() -> None:
    assert [7, 8, 9] == [song.song for song in ranked([joined(info(1, "kworb"), [9, 7, 8], [0, 50, 50])])]
    even = [joined(info(1), [8, 9]), joined(info(2, territory="jp"), [9, 8])]
    halves = Mix({"apple": 1.0}, {"us": 0.5, "jp": 0.5})
    assert [8, 9] == [song.song for song in ranked(even, mix=halves)]


def test_only_the_best_are_kept_and_ties_at_the_edge_follow_the_rule() -> None:
    charts = [joined(info(1, "kworb"), [3, 9, 7, 8], [100, 50, 50, 50])]
    selection = select([chart.info for chart in charts], MIX, TODAY)
    assert [3, 9] == [song.song for song in rank(selection, reader(charts), 2)]
    assert () == rank(selection, reader(charts), 0)


def test_a_chart_that_names_a_song_twice_after_a_merge_counts_once_as_evidence_and_adds_up() -> None:
    charts = [joined(info(1), [1, 2, 1])]
    selection = select([chart.info for chart in charts], MIX, TODAY)
    song = rank(selection, reader(charts), 10)[0]
    assert (1, 1) == (song.song, song.charts)
    rows = explain(selection, reader(charts), SongId(1))
    assert [1, 3] == [row.rank for row in rows]
    assert song.points == sum(row.points for row in rows)


def test_the_names_of_one_song_are_added_up_and_a_chart_that_has_two_of_them_counts_once() -> None:
    """Names 1 and 2 spell song 7, name 3 song 8."""
    song_of = array("q", [0, 7, 7, 8])
    charts = [
        joined(info(1, last=0), [3, 1], song_of=song_of),
        joined(info(2, last=1), [2, 3], song_of=song_of),
        joined(info(3, last=2), [3, 2, 1], song_of=song_of),
    ]
    window = Window(day(0), day(2))
    selection = select([chart.info for chart in charts], MIX, window)
    found = {song.song: song for song in ranked(charts, window)}
    assert {7: (3, 1), 8: (3, 1)} == {number: (song.charts, song.best_rank) for number, song in found.items()}
    rows = explain(selection, reader(charts), SongId(7))
    assert [2, 1, 2, 3] == [row.rank for row in rows]
    assert found[SongId(7)].points == sum(row.points for row in rows)


def test_an_explanation_names_charts_and_ranks_in_order_of_source_and_day() -> None:
    charts = [joined(info(2, last=1), [4, 5]), joined(info(1, last=0), [5]), joined(info(3, "billboard", last=1), [4])]
    selection = select([chart.info for chart in charts], MIX, Window(day(0), day(1)))
    rows = explain(selection, reader(charts), SongId(5))
    assert [(1, "apple", 1), (2, "apple", 2), (3, "billboard", None)] == [
        (row.chart_id, row.source, row.rank) for row in rows
    ]


def test_charts_that_cannot_be_read_any_more_are_not_counted() -> None:
    there = joined(info(1), [1, 2])
    selection = select([there.info, info(2, "billboard")], MIX, TODAY)
    [first, second] = rank(selection, lambda _: iter([there]), 10)
    assert (1, 2) == (first.song, second.song)
    assert first.points == sum(row.points for row in explain(selection, lambda _: iter([there]), SongId(1)))


def test_nothing_selected_ranks_nothing() -> None:
    selection = select([], MIX, TODAY)
    assert () == rank(selection, reader([]), 10)
    assert () == explain(selection, reader([]), SongId(1))


def test_a_named_song_without_streams_has_more_than_one_that_is_not_named() -> None:
    charts = [joined(info(1, "kworb"), [1, 2], [100, 0]), joined(info(2), [1, 3, 2])]
    selection = select([chart.info for chart in charts], MIX, TODAY)
    from_kworb = [row for row in explain(selection, reader(charts), SongId(2)) if row.source == "kworb"]
    assert [(2, 1)] == [(row.rank, row.points) for row in from_kworb]
    assert ["apple"] == [row.source for row in explain(selection, reader(charts), SongId(3))]


@st.composite
def _charts(draw: st.DrawFn) -> list[ToldChart]:
    places = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["apple", "kworb", "billboard"]),
                st.sampled_from(["us", "jp", GLOBAL]),
                st.integers(0, 6),
                st.sampled_from([1, 7]),
            ),
            min_size=1,
            max_size=12,
            unique=True,
        )
    )
    charts = []
    for number, (source, territory, last, length) in enumerate(places):
        songs = draw(st.lists(st.integers(1, 30), min_size=1, max_size=20, unique=True))
        streams = sorted(draw(st.lists(st.integers(0, 10**7), min_size=len(songs), max_size=len(songs))), reverse=True)
        head = info(number, source, territory, last=last, days=length, depth=len(songs))
        charts.append(joined(head, songs, streams if draw(st.booleans()) else None))
    return charts


def _selected(charts: Sequence[ToldChart]) -> Selection:
    return select([chart.info for chart in charts], MIX, Window(day(0), day(6)))


@settings(deadline=None, max_examples=60)
@given(_charts())
def test_chart_reasons_add_up_exactly_to_the_points_of_every_song(charts) -> None:
    selection = _selected(charts)
    for song in rank(selection, reader(charts), 1000):
        rows = explain(selection, reader(charts), song.song)
        assert song.points == sum(row.points for row in rows) == sum(reason.points for reason in song.reasons)
        assert song.charts == len({row.chart_id for row in rows if row.rank is not None})
        assert song.best_rank == min(row.rank for row in rows if row.rank is not None)


@settings(deadline=None, max_examples=60)
@given(_charts(), st.randoms(use_true_random=False))
def test_shuffled_charts_give_the_same_ranking(charts, random) -> None:
    shuffled = list(charts)
    random.shuffle(shuffled)
    by_id = {chart.info.chart_id: chart for chart in charts}

    def read_in_any_order(chart_ids: Sequence[int]) -> list[JoinedChart]:
        return sorted((by_id[chart_id] for chart_id in chart_ids), key=shuffled.index)

    assert rank(_selected(charts), reader(charts), 20) == rank(_selected(shuffled), read_in_any_order, 20)


@settings(deadline=None, max_examples=60)
@given(_charts())
def test_all_the_points_of_the_first_two_hundred_ranks_never_exceed_the_whole(charts) -> None:
    named = rank(_selected(charts), reader(charts), 1000)
    from_lines = sum(
        row.points
        for song in named
        for row in explain(_selected(charts), reader(charts), song.song)
        if row.rank is not None
    )
    assert from_lines <= POINT + len(charts) * 200
