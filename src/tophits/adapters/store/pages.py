"""Raw pages as rows: bytes as a publisher gave them, compressed, each body once."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import delete, insert, select

from tophits.adapters.store.database import Database
from tophits.adapters.store.noun_json import squeeze, unsqueeze
from tophits.adapters.store.schema import raw_page as table
from tophits.history.ports import RawPage


class SqlRawPages:
    """The port `history.ports.RawPages`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, page: RawPage) -> None:
        """Keep a page; an equal body of the same source is kept once, as it was fetched first."""
        digest = blake2b(page.body, digest_size=16).digest()
        same = select(table.c.id).where(table.c.source == page.source, table.c.digest == digest)
        body = squeeze(page.body)
        with self._database.writing() as connection:
            if connection.execute(same).one_or_none() is None:
                row = {"source": page.source, "name": page.name, "fetched_at": page.fetched_at}
                connection.execute(insert(table).values(**row, digest=digest, body=body))

    def pages(self, source: str) -> Iterator[RawPage]:
        """A source's pages, oldest first, one in memory at a time."""
        order = (table.c.fetched_at, table.c.id)
        with self._database.reading() as connection:
            ids = (
                connection.execute(select(table.c.id).where(table.c.source == source).order_by(*order)).scalars().all()
            )
        for number in ids:
            with self._database.reading() as connection:
                row = connection.execute(select(table).where(table.c.id == number)).one_or_none()
            if row is not None:  # forgotten meanwhile
                yield RawPage(row.source, row.name, row.fetched_at, unsqueeze(row.body))

    def forget(self, before: datetime) -> int:
        """Drop pages fetched before a moment; how many."""
        with self._database.writing() as connection:
            return connection.execute(delete(table).where(table.c.fetched_at < before)).rowcount
