"""What every Runs, Leases, EditionStates, Journal, AliasBook, Snapshots, PublishedLists, AuditTrail and Logins does.

Run each of CHECKS on a fresh store.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from tophits.apply.editions_state import EditionState
from tophits.apply.ports import Alias, StepState, Work
from tophits.apply.runs import RunState
from tophits.domain.errors import StoreError
from tophits.domain.matches import Confidence, Evidence, Match, Penalty
from tophits.domain.plans import Add, Move, Remove, Replace
from tophits.domain.quotas import Family
from tophits.domain.rankings import POINT, Coverage, SourceCoverage, SourceReason, Window
from tophits.domain.songs import SongId
from tophits.domain.tracks import Artist, Row, Track
from tophits.quota.logins import Login
from tophits.ranking.published import PublishedList, PublishedPosition
from tophits.snapshot.ports import Occasion, Snapshot
from tophits.testing.contracts.expect import Check, Ports, equal, false, raises, true
from tophits.views.audit import AuditLine

NOW = datetime(2026, 7, 18, 2, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
BIRDS = Track(
    "6dOtVTDdiauQNBQEDOtlAB",
    "BIRDS OF A FEATHER",
    (Artist("6qqNVTkY8uBg9cP3Jd7DAH", "Billie Eilish"), Artist(None, "Büyük Ev Ablukada")),
    210_373,
    album="HIT ME HARD AND SOFT",
    album_kind="album",
    isrc="USUM72401994",
    explicit=False,
    release_date="2024-05-17",
    playable=True,
)


def runs_come_back_as_they_ended(store: Ports) -> None:
    """Every field."""
    begun = store.runs.begin("daily", None, NOW)
    equal((RunState.RUNNING, NOW, NOW, None), (begun.state, begun.asked_at, begun.started_at, begun.ended_at))
    calls = {Family.SEARCH: 3, Family.PLAYLIST: 4}
    ended = replace(begun, state=RunState.DONE, ended_at=NOW + HOUR, reason="3 moved", calls=calls, summary="50 of 50")
    true(store.runs.end(ended))
    equal(ended, store.runs.get(begun.id))
    equal(None, store.runs.get(begun.id + 1))


def a_final_run_stays_as_it_is(store: Ports) -> None:
    """Whoever lost the lease cannot overwrite what the next process made of the run."""
    done = replace(store.runs.begin("daily", None, NOW), state=RunState.DONE, ended_at=NOW)
    store.runs.end(done)
    false(store.runs.end(replace(done, state=RunState.FAILED)))
    equal(done, store.runs.get(done.id))
    raises(StoreError, lambda: store.runs.end(replace(done, id=done.id + 1)))


def a_slot_has_one_run(store: Ports) -> None:
    """An unfinished one is taken up again, a final one given back (I1)."""
    slot = "daily 2026-07-18 04:00 Europe/Berlin"
    first = store.runs.begin("daily", slot, NOW)
    store.runs.end(replace(first, state=RunState.HELD, ended_at=NOW, reason="stale: apple"))
    again = store.runs.begin("daily", slot, NOW + HOUR)
    equal((first.id, RunState.RUNNING, NOW, None), (again.id, again.state, again.started_at, again.ended_at))
    store.runs.end(replace(again, state=RunState.DONE, ended_at=NOW + HOUR))
    late = store.runs.begin("daily", slot, NOW + 2 * HOUR)
    equal((first.id, RunState.DONE), (late.id, late.state))
    true(store.runs.begin("weekly", slot, NOW).id != first.id)
    true(store.runs.begin("daily", None, NOW).id != store.runs.begin("daily", None, NOW).id)


def history_tells_the_newest_runs_first(store: Ports) -> None:
    """Of one edition, or of all."""
    ids = [store.runs.begin(edition, None, NOW).id for edition in ("daily", "weekly", "daily")]
    equal([ids[2], ids[0]], [run.id for run in store.runs.history("daily")])
    equal([ids[2], ids[1]], [run.id for run in store.runs.history(None, limit=2)])
    equal([], list(store.runs.history("yearly")))


def a_lease_has_one_holder(store: Ports) -> None:
    """Until it is given back."""
    take = store.leases.take
    true(take("account me", "one", NOW + HOUR, NOW))
    false(take("account me", "two", NOW + HOUR, NOW))
    true(take("account me", "one", NOW + 2 * HOUR, NOW))
    true(take("account you", "two", NOW + HOUR, NOW))
    equal("one", store.leases.holder("account me", NOW))
    store.leases.give_back("account me", "two")
    equal("one", store.leases.holder("account me", NOW))
    store.leases.give_back("account me", "one")
    equal(None, store.leases.holder("account me", NOW))
    true(take("account me", "two", NOW + HOUR, NOW))


def a_lease_that_ran_out_is_lost(store: Ports) -> None:
    """To its holder as well, so that a hung run does not wake up with it."""
    store.leases.take("account me", "one", NOW + HOUR, NOW)
    true(store.leases.renew("account me", "one", NOW + 2 * HOUR, NOW))
    false(store.leases.renew("account me", "two", NOW + 2 * HOUR, NOW))
    equal(None, store.leases.holder("account me", NOW + 2 * HOUR))
    false(store.leases.renew("account me", "one", NOW + 3 * HOUR, NOW + 2 * HOUR))
    true(store.leases.take("account me", "two", NOW + 3 * HOUR, NOW + 2 * HOUR))
    false(store.leases.renew("account nobody", "one", NOW + HOUR, NOW))


def an_edition_that_is_not_known_has_a_fresh_state(store: Ports) -> None:
    """And one that is known comes back whole."""
    equal(EditionState("daily"), store.editions.get("daily"))
    equal({}, dict(store.editions.all()))
    full = EditionState(
        key="daily",
        playlist_id="3cEYpjA9oz9GiPac4AsH4n",
        create_token="tophits:7f",  # noqa: S106 - no password: it stands in a public description
        frozen=True,
        frozen_why="holidays",
        last_snapshot_id="AAAB",
        country="DE",
        contains_checked_at=NOW,
        adopted=True,
        hold_first=True,
        kept=("spotify:track:b", "spotify:track:a"),
        dropped=frozenset({"spotify:track:c", "spotify:track:d"}),
    )
    store.editions.put(EditionState("weekly"))
    store.editions.put(full)
    equal(full, store.editions.get("daily"))
    emptied = replace(full, kept=(), dropped=frozenset())
    store.editions.put(emptied)
    equal(emptied, store.editions.get("daily"))
    equal(["daily", "weekly"], list(store.editions.all()))


def whoever_holds_an_older_state_cannot_undo_a_freeze(store: Ports) -> None:
    """A run keeps its state at its end; a person may have frozen or thawed the edition meanwhile."""
    begun = EditionState("daily", playlist_id="3cEYpjA9oz9GiPac4AsH4n", country="DE")
    store.editions.put(begun)
    store.editions.set_frozen("daily", frozen=True, why="party")
    equal(replace(begun, frozen=True, frozen_why="party"), store.editions.get("daily"))
    store.editions.put(replace(begun, last_snapshot_id="AAAB"))
    ended = replace(begun, last_snapshot_id="AAAB", frozen=True, frozen_why="party")
    equal(ended, store.editions.get("daily"))
    store.editions.set_frozen("daily", frozen=False, why=None)
    store.editions.put(ended)
    equal(replace(ended, frozen=False, frozen_why=None), store.editions.get("daily"))
    store.editions.set_frozen("weekly", frozen=True, why=None)
    equal(EditionState("weekly", frozen=True), store.editions.get("weekly"))


def the_journal_keeps_what_is_open(store: Ports) -> None:
    """Every kind of step, and how far each came (I4)."""
    steps = (Replace(("spotify:track:a",)), Add(("spotify:track:b",)), Add(("spotify:track:b",), 0), Move(1, 0, 2))
    work = Work(7, "daily", "pl", ("spotify:track:a",), (*steps, Remove(("spotify:track:c",))), _waiting(5), NOW)
    equal(None, store.journal.unfinished("daily"))
    store.journal.open(work)
    store.journal.open(replace(work, edition="weekly"))
    equal(work, store.journal.unfinished("daily"))
    store.journal.mark("daily", 0, StepState.ANSWERED)
    store.journal.mark("daily", 1, StepState.SENDING)
    marked = replace(work, states=(StepState.ANSWERED, StepState.SENDING, *_waiting(3)))
    equal(marked, store.journal.unfinished("daily"))
    store.journal.close("daily")
    equal(None, store.journal.unfinished("daily"))
    equal(replace(work, edition="weekly"), store.journal.unfinished("weekly"))


def only_an_open_step_can_be_marked(store: Ports) -> None:
    """A mark on nothing would be a lie."""
    raises(StoreError, lambda: store.journal.mark("daily", 0, StepState.SENDING))
    store.journal.open(Work(7, "daily", "pl", ("a",), (Replace(("a",)),), _waiting(1), NOW))
    for step in (1, -1):
        raises(StoreError, partial(store.journal.mark, "daily", step, StepState.SENDING))


def newer_work_takes_the_place_of_older(store: Ports) -> None:
    """One piece an edition at a time."""
    older = Work(7, "daily", "pl", ("a",), (Replace(("a",)),), _waiting(1), NOW)
    newer = Work(8, "daily", "pl", (), (), (), NOW + HOUR)
    store.journal.open(older)
    store.journal.open(newer)
    equal(newer, store.journal.unfinished("daily"))


def aliases_are_kept_once(store: Ports) -> None:
    """By country."""
    alias = Alias("spotify:track:a", "spotify:track:b", "DE", NOW, "equal ISRC")
    store.aliases.learn([])
    store.aliases.learn([alias, replace(alias, why="again")])
    store.aliases.learn([replace(alias, seen="spotify:track:c"), replace(alias, country="US"), alias])
    equal({"spotify:track:a": frozenset({"spotify:track:b", "spotify:track:c"})}, dict(store.aliases.known("DE")))
    equal({"spotify:track:a": frozenset({"spotify:track:b"})}, dict(store.aliases.known("US")))
    equal({}, dict(store.aliases.known("FR")))


def snapshots_keep_every_row(store: Ports) -> None:
    """Also those that went null, were local, or were not described (I8)."""
    rows = (Row(BIRDS.uri, BIRDS, NOW), Row(None), Row("spotify:local:x", is_local=True), Row(BIRDS.uri))
    snapshot = Snapshot(0, "daily", "pl", 7, NOW, Occasion.BEFORE, "AAAB", rows)
    number = store.snapshots.keep(snapshot)
    equal(replace(snapshot, id=number), store.snapshots.get(number))
    empty = replace(snapshot, rows=(), run_id=None, spotify_snapshot_id=None)
    other = store.snapshots.keep(empty)
    equal(replace(empty, id=other), store.snapshots.get(other))
    equal(None, store.snapshots.get(other + 1))


def the_last_verified_snapshot_is_the_newest_of_its_kind(store: Ports) -> None:
    """Of that edition."""
    kept = [
        store.snapshots.keep(Snapshot(0, edition, "pl", 7, NOW, occasion, None, (Row(BIRDS.uri),)))
        for edition, occasion in (
            ("daily", Occasion.VERIFIED),
            ("daily", Occasion.VERIFIED),
            ("daily", Occasion.SEEN),
            ("weekly", Occasion.VERIFIED),
        )
    ]
    last = store.snapshots.last_verified("daily")
    equal(kept[1], last.id if last else None)
    equal(None, store.snapshots.last_verified("yearly"))
    equal([kept[2], kept[1]], [snapshot.id for snapshot in store.snapshots.history("daily", limit=2)])


def a_published_list_says_why(store: Ports) -> None:
    """Every position with points, reasons and match, exactly as kept (I8)."""
    doubt = Penalty("duration", 0.25, "210 s against 240 s")
    match = Match(SongId(5), BIRDS.uri, BIRDS, Confidence.MEDIUM, Evidence.SEARCH, (doubt,), 0.125, 1)
    reasons = (SourceReason("apple", "us", 30, 1, POINT // 3), SourceReason("billboard", "us", 4, None, 17))
    window = Window(date(2026, 6, 19), date(2026, 7, 18))
    coverage = Coverage(window, 23, (SourceCoverage("apple", "us", 23, 23, date(2026, 7, 18)),))
    bare = PublishedPosition(2, SongId(6), "spotify:track:b", "夜に駆ける", ("YOASOBI",), 1, (), None)
    full = PublishedPosition(
        1, SongId(5), BIRDS.uri, BIRDS.title, ("Billie Eilish",), POINT // 3 + 17, reasons, match, "pinned"
    )
    published = PublishedList(7, "monthly", date(2026, 7, 18), NOW, coverage, (full, bare), 3)
    store.published.keep(published)
    equal(published, store.published.of_run(7))
    equal(published, store.published.of_snapshot(3))
    equal(published, store.published.newest("monthly"))
    equal((None, None, None), (store.published.of_run(8), store.published.of_snapshot(4), store.published.newest("x")))


def the_newest_published_list_counts(store: Ports) -> None:
    """And a run has one."""
    coverage = Coverage(Window(date(2026, 7, 18), date(2026, 7, 18)), 1, ())
    first = PublishedList(7, "daily", date(2026, 7, 18), NOW, coverage, ())
    second = replace(first, run_id=8, at=NOW + HOUR)
    store.published.keep(second)
    store.published.keep(first)
    equal(second, store.published.newest("daily"))
    store.published.keep(replace(first, snapshot_id=9))
    equal(9, getattr(store.published.of_run(7), "snapshot_id", None))


def the_audit_trail_tells_the_newest_first(store: Ports) -> None:
    """And forgets nothing."""
    lines = [AuditLine(NOW, "anna", "freeze", f"edition {n}", "why not") for n in range(3)]
    for line in lines:
        store.audit.write(line)
    equal(lines[::-1], list(store.audit.read()))
    equal([lines[2]], list(store.audit.read(limit=1)))


def a_login_comes_back_and_can_be_forgotten(store: Ports) -> None:
    """One an account, whatever the account is called; and no token in a repr (I9)."""
    login = Login("me/../you ü", "client", "refresh-1", "access-1", NOW, frozenset({"b", "a"}), NOW, "user", "DE")
    bare = Login("default", "client", "refresh-2", None, None, frozenset(), NOW)
    equal(None, store.logins.get("default"))
    store.logins.put(login)
    store.logins.put(bare)
    equal((login, bare), (store.logins.get("me/../you ü"), store.logins.get("default")))
    newer = replace(login, refresh_token="refresh-3")  # noqa: S106 - a made-up token
    store.logins.put(newer)
    equal(newer, store.logins.get(login.account))
    equal([], [token for token in ("refresh-1", "access-1") if token in repr(store.logins.get(login.account))])
    store.logins.forget("default")
    store.logins.forget("default")
    equal(None, store.logins.get("default"))


def _waiting(steps: int) -> tuple[StepState, ...]:
    return (StepState.WAITING,) * steps


CHECKS: tuple[Check, ...] = (
    runs_come_back_as_they_ended,
    a_final_run_stays_as_it_is,
    a_slot_has_one_run,
    history_tells_the_newest_runs_first,
    a_lease_has_one_holder,
    a_lease_that_ran_out_is_lost,
    an_edition_that_is_not_known_has_a_fresh_state,
    whoever_holds_an_older_state_cannot_undo_a_freeze,
    the_journal_keeps_what_is_open,
    only_an_open_step_can_be_marked,
    newer_work_takes_the_place_of_older,
    aliases_are_kept_once,
    snapshots_keep_every_row,
    the_last_verified_snapshot_is_the_newest_of_its_kind,
    a_published_list_says_why,
    the_newest_published_list_counts,
    the_audit_trail_tells_the_newest_first,
    a_login_comes_back_and_can_be_forgotten,
)
