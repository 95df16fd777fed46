"""Whether calls may be reserved now: the one decision behind the ledger (I7). Pure; the rows are in the store."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tophits.domain.errors import BudgetSpent, QuotaExceeded
from tophits.domain.quotas import Family
from tophits.quota.ledger import Budgets, Closure, LedgerState

ROLLING = timedelta(hours=24)
"""A call counts for this long; a reservation that was neither spent nor released falls away after it."""


class Pool(StrEnum):
    """What shares one budget: searches are one pool, all other families together the second."""

    SEARCHES = "searches"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Grant:
    """The calls may be reserved."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """They may not, because of `family`.

    `closure` is set where the family is closed; else its pool has no room. `not_before` is the first moment
    that the same request fits if nothing else is asked for meanwhile; None when it never fits.
    """

    family: Family
    not_before: datetime | None
    closure: Closure | None = None


def pool_of(family: Family) -> Pool:
    """The pool that a family's calls are counted in."""
    return Pool.SEARCHES if family is Family.SEARCH else Pool.OTHERS


def room(budgets: Budgets, pool: Pool, *, may_use_spare: bool) -> int:
    """How many calls of a pool fit into rolling 24 hours. The spare is rounded up: a tenth of 5 is 1."""
    budget = budgets.searches if pool is Pool.SEARCHES else budgets.others
    # Rounded before the ceiling, since 30 * 0.1 is a little more than 3 in binary.
    return budget if may_use_spare else budget - math.ceil(round(budget * budgets.spare, 6))


def decide(
    used: Mapping[Family, Sequence[datetime]],
    reserved: Mapping[Family, Sequence[datetime]],
    budgets: Budgets,
    closures: Iterable[Closure],
    request: Mapping[Family, int],
    now: datetime,
    may_use_spare: bool = False,  # noqa: FBT001, FBT002 - the agreed order of the seam; named at every call
) -> Grant | Refusal:
    """Whether all of `request` may be reserved at `now`, or none of it.

    `used` and `reserved` have the moment of each call that was sent, and of each that was reserved and not
    sent yet; those older than 24 hours count nothing. Of several closures the last end is told.
    """
    asked = {family: calls for family, calls in request.items() if calls > 0}
    shut = [closure for closure in closures if closure.until > now and closure.family in asked]
    if shut:
        last = max(shut, key=lambda closure: (closure.until, closure.family))
        return Refusal(last.family, last.until, last)
    refusals = []
    for pool in Pool:
        families = [family for family in asked if pool_of(family) is pool]
        counting = counted(used, pool, now) + counted(reserved, pool, now)
        total = sum(asked[family] for family in families)
        over = len(counting) + total - room(budgets, pool, may_use_spare=may_use_spare)
        if families and over > 0:
            refusals.append(Refusal(families[0], _when_gone(counting, over)))
    if not refusals:
        return Grant()
    never = [refusal for refusal in refusals if refusal.not_before is None]
    return never[0] if never else max(refusals, key=lambda refusal: refusal.not_before or now)


def counted(calls: Mapping[Family, Sequence[datetime]], pool: Pool, now: datetime) -> list[datetime]:
    """The moments of a pool's calls that still count at `now`."""
    after = now - ROLLING
    return [at for family, moments in calls.items() if pool_of(family) is pool for at in moments if at > after]


def _when_gone(counting: Sequence[datetime], calls: int) -> datetime | None:
    """When the oldest `calls` of those no longer count; None when there are not so many."""
    return sorted(counting)[calls - 1] + ROLLING if calls <= len(counting) else None


def refused(refusal: Refusal) -> QuotaExceeded | BudgetSpent:
    """The error that a ledger raises for a refusal."""
    family = refusal.family
    if refusal.closure is not None:
        message = f"The family {family} takes no calls until {refusal.closure.until:%Y-%m-%d %H:%M} UTC"
        return QuotaExceeded(f"{message} ({refusal.closure.reason}).", family=family, not_before=refusal.closure.until)
    when = "never at once" if refusal.not_before is None else f"at {refusal.not_before:%Y-%m-%d %H:%M} UTC"
    message = f"The budget of {pool_of(family)} has no room for these calls; they fit {when}."
    return BudgetSpent(message, family=family, not_before=refusal.not_before)


def state_of(
    used: Mapping[Family, Sequence[datetime]],
    reserved: Mapping[Family, Sequence[datetime]],
    closures: Sequence[Closure],
) -> LedgerState:
    """What a ledger tells of calls that count now."""
    moments = {family: [*used.get(family, ()), *reserved.get(family, ())] for family in Family}
    return LedgerState(
        used={family: len(calls) for family, calls in moments.items() if calls},
        closures=closures,
        frees_at={family: min(calls) + ROLLING for family, calls in moments.items() if calls},
    )
