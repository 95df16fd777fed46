"""Fakes of the store's ports that keep their state in memory and pass the very suites that the store passes."""

from dataclasses import dataclass, field

from tophits.quota.ledger import Budgets
from tophits.testing.memory.charts import MemoryChartArchive, MemorySongShelf, Spellings
from tophits.testing.memory.ledger import LedgerRows, MemoryLedger, MemoryLogins
from tophits.testing.memory.matches import MemoryMatchBook, MemoryRawPages
from tophits.testing.memory.records import (
    MemoryAliasBook,
    MemoryAuditTrail,
    MemoryEditionStates,
    MemoryJournal,
    MemoryLeases,
    MemoryPublishedLists,
    MemoryRuns,
    MemorySnapshots,
)


@dataclass(frozen=True, slots=True)
class MemoryStore:
    """All ports together, under the names that the real store gives them."""

    charts: MemoryChartArchive
    pages: MemoryRawPages
    songs: MemorySongShelf
    matches: MemoryMatchBook
    runs: MemoryRuns
    leases: MemoryLeases
    editions: MemoryEditionStates
    journal: MemoryJournal
    aliases: MemoryAliasBook
    snapshots: MemorySnapshots
    published: MemoryPublishedLists
    logins: MemoryLogins
    audit: MemoryAuditTrail
    _ledgers: dict[str, LedgerRows] = field(default_factory=dict, repr=False)

    def ledger(self, account: str, budgets: Budgets) -> MemoryLedger:
        """The ledger of one Spotify developer account."""
        return MemoryLedger(budgets, self._ledgers.setdefault(account, LedgerRows()))


def memory_store() -> MemoryStore:
    """An empty store."""
    spellings = Spellings()
    return MemoryStore(
        charts=MemoryChartArchive(spellings),
        pages=MemoryRawPages(),
        songs=MemorySongShelf(spellings),
        matches=MemoryMatchBook(spellings),
        runs=MemoryRuns(),
        leases=MemoryLeases(),
        editions=MemoryEditionStates(),
        journal=MemoryJournal(),
        aliases=MemoryAliasBook(),
        snapshots=MemorySnapshots(),
        published=MemoryPublishedLists(),
        logins=MemoryLogins(),
        audit=MemoryAuditTrail(),
    )
