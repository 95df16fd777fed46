"""All that is SQLite's own: connecting, locking, its pragmas and its words for what went wrong.

Everything else in this package is SQL that PostgreSQL understands too.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import URL, BigInteger, Connection, Engine, Integer, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

Number = BigInteger().with_variant(Integer(), "sqlite")
"""A row's number. SQLite counts up by itself only in a column that is plainly INTEGER."""

WRITES = "tophits_writes"
"""The execution option of the connections that mean to write."""

FULL = frozenset({"SQLITE_FULL"})
BUSY = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"})
UNUSABLE = frozenset({"SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"})
DAMAGED = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT"})
MAYBE_FULL = frozenset({"SQLITE_IOERR", "SQLITE_CANTOPEN"})
"""What SQLite says, among others, when there is no room for its side files."""


def engine_for(file: Path, busy_timeout_s: float) -> Engine:
    """An engine on a SQLite file. Connecting is left to its first use."""
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(file)),
        connect_args={"timeout": busy_timeout_s},
        hide_parameters=True,
        pool_size=8,
        max_overflow=24,
        pool_timeout=busy_timeout_s,
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def kind_of(error: BaseException | None) -> str:
    """SQLite's name for an error without its detail: `SQLITE_IOERR` for `SQLITE_IOERR_SHMSIZE`; "" when unknown."""
    name = getattr(error, "sqlite_errorname", None)
    return "_".join(name.split("_")[:2]) if isinstance(name, str) else ""


def integrity(connection: Connection) -> str:
    """`ok`, or the first complaints of SQLite's own quick check."""
    lines = connection.exec_driver_sql("PRAGMA quick_check(5)").scalars().all()
    return "; ".join(str(line) for line in lines)


def _on_connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Write-ahead log, foreign keys, and a sync to the disk at each commit: a journal must survive a power cut."""
    connection.isolation_level = None  # we say BEGIN ourselves; the driver would say it too late
    cursor = connection.cursor()
    try:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # Another process is making the same switch on a new file; it lasts in the file, so one is enough.
            if kind_of(error) not in BUSY:
                raise
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
    finally:
        cursor.close()


def _on_begin(connection: Connection) -> None:
    """Writers take the one writer's lock before they read: read-then-write in the default mode loses updates."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
