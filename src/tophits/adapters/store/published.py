"""Published lists as rows: every position and why it is there (I8)."""

from sqlalchemy import Select, delete, insert, select

from tophits.adapters.store.database import Database
from tophits.adapters.store.noun_json import pack, unpack
from tophits.adapters.store.schema import published as table
from tophits.ranking.published import PublishedList


class SqlPublishedLists:
    """The port `ranking.published.PublishedLists`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, published: PublishedList) -> None:
        """Keep it; in place of the one of the same run, if there is one."""
        values = {
            "run_id": published.run_id,
            "edition": published.edition,
            "at": published.at,
            "snapshot_id": published.snapshot_id,
            "body": pack(PublishedList, published),
        }
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.run_id == published.run_id))
            connection.execute(insert(table).values(values))

    def newest(self, edition: str) -> PublishedList | None:
        """The edition's newest list."""
        return self._first(select(table.c.body).where(table.c.edition == edition))

    def of_run(self, run_id: int) -> PublishedList | None:
        """What that run published."""
        return self._first(select(table.c.body).where(table.c.run_id == run_id))

    def of_snapshot(self, snapshot_id: int) -> PublishedList | None:
        """The list that the snapshot with our number shows."""
        return self._first(select(table.c.body).where(table.c.snapshot_id == snapshot_id))

    def _first(self, query: Select[bytes]) -> PublishedList | None:
        newest_first = query.order_by(table.c.at.desc(), table.c.run_id.desc()).limit(1)
        with self._database.reading() as connection:
            body = connection.execute(newest_first).scalar_one_or_none()
            return None if body is None else unpack(PublishedList, body)
