"""Edition states as rows, one an edition."""

from collections.abc import Mapping

from sqlalchemy import RowMapping, insert, select, update

from tophits.adapters.store.database import Database
from tophits.adapters.store.noun_json import from_json, to_json
from tophits.adapters.store.schema import edition_state as table
from tophits.apply.editions_state import EditionState

_KEPT = tuple[str, ...]
_DROPPED = frozenset[str]


class SqlEditionStates:
    """The port `apply.editions_state.EditionStates`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> EditionState:
        """The edition's state; a fresh one when nothing is known."""
        with self._database.reading() as connection:
            row = connection.execute(select(table).where(table.c.key == key)).mappings().one_or_none()
            return EditionState(key) if row is None else _state(row)

    def put(self, state: EditionState) -> None:
        """Keep it in place of the older one. Whether a known edition is frozen stays as it is: see `set_frozen`."""
        values = _values(state)
        with self._database.writing() as connection:
            if connection.execute(update(table).where(table.c.key == state.key).values(values)).rowcount == 0:
                frozen = {"frozen": state.frozen, "frozen_why": state.frozen_why}
                connection.execute(insert(table).values(key=state.key, **frozen, **values))

    def set_frozen(self, key: str, *, frozen: bool, why: str | None) -> None:
        """Freeze an edition or let it go, and touch nothing else of it."""
        values = {"frozen": frozen, "frozen_why": why}
        with self._database.writing() as connection:
            if connection.execute(update(table).where(table.c.key == key).values(values)).rowcount == 0:
                connection.execute(insert(table).values(key=key, **values, **_values(EditionState(key))))

    def all(self) -> Mapping[str, EditionState]:
        """Every kept state by edition."""
        with self._database.reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.key)).mappings()
            return {row["key"]: _state(row) for row in rows}


def _values(state: EditionState) -> dict[str, object]:
    """All columns that `put` may change."""
    return {
        "playlist_id": state.playlist_id,
        "create_token": state.create_token,
        "last_snapshot_id": state.last_snapshot_id,
        "country": state.country,
        "contains_checked_at": state.contains_checked_at,
        "adopted": state.adopted,
        "hold_first": state.hold_first,
        "kept": to_json(_KEPT, state.kept),
        "dropped": to_json(_DROPPED, state.dropped),
    }


def _state(row: RowMapping) -> EditionState:
    lists = {"kept": from_json(_KEPT, row["kept"]), "dropped": from_json(_DROPPED, row["dropped"])}
    return EditionState(**{**row, **lists})
