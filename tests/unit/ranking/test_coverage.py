"""Which chart counts for which day, and how much."""

from datetime import date

import pytest
from chart_makers import day, info
from hypothesis import given, settings
from hypothesis import strategies as st

from tophits.domain.charts import GLOBAL, ChartInfo
from tophits.domain.rankings import Mix, SourceCoverage, Window
from tophits.ranking.coverage import Selection, select
from tophits.ranking.window import known_at, reading_span, window_for

US = {"us": 1.0}
ONLY_APPLE = Mix({"apple": 1.0}, US)


def coefficients(selection: Selection) -> dict[int, float]:
    return {chart.info.chart_id: pytest.approx(chart.coefficient) for chart in selection.charts}


def days(selection: Selection) -> dict[int, int]:
    return {chart.info.chart_id: chart.days for chart in selection.charts}


def week(last: int = 6) -> Window:
    return Window(day(last - 6), day(last))


def test_each_covered_day_counts_alike() -> None:
    selection = select([info(n, last=n) for n in range(7)], ONLY_APPLE, week())
    assert dict.fromkeys(range(7), pytest.approx(1 / 7)) == coefficients(selection)
    assert 7 == selection.coverage.days


def test_a_source_or_territory_that_the_mix_does_not_name_counts_nothing() -> None:
    infos = [info(1), info(2, "deezer"), info(3, territory="de"), info(4, "apple", GLOBAL)]
    assert (1,) == select(infos, ONLY_APPLE, Window(day(0), day(0))).chart_ids


def test_sources_share_a_day_by_weight_and_the_others_take_the_part_of_one_that_is_silent() -> None:
    mix = Mix({"apple": 1.0, "deezer": 0.25}, US)
    infos = [info(1, last=0), info(2, last=1), info(3, "deezer", last=1)]
    selection = select(infos, mix, Window(day(0), day(1)))
    assert {1: pytest.approx(0.5), 2: pytest.approx(0.4), 3: pytest.approx(0.1)} == coefficients(selection)


@pytest.mark.parametrize(
    ("gap", "covered"),
    [(0, 7), (1, 7), (2, 7), (3, 7), (4, 3), (5, 2)],
    ids=["no gap", "1 day", "2 days", "3 days", "4 days", "5 days"],
)
def test_a_gap_of_up_to_three_days_between_daily_charts_is_filled_and_a_longer_one_stays_open(
    gap: int, covered: int
) -> None:
    infos = [info(n, last=n) for n in range(7) if not 0 < n <= gap]
    assert covered == select(infos, ONLY_APPLE, week()).coverage.days


def test_a_gap_takes_the_nearest_chart_and_the_earlier_one_of_two_as_near() -> None:
    selection = select([info(1, last=0), info(2, last=4)], ONLY_APPLE, Window(day(0), day(4)))
    assert {1: 3, 2: 2} == days(selection)


def test_a_gap_is_seen_whole_when_the_chart_before_it_lies_before_the_window() -> None:
    infos = [info(1, last=-2), info(2, last=2)]
    assert {1: 1, 2: 2} == days(select(infos, ONLY_APPLE, Window(day(0), day(2))))
    assert {2: 1} == days(select([info(1, last=-3), info(2, last=2)], ONLY_APPLE, Window(day(0), day(2))))


def test_days_since_the_last_chart_take_it_for_three_days_and_days_before_the_first_one_stay_open() -> None:
    assert {1: 4} == days(select([info(1, last=2)], ONLY_APPLE, week(last=6)))


def test_weekly_charts_fill_one_period() -> None:
    mix = Mix({"billboard": 1.0}, US)
    two_weeks_apart = [info(1, "billboard", last=6, days=7), info(2, "billboard", last=20, days=7)]
    assert {1: 11, 2: 10} == days(select(two_weeks_apart, mix, Window(day(0), day(20))))
    three_weeks_apart = [info(1, "billboard", last=6, days=7), info(2, "billboard", last=27, days=7)]
    assert {1: 7, 2: 7} == days(select(three_weeks_apart, mix, Window(day(0), day(27))))


def test_of_one_source_the_chart_with_the_shortest_period_counts_on_a_day() -> None:
    infos = [info(1, last=6, days=7), info(2, last=5)]
    assert {1: 6, 2: 1} == days(select(infos, ONLY_APPLE, week()))


