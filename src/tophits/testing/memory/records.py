"""Runs, leases, edition states, the journal, aliases, snapshots, published lists and the audit trail in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tophits.apply.editions_state import EditionState
from tophits.apply.ports import Alias, StepState, Work
from tophits.apply.runs import Run, RunState
from tophits.domain.errors import StoreError
from tophits.ranking.published import PublishedList
from tophits.snapshot.ports import Occasion, Snapshot
from tophits.views.audit import AuditLine


class MemoryRuns:
    """The port `apply.runs.Runs`."""

    def __init__(self) -> None:
        self._runs: dict[int, Run] = {}

    def begin(self, edition: str, slot: str | None, now: datetime) -> Run:
        """Begin a run, or take the slot's unfinished one up again; a final one is given back as it stands."""
        for run in self._runs.values():
            if slot is not None and (run.edition, run.slot) == (edition, slot):
                if not run.state.is_final:
                    started_at = run.started_at or now
                    self._runs[run.id] = replace(run, state=RunState.RUNNING, started_at=started_at, ended_at=None)
                return self._runs[run.id]
        fresh = Run(len(self._runs) + 1, edition, slot, now, now, None, RunState.RUNNING)
        self._runs[fresh.id] = fresh
        return fresh

    def end(self, run: Run) -> bool:
        """Keep a run as it stands now; False when it was final before."""
        if run.id not in self._runs:
            raise StoreError(f"There is no run {run.id} to end.")
        known = self._runs[run.id]
        if known.state.is_final:
            return False
        self._runs[run.id] = replace(run, edition=known.edition, slot=known.slot, asked_at=known.asked_at)
        return True

    def history(self, edition: str | None, limit: int = 50) -> Sequence[Run]:
        """Runs of one edition, or of all, newest first."""
        return [run for run in reversed(self._runs.values()) if edition in (None, run.edition)][:limit]

    def get(self, run_id: int) -> Run | None:
        """One run."""
        return self._runs.get(run_id)


class MemoryLeases:
    """The port `apply.runs.Leases`, for one process."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, datetime]] = {}

    def take(self, name: str, owner: str, until: datetime, now: datetime) -> bool:
        """Take a lease that is free, ran out, or is the owner's already."""
        if self.holder(name, now) not in (None, owner):
            return False
        self._held[name] = (owner, until)
        return True

    def renew(self, name: str, owner: str, until: datetime, now: datetime) -> bool:
        """Hold a lease for longer; False when it is lost."""
        if self.holder(name, now) != owner:
            return False
        self._held[name] = (owner, until)
        return True

    def give_back(self, name: str, owner: str) -> None:
        """Give a lease back; nothing happens when it is not the owner's."""
        if name in self._held and self._held[name][0] == owner:
            del self._held[name]

    def holder(self, name: str, now: datetime) -> str | None:
        """Who has it now."""
        owner, until = self._held.get(name, (None, now))
        return owner if until > now else None


class MemoryEditionStates:
    """The port `apply.editions_state.EditionStates`."""

    def __init__(self) -> None:
        self._states: dict[str, EditionState] = {}

    def get(self, key: str) -> EditionState:
        """The edition's state; a fresh one when nothing is known."""
        return self._states.get(key, EditionState(key))

    def put(self, state: EditionState) -> None:
        """Keep it in place of the older one. Whether a known edition is frozen stays as it is: see `set_frozen`."""
        known = self._states.get(state.key, state)
        self._states[state.key] = replace(state, frozen=known.frozen, frozen_why=known.frozen_why)

    def set_frozen(self, key: str, *, frozen: bool, why: str | None) -> None:
        """Freeze an edition or let it go, and touch nothing else of it."""
        self._states[key] = replace(self.get(key), frozen=frozen, frozen_why=why)

    def all(self) -> Mapping[str, EditionState]:
        """Every kept state by edition."""
        return dict(sorted(self._states.items()))


