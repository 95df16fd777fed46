"""Runs as rows: one a slot, however many processes ask (I1)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update

from tophits.adapters.store.database import Database, new_number
from tophits.adapters.store.noun_json import from_json, to_json
from tophits.adapters.store.schema import run as table
from tophits.apply.runs import Run, RunState
from tophits.domain.errors import StoreError
from tophits.domain.quotas import Family

_CALLS = dict[Family, int]


class SqlRuns:
    """The port `apply.runs.Runs`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, edition: str, slot: str | None, now: datetime) -> Run:
        """Begin a run, or take the slot's unfinished one up again; a final one is given back as it stands."""
        with self._database.writing() as connection:
            if slot is not None:
                of_slot = select(table).where(table.c.edition == edition, table.c.slot == slot)
                row = connection.execute(of_slot).mappings().one_or_none()
                if row is not None:
                    known = _run(row)
                    if known.state.is_final:
                        return known
                    again = update(table).where(table.c.id == known.id)
                    connection.execute(
                        again.values(state=RunState.RUNNING, started_at=known.started_at or now, ended_at=None)
                    )
                    return _run(connection.execute(of_slot).mappings().one())
            fresh = insert(table).values(
                edition=edition, slot=slot, asked_at=now, started_at=now, state=RunState.RUNNING, calls="{}"
            )
            return Run(new_number(connection, fresh), edition, slot, now, now, None, RunState.RUNNING)

    def end(self, run: Run) -> bool:
        """Keep a run as it stands now; False when it was final before."""
        with self._database.writing() as connection:
            state = connection.execute(select(table.c.state).where(table.c.id == run.id)).scalar_one_or_none()
            if state is None:
                raise StoreError(f"There is no run {run.id} to end.")
            if RunState(state).is_final:
                return False
            connection.execute(
                update(table)
                .where(table.c.id == run.id)
                .values(
                    started_at=run.started_at,
                    ended_at=run.ended_at,
                    state=run.state,
                    reason=run.reason,
                    calls=to_json(_CALLS, run.calls),
                    summary=run.summary,
                )
            )
            return True

    def history(self, edition: str | None, limit: int = 50) -> Sequence[Run]:
        """Runs of one edition, or of all, newest first."""
        query = select(table).order_by(table.c.id.desc()).limit(limit)
        if edition is not None:
            query = query.where(table.c.edition == edition)
        with self._database.reading() as connection:
            return [_run(row) for row in connection.execute(query).mappings()]

    def get(self, run_id: int) -> Run | None:
        """One run."""
        with self._database.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == run_id)).mappings().one_or_none()
            return None if row is None else _run(row)


def _run(kept: RowMapping) -> Run:
    return Run(
        id=kept["id"],
        edition=kept["edition"],
        slot=kept["slot"],
        asked_at=kept["asked_at"],
        started_at=kept["started_at"],
        ended_at=kept["ended_at"],
        state=RunState(kept["state"]),
        reason=kept["reason"],
        calls=from_json(_CALLS, kept["calls"]),
        summary=kept["summary"],
    )