def test_of_one_origin_the_official_file_counts_whichever_comes_first() -> None:
    mix = Mix({"kworb": 1.0, "spotify_csv": 1.0, "apple": 1.0}, US)
    infos = [info(1, "spotify_csv", origin="spotify"), info(2, "kworb", origin="spotify"), info(3)]
    expected = {1: pytest.approx(0.5), 3: pytest.approx(0.5)}
    assert expected == coefficients(select(infos, mix, Window(day(0), day(0))))
    swapped = [info(2, "spotify_csv", origin="spotify"), info(1, "kworb", origin="spotify"), info(3)]
    assert (3, 2) == select(swapped, mix, Window(day(0), day(0))).chart_ids


def test_a_weekly_chart_counts_a_quarter_in_a_window_of_one_day_only() -> None:
    mix = Mix({"apple": 1.0, "billboard": 1.0}, US)
    infos = [info(1, last=6), info(2, "billboard", last=6, days=7)]
    daily = select(infos, mix, Window(day(6), day(6)))
    assert {1: pytest.approx(0.8), 2: pytest.approx(0.2)} == coefficients(daily)
    two_days = select([*infos, info(3, last=5)], mix, Window(day(5), day(6)))
    assert {1: pytest.approx(0.25), 3: pytest.approx(0.25), 2: pytest.approx(0.5)} == coefficients(two_days)


def test_a_byte_equal_repeat_counts_once() -> None:
    mix = Mix({"youtube": 1.0}, {GLOBAL: 1.0})
    w11 = info(11, "youtube", GLOBAL, last=6, days=7, digest=b"same")
    w12 = info(12, "youtube", GLOBAL, last=13, days=7, digest=b"same")
    w13 = info(13, "youtube", GLOBAL, last=20, days=7)
    assert {11: 11, 13: 10} == days(select([w11, w12, w13], mix, Window(day(0), day(20))))


def test_an_equal_chart_that_is_not_the_one_before_is_no_repeat() -> None:
    infos = [info(1, last=0, digest=b"a"), info(2, last=1, digest=b"b"), info(3, last=2, digest=b"a")]
    assert (1, 2, 3) == select(infos, ONLY_APPLE, Window(day(0), day(2))).chart_ids


def test_a_global_chart_replaces_its_sources_country_charts_in_a_weighted_set() -> None:
    mix = Mix({"kworb": 1.0, "apple": 1.0}, {"us": 0.6, "jp": 0.4})
    infos = [
        info(1, "kworb", GLOBAL),
        info(2, "kworb", "us"),
        info(3, "apple", "us"),
        info(4, "apple", "jp"),
        info(5, "kworb", "jp", last=1),
    ]
    expected = {1: pytest.approx(0.5), 3: pytest.approx(0.3), 4: pytest.approx(0.2)}
    assert expected == coefficients(select(infos, mix, Window(day(0), day(0))))


def test_a_global_chart_is_a_territory_like_others_where_the_mix_names_it_and_nothing_for_one_country() -> None:
    infos = [info(1, territory=GLOBAL), info(2, territory="us")]
    today = Window(day(0), day(0))
    named = select(infos, Mix({"apple": 1.0}, {GLOBAL: 0.25, "us": 0.75}), today)
    assert {1: pytest.approx(0.25), 2: pytest.approx(0.75)} == coefficients(named)
    assert (2,) == select(infos, ONLY_APPLE, today).chart_ids


def test_a_half_life_halves_a_days_weight_for_each_of_its_lengths_of_age() -> None:
    infos = [info(1, last=0), info(2, last=3), info(3, last=6)]
    selection = select(infos, ONLY_APPLE, Window(day(0), day(6)), half_life_days=3.0)
    by_id = {chart.info.chart_id: chart.coefficient for chart in selection.charts}
    assert by_id[1] < by_id[2] < by_id[3]
    one_day = select([info(1, last=0), info(2, last=1)], ONLY_APPLE, Window(day(0), day(1)), half_life_days=1.0)
    assert {1: pytest.approx(1 / 3), 2: pytest.approx(2 / 3)} == coefficients(one_day)


