"""The decision behind the ledger: what fits, what waits until when (I7)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tophits.domain.errors import BudgetSpent, QuotaExceeded
from tophits.domain.quotas import Family
from tophits.quota.budget import ROLLING, Grant, Pool, Refusal, counted, decide, pool_of, refused, room, state_of
from tophits.quota.ledger import Budgets, Closure

NOW = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SEARCH, PLAYLIST, TRACK, LIBRARY, ME = Family
TEN = Budgets(searches=10, others=20, spare=0.1)

Calls = Mapping[Family, Sequence[datetime]]


def ago(*hours: float) -> list[datetime]:
    return [NOW - hour * HOUR for hour in hours]


@pytest.mark.parametrize(
    ("budget", "spare", "expected"),
    [
        (100, 0.1, 90),
        (200, 0.1, 180),
        (30, 0.1, 27),
        (5, 0.1, 4),
        (1, 0.1, 0),
        (10, 0.0, 10),
        (10, 1.0, 0),
        (0, 0.1, 0),
    ],
)
def test_the_spare_is_rounded_up(budget: int, spare: float, expected: int) -> None:
    budgets = Budgets(searches=budget, others=budget, spare=spare)
    assert expected == room(budgets, Pool.SEARCHES, may_use_spare=False)
    assert budget == room(budgets, Pool.OTHERS, may_use_spare=True)


def test_all_families_but_search_share_a_pool() -> None:
    assert {SEARCH} == {family for family in Family if pool_of(family) is Pool.SEARCHES}


@pytest.mark.parametrize(
    ("used", "reserved", "request_", "may_use_spare", "expected"),
    [
        ({}, {}, {SEARCH: 9}, False, Grant()),
        ({}, {}, {SEARCH: 10}, False, Refusal(SEARCH, None)),
        ({}, {}, {SEARCH: 10}, True, Grant()),
        ({}, {}, {SEARCH: 9, PLAYLIST: 18}, False, Grant()),
        ({}, {}, {PLAYLIST: 10, TRACK: 9}, False, Refusal(PLAYLIST, None)),
        ({SEARCH: ago(5, 4, 3)}, {SEARCH: ago(2, 1)}, {SEARCH: 4}, False, Grant()),
        ({SEARCH: ago(5, 4, 3)}, {SEARCH: ago(2, 1)}, {SEARCH: 5}, False, Refusal(SEARCH, NOW + 19 * HOUR)),
        ({SEARCH: ago(3, 5, 4)}, {SEARCH: ago(2, 1)}, {SEARCH: 7}, False, Refusal(SEARCH, NOW + 21 * HOUR)),
        ({SEARCH: ago(5) * 9}, {}, {TRACK: 1}, False, Grant()),
        ({SEARCH: ago(24) * 9}, {SEARCH: ago(30) * 9}, {SEARCH: 9}, False, Grant()),
        ({SEARCH: ago(23.9) * 9}, {}, {SEARCH: 1}, False, Refusal(SEARCH, NOW + HOUR / 10)),
        ({SEARCH: ago(-1) * 9}, {}, {SEARCH: 1}, False, Refusal(SEARCH, NOW + 25 * HOUR)),  # the clock went back
        ({SEARCH: ago(5) * 9, ME: ago(4) * 18}, {}, {SEARCH: 1, ME: 1}, False, Refusal(ME, NOW + 20 * HOUR)),
        ({SEARCH: ago(5) * 9}, {}, {SEARCH: 1, ME: 99}, False, Refusal(ME, None)),
        ({SEARCH: ago(5) * 20}, {}, {SEARCH: 0}, False, Grant()),
        ({SEARCH: ago(5) * 20}, {}, {}, False, Grant()),
    ],
)
def test_calls_fit_or_wait(
    used: Calls, reserved: Calls, request_: Mapping[Family, int], may_use_spare: bool, expected: Grant | Refusal
) -> None:
    assert expected == decide(used, reserved, TEN, (), request_, NOW, may_use_spare=may_use_spare)


def test_a_closed_family_is_refused_even_with_room_and_spare() -> None:
    long, short = Closure(SEARCH, NOW + 5 * HOUR, "a day"), Closure(SEARCH, NOW + HOUR, "429")
    over, other = Closure(PLAYLIST, NOW, "over"), Closure(ME, NOW + 9 * HOUR, "not asked for")
    closures = (short, long, over, other)
    expected = Refusal(SEARCH, NOW + 5 * HOUR, long)
    assert expected == decide({}, {}, TEN, closures, {PLAYLIST: 1, SEARCH: 1}, NOW, may_use_spare=True)
    assert Grant() == decide({}, {}, TEN, closures, {PLAYLIST: 1}, NOW)
    assert Grant() == decide({}, {}, TEN, closures, {SEARCH: 0}, NOW)


def test_a_refusal_becomes_the_error_that_fits() -> None:
    closed = refused(Refusal(SEARCH, NOW, Closure(SEARCH, NOW, "QUOTA_EXCEEDED")))
    assert (QuotaExceeded, "search", NOW) == (type(closed), closed.family, closed.not_before)
    assert "QUOTA_EXCEEDED" in str(closed)
    full = refused(Refusal(TRACK, NOW))
    assert (BudgetSpent, "track", NOW) == (type(full), full.family, full.not_before)
    assert "2026-07-18 02:00" in str(full)
    assert "never" in str(refused(Refusal(TRACK, None)))


def test_the_state_counts_reserved_calls_too() -> None:
    state = state_of({SEARCH: ago(5)}, {SEARCH: ago(6, 1), ME: ago(2)}, ())
    assert {SEARCH: 3, ME: 1} == dict(state.used)
    assert {SEARCH: NOW + 18 * HOUR, ME: NOW + 22 * HOUR} == dict(state.frees_at)


moments = st.lists(st.floats(0, 30).map(lambda hours: NOW - hours * HOUR), max_size=15)
calls = st.dictionaries(st.sampled_from(Family), moments)
requests = st.dictionaries(st.sampled_from(Family), st.integers(0, 4))


@given(calls, calls, requests, st.booleans())
def test_what_is_refused_fits_exactly_when_it_says(
    used: Calls, reserved: Calls, request_: Mapping[Family, int], may_use_spare: bool
) -> None:
    answer = decide(used, reserved, TEN, (), request_, NOW, may_use_spare=may_use_spare)
    if isinstance(answer, Grant):
        for pool in Pool:
            asked = sum(count for family, count in request_.items() if pool_of(family) is pool)
            standing = len(counted(used, pool, NOW)) + len(counted(reserved, pool, NOW))
            assert not asked or standing + asked <= room(TEN, pool, may_use_spare=may_use_spare)
        return
    assert answer.not_before is not None, "so few calls always fit into an empty ledger"
    assert NOW < answer.not_before <= NOW + ROLLING
    moment = timedelta(microseconds=1)
    at = answer.not_before
    assert Grant() == decide(used, reserved, TEN, (), request_, at, may_use_spare=may_use_spare)
    assert Grant() != decide(used, reserved, TEN, (), request_, at - moment, may_use_spare=may_use_spare)
