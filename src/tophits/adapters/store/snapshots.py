"""Snapshots as rows: what a playlist held, packed."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, insert, select

from tophits.adapters.store.database import Database, new_number
from tophits.adapters.store.noun_json import pack, unpack
from tophits.adapters.store.schema import snapshot as table
from tophits.domain.tracks import Row
from tophits.snapshot.ports import Occasion, Snapshot

_ROWS = tuple[Row, ...]


class SqlSnapshots:
    """The port `snapshot.ports.Snapshots`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, snapshot: Snapshot) -> int:
        """Keep it; its number."""
        values = {
            "edition": snapshot.edition,
            "playlist_id": snapshot.playlist_id,
            "run_id": snapshot.run_id,
            "taken_at": snapshot.taken_at,
            "occasion": snapshot.occasion,
            "spotify_snapshot_id": snapshot.spotify_snapshot_id,
            "rows": pack(_ROWS, snapshot.rows),
        }
        with self._database.writing() as connection:
            return new_number(connection, insert(table).values(values))

    def get(self, snapshot_id: int) -> Snapshot | None:
        """One snapshot with its rows."""
        with self._database.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == snapshot_id)).mappings().one_or_none()
            return None if row is None else _snapshot(row)

    def history(self, edition: str, limit: int = 50) -> Sequence[Snapshot]:
        """An edition's snapshots, newest first."""
        query = select(table).where(table.c.edition == edition).order_by(table.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return [_snapshot(row) for row in connection.execute(query).mappings()]

    def last_verified(self, edition: str) -> Snapshot | None:
        """The newest VERIFIED one: what we left behind."""
        verified = (table.c.edition == edition) & (table.c.occasion == Occasion.VERIFIED)
        query = select(table).where(verified).order_by(table.c.id.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else _snapshot(row)


def _snapshot(row: RowMapping) -> Snapshot:
    return Snapshot(
        id=row["id"],
        edition=row["edition"],
        playlist_id=row["playlist_id"],
        run_id=row["run_id"],
        taken_at=row["taken_at"],
        occasion=Occasion(row["occasion"]),
        spotify_snapshot_id=row["spotify_snapshot_id"],
        rows=unpack(_ROWS, row["rows"]),
    )
