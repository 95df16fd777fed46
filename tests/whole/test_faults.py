"""Each fault exactly at each write and each read-back of a change: the list ends right and nothing is added twice."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from stage import uris_of

from tophits.apply.runs import RunState
from tophits.domain.editions import EditPolicy
from tophits.sandbox.faults import WRITES_ONLY, Fault
from tophits.sandbox.scenarios import SCENARIOS
from whole import WRITES, Tale

Change = tuple[int, range | list[int], list[int]]

CHANGES: dict[str, Change] = {
    "120 tracks": (120, range(120), [*range(150, 190), *range(119, 39, -1)]),
    "250 tracks": (250, range(250), [*range(260, 270), *range(249, 9, -1)]),
}
"""Size, the list before, the list after; each rewrite takes a PUT and one or two POSTs."""
WRITING = {"120 tracks": (("PUT", 0), ("POST", 0)), "250 tracks": (("PUT", 0), ("POST", 0), ("POST", 1))}
FAULTS = [fault for fault in Fault if fault is not Fault.QUOTA_EXCEEDED]


def before_the_change(folder: Path, change: str, **options: Any) -> tuple[Tale, tuple[str, ...]]:
    """A list that was published, and tomorrow's chart."""
    size, old, new = CHANGES[change]
    tale = Tale(folder, size=size, **options)
    tale.chart_today(old)
    assert RunState.DONE is tale.run().state
    tale.next_day()
    tale.chart_today(new)
    return tale, uris_of(new)


def assert_ends_right(tale: Tale, wanted: tuple[str, ...], **options: bool) -> None:
    reports = tale.run_until_done(3, **options)
    assert RunState.DONE is reports[-1].state, reports[-1].reasons
    assert wanted == tale.uris
    assert () == tale.violations()
    assert not [reason for report in reports for reason in report.reasons if "person" in reason]
    before = len(tale.calls)
    assert "unchanged; no call" == tale.run().plan, "what came late was waited for"
    assert {"GET"} == {call.method for call in tale.calls[before:]}


def other_list(tale: Tale, change: str) -> tuple[str, ...]:
    """Tomorrow's chart is the other one of the two."""
    _, old, new = CHANGES[change]
    chart = new if tale.uris == uris_of(old) else old
    tale.next_day()
    tale.chart_today([*chart, 400 + tale.today.day])
    return uris_of(chart)


@pytest.mark.parametrize(
    ("change", "method", "skip"), [(change, *write) for change, writes in WRITING.items() for write in writes]
)
def test_a_fault_at_a_write_is_read_before_anything_is_sent_again(
    tmp_path: Path, change: str, method: str, skip: int
) -> None:
    tale, wanted = before_the_change(tmp_path, change)
    for fault in FAULTS:
        tale.world.faults.on(method, WRITES, fault, skip=skip)
        assert_ends_right(tale, wanted, approved=True)
        wanted = other_list(tale, change)


@pytest.mark.parametrize(("change", "page"), [("120 tracks", 0), ("120 tracks", 2), ("250 tracks", 4)])
def test_a_fault_at_a_read_back_proves_nothing_and_loses_nothing(tmp_path: Path, change: str, page: int) -> None:
    tale, wanted = before_the_change(tmp_path, change)
    for number, fault in enumerate(fault for fault in FAULTS if fault not in WRITES_ONLY):
        tale.world.faults.on("GET", WRITES, fault, skip=page, times=5 if number % 2 else 1)
        assert_ends_right(tale, wanted, approved=True)
        tale.world.faults.clear()
        wanted = other_list(tale, change)


@pytest.mark.parametrize("fault", [Fault.ERROR_BEFORE, Fault.ERROR_AFTER, Fault.LATE, Fault.DROPPED_AFTER])
def test_the_same_fault_at_every_write_of_a_run_is_got_over(tmp_path: Path, fault: Fault) -> None:
    tale, wanted = before_the_change(tmp_path, "250 tracks")
    for method in ("PUT", "POST"):
        tale.world.faults.on(method, WRITES, fault, times=2)
    assert_ends_right(tale, wanted, approved=True)


def test_a_quota_that_closes_in_the_middle_leaves_a_whole_start_and_is_gone_on_with_when_it_opens(
    tmp_path: Path,
) -> None:
    tale, wanted = before_the_change(tmp_path, "250 tracks")
    tale.world.faults.on("POST", WRITES, Fault.QUOTA_EXCEEDED)
    report = tale.run(approved=True)
    assert RunState.POSTPONED is report.state
    assert report.room_at is not None
    assert wanted[:100] == tale.uris
    calls = len(tale.calls)
    assert RunState.POSTPONED is tale.run(approved=True).state
    assert calls == len(tale.calls), "nothing is sent before its time"
    tale.clock.move_to(report.room_at)
    assert_ends_right(tale, wanted, approved=True)


@pytest.mark.parametrize("policy", EditPolicy)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_what_spotify_applies_long_after_it_failed_is_mended_at_the_next_look(
    tmp_path: Path, policy: EditPolicy, method: str
) -> None:
    """A write so late that nobody waits for it any more; it is no person's edit either."""
    slow = replace(SCENARIOS["kind"], late_by=timedelta(hours=1))
    tale, wanted = before_the_change(tmp_path, "250 tracks", scenario=slow, settings=f", on_edit: {policy}")
    tale.world.faults.on(method, WRITES, Fault.LATE)
    assert RunState.DONE is tale.run(approved=True).state
    assert wanted == tale.uris
    tale.clock.forward(timedelta(hours=2))
    assert wanted != tale.uris
    assert_ends_right(tale, wanted)
