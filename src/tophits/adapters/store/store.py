"""The store of one home: it opens, hands out ports, checks and tidies, and nothing else."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from tophits.adapters.store.aliases import SqlAliasBook
from tophits.adapters.store.audit import SqlAuditTrail
from tophits.adapters.store.book import SqlMatchBook
from tophits.adapters.store.charts import SqlChartArchive
from tophits.adapters.store.database import Database
from tophits.adapters.store.edition_states import SqlEditionStates
from tophits.adapters.store.journal import SqlJournal
from tophits.adapters.store.leases import SqlLeases
from tophits.adapters.store.ledger import SqlLedger
from tophits.adapters.store.logins import FileLogins
from tophits.adapters.store.pages import SqlRawPages
from tophits.adapters.store.published import SqlPublishedLists
from tophits.adapters.store.runs import SqlRuns
from tophits.adapters.store.snapshots import SqlSnapshots
from tophits.adapters.store.songs import SqlSongShelf
from tophits.quota.ledger import Budgets

BUSY_TIMEOUT_S = 10.0
"""How long a writer waits for another process's transaction; ours take milliseconds, an import seconds."""


RAW_PAGES_KEPT = timedelta(days=90)
"""How long a mended parser can read raw pages again."""


@dataclass(frozen=True, slots=True)
class Store:
    """The ports of one home. Any thread may use any of them; close it at the end, or use it in a `with`."""

    home: Path
    charts: SqlChartArchive
    pages: SqlRawPages
    songs: SqlSongShelf
    matches: SqlMatchBook
    runs: SqlRuns
    leases: SqlLeases
    editions: SqlEditionStates
    journal: SqlJournal
    aliases: SqlAliasBook
    snapshots: SqlSnapshots
    published: SqlPublishedLists
    logins: FileLogins
    audit: SqlAuditTrail
    database: Database = field(repr=False)

    def ledger(self, account: str, budgets: Budgets) -> SqlLedger:
        """The ledger of one Spotify developer account."""
        return SqlLedger(self.database, account, budgets)

    def check(self) -> None:
        """Let the database check itself; StoreError names the damage."""
        self.database.check()

    def retention(self, now: datetime) -> int:
        """Drop the raw pages that are older than `RAW_PAGES_KEPT`; how many."""
        return self.pages.forget(now - RAW_PAGES_KEPT)

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(home: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Store:
    """Open the store of a home, made or brought up to date where needed.

    Raises:
        HomeUnusable: the folder or the file cannot be made, read or written.
        HomeBusy: another process held the lock for longer than `busy_timeout_s`.
        DiskFull: there is no room.
        StoreError: the file is damaged, or a newer program wrote it.
    """
    database = Database.open(home, busy_timeout_s)
    return Store(
        home=home,
        charts=SqlChartArchive(database),
        pages=SqlRawPages(database),
        songs=SqlSongShelf(database),
        matches=SqlMatchBook(database),
        runs=SqlRuns(database),
        leases=SqlLeases(database),
        editions=SqlEditionStates(database),
        journal=SqlJournal(database),
        aliases=SqlAliasBook(database),
        snapshots=SqlSnapshots(database),
        published=SqlPublishedLists(database),
        logins=FileLogins(home),
        audit=SqlAuditTrail(database),
        database=database,
    )
