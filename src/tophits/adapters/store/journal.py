"""The journal of open writing as rows: what is wanted, and how far it came when the power went."""

from sqlalchemy import RowMapping, delete, insert, select, update

from tophits.adapters.store.database import Database
from tophits.adapters.store.noun_json import from_json, to_json
from tophits.adapters.store.schema import work as table
from tophits.apply.ports import StepState, Work
from tophits.domain.errors import StoreError
from tophits.domain.plans import Step

_WANTED = tuple[str, ...]
_STEPS = tuple[Step, ...]
_STATES = tuple[StepState, ...]


class SqlJournal:
    """The port `apply.ports.Journal`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, work: Work) -> None:
        """Write down what is about to be done, in place of an older open piece of the same edition."""
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.edition == work.edition))
            connection.execute(
                insert(table).values(
                    edition=work.edition,
                    run_id=work.run_id,
                    playlist_id=work.playlist_id,
                    wanted=to_json(_WANTED, work.wanted),
                    steps=to_json(_STEPS, work.steps),
                    states=to_json(_STATES, work.states),
                    opened_at=work.opened_at,
                )
            )

    def mark(self, edition: str, step: int, state: StepState) -> None:
        """Write down how far a step came. StoreError when no such step is open."""
        of_edition = table.c.edition == edition
        with self._database.writing() as connection:
            kept = connection.execute(select(table.c.states).where(of_edition)).scalar_one_or_none()
            states = () if kept is None else from_json(_STATES, kept)
            if not 0 <= step < len(states):
                raise StoreError(f"Step {step} of edition {edition} is not open, so it cannot be marked {state}.")
            marked = (*states[:step], state, *states[step + 1 :])
            connection.execute(update(table).where(of_edition).values(states=to_json(_STATES, marked)))

    def close(self, edition: str) -> None:
        """Nothing is open for this edition any more."""
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.edition == edition))

    def unfinished(self, edition: str) -> Work | None:
        """The open piece of this edition."""
        with self._database.reading() as connection:
            row = connection.execute(select(table).where(table.c.edition == edition)).mappings().one_or_none()
            return None if row is None else _work(row)


def _work(row: RowMapping) -> Work:
    return Work(
        run_id=row["run_id"],
        edition=row["edition"],
        playlist_id=row["playlist_id"],
        wanted=from_json(_WANTED, row["wanted"]),
        steps=from_json(_STEPS, row["steps"]),
        states=from_json(_STATES, row["states"]),
        opened_at=row["opened_at"],
    )
