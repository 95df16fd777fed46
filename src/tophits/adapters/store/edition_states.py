"""Edition states as rows, one an edition."""

from collections.abc import Mapping

from sqlalchemy import RowMapping, delete, insert, select

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
        """Keep it in place of the older one."""
        values = {
            "key": state.key,
            "playlist_id": state.playlist_id,
            "create_token": state.create_token,
            "frozen": state.frozen,
            "frozen_why": state.frozen_why,
            "last_snapshot_id": state.last_snapshot_id,
            "country": state.country,
            "contains_checked_at": state.contains_checked_at,
            "adopted": state.adopted,
            "hold_first": state.hold_first,
            "kept": to_json(_KEPT, state.kept),
            "dropped": to_json(_DROPPED, state.dropped),
        }
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.key == state.key))
            connection.execute(insert(table).values(values))

    def all(self) -> Mapping[str, EditionState]:
        """Every kept state by edition."""
        with self._database.reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.key)).mappings()
            return {row["key"]: _state(row) for row in rows}


def _state(row: RowMapping) -> EditionState:
    lists = {"kept": from_json(_KEPT, row["kept"]), "dropped": from_json(_DROPPED, row["dropped"])}
    return EditionState(**{**row, **lists})
