"""Guards: what holds a run, what is only said, and how a hold ends by itself."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import pytest
from chart_makers import day, info, song

from tophits.domain.charts import GLOBAL, Cadence, Chart, ChartInfo, Entry
from tophits.domain.rankings import Mix, RankedSong, SourceReason
from tophits.ranking.guards import (
    ChartsVerdict,
    Guard,
    agreeing_origins,
    check_charts,
    check_churn,
    look_alike,
)

MIX = Mix({"apple": 1.0, "kworb": 1.0, "billboard": 1.0, "listenbrainz": 0.05}, {"us": 1.0})
TODAY = 30
LONG_AGO = day(-200)


def daily(source: str, newest: int, count: int = 10, territory: str = "us") -> list[ChartInfo]:
    return [info(1000 + n, source, territory, last=newest - n) for n in range(count)]


def weekly(source: str, newest: int, count: int = 4, territory: str = "us") -> list[ChartInfo]:
    return [info(2000 + n, source, territory, last=newest - 7 * n, days=7) for n in range(count)]


def check(infos: Iterable[ChartInfo], mix: Mix = MIX, first_seen: int = -200) -> ChartsVerdict:
    return check_charts(infos, mix, day(TODAY), day(first_seen))


def named(verdict: ChartsVerdict) -> list[tuple[str, str | None, str | None, int | None]]:
    return [
        (reason.guard.value, reason.source, reason.territory, reason.day and (reason.day - day(0)).days)
        for reason in verdict.reasons
    ]


def test_fresh_charts_of_established_sources_pass_without_a_word() -> None:
    verdict = check([*daily("apple", TODAY), *daily("kworb", TODAY - 3), *weekly("billboard", TODAY - 16)])
    assert (False, ()) == (verdict.is_held, verdict.reasons)


@pytest.mark.parametrize(
    ("infos", "stale"),
    [
        (daily("apple", TODAY - 2), False),
        (daily("apple", TODAY - 3), True),
        (daily("kworb", TODAY - 3), False),
        (daily("kworb", TODAY - 4), True),
        (weekly("billboard", TODAY - 16), False),
        (weekly("billboard", TODAY - 17), True),
    ],
    ids=["apple 2", "apple 3", "kworb 3", "kworb 4", "weekly 16", "weekly 17"],
)
def test_a_source_is_stale_beyond_its_age(infos: Sequence[ChartInfo], stale: bool) -> None:
    verdict = check(infos)
    assert stale == any("is stale" in reason.message for reason in verdict.reasons)


def test_one_stale_source_among_fresh_ones_is_named_and_holds_nothing() -> None:
    verdict = check([*daily("apple", TODAY), *daily("kworb", TODAY - 5), *weekly("billboard", TODAY - 8)])
    assert not verdict.is_held
    assert [("fresh", "kworb", "us", TODAY - 5)] == named(verdict)
    [reason] = verdict.reasons
    assert "kworb us is stale: its newest day is 2026-07-26, 5 days before 2026-07-31" in reason.message


def test_less_than_half_the_established_weight_holds_and_every_stale_source_is_named() -> None:
    verdict = check([*daily("apple", TODAY), *daily("kworb", TODAY - 5), *weekly("billboard", TODAY - 17, 5)])
    assert not verdict.is_held, "billboard is established no longer: half of apple and kworb is enough"
    everything_old = check([*daily("apple", TODAY - 4), *daily("kworb", TODAY - 5), *weekly("billboard", TODAY - 20)])
    assert everything_old.is_held
    assert {"apple", "kworb", "billboard"} == {reason.source for reason in everything_old.reasons if reason.territory}
    two_of_three = check([*daily("listenbrainz", TODAY), *daily("kworb", TODAY - 5)])
    assert two_of_three.is_held
    assert "missing: kworb us" in two_of_three.reasons[0].message


def test_of_a_held_run_sources_without_any_chart_are_named_and_otherwise_not() -> None:
    mix = Mix({"apple": 1.0, "deezer": 0.05, "lastfm": 0.0}, {"us": 1.0})
    assert [("quorum", None, None, TODAY), ("fresh", "apple", "us", 0), ("fresh", "deezer", None, None)] == named(
        check(daily("apple", 0), mix)
    )
    assert [] == named(check(daily("apple", TODAY), mix))


def test_weekly_sources_alone_hold() -> None:
    verdict = check(weekly("billboard", TODAY - 8))
    assert verdict.is_held
    assert "no fresh established source is daily" in verdict.reasons[0].message


def test_a_source_with_fewer_than_three_charts_counts_neither_for_nor_against() -> None:
    assert not check([*daily("apple", TODAY), *daily("kworb", TODAY - 9, 2)]).is_held
    held = check([*daily("apple", TODAY - 9), *daily("kworb", TODAY, 2)])
    assert held.is_held


def test_without_any_established_source_a_run_is_held_once_the_first_days_are_over() -> None:
    verdict = check(daily("apple", TODAY, 2))
    assert verdict.is_held
    assert "no source has given 3 good charts in 14 days" in verdict.reasons[0].message


@pytest.mark.parametrize(
    ("infos", "held"),
    [
        (daily("apple", TODAY, 1), False),
        ([*daily("apple", TODAY, 1), *daily("kworb", TODAY - 9, 3)], False),
        (daily("apple", TODAY - 3, 1), True),
        (weekly("billboard", TODAY - 8, 4), True),
        ([], True),
    ],
    ids=["one daily", "one of two", "stale", "weekly only", "nothing"],
)
def test_in_the_first_fourteen_days_one_daily_source_is_enough(infos: Sequence[ChartInfo], held: bool) -> None:
    assert held == check(infos, first_seen=TODAY - 13).is_held


def test_the_first_days_end_after_fourteen_and_start_with_the_oldest_chart_when_nobody_says() -> None:
    assert check(daily("apple", TODAY, 2), first_seen=TODAY - 14).is_held
    assert not check_charts(daily("apple", TODAY, 2), MIX, day(TODAY)).is_held
    assert check_charts([*daily("apple", TODAY, 2), info(1, last=0)], MIX, day(TODAY)).is_held


def test_a_source_that_fell_silent_holds_the_list_for_about_two_weeks_and_not_for_ever() -> None:
    mix = Mix({"kworb": 1.0, "listenbrainz": 0.05}, {"us": 1.0})

    def held_after(silent_days: int) -> bool:
        infos = [*daily("kworb", TODAY - silent_days, 20), *daily("listenbrainz", TODAY, 20)]
        return check(infos, mix).is_held

    assert [False, False, False, False, True] == [held_after(n) for n in range(5)]
    assert [True, True, False, False] == [held_after(n) for n in range(14, 18)]


def test_charts_of_the_future_and_of_other_territories_are_not_looked_at() -> None:
    infos = [*daily("apple", TODAY - 3), info(1, last=TODAY + 1), *daily("apple", TODAY, territory="fr")]
    assert [None, "us"] == [reason.territory for reason in check(infos, Mix({"apple": 1.0}, {"us": 1.0})).reasons]


def test_a_global_chart_speaks_for_the_countries_of_a_world_set() -> None:
    mix = Mix({"kworb": 1.0}, {"us": 0.6, "jp": 0.4})
    infos = [*daily("kworb", TODAY, territory=GLOBAL), *daily("kworb", TODAY - 20, territory="us")]
    assert () == check(infos, mix).reasons


def test_territories_count_by_their_weight() -> None:
    mix = Mix({"apple": 1.0}, {"us": 0.6, "jp": 0.4})
    us_is_fresh = [*daily("apple", TODAY), *daily("apple", TODAY - 5, territory="jp")]
    jp_is_fresh = [*daily("apple", TODAY - 5), *daily("apple", TODAY, territory="jp")]
    assert [False, True] == [check(us_is_fresh, mix).is_held, check(jp_is_fresh, mix).is_held]


# --- Charts of the wrong territory ----------------------------------------------------------------------


def chart(territory: str, titles: Sequence[str], source: str = "deezer", cadence: Cadence = Cadence.DAY) -> Chart:
    entries = tuple(Entry(place, title, ("Somebody",)) for place, title in enumerate(titles, start=1))
    return Chart(source, source, territory, cadence, day(0), day(0), None, entries)


FRENCH = [f"Chanson {n}" for n in range(50)]


def test_a_chart_that_is_ninety_per_cent_another_territorys_is_named() -> None:
    nearly = [*FRENCH[:45], *[f"Lied {n}" for n in range(5)]]
    reason = look_alike(chart("de", nearly), [chart("us", ["Song"] * 50), chart("fr", FRENCH)])
    assert reason is not None
    assert (Guard.LOOK_ALIKE, "deezer", "de", day(0)) == (reason.guard, reason.source, reason.territory, reason.day)
    assert "45 of 50 lines are those of the chart of fr" == reason.message


def test_a_copy_that_moved_a_little_between_two_fetches_is_still_a_copy() -> None:
    reason = look_alike(chart("de", FRENCH), [chart("fr", ["Nouvelle", *FRENCH[:49]])])
    assert reason is not None
    assert reason.message.startswith("49 of 50 lines")


@pytest.mark.parametrize(
    "other",
    [
        chart("fr", [*FRENCH[:44], *[f"Lied {n}" for n in range(6)]]),
        chart("de", FRENCH),
        chart("fr", FRENCH, source="apple"),
        chart("fr", FRENCH, cadence=Cadence.WEEK),
        chart("fr", list(reversed(FRENCH))),
        chart("fr", []),
    ],
    ids=[
        "88 per cent",
        "the same territory",
        "another source",
        "another cadence",
        "the same songs in another order",
        "empty",
    ],
)
def test_a_chart_that_only_resembles_another_is_not(other: Chart) -> None:
    assert look_alike(chart("de", FRENCH), [other]) is None


# --- Churn ----------------------------------------------------------------------------------------------


def uris(*numbers: int) -> list[str]:
    return [f"spotify:track:{number:022}" for number in numbers]


@pytest.mark.parametrize(
    ("old", "new", "gone", "over"),
    [
        ([], range(50), 0, False),
        (range(50), range(50), 0, False),
        (range(50), reversed(range(50)), 0, False),
        (range(50), range(100), 0, False),
        (range(50), range(20, 70), 20, False),
        (range(50), range(21, 71), 21, True),
        (range(50), range(25), 25, True),
        (range(10), range(100, 200), 10, True),
    ],
    ids=["first fill", "equal", "moved", "growth", "at budget", "above", "shrunk", "grown and replaced"],
)
def test_only_tracks_that_leave_are_churn(old: Iterable[int], new: Iterable[int], gone: int, over: bool) -> None:
    result = check_churn(uris(*old), uris(*new), 0.4, 0)
    assert (gone, over, over) == (result.gone, result.is_over, result.is_held)


@pytest.mark.parametrize(
    ("agreeing", "held_before", "held"),
    [
        (0, None, True),
        (1, None, True),
        (2, None, False),
        (0, range(100, 150), False),
        (0, range(115, 165), False),
        (0, range(116, 166), True),
        (0, (), True),
    ],
    ids=["nobody", "one origin", "two origins", "held the same", "held 70 %", "held 68 %", "nothing held"],
)
def test_a_change_over_budget_is_released_by_two_origins_or_by_the_next_slots_charts(
    agreeing: int, held_before: Iterable[int] | None, held: bool
) -> None:
    before = None if held_before is None else uris(*held_before)
    result = check_churn(uris(*range(50)), uris(*range(100, 150)), 0.6, agreeing, before)
    assert (True, held) == (result.is_over, result.is_held)
    assert result.message.startswith("50 tracks leave, 100% of the list; the budget is 60%; ")
    assert held == result.message.endswith("; held")


def test_a_change_within_budget_says_its_size() -> None:
    assert (
        "1 tracks leave, 10% of the list; the budget is 60%"
        == check_churn(uris(*range(10)), uris(*range(1, 11)), 0.6, 0).message
    )


def newcomer(number: int, *sources: str) -> RankedSong:
    reasons = [SourceReason(source, "us", 1, 1, 10) for source in sources]
    return RankedSong(song(number), 10, (*reasons, SourceReason("lastfm", "us", 0, None, 1)))


def test_origins_agree_when_they_name_half_of_the_newcomers_and_one_origin_agrees_once() -> None:
    newcomers = [
        newcomer(1, "kworb", "spotify_csv"),
        newcomer(2, "kworb", "billboard"),
        newcomer(3, "spotify_csv", "youtube"),
        newcomer(4, "billboard"),
    ]
    origins = {"kworb": "spotify", "spotify_csv": "spotify"}
    assert ("billboard", "spotify") == agreeing_origins(newcomers, origins)
    assert () == agreeing_origins([], origins)


def test_a_verdict_is_about_the_day_that_is_passed_in() -> None:
    infos = daily("apple", 0)
    held = [check_charts(infos, MIX, day(0) + timedelta(days=n), LONG_AGO).is_held for n in range(4)]
    assert [False, False, False, True] == held
