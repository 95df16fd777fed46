"""How the checks of a store's suite say what they expect, and what they are given."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from tophits.apply.editions_state import EditionStates
from tophits.apply.ports import AliasBook, Journal
from tophits.apply.runs import Leases, Runs
from tophits.domain.errors import TopHitsError
from tophits.history.ports import ChartArchive, RawPages, SongShelf
from tophits.matching.book import MatchBook
from tophits.quota.ledger import Budgets, Ledger
from tophits.quota.logins import Logins
from tophits.ranking.published import PublishedLists
from tophits.snapshot.ports import Snapshots
from tophits.views.audit import AuditTrail

_Error = TypeVar("_Error", bound=TopHitsError)


class Ports(Protocol):
    """A fresh, empty store: every port of it under one name."""

    @property
    def charts(self) -> ChartArchive:
        """Kept charts."""
        ...

    @property
    def pages(self) -> RawPages:
        """Raw pages."""
        ...

    @property
    def songs(self) -> SongShelf:
        """Songs and their spellings."""
        ...

    @property
    def matches(self) -> MatchBook:
        """The match book."""
        ...

    @property
    def runs(self) -> Runs:
        """Runs."""
        ...

    @property
    def leases(self) -> Leases:
        """Leases."""
        ...

    @property
    def editions(self) -> EditionStates:
        """Edition states."""
        ...

    @property
    def journal(self) -> Journal:
        """Open writing."""
        ...

    @property
    def aliases(self) -> AliasBook:
        """Aliases."""
        ...

    @property
    def snapshots(self) -> Snapshots:
        """Snapshots."""
        ...

    @property
    def published(self) -> PublishedLists:
        """Published lists."""
        ...

    @property
    def logins(self) -> Logins:
        """Logins."""
        ...

    @property
    def audit(self) -> AuditTrail:
        """The audit trail."""
        ...

    def ledger(self, account: str, budgets: Budgets) -> Ledger:
        """The ledger of one account."""
        ...


Check = Callable[[Ports], None]


def equal(expected: object, actual: object) -> None:
    """Both are the same."""
    if expected != actual:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def true(fact: bool) -> None:  # noqa: FBT001 - it is the one thing asked
    """It is so."""
    if not fact:
        raise AssertionError("expected it to be so, and it is not")


def false(fact: bool) -> None:  # noqa: FBT001 - it is the one thing asked
    """It is not so."""
    if fact:
        raise AssertionError("expected it not to be so, and it is")


def raises(kind: type[_Error], act: Callable[[], object]) -> _Error:
    """The error that `act` raises."""
    try:
        act()
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}, but nothing was raised")
