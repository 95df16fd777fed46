"""A ledger and logins in memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from threading import Lock

from tophits.domain.quotas import Family
from tophits.quota.budget import ROLLING, Refusal, decide, refused, state_of
from tophits.quota.ledger import Budgets, Closure, LedgerState
from tophits.quota.logins import Login


@dataclass(frozen=True, slots=True)
class _Call:
    reservation: int
    family: Family
    counts_from: datetime
    is_spent: bool = False


@dataclass(slots=True)
class LedgerRows:
    """What all ledgers of one account share."""

    calls: list[_Call] = field(default_factory=list)
    closures: dict[Family, Closure] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    lock: Lock = field(default_factory=Lock)


class MemoryLedger:
    """The port `quota.ledger.Ledger`, for the threads of one process."""

    def __init__(self, budgets: Budgets, rows: LedgerRows | None = None) -> None:
        self._budgets = budgets
        self._rows = LedgerRows() if rows is None else rows

    def reserve(self, calls: Mapping[Family, int], now: datetime, *, may_use_spare: bool = False) -> int:
        """Reserve calls, all or none; the reservation's number."""
        with self._rows.lock:
            used, reserved = self._counting(now)
            answer = decide(
                used, reserved, self._budgets, self._rows.closures.values(), calls, now, may_use_spare=may_use_spare
            )
            if isinstance(answer, Refusal):
                raise refused(answer)
            number = next(self._rows.numbers)
            self._rows.calls += [_Call(number, family, now) for family, many in calls.items() for _ in range(many)]
            return number

    def spend(self, reservation: int, family: Family, now: datetime) -> bool:
        """Turn one reserved call into a spent one; False when none is left, or it fell away."""
        with self._rows.lock:
            for place, call in enumerate(self._rows.calls):
                is_ours = call.reservation == reservation and call.family is family and not call.is_spent
                if is_ours and call.counts_from > now - ROLLING:
                    self._rows.calls[place] = replace(call, is_spent=True, counts_from=now)
                    return True
            return False

    def release(self, reservation: int) -> None:
        """Give back what was reserved and not spent."""
        with self._rows.lock:
            self._rows.calls = [one for one in self._rows.calls if one.is_spent or one.reservation != reservation]

    def close(self, closure: Closure) -> None:
        """Close a family. Of two closures the later end counts."""
        with self._rows.lock:
            known = self._rows.closures.get(closure.family)
            if known is None or known.until < closure.until:
                self._rows.closures[closure.family] = closure

    def state(self, now: datetime) -> LedgerState:
        """What is spent and closed."""
        with self._rows.lock:
            used, reserved = self._counting(now)
            shut = sorted((one for one in self._rows.closures.values() if one.until > now), key=lambda one: one.family)
            return state_of(used, reserved, shut)

    def _counting(self, now: datetime) -> tuple[dict[Family, list[datetime]], dict[Family, list[datetime]]]:
        used: dict[Family, list[datetime]] = {}
        reserved: dict[Family, list[datetime]] = {}
        for call in self._rows.calls:
            if call.counts_from > now - ROLLING:
                (used if call.is_spent else reserved).setdefault(call.family, []).append(call.counts_from)
        return used, reserved


class MemoryLogins:
    """The port `quota.logins.Logins`."""

    def __init__(self) -> None:
        self._logins: dict[str, Login] = {}

    def get(self, account: str) -> Login | None:
        """The account's login."""
        return self._logins.get(account)

    def put(self, login: Login) -> None:
        """Keep it in place of the older one."""
        self._logins[login.account] = login

    def forget(self, account: str) -> None:
        """Drop it."""
        self._logins.pop(account, None)
