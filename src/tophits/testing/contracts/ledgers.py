"""What every Ledger does (I7). Run each of CHECKS on a fresh store."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Thread

from tophits.domain.errors import BudgetSpent, QuotaExceeded
from tophits.domain.quotas import Family
from tophits.quota.ledger import Budgets, Closure
from tophits.testing.contracts.expect import Check, Ports, equal, false, raises, true

NOW = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
TEN = Budgets(searches=10, others=20, spare=0.1)


def calls_are_reserved_all_or_none(store: Ports) -> None:
    """The refusal names the family and when there will be room."""
    ledger = store.ledger("me", TEN)
    ledger.reserve({Family.SEARCH: 5, Family.PLAYLIST: 5}, NOW)
    refusal = raises(
        BudgetSpent, lambda: ledger.reserve({Family.SEARCH: 5, Family.PLAYLIST: 1}, NOW + HOUR)
    )  # 5 + 5 > 9
    equal(("search", NOW + DAY), (refusal.family, refusal.not_before))
    equal({Family.SEARCH: 5, Family.PLAYLIST: 5}, dict(ledger.state(NOW + HOUR).used))
    ledger.reserve({Family.SEARCH: 4, Family.PLAYLIST: 1}, NOW + HOUR)


def searches_and_other_calls_are_two_pools(store: Ports) -> None:
    """All families but search share one."""
    ledger = store.ledger("me", TEN)
    ledger.reserve({Family.PLAYLIST: 10, Family.TRACK: 5, Family.LIBRARY: 2, Family.ME: 1}, NOW)
    equal("track", raises(BudgetSpent, lambda: ledger.reserve({Family.TRACK: 1}, NOW)).family)
    ledger.reserve({Family.SEARCH: 9}, NOW)


def the_spare_is_for_resume_and_undo(store: Ports) -> None:
    """A tenth, rounded up."""
    ledger = store.ledger("me", TEN)
    ledger.reserve({Family.PLAYLIST: 18}, NOW)
    raises(BudgetSpent, lambda: ledger.reserve({Family.PLAYLIST: 1}, NOW))
    ledger.reserve({Family.PLAYLIST: 2}, NOW, may_use_spare=True)
    raises(BudgetSpent, lambda: ledger.reserve({Family.PLAYLIST: 1}, NOW, may_use_spare=True))


def a_request_beyond_the_budget_never_fits(store: Ports) -> None:
    """So it is not told to come back."""
    refusal = raises(BudgetSpent, lambda: store.ledger("me", TEN).reserve({Family.SEARCH: 11}, NOW))
    equal(None, refusal.not_before)


def a_call_counts_for_24_hours_from_when_it_was_sent(store: Ports) -> None:
    """Not from when it was reserved."""
    ledger = store.ledger("me", TEN)
    number = ledger.reserve({Family.SEARCH: 9}, NOW)
    true(ledger.spend(number, Family.SEARCH, NOW + 2 * HOUR))
    equal({Family.SEARCH: 9}, dict(ledger.state(NOW + 3 * HOUR).used))
    equal({Family.SEARCH: NOW + DAY}, dict(ledger.state(NOW + 3 * HOUR).frees_at))
    equal({Family.SEARCH: 1}, dict(ledger.state(NOW + DAY).used))
    equal({Family.SEARCH: NOW + DAY + 2 * HOUR}, dict(ledger.state(NOW + DAY).frees_at))
    equal({}, dict(ledger.state(NOW + DAY + 2 * HOUR).used))


def only_reserved_calls_can_be_spent(store: Ports) -> None:
    """Each once, of its family, within 24 hours."""
    ledger = store.ledger("me", TEN)
    number = ledger.reserve({Family.SEARCH: 2, Family.TRACK: 1}, NOW)
    false(ledger.spend(number, Family.PLAYLIST, NOW))
    false(ledger.spend(number + 1, Family.SEARCH, NOW))
    equal([True, True, False], [ledger.spend(number, Family.SEARCH, NOW) for _ in range(3)])
    false(ledger.spend(number, Family.TRACK, NOW + DAY))
    equal({}, dict(ledger.state(NOW + DAY).used))


def what_was_not_spent_can_be_given_back(store: Ports) -> None:
    """What was spent stays."""
    ledger = store.ledger("me", TEN)
    number = ledger.reserve({Family.SEARCH: 9}, NOW)
    ledger.spend(number, Family.SEARCH, NOW)
    ledger.release(number)
    ledger.release(number)
    equal({Family.SEARCH: 1}, dict(ledger.state(NOW).used))
    false(ledger.spend(number, Family.SEARCH, NOW))
    ledger.reserve({Family.SEARCH: 8}, NOW)


def nothing_can_be_reserved(store: Ports) -> None:
    """An empty reservation is one, too, and costs nothing; even when a family is closed."""
    ledger = store.ledger("me", TEN)
    ledger.close(Closure(Family.SEARCH, NOW + HOUR, "QUOTA_EXCEEDED"))
    empty: Mapping[Family, int] = {}
    true(ledger.reserve(empty, NOW) != ledger.reserve({Family.SEARCH: 0}, NOW))
    equal({}, dict(ledger.state(NOW).used))


def a_closed_family_takes_no_call_before_its_time(store: Ports) -> None:
    """Others do."""
    ledger = store.ledger("me", TEN)
    ledger.close(Closure(Family.SEARCH, NOW + 5 * HOUR, "QUOTA_EXCEEDED"))
    refusal = raises(
        QuotaExceeded, lambda: ledger.reserve({Family.SEARCH: 1, Family.TRACK: 1}, NOW, may_use_spare=True)
    )
    equal(("search", NOW + 5 * HOUR), (refusal.family, refusal.not_before))
    equal({}, dict(ledger.state(NOW).used))
    ledger.reserve({Family.TRACK: 1}, NOW)
    ledger.reserve({Family.SEARCH: 1}, NOW + 5 * HOUR)


def of_two_closures_the_later_end_counts(store: Ports) -> None:
    """Whichever came first; and a closure that is over is not told."""
    ledger = store.ledger("me", TEN)
    long, short = Closure(Family.SEARCH, NOW + 5 * HOUR, "a day"), Closure(Family.SEARCH, NOW + HOUR, "429")
    ledger.close(short)
    ledger.close(long)
    ledger.close(short)
    equal([long], list(ledger.state(NOW).closures))
    equal([], list(ledger.state(NOW + 5 * HOUR).closures))


def accounts_have_ledgers_of_their_own(store: Ports) -> None:
    """And two objects for one account are one ledger."""
    mine, yours = store.ledger("me", TEN), store.ledger("you", TEN)
    number = mine.reserve({Family.SEARCH: 9}, NOW)
    mine.close(Closure(Family.TRACK, NOW + HOUR, "429"))
    yours.release(number)
    false(yours.spend(number, Family.SEARCH, NOW))
    equal(({}, []), (dict(yours.state(NOW).used), list(yours.state(NOW).closures)))
    again = store.ledger("me", TEN).state(NOW)
    equal(({Family.SEARCH: 9}, 1), (dict(again.used), len(again.closures)))


def eight_threads_do_not_overspend(store: Ports) -> None:
    """Read-then-write without a lock would."""
    budgets = Budgets(searches=40, others=1, spare=0.0)
    granted: list[int] = []

    def race() -> None:
        ledger = store.ledger("me", budgets)
        for _ in range(10):
            try:
                number = ledger.reserve({Family.SEARCH: 1}, NOW)
            except BudgetSpent:
                return
            if ledger.spend(number, Family.SEARCH, NOW):
                granted.append(number)

    threads = [Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal((40, 40), (len(granted), len(set(granted))))
    equal({Family.SEARCH: 40}, dict(store.ledger("me", budgets).state(NOW).used))


CHECKS: tuple[Check, ...] = (
    calls_are_reserved_all_or_none,
    searches_and_other_calls_are_two_pools,
    the_spare_is_for_resume_and_undo,
    a_request_beyond_the_budget_never_fits,
    a_call_counts_for_24_hours_from_when_it_was_sent,
    only_reserved_calls_can_be_spent,
    what_was_not_spent_can_be_given_back,
    nothing_can_be_reserved,
    a_closed_family_takes_no_call_before_its_time,
    of_two_closures_the_later_end_counts,
    accounts_have_ledgers_of_their_own,
    eight_threads_do_not_overspend,
)
