"""The one SQLite file of a home: opened, brought up to date, and lent out one transaction at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, Insert, insert, inspect, select

from tophits.adapters.store import dialect, schema
from tophits.adapters.store.wall import DAMAGED_REMEDY, translated
from tophits.domain.errors import StoreError

FILE_NAME = "tophits.db"
_NEWER_REMEDY = "Use the newer tophits that wrote it, or another home; a store is never turned back."


class Database:
    """A transaction at a time, for reading or for writing. Safe among threads and among processes."""

    def __init__(self, home: Path, engine: Engine) -> None:
        self.home = home
        self.engine = engine
        self._writer = engine.execution_options(**{dialect.WRITES: True})

    @classmethod
    def open(cls, home: Path, busy_timeout_s: float) -> Self:
        """Open the home's file, made or brought up to date where needed.

        Raises:
            StoreError: as `wall.translated`; and when a newer program wrote the file.
        """
        with translated(home):
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = home / FILE_NAME
            _make_private(file)
            database = cls(home, dialect.engine_for(file.resolve(), busy_timeout_s))
        try:
            database._bring_up_to_date()
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees one moment of the store."""
        with translated(self.home), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction with the writer's lock from its start; committed at the end, undone by an error."""
        with translated(self.home), self._writer.begin() as connection:
            yield connection

    def check(self) -> None:
        """Let the database check itself.

        Raises:
            StoreError: it found damage.
        """
        with self.reading() as connection:
            said = dialect.integrity(connection)
        if said != "ok":
            raise StoreError(f"The store in {self.home} is damaged ({said}).", remedy=DAMAGED_REMEDY)

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    def _bring_up_to_date(self) -> None:
        newest = schema.REVISIONS[-1]
        with self.reading() as connection:
            has_tables, revision = _revision(connection)
        if has_tables and revision == newest:
            return
        with self.writing() as connection:
            # Looked at again under the lock: another process may have been faster.
            has_tables, revision = _revision(connection)
            if not has_tables:
                schema.metadata.create_all(connection)
                schema.version.create(connection)
                connection.execute(insert(schema.version).values(version_num=newest))
            elif revision is None or revision in schema.REVISIONS[:-1]:
                from tophits.adapters.store.migrations import upgrade  # Alembic is slow to import

                upgrade(connection)
            elif revision != newest:
                raise StoreError(
                    f"The store in {self.home} was written by a newer tophits (schema {revision}, known: {newest}).",
                    remedy=_NEWER_REMEDY,
                )


def new_number(connection: Connection, row: Insert) -> int:
    """Insert one row; the number that it got."""
    number: int = connection.execute(row).inserted_primary_key[0]  # type: ignore[index]  # None for many rows only
    return number


def _revision(connection: Connection) -> tuple[bool, str | None]:
    """Whether there are tables of ours, and which migration they stand at."""
    if not inspect(connection).has_table(schema.version.name):
        return False, None
    return True, connection.execute(select(schema.version.c.version_num)).scalar_one_or_none()


def _make_private(file: Path) -> None:
    """See that the file is there and only its owner may read it; SQLite's side files take its mode (I9)."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    if file.stat().st_mode & 0o077:
        file.chmod(0o600)
