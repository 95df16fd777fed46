"""The port to the ledger: every call to Spotify is reserved here before it is sent (I7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tophits.domain.quotas import Family


@dataclass(frozen=True, slots=True)
class Budgets:
    """Calls in rolling 24 hours: searches, and all other families together.

    `spare` is the share of each that only resume and undo may use.
    """

    searches: int = 100
    others: int = 200
    spare: float = 0.1


@dataclass(frozen=True, slots=True)
class Closure:
    """A family that takes no call before `until`."""

    family: Family
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class LedgerState:
    """What is spent at a moment. `used` counts calls of the last 24 hours, reserved ones included."""

    used: Mapping[Family, int]
    closures: Sequence[Closure]
    frees_at: Mapping[Family, datetime]
    """When the oldest call that counts now stops counting, where there is one."""


class Ledger(Protocol):
    """One account's ledger. Every method is atomic among processes."""

    def reserve(self, calls: Mapping[Family, int], now: datetime, *, may_use_spare: bool = False) -> int:
        """Reserve calls, all or none; the reservation's number.

        Raises:
            BudgetSpent: there is no room; `not_before` says when there will be.
            QuotaExceeded: a family is closed; `not_before` says until when.
        """
        ...

    def spend(self, reservation: int, family: Family, now: datetime) -> bool:
        """Turn one reserved call of that family into a spent one, just before it is sent; False when none is left."""
        ...

    def release(self, reservation: int) -> None:
        """Give back what was reserved and not spent."""
        ...

    def close(self, closure: Closure) -> None:
        """Close a family. Of two closures the later end counts."""
        ...

    def state(self, now: datetime) -> LedgerState:
        """What is spent and closed."""
        ...
