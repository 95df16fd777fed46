"""What a person does to the playlist, under each policy, over days."""

from pathlib import Path

import pytest
from stage import uris_of

from tophits.apply.runs import RunState
from tophits.domain.editions import EditPolicy
from tophits.sandbox.faults import Fault
from whole import WRITES, Tale


def a_tale(folder: Path, policy: EditPolicy, size: int = 120) -> Tale:
    tale = Tale(folder, size=size, settings=f", on_edit: {policy}")
    tale.chart_today(range(150))
    assert RunState.DONE is tale.run().state
    return tale


def judged(tale: Tale, policy: EditPolicy, **more: object) -> tuple[object, ...]:
    return tale.violations(policies={tale.playlist_id: policy}, **more)


EDITS = {
    "add": lambda tale: tale.world.person_adds(tale.playlist_id, uris_of([500]), 4),
    "remove": lambda tale: tale.world.person_removes(tale.playlist_id, uris_of([2])),
    "move": lambda tale: tale.world.person_moves(tale.playlist_id, 10, 0, 5),
    "double": lambda tale: tale.world.person_adds(tale.playlist_id, uris_of([3])),
}


@pytest.mark.parametrize("edit", EDITS)
def test_overwrite_says_what_a_person_did_and_writes_the_charts_list(tmp_path: Path, edit: str) -> None:
    tale = a_tale(tmp_path, EditPolicy.OVERWRITE)
    EDITS[edit](tale)
    report = tale.run()
    assert RunState.DONE is report.state
    assert "a person edited the playlist" in report.reasons[0]
    assert uris_of(range(120)) == tale.uris
    assert () == judged(tale, EditPolicy.OVERWRITE)
    assert () == tale.run().reasons, "it is said once"


def test_keep_holds_on_to_a_persons_wishes_for_days_until_they_are_undone(tmp_path: Path) -> None:
    tale = a_tale(tmp_path, EditPolicy.KEEP)
    EDITS["add"](tale)
    EDITS["remove"](tale)
    EDITS["double"](tale)
    for day in range(3):
        tale.next_day()
        tale.chart_today([*range(200, 200 + day), *range(150)])
        report = tale.run()
        assert RunState.DONE is report.state
        ours = [song for song in (*range(200, 200 + day), *range(150)) if song != 2][:120]
        assert (*uris_of(ours), *uris_of([500])) == tale.uris, day
    assert () == judged(tale, EditPolicy.KEEP)
    tale.world.person_removes(tale.playlist_id, uris_of([500]))
    tale.world.person_adds(tale.playlist_id, uris_of([2]))
    tale.next_day()
    tale.chart_today([*range(140), 300])
    assert RunState.DONE is tale.run().state
    assert uris_of(range(120)) == tale.uris
    tale.next_day()
    tale.chart_today([*range(140), 301])
    calls = len(tale.calls)
    assert "unchanged; no call" == tale.run().plan
    assert calls + 1 == len(tale.calls)
    assert () == judged(tale, EditPolicy.KEEP)


@pytest.mark.parametrize(
    "fault", [Fault.ERROR_BEFORE, Fault.DROPPED_AFTER, Fault.QUOTA_EXCEEDED, Fault.LATE, Fault.RATE_LIMITED]
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_keep_forgets_nothing_when_its_write_is_cut_off(tmp_path: Path, method: str, fault: Fault) -> None:
    tale = a_tale(tmp_path, EditPolicy.KEEP)
    EDITS["add"](tale)
    EDITS["remove"](tale)
    tale.next_day()
    tale.chart_today([200, *range(150)])
    tale.world.faults.on(method, WRITES, fault)
    tale.world.faults.on("GET", WRITES, Fault.ERROR_BEFORE, skip=4, times=12)
    tale.run()
    tale.world.faults.clear()
    tale.next_day()
    tale.clock.forward(tale.clock.now().replace(hour=23) - tale.clock.now())
    tale.chart_today([201, *range(150)])
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert (*uris_of([201, *(song for song in range(150) if song != 2)][:120]), *uris_of([500])) == tale.uris
    assert () == judged(tale, EditPolicy.KEEP)


def test_keep_lets_a_persons_track_go_when_it_dies(tmp_path: Path) -> None:
    tale = a_tale(tmp_path, EditPolicy.KEEP)
    EDITS["add"](tale)
    assert RunState.DONE is tale.run().state
    tale.world.track_dies(uris_of([500])[0].split(":")[-1])
    tale.next_day()
    tale.chart_today([200, *range(150)])
    report = tale.run_until_done(2)[-1]
    assert RunState.DONE is report.state, report.reasons
    assert uris_of([200, *range(119)]) == tale.uris


def test_keep_checks_titles_against_the_right_rows(tmp_path: Path) -> None:
    """What a person took out must not shift every song below it against its row."""
    tale = a_tale(tmp_path, EditPolicy.KEEP, size=50)
    EDITS["remove"](tale)
    tale.next_day()
    chart = [*range(200, 220), *range(60)]
    tale.chart_today(chart)
    report = tale.run()
    assert RunState.DONE is report.state
    assert uris_of([song for song in chart if song != 2][:50]) == tale.uris
    assert not [reason for reason in report.reasons if "substitutions" in reason]


@pytest.mark.parametrize("edit", EDITS)
def test_hold_writes_nothing_over_an_edit_until_it_is_approved(tmp_path: Path, edit: str) -> None:
    tale = a_tale(tmp_path, EditPolicy.HOLD)
    EDITS[edit](tale)
    edited = tale.uris
    for _ in range(2):
        tale.next_day()
        tale.chart_today([200 + tale.today.day, *range(150)])
        report = tale.run()
        assert RunState.HELD is report.state
        assert "--approve" in (report.remedy or "")
        assert edited == tale.uris
    approved_at = tale.clock.now()
    report = tale.run(approved=True)
    assert RunState.DONE is report.state
    assert uris_of([200 + tale.today.day, *range(119)]) == tale.uris
    assert () == judged(tale, EditPolicy.HOLD, approvals={tale.playlist_id: [approved_at]})


def test_hold_goes_on_by_itself_when_the_person_takes_the_edit_back(tmp_path: Path) -> None:
    tale = a_tale(tmp_path, EditPolicy.HOLD)
    EDITS["add"](tale)
    assert RunState.HELD is tale.run().state
    tale.world.person_removes(tale.playlist_id, uris_of([500]))
    tale.next_day()
    tale.chart_today([200, *range(150)])
    assert RunState.DONE is tale.run().state
    assert uris_of([200, *range(119)]) == tale.uris


def test_a_renamed_playlist_keeps_its_persons_name(tmp_path: Path) -> None:
    tale = a_tale(tmp_path, EditPolicy.OVERWRITE)
    tale.world.person_describes(tale.playlist_id, name="Mine", description="my own words", public=False)
    tale.next_day()
    tale.chart_today([200, *range(150)])
    report = tale.run()
    assert (RunState.DONE, ()) == (report.state, report.reasons)
    with tale.bot() as bot:
        look = bot.client().reader.look(tale.playlist_id)
    assert ("Mine", "my own words") == (look.name, look.description)
