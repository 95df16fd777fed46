"""Guards and budgets over whole runs: what is held, why, and how a hold ends."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from stage import catalogue, chart_of, uris_of

from tophits.apply.runs import RunState
from tophits.domain.quotas import Family
from tophits.pipeline.report import RunReport
from tophits.sandbox.faults import Fault
from whole import Tale


def titles(songs: Iterable[int]) -> list[str]:
    """What a search finds may be another copy of the recording: the songs are what counts."""
    return [catalogue().songs[song].title for song in songs]


def published(report: RunReport) -> list[str]:
    return [position.title for position in report.positions]


QUIET = "quota: {searches: 20, others: 200}\n"
"""Eighteen searches a day, since a tenth is kept for resume and undo."""


@pytest.fixture
def tale(tmp_path: Path) -> Tale:
    """50 tracks since yesterday."""
    tale = Tale(tmp_path, size=50)
    tale.chart_today(range(60))
    assert RunState.DONE is tale.run().state
    tale.next_day()
    return tale


# --- Charts ---------------------------------------------------------------------------------------------


def test_stale_charts_hold_the_list_and_are_named_and_a_fresh_one_ends_it(tale: Tale) -> None:
    tale.clock.forward(timedelta(days=3))
    calls = len(tale.calls)
    report = tale.run()
    assert RunState.HELD is report.state
    said = " ".join(report.reasons)
    assert "spotify_csv us is stale: its newest day is 2026-07-18" in said
    assert "charts import" in (report.remedy or "")
    assert calls == len(tale.calls), "a held run asks Spotify nothing"
    assert RunState.HELD is tale.run(approved=True).state, "nobody can approve what is not there"
    tale.chart_today([70, *range(60)])
    assert RunState.DONE is tale.run().state
    assert uris_of([70, *range(49)]) == tale.uris
    assert () == tale.violations()


def test_too_much_churn_is_held_and_the_same_charts_do_not_release_it(tale: Tale) -> None:
    tale.chart_today([*range(200, 240), *range(20)])
    for _ in range(3):
        report = tale.run()
        assert RunState.HELD is report.state
        assert "40 tracks leave, 80% of the list; the budget is 60%; held" in report.reasons
        assert uris_of(range(50)) == tale.uris
    assert () == tale.violations()


def test_the_next_slots_own_charts_release_what_they_confirm(tale: Tale) -> None:
    tale.chart_today([*range(200, 240), *range(20)])
    assert RunState.HELD is tale.run().state
    tale.next_day()
    tale.chart_today([*range(202, 245), *range(20)])
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert uris_of([*range(202, 245), *range(7)]) == tale.uris
    assert () == tale.violations()


def test_the_next_slot_stays_held_when_its_charts_say_something_else(tale: Tale) -> None:
    tale.chart_today([*range(200, 240), *range(20)])
    assert RunState.HELD is tale.run().state
    tale.next_day()
    tale.chart_today([*range(300, 340), *range(20)])
    assert RunState.HELD is tale.run().state
    assert uris_of(range(50)) == tale.uris


def test_a_person_can_approve_at_once(tale: Tale) -> None:
    tale.chart_today([*range(200, 240), *range(20)])
    assert RunState.HELD is tale.run().state
    assert RunState.DONE is tale.run(approved=True).state
    assert uris_of([*range(200, 240), *range(10)]) == tale.uris
    assert () == tale.violations()


def test_two_origins_that_agree_release_a_large_change(tale: Tale) -> None:
    chart = chart_of([*range(200, 240), *range(20)], tale.today)
    other = replace(chart, source="apple", origin="apple")
    with tale.bot() as bot:
        bot.store.charts.keep([chart, other], tale.clock.now())
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert uris_of([*range(200, 240), *range(10)]) == tale.uris


def test_a_held_list_is_not_explained_as_if_it_were_there(tale: Tale) -> None:
    from tophits.app.explaining import explain

    tale.chart_today([*range(200, 240), *range(20)])
    assert RunState.HELD is tale.run().state
    with tale.bot() as bot:
        assert uris_of([0])[0] == explain(bot, "daily", "1").uri


# --- The first list -------------------------------------------------------------------------------------


def test_the_first_list_waits_for_three_fifths_while_searches_are_short(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=50, extra=QUIET)
    bare = frozenset(range(10, 100))
    tale.chart_today(range(60), without_id=bare)
    report = tale.run()
    assert RunState.POSTPONED is report.state
    assert "28 of 50 found so far; the first list is written at 60%" in report.reasons
    assert report.room_at is not None
    assert () == tale.known_uris
    tale.clock.move_to(report.room_at + timedelta(minutes=1))
    tale.chart_today([*range(59), 61], without_id=bare)
    report = tale.run()
    assert RunState.DONE is report.state
    assert titles(range(46)) == published(report), "the most important songs first"
    tale.clock.move_to((report.room_at or tale.clock.now()) + timedelta(minutes=1))
    tale.chart_today([*range(58), 62, 63], without_id=bare)
    assert titles(range(50)) == published(tale.run())
    assert () == tale.violations(budgets={"search": 20, "playlist": 200})


def test_the_first_list_is_written_with_what_there_is_after_three_days(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=50, extra="quota: {searches: 5}\n")
    bare = frozenset(range(100))
    for day in range(4):
        tale.chart_today([*range(59), 60 + day], without_id=bare)
        report = tale.run()
        assert (RunState.DONE if day == 3 else RunState.POSTPONED) is report.state, day
        tale.next_day()
    assert titles(range(16)) == published(report)
    assert () == tale.violations(budgets={"search": 5, "playlist": 200})


# --- Budgets --------------------------------------------------------------------------------------------


def test_searches_go_to_the_most_important_songs_and_the_rest_follow_on_later_days(tale: Tale) -> None:
    bare = frozenset(range(200, 220))
    for _ in range(20):
        tale.world.faults.on("GET", "/v1/search", Fault.QUOTA_EXCEEDED, skip=4)
    chart = [*range(200, 220), *range(40)]
    tale.chart_today(chart, without_id=bare)
    report = tale.run()
    assert RunState.DONE is report.state
    assert titles([*range(200, 204), *range(40)]) == published(report)
    assert report.room_at is not None
    assert 0 < report.searches_needed
    searches = len(tale.calls_of("GET", "/search"))
    assert RunState.DONE is tale.run().state
    assert searches == len(tale.calls_of("GET", "/search")), "not one search before its time"
    tale.world.faults.clear()
    tale.clock.move_to(report.room_at)
    tale.chart_today([*chart[:-1], 90], without_id=bare)
    assert titles([*range(200, 220), *range(30)]) == published(tale.run())
    assert () == tale.violations()


def test_a_closed_family_gets_no_call_before_its_time_even_after_reopening_the_home(tale: Tale) -> None:
    tale.chart_today([70, *range(60)])
    tale.world.quota_is_spent(Family.PLAYLIST)
    report = tale.run()
    assert RunState.POSTPONED is report.state
    assert report.room_at == tale.clock.now() + timedelta(days=1)
    calls = len(tale.calls)
    for _ in range(3):
        tale.clock.forward(timedelta(hours=7))
        report = tale.run()
        assert (RunState.POSTPONED, calls) == (report.state, len(tale.calls))
        assert "quota" not in (report.remedy or "").lower() or report.remedy
    tale.clock.forward(timedelta(hours=3, minutes=1))
    assert RunState.DONE is tale.run().state
    assert () == tale.violations()


def test_a_plan_that_the_budget_cannot_pay_whole_is_not_begun(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=250, extra="quota: {others: 24, spare: 0.1}\n")
    tale.chart_today(range(260))
    assert RunState.DONE is tale.run().state  # 11 calls and the login's one of 21
    tale.clock.forward(timedelta(hours=2))
    tale.chart([*range(270, 280), *range(249, -1, -1)], tale.today)
    before = len(tale.calls)
    report = tale.run(approved=True)
    assert RunState.DONE is report.state  # 9 more
    tale.clock.forward(timedelta(hours=2))
    tale.chart([*range(280, 290), *range(250)], tale.today)
    before = len(tale.calls)
    report = tale.run(approved=True)
    assert RunState.POSTPONED is report.state
    assert [] == [call for call in tale.calls[before:] if call.method != "GET"], "nothing is written at all"
    assert uris_of([*range(270, 280), *range(249, 9, -1)]) == tale.uris
    assert report.room_at is not None
    tale.clock.move_to(report.room_at + timedelta(hours=3))
    assert RunState.DONE is tale.run(approved=True).state
    assert () == tale.violations(budgets={"playlist": 24})


def test_a_search_that_gets_no_answer_does_not_stop_the_list(tale: Tale) -> None:
    tale.chart_today([*range(200, 203), *range(50)], without_id=frozenset({200, 201, 202}))
    tale.world.faults.on("GET", "/v1/search", Fault.ERROR_BEFORE, times=3)
    report = tale.run()
    assert RunState.DONE is report.state
    assert uris_of(range(50)) == tale.uris
    assert 3 == report.searches_needed
    assert RunState.DONE is tale.run().state
    assert titles([*range(200, 203), *range(47)]) == [row.title for row in tale.told[-1].positions]


def test_a_first_run_that_waits_long_for_its_searches_keeps_its_lease(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=100, scenario="rate-limited")
    tale.chart_today(range(100), without_id=frozenset(range(90)))
    began = tale.clock.now()
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert 80 < len(tale.uris)
    assert timedelta(minutes=5) <= tale.clock.now() - began
    assert () == tale.violations()


def test_a_closed_library_stops_no_list(tale: Tale) -> None:
    tale.clock.forward(timedelta(days=7))
    tale.chart_today([70, *range(60)])
    tale.world.quota_is_spent(Family.LIBRARY)
    report = tale.run()
    assert RunState.DONE is report.state
    assert uris_of([70, *range(49)]) == tale.uris
