"""Runs: the record of every piece of work for an edition, and the leases that keep two processes apart (I1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tophits.domain.quotas import Family


class RunState(StrEnum):
    """How far a run came."""

    DUE = "due"
    RUNNING = "running"
    HELD = "held"
    """A guard keeps the last good list; a person or the next slot decides."""
    POSTPONED = "postponed"
    DONE = "done"
    FAILED = "failed"
    MISSED = "missed"
    EXPIRED = "expired"
    REJECTED = "rejected"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will come of the run."""
        return self not in (RunState.DUE, RunState.RUNNING, RunState.HELD, RunState.POSTPONED)


@dataclass(frozen=True, slots=True)
class Run:
    """The work for one slot of an edition, or one asked for by hand (`slot` None).

    `slot` is the scheduled moment as text (edition, local date and time, zone). `reason` says why it is in
    this state; `calls` what it cost; `summary` is one line for people.
    """

    id: int
    edition: str
    slot: str | None
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    state: RunState
    reason: str | None = None
    calls: Mapping[Family, int] = field(default_factory=dict)
    summary: str | None = None


class Runs(Protocol):
    """Kept runs. Each method is one committed transaction."""

    def begin(self, edition: str, slot: str | None, now: datetime) -> Run:
        """Begin a run; its row, RUNNING.

        Of one slot there is one run: where the slot has one that is not final, that one is taken up again; a
        final one is given back as it stands, and its state says that there is nothing to do.
        """
        ...

    def end(self, run: Run) -> bool:
        """Keep a run as it stands now. False, and nothing changed, when it was final before.

        Raises:
            StoreError: there is no such run.
        """
        ...

    def history(self, edition: str | None, limit: int = 50) -> Sequence[Run]:
        """Runs of one edition, or of all, newest first."""
        ...

    def get(self, run_id: int) -> Run | None:
        """One run."""
        ...


class Leases(Protocol):
    """Who may work on something, until when. Each method is atomic among processes."""

    def take(self, name: str, owner: str, until: datetime, now: datetime) -> bool:
        """Take a lease that is free, ran out, or is the owner's already; False when somebody else has it."""
        ...

    def renew(self, name: str, owner: str, until: datetime, now: datetime) -> bool:
        """Hold a lease for longer; False when it ran out or somebody else has it. What ran out is lost."""
        ...

    def give_back(self, name: str, owner: str) -> None:
        """Give a lease back; nothing happens when it is not the owner's."""
        ...

    def holder(self, name: str, now: datetime) -> str | None:
        """Who has it now."""
        ...
