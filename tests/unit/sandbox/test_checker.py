"""Each invariant is shown broken by a journal made by hand, and kept by one that differs in little else."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from tophits.domain.editions import EditPolicy
from tophits.sandbox.checker import Expectations, check
from tophits.sandbox.journal import CallRecord, Cause, Journal, PlaylistRecord

START = datetime(2026, 7, 18, 4, 0, tzinfo=UTC)
LIST = "3cEYpjA9oz9GiPac4AsH4n"


def songs(first: int, end: int) -> tuple[str, ...]:
    return tuple(f"spotify:track:{number:022d}" for number in range(first, end))


OLD, NEW, NEWER = songs(0, 250), songs(120, 370), songs(130, 380)
SHORT_OLD, SHORT_NEW = songs(0, 50), songs(10, 60)


class Story:
    """A playlist and what happens to it, written down as the pretend world would."""

    def __init__(self, rows: Sequence[str | None] = OLD) -> None:
        self.journal = Journal()
        self.at = START
        self.rows: tuple[str | None, ...] = ()
        self.become((), Cause.CALL)
        self.become(tuple(rows), Cause.PERSON)
        self.since = self.journal.last_number

    def become(self, rows: Sequence[str | None], cause: Cause, call: int | None = None) -> None:
        self.rows = tuple(rows)
        number = self.journal.next_number()
        self.journal.playlists.append(PlaylistRecord(number, self.at, LIST, self.rows, cause, call))

    def call(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        body: object = None,
        status: int = 200,
        wait: int | None = None,
    ) -> int:
        self.at += timedelta(seconds=1)
        number = self.journal.next_number()
        family = "search" if path.startswith("/v1/search") else "playlist"
        record = CallRecord(number, self.at, method, path, query, body, "sandbox", "listener", family, status, wait)
        self.journal.calls.append(record)
        return number

    def look(self) -> None:
        """Read the whole playlist, page by page."""
        self.call("GET", f"/v1/playlists/{LIST}")
        for offset in range(100, len(self.rows), 50):
            self.call("GET", f"/v1/playlists/{LIST}/items", query=f"limit=50&offset={offset}")

    def replace(self, uris: Sequence[str], *, status: int = 200, cause: Cause = Cause.CALL) -> None:
        number = self.call("PUT", f"/v1/playlists/{LIST}/items", body={"uris": list(uris)}, status=status)
        self.become(uris, cause, number)

    def append(self, uris: Sequence[str], *, status: int = 201, cause: Cause = Cause.CALL) -> None:
        number = self.call("POST", f"/v1/playlists/{LIST}/items", body={"uris": list(uris)}, status=status)
        self.become((*self.rows, *uris), cause, number)

    def fail_append(self, uris: Sequence[str]) -> None:
        """An append that is answered 502 and not applied."""
        self.call("POST", f"/v1/playlists/{LIST}/items", body={"uris": list(uris)}, status=502)

    def rewrite(self, wanted: Sequence[str]) -> None:
        """What a good run does: look, replace, append, look."""
        self.look()
        self.replace(wanted[:100])
        for start in range(100, len(wanted), 100):
            self.append(wanted[start : start + 100])
        self.look()

    def found(self, *lists: Sequence[str | None], **more: object) -> list[str]:
        """The invariants that are broken, one for each violation."""
        wanted = Expectations(playlists={LIST: lists or (OLD, NEW)}, since=self.since, **more)  # type: ignore[arg-type]
        return [violation.invariant for violation in check(self.journal, wanted)]


def test_a_good_run_breaks_nothing() -> None:
    story = Story()
    story.rewrite(NEW)
    assert [] == story.found()


def test_a_run_that_changes_nothing_and_only_looks_breaks_nothing() -> None:
    story = Story()
    story.look()
    assert [] == story.found(OLD, OLD)


def test_a_first_fill_of_an_empty_playlist_breaks_nothing() -> None:
    story = Story(())
    story.rewrite(NEW)
    assert [] == story.found((), NEW)


def test_the_creation_of_a_playlist_may_be_in_the_journal() -> None:
    story = Story(SHORT_OLD)
    story.look()
    story.replace(SHORT_NEW)
    story.look()
    story.since = 0
    assert [] == story.found(SHORT_OLD, SHORT_NEW)


def test_a_step_list_of_adds_moves_and_removes_breaks_nothing() -> None:
    story = Story(SHORT_OLD)
    story.look()
    story.append(songs(50, 60))
    number = story.call("DELETE", f"/v1/playlists/{LIST}/items", body={"items": [{"uri": u} for u in songs(0, 10)]})
    story.become(SHORT_NEW, Cause.CALL, number)
    story.look()
    assert [] == story.found(SHORT_OLD, SHORT_NEW)


# --- I1 ------------------------------------------------------------------------------------------------


def test_i1_a_slot_that_is_carried_out_twice() -> None:
    story = Story()
    story.rewrite(NEW)
    story.rewrite(NEW)
    assert {"I1"} == set(story.found())


def test_i1_writing_where_nothing_was_to_change() -> None:
    story = Story(SHORT_OLD)
    story.look()
    story.replace(SHORT_OLD)
    story.look()
    assert ["I1"] == story.found(SHORT_OLD, SHORT_OLD)


def test_i1_a_change_before_its_slot() -> None:
    story = Story()
    story.rewrite(NEW)
    story.rewrite(NEWER)
    slots = (START, START + timedelta(days=1))
    assert ["I1"] == story.found(OLD, NEW, NEWER, due={LIST: slots})
    assert [] == story.found(OLD, NEW, NEWER, due={LIST: (START, START)})


# --- I2 ------------------------------------------------------------------------------------------------


def test_i2_clearing_and_then_filling() -> None:
    story = Story()
    story.look()
    story.replace(())
    for start in range(0, 250, 100):
        story.append(NEW[start : start + 100])
    story.look()
    assert ["I2", "I2"] == story.found()  # asked for, and done


def test_i2_asking_to_clear_is_wrong_even_when_it_fails() -> None:
    story = Story()
    story.look()
    story.call("PUT", f"/v1/playlists/{LIST}/items", query="uris=", status=502)
    story.look()
    story.look()
    story.rewrite(NEW)
    assert ["I2"] == story.found()


@pytest.mark.parametrize(
    ("old", "new", "left", "broken"),
    [
        (OLD, NEW, 30, True),
        (OLD, NEW, 99, True),
        (OLD, NEW, 100, False),
        (SHORT_OLD, NEW, 49, True),
        (SHORT_OLD, NEW, 50, False),
        (OLD, songs(0, 40), 40, False),
    ],
)
def test_i2_the_number_of_rows_that_must_stay(
    old: tuple[str, ...], new: tuple[str, ...], left: int, broken: bool
) -> None:
    story = Story(old)
    story.look()
    story.replace(new[:left])
    if new[left:]:
        story.append(new[left:])
    story.look()
    assert (["I2"] if broken else []) == story.found(old, new)


def test_i2_a_track_that_is_in_neither_list() -> None:
    story = Story()
    story.look()
    story.replace((*NEW[:99], "spotify:track:foreign"))
    story.replace(NEW[:100])
    story.append(NEW[100:200])
    story.append(NEW[200:])
    story.look()
    assert ["I2"] == story.found()


def test_i2_a_duplicate_that_we_made() -> None:
    story = Story(SHORT_OLD)
    story.look()
    story.replace((*SHORT_NEW, SHORT_NEW[0]))
    story.replace(SHORT_NEW)
    story.look()
    assert ["I2"] == story.found(SHORT_OLD, SHORT_NEW)


def test_i2_what_a_person_did_is_not_ours() -> None:
    story = Story(SHORT_OLD)
    story.become((*SHORT_OLD[:3], SHORT_OLD[0], "spotify:track:theirs"), Cause.PERSON)
    story.look()
    story.append(SHORT_OLD[20:30])
    story.replace(SHORT_NEW)
    story.look()
    assert [] == story.found(SHORT_OLD, SHORT_NEW)


def test_i2_a_late_call_is_excused_when_it_is_mended_within_a_tick() -> None:
    story = Story(SHORT_OLD)
    story.rewrite(SHORT_NEW)
    story.become(songs(500, 510), Cause.LATE)
    story.at += timedelta(hours=20)
    story.look()
    story.replace(SHORT_NEW)
    story.look()
    assert [] == story.found(SHORT_OLD, SHORT_NEW)


def test_i2_a_late_call_that_nobody_has_looked_at_yet_is_excused() -> None:
    story = Story(SHORT_OLD)
    story.rewrite(SHORT_NEW)
    story.become(songs(500, 510), Cause.LATE)
    assert [] == story.found(SHORT_OLD, SHORT_NEW)


def test_i2_a_late_call_that_is_mended_too_late() -> None:
    story = Story(SHORT_OLD)
    story.rewrite(SHORT_NEW)
    story.become(SHORT_OLD, Cause.LATE)
    story.look()
    story.at += timedelta(minutes=5)
    story.replace(SHORT_NEW)
    story.look()
    assert ["I2"] == story.found(SHORT_OLD, SHORT_NEW)
    assert [] == story.found(SHORT_OLD, SHORT_NEW, tick=timedelta(minutes=10))


def test_i2_a_late_call_that_is_looked_at_and_never_mended() -> None:
    story = Story(SHORT_OLD)
    story.rewrite(SHORT_NEW)
    story.become(SHORT_OLD, Cause.LATE)
    story.look()
    story.at += timedelta(minutes=5)
    story.look()
    assert ["I2"] == story.found(SHORT_OLD, SHORT_NEW)


def test_i2_a_call_of_a_frozen_process_is_excused_only_when_it_is_named() -> None:
    story = Story(SHORT_OLD)
    story.rewrite(SHORT_NEW)
    story.replace(songs(500, 550))
    frozen = story.journal.calls[-1].number
    story.look()
    story.replace(SHORT_NEW)
    story.look()
    assert [] == story.found(SHORT_OLD, SHORT_NEW, frozen_calls=frozenset({frozen}))
    assert {"I1", "I2"} == set(story.found(SHORT_OLD, SHORT_NEW))


def test_i2_a_row_that_went_null_is_the_worlds_doing() -> None:
    story = Story(SHORT_OLD)
    story.rewrite(SHORT_NEW)
    story.become((None, *SHORT_NEW[1:]), Cause.WORLD)
    assert [] == story.found(SHORT_OLD, SHORT_NEW)


# --- I3 ------------------------------------------------------------------------------------------------


def test_i3_a_list_that_is_left_half_done() -> None:
    story = Story()
    story.look()
    story.replace(NEW[:100])
    story.look()
    assert ["I3"] == story.found()


def test_i3_a_list_in_another_order() -> None:
    story = Story(SHORT_OLD)
    story.look()
    story.replace((SHORT_NEW[1], SHORT_NEW[0], *SHORT_NEW[2:]))
    story.look()
    wanted = Expectations(playlists={LIST: (SHORT_OLD, SHORT_NEW)}, since=story.since)
    messages = [violation.message for violation in check(story.journal, wanted)]
    assert [f"the rows are not what was wanted: position 1 is {SHORT_NEW[1]} instead of {SHORT_NEW[0]}"] == messages


def test_i3_a_list_that_was_never_written() -> None:
    assert ["I3"] == Story().found()
    assert ["I3"] == [violation.invariant for violation in check(Journal(), Expectations(playlists={LIST: (OLD, NEW)}))]


def test_i3_a_known_alias_is_the_same_track() -> None:
    story = Story(SHORT_OLD)
    story.look()
    story.replace(("spotify:track:shown", *SHORT_NEW[1:]))
    story.look()
    assert [] == story.found(SHORT_OLD, SHORT_NEW, aliases={"spotify:track:shown": SHORT_NEW[0]})
    assert {"I2", "I3"} == set(story.found(SHORT_OLD, SHORT_NEW))


def test_i3_done_without_reading_the_last_rows_back() -> None:
    story = Story()
    story.look()
    story.replace(NEW[:100])
    story.append(NEW[100:200])
    story.append(NEW[200:])
    story.call("GET", f"/v1/playlists/{LIST}")
    assert ["I3"] == story.found()
    story.call("GET", f"/v1/playlists/{LIST}/items", query="offset=100&limit=100")
    story.call("GET", f"/v1/playlists/{LIST}/items", query="offset=200&limit=50")
    assert [] == story.found()


def test_i3_reading_only_the_snapshot_id_back_is_no_reading() -> None:
    story = Story(SHORT_OLD)
    story.look()
    story.replace(SHORT_NEW)
    story.call("GET", f"/v1/playlists/{LIST}", query="fields=snapshot_id%2Citems.total")
    assert ["I3"] == story.found(SHORT_OLD, SHORT_NEW)


def test_i3_a_blind_retry_after_a_502() -> None:
    story = Story(SHORT_OLD)
    story.look()
    story.call("PUT", f"/v1/playlists/{LIST}/items", body={"uris": list(SHORT_NEW)}, status=502)
    story.replace(SHORT_NEW)
    story.look()
    assert ["I3"] == story.found(SHORT_OLD, SHORT_NEW)


@pytest.mark.parametrize(("status", "looks", "broken"), [(502, 1, True), (502, 2, False), (0, 0, True), (0, 1, False)])
def test_i3_how_often_must_be_read_after_an_unclear_write(status: int, looks: int, broken: bool) -> None:
    story = Story(SHORT_OLD)
    story.look()
    story.call("PUT", f"/v1/playlists/{LIST}/items", body={"uris": list(SHORT_NEW)}, status=status)
    for _ in range(looks):
        story.look()
    story.replace(SHORT_NEW)
    story.look()
    assert (["I3"] if broken else []) == story.found(SHORT_OLD, SHORT_NEW)


def test_i3_a_write_after_a_429_needs_no_new_look() -> None:
    story = Story(SHORT_OLD)
    story.look()
    story.call("PUT", f"/v1/playlists/{LIST}/items", body={"uris": list(SHORT_NEW)}, status=429, wait=3)
    story.replace(SHORT_NEW)
    story.look()
    assert [] == story.found(SHORT_OLD, SHORT_NEW)


# --- I4 ------------------------------------------------------------------------------------------------


def test_i4_a_blind_retry_that_doubles_an_append() -> None:
    story = Story()
    story.look()
    story.replace(NEW[:100])
    story.append(NEW[100:200], status=502, cause=Cause.FAILED_CALL)
    story.append(NEW[100:200])
    story.rewrite(NEW)
    assert ["I3", "I2", "I4"] == story.found()


def test_i4_going_on_from_what_a_failed_append_left_breaks_nothing() -> None:
    story = Story()
    story.look()
    story.replace(NEW[:100])
    story.append(NEW[100:200], status=502, cause=Cause.FAILED_CALL)
    story.look()
    story.look()
    story.append(NEW[200:])
    story.look()
    assert [] == story.found()


def test_i4_a_plan_may_be_dropped_for_a_newer_one() -> None:
    story = Story()
    story.look()
    story.replace(NEW[:100])
    story.rewrite(NEWER)
    assert [] == story.found(OLD, NEW, NEWER)


def test_i4_a_late_append_that_doubles_rows_is_mended() -> None:
    story = Story()
    story.look()
    story.replace(NEW[:100])
    story.fail_append(NEW[100:200])
    story.look()
    story.look()
    story.append(NEW[100:200])
    story.become((*story.rows, *NEW[100:200]), Cause.LATE)
    story.look()
    story.replace(NEW[:100])
    story.append(NEW[100:200])
    story.append(NEW[200:])
    story.look()
    assert [] == story.found()


# --- I6 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "broken"),
    [(EditPolicy.OVERWRITE, []), (EditPolicy.KEEP, ["I6", "I6"]), (EditPolicy.HOLD, ["I6"])],
)
def test_i6_a_persons_edit_that_is_written_over(policy: EditPolicy, broken: list[str]) -> None:
    story = Story(SHORT_OLD)
    story.become((*SHORT_OLD[:20], *SHORT_OLD[21:], "spotify:track:theirs"), Cause.PERSON)
    story.look()
    story.replace(SHORT_NEW)
    story.look()
    assert broken == story.found(SHORT_OLD, SHORT_NEW, policies={LIST: policy})


def test_i6_keeping_what_a_person_added_breaks_nothing() -> None:
    story = Story(SHORT_OLD)
    story.become((*SHORT_OLD, "spotify:track:theirs"), Cause.PERSON)
    wanted = (*SHORT_NEW, "spotify:track:theirs")
    story.rewrite(wanted)
    assert [] == story.found(SHORT_OLD, wanted, policies={LIST: EditPolicy.KEEP})


def test_i6_an_edit_between_look_and_write_cannot_be_seen() -> None:
    story = Story(SHORT_OLD)
    story.look()
    story.become((*SHORT_OLD, "spotify:track:theirs"), Cause.PERSON)
    story.replace(SHORT_NEW)
    story.look()
    assert [] == story.found(SHORT_OLD, SHORT_NEW, policies={LIST: EditPolicy.KEEP})
    assert [] == story.found(SHORT_OLD, SHORT_NEW, policies={LIST: EditPolicy.HOLD})


def test_i6_a_held_playlist_goes_on_once_a_person_approved() -> None:
    story = Story(SHORT_OLD)
    story.become((*SHORT_OLD, "spotify:track:theirs"), Cause.PERSON)
    story.look()
    approved = story.at + timedelta(hours=3)
    story.at += timedelta(hours=4)
    story.replace(SHORT_NEW)
    story.look()
    policies = {LIST: EditPolicy.HOLD}
    assert [] == story.found(SHORT_OLD, SHORT_NEW, policies=policies, approvals={LIST: (approved,)})


# --- I7 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wait", "later", "path", "broken"),
    [
        (86_207, timedelta(hours=3), "/v1/search", ["I7"]),
        (86_207, timedelta(hours=24), "/v1/search", []),
        (86_207, timedelta(hours=3), f"/v1/playlists/{LIST}", []),
        (20, timedelta(seconds=5), "/v1/search", []),
        (61, timedelta(seconds=30), "/v1/search", ["I7"]),
    ],
)
def test_i7_a_call_while_the_family_is_closed(wait: int, later: timedelta, path: str, broken: list[str]) -> None:
    story = Story()
    story.call("GET", "/v1/search", status=429, wait=wait)
    story.at += later
    story.call("GET", path)
    assert broken == story.found(OLD, OLD)


def test_i7_a_closure_from_before_the_judged_part_still_counts() -> None:
    story = Story()
    story.call("GET", "/v1/search", status=429, wait=40_000)
    story.since = story.journal.last_number
    story.call("GET", "/v1/search")
    assert ["I7"] == story.found(OLD, OLD)


def test_i7_more_calls_in_24_hours_than_the_budget() -> None:
    story = Story()
    for status in (200, 200, 429):
        story.at += timedelta(hours=8)
        story.call("GET", "/v1/search", status=status)
    assert [] == story.found(OLD, OLD, budgets={"search": 3, "playlist": 0})
    assert ["I7"] == story.found(OLD, OLD, budgets={"search": 2})
    story.at += timedelta(hours=8)
    story.call("GET", "/v1/search")
    assert [] == story.found(OLD, OLD, budgets={"search": 3})


# --- I8 ------------------------------------------------------------------------------------------------


def test_i8_rows_that_were_never_read_are_written_over() -> None:
    story = Story()
    story.call("GET", f"/v1/playlists/{LIST}")  # its first hundred only
    story.replace(NEW[:100])
    story.append(NEW[100:200])
    story.append(NEW[200:])
    story.look()
    assert ["I8"] == story.found()


def test_violations_come_in_the_order_of_the_journal_and_name_their_record() -> None:
    story = Story(SHORT_OLD)
    story.replace(SHORT_NEW[:5])
    violations = check(story.journal, Expectations(playlists={LIST: (SHORT_OLD, SHORT_NEW)}, since=story.since))
    assert [("I8", story.since + 1), ("I2", story.since + 2), ("I3", 0)] == [
        (violation.invariant, violation.record_number) for violation in violations
    ]
    assert {LIST} == {violation.playlist_id for violation in violations}
