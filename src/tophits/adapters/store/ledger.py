"""One account's ledger as rows; the decision itself is `quota.budget.decide` (I7)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from tophits.adapters.store.database import Database, new_number
from tophits.adapters.store.schema import closure as closures
from tophits.adapters.store.schema import reservation as reservations
from tophits.adapters.store.schema import reserved_call as calls_table
from tophits.domain.quotas import Family
from tophits.quota.budget import ROLLING, Refusal, decide, refused, state_of
from tophits.quota.ledger import Budgets, Closure, LedgerState

KEPT_FOR = timedelta(days=8)
"""How long rows are kept after they stopped to matter, for whoever looks into a week's spending."""

_Calls = dict[Family, list[datetime]]


class SqlLedger:
    """The port `quota.ledger.Ledger`. Every method takes the writer's lock first, so processes cannot overspend."""

    def __init__(self, database: Database, account: str, budgets: Budgets) -> None:
        self._database = database
        self._account = account
        self._budgets = budgets

    def reserve(self, calls: Mapping[Family, int], now: datetime, *, may_use_spare: bool = False) -> int:
        """Reserve calls, all or none; the reservation's number."""
        with self._database.writing() as connection:
            used, reserved = self._counting(connection, now)
            shut = self._closures(connection, now)
            answer = decide(used, reserved, self._budgets, shut, calls, now, may_use_spare=may_use_spare)
            if isinstance(answer, Refusal):
                raise refused(answer)
            self._forget_old(connection, now)
            new = insert(reservations).values(account=self._account, reserved_at=now)
            number = new_number(connection, new)
            rows = [
                {
                    "reservation_id": number,
                    "account": self._account,
                    "family": family,
                    "counts_from": now,
                    "is_spent": False,
                }
                for family, count in calls.items()
                for _ in range(count)
            ]
            if rows:
                connection.execute(insert(calls_table), rows)
            return number

    def spend(self, reservation: int, family: Family, now: datetime) -> bool:
        """Turn one reserved call into a spent one; False when none is left, or it fell away."""
        mine = (calls_table.c.reservation_id == reservation) & (calls_table.c.account == self._account)
        ready = ~calls_table.c.is_spent & (calls_table.c.family == family) & (calls_table.c.counts_from > now - ROLLING)
        with self._database.writing() as connection:
            call = connection.execute(select(calls_table.c.id).where(mine, ready).limit(1)).scalar_one_or_none()
            if call is None:
                return False
            spent = update(calls_table).where(calls_table.c.id == call)
            connection.execute(spent.values(is_spent=True, counts_from=now))
            return True

    def release(self, reservation: int) -> None:
        """Give back what was reserved and not spent."""
        mine = (calls_table.c.reservation_id == reservation) & (calls_table.c.account == self._account)
        with self._database.writing() as connection:
            connection.execute(delete(calls_table).where(mine, ~calls_table.c.is_spent))

    def close(self, closure: Closure) -> None:
        """Close a family. Of two closures the later end counts."""
        same = (closures.c.account == self._account) & (closures.c.family == closure.family)
        with self._database.writing() as connection:
            until = connection.execute(select(closures.c.until).where(same)).scalar_one_or_none()
            if until is not None and until >= closure.until:
                return
            connection.execute(delete(closures).where(same))
            connection.execute(
                insert(closures).values(
                    account=self._account, family=closure.family, until=closure.until, reason=closure.reason
                )
            )

    def state(self, now: datetime) -> LedgerState:
        """What is spent and closed."""
        with self._database.reading() as connection:
            used, reserved = self._counting(connection, now)
            shut = self._closures(connection, now)
        return state_of(used, reserved, shut)

    def _counting(self, connection: Connection, now: datetime) -> tuple[_Calls, _Calls]:
        """The calls of the last 24 hours: those sent, and those reserved."""
        columns = (calls_table.c.family, calls_table.c.is_spent, calls_table.c.counts_from)
        mine = (calls_table.c.account == self._account) & (calls_table.c.counts_from > now - ROLLING)
        used: _Calls = defaultdict(list)
        reserved: _Calls = defaultdict(list)
        for family, is_spent, counts_from in connection.execute(select(*columns).where(mine)):
            (used if is_spent else reserved)[Family(family)].append(counts_from)
        return used, reserved

    def _closures(self, connection: Connection, now: datetime) -> list[Closure]:
        mine = (closures.c.account == self._account) & (closures.c.until > now)
        rows = connection.execute(select(closures).where(mine).order_by(closures.c.family))
        return [Closure(Family(row.family), row.until, row.reason) for row in rows]

    def _forget_old(self, connection: Connection, now: datetime) -> None:
        before = now - KEPT_FOR
        old = (calls_table.c.account == self._account) & (calls_table.c.counts_from <= before)
        connection.execute(delete(calls_table).where(old))
        still = select(calls_table.c.reservation_id).where(calls_table.c.account == self._account)
        gone = (reservations.c.account == self._account) & (reservations.c.reserved_at <= before)
        connection.execute(delete(reservations).where(gone, reservations.c.id.not_in(still)))