def test_coverage_names_days_charts_and_the_newest_day_of_each_source() -> None:
    mix = Mix({"apple": 1.0, "billboard": 1.0}, US)
    infos = [info(1, last=1), info(2, last=2), info(3, "billboard", last=0, days=7)]
    coverage = select(infos, mix, week()).coverage
    assert 7 == coverage.days
    assert (
        SourceCoverage("apple", "us", 5, 2, day(2)),
        SourceCoverage("billboard", "us", 7, 1, day(0)),
    ) == coverage.sources


def test_nothing_covers_nothing() -> None:
    selection = select([], ONLY_APPLE, week())
    assert ((), 0) == (selection.charts, selection.coverage.days)


def test_charts_far_beside_the_window_are_as_if_they_were_not_there() -> None:
    infos = [info(1, last=-60), info(2, "billboard", last=90, days=7), info(3, last=6)]
    mix = Mix({"apple": 1.0, "billboard": 1.0}, US)
    assert (3,) == select(infos, mix, week()).chart_ids


@st.composite
def _many_infos(draw: st.DrawFn) -> list[ChartInfo]:
    heads = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["apple", "billboard", "kworb", "spotify_csv", "unheard of"]),
                st.sampled_from(["us", "jp", GLOBAL]),
                st.integers(-10, 20),
                st.sampled_from([1, 1, 7, 30]),
                st.sampled_from([None, b"x"]),
            ),
            max_size=25,
        )
    )
    origins = {"kworb": "spotify", "spotify_csv": "spotify"}
    return [
        info(number, source, territory, last=last, days=length, origin=origins.get(source), digest=digest)
        for number, (source, territory, last, length, digest) in enumerate(heads)
    ]


@settings(deadline=None, max_examples=60)
@given(_many_infos(), st.randoms(use_true_random=False), st.sampled_from([1, 7, 20]))
def test_the_order_of_charts_changes_nothing_and_coefficients_add_up_to_one(infos, random, length) -> None:
    mix = Mix({"apple": 1.0, "billboard": 1.0, "kworb": 1.0, "spotify_csv": 1.0}, {"us": 0.7, "jp": 0.3})
    window = Window(day(10 - length + 1), day(10))
    shuffled = list(infos)
    random.shuffle(shuffled)
    selection = select(infos, mix, window)
    assert selection == select(shuffled, mix, window)
    if selection.charts:
        assert pytest.approx(1.0) == sum(chart.coefficient for chart in selection.charts)
    heard = {(c.info.origin, c.info.territory) for c in selection.charts}
    for origin, territory in heard:
        of_one = [c.days for c in selection.charts if (c.info.origin, c.info.territory) == (origin, territory)]
        assert sum(of_one) <= window.days


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        ({"apple": 10}, 10),
        ({"apple": 10, "kworb": 8}, 8),
        ({"apple": 10, "kworb": 8, "deezer": 9}, 9),
        ({"apple": 10, "kworb": 8, "deezer": 2}, 8),
        ({"apple": 5}, 7),
        ({"apple": 12}, 7),
        ({}, 7),
    ],
    ids=["one", "both of two", "two of three", "a silent one is not asked", "too old", "the future", "none"],
)
def test_a_window_ends_on_the_newest_day_that_most_sources_have_at_most_three_days_back(
    newest: dict[str, int], expected: int
) -> None:
    mix = Mix({"apple": 1.0, "kworb": 1.0, "deezer": 0.05}, US)
    infos = [info(n, source, last=last) for n, (source, last) in enumerate(newest.items())]
    assert Window(day(expected - 6), day(expected)) == window_for(infos, mix, 7, day(10))


def test_weekly_charts_and_other_territories_do_not_move_a_windows_end() -> None:
    mix = Mix({"apple": 1.0, "billboard": 1.0}, US)
    infos = [info(1, last=9), info(2, "billboard", last=1, days=7), info(3, territory="fr", last=10)]
    assert Window(day(9), day(9)) == window_for(infos, mix, 1, day(10))


def test_what_was_not_known_on_a_day_is_left_out() -> None:
    infos = (info(1, last=9), info(2, last=11), info(3, last=10))
    assert (infos[0], infos[2]) == known_at(infos, day(10))


def test_charts_a_month_beside_a_window_are_asked_for() -> None:
    assert (date(2026, 5, 31), date(2026, 8, 7)) == reading_span(week())