class MemoryJournal:
    """The port `apply.ports.Journal`."""

    def __init__(self) -> None:
        self._open: dict[str, Work] = {}

    def open(self, work: Work) -> None:
        """Write down what is about to be done, in place of an older open piece of the same edition."""
        self._open[work.edition] = work

    def mark(self, edition: str, step: int, state: StepState) -> None:
        """Write down how far a step came. StoreError when no such step is open."""
        work = self._open.get(edition)
        if work is None or not 0 <= step < len(work.states):
            raise StoreError(f"Step {step} of edition {edition} is not open, so it cannot be marked {state}.")
        states = (*work.states[:step], state, *work.states[step + 1 :])
        self._open[edition] = replace(work, states=states)

    def close(self, edition: str) -> None:
        """Nothing is open for this edition any more."""
        self._open.pop(edition, None)

    def unfinished(self, edition: str) -> Work | None:
        """The open piece of this edition."""
        return self._open.get(edition)


class MemoryAliasBook:
    """The port `apply.ports.AliasBook`."""

    def __init__(self) -> None:
        self._aliases: dict[tuple[str, str, str], Alias] = {}

    def known(self, country: str) -> Mapping[str, frozenset[str]]:
        """For each written URI the URIs that stand for it."""
        found: dict[str, frozenset[str]] = {}
        for place, written, seen in self._aliases:
            if place == country:
                found[written] = found.get(written, frozenset()) | {seen}
        return found

    def learn(self, aliases: Iterable[Alias]) -> None:
        """Keep aliases; known ones are kept once."""
        for alias in aliases:
            self._aliases.setdefault((alias.country, alias.written, alias.seen), alias)


class MemorySnapshots:
    """The port `snapshot.ports.Snapshots`."""

    def __init__(self) -> None:
        self._snapshots: dict[int, Snapshot] = {}

    def keep(self, snapshot: Snapshot) -> int:
        """Keep it; its number."""
        number = len(self._snapshots) + 1
        self._snapshots[number] = replace(snapshot, id=number)
        return number

    def get(self, snapshot_id: int) -> Snapshot | None:
        """One snapshot with its rows."""
        return self._snapshots.get(snapshot_id)

    def history(self, edition: str, limit: int = 50) -> Sequence[Snapshot]:
        """An edition's snapshots, newest first."""
        return [snapshot for snapshot in reversed(self._snapshots.values()) if snapshot.edition == edition][:limit]

    def last_verified(self, edition: str) -> Snapshot | None:
        """The newest VERIFIED one."""
        verified = (one for one in self.history(edition, len(self._snapshots)) if one.occasion is Occasion.VERIFIED)
        return next(verified, None)


class MemoryPublishedLists:
    """The port `ranking.published.PublishedLists`."""

    def __init__(self) -> None:
        self._lists: dict[int, PublishedList] = {}

    def keep(self, published: PublishedList) -> None:
        """Keep it; in place of the one of the same run, if there is one."""
        self._lists[published.run_id] = published

    def newest(self, edition: str) -> PublishedList | None:
        """The edition's newest list."""
        return self._newest([one for one in self._lists.values() if one.edition == edition])

    def of_run(self, run_id: int) -> PublishedList | None:
        """What that run published."""
        return self._lists.get(run_id)

    def of_snapshot(self, snapshot_id: int) -> PublishedList | None:
        """The list that the snapshot with our number shows."""
        return self._newest([one for one in self._lists.values() if one.snapshot_id == snapshot_id])

    def _newest(self, lists: Sequence[PublishedList]) -> PublishedList | None:
        return max(lists, key=lambda one: (one.at, one.run_id), default=None)


class MemoryAuditTrail:
    """The port `views.audit.AuditTrail`."""

    def __init__(self) -> None:
        self._lines: list[AuditLine] = []

    def write(self, line: AuditLine) -> None:
        """Keep a line."""
        self._lines.append(line)

    def read(self, limit: int = 50) -> Sequence[AuditLine]:
        """The newest lines, newest first."""
        return self._lines[::-1][:limit]
