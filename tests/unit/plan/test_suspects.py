"""A write that fails again and again while reads work: which URI is to blame."""

from math import ceil, log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tophits.domain.tracks import Row
from tophits.plan.suspects import bisect, suspects

URIS = tuple(f"spotify:track:{number:022}" for number in range(300))


def test_null_rows_come_first_then_what_was_never_proved():
    wanted = (URIS[9], URIS[0], URIS[1], URIS[2], URIS[8])
    rows = [Row(URIS[0]), Row(URIS[1]), Row(None), Row(None)]
    assert (URIS[2], URIS[9], URIS[8]) == suspects(wanted, URIS[:3], rows)


def test_a_relinked_track_that_was_verified_is_no_suspect():
    aliases = {URIS[0]: frozenset({URIS[50]})}
    rows = [Row(URIS[50]), Row(URIS[1])]
    assert (URIS[2],) == suspects(URIS[:3], (URIS[50], URIS[1]), rows, aliases)


def tried(wanted, dead, *, works=lambda attempt: True, **more):
    """Bisect against a playlist that refuses every list with a dead URI; the verdict and the lists tried."""
    search = bisect(wanted, **more)
    attempts = []
    try:
        attempt = next(search)
        while True:
            attempts.append(attempt)
            attempt = search.send(works(len(attempts)) and dead.isdisjoint(attempt))
    except StopIteration as stop:
        return stop.value, attempts


@settings(deadline=None)
@given(st.integers(2, 300), st.sets(st.integers(0, 299), max_size=5))
def test_the_dead_are_found_in_few_tries(size, places):
    wanted = URIS[:size]
    dead = {wanted[place] for place in places if place < size}
    if len(dead) == size:
        return
    found, attempts = tried(wanted, dead)
    assert tuple(uri for uri in wanted if uri in dead) == found
    assert max(map(len, attempts)) <= 100
    batches = ceil(size / 100)
    assert len(attempts) <= 2 * batches + 2 * len(dead) * (ceil(log2(min(size, 100))) + 1)


def test_one_dead_track_of_a_hundred_takes_at_most_17_tries():
    assert 17 >= max(len(tried(URIS[:100], {uri})[1]) for uri in URIS[:100])


def test_nothing_is_dead_when_every_list_works():
    assert ((), [URIS[:100], URIS[100:150]]) == tried(URIS[:150], frozenset())


def test_an_empty_list_needs_no_try():
    assert ((), []) == tried((), frozenset())


def test_an_outage_convicts_nobody_and_ends_soon():
    found, attempts = tried(URIS[:250], frozenset(), works=lambda attempt: False)
    assert () == found
    assert len(attempts) < 30


@pytest.mark.parametrize("back_after", range(1, 30))
def test_an_outage_that_ends_in_the_middle_convicts_nobody(back_after):
    assert () == tried(URIS[:100], frozenset(), works=lambda attempt: attempt > back_after)[0]


@pytest.mark.parametrize("out_after", range(30))
def test_an_outage_that_begins_in_the_middle_convicts_only_the_dead(out_after):
    found, _ = tried(URIS[:100], {URIS[42]}, works=lambda attempt: attempt <= out_after)
    assert set(found) <= {URIS[42]}


def test_a_single_track_that_fails_proves_nothing_since_no_write_was_seen_to_work():
    assert () == tried(URIS[:1], {URIS[0]})[0]


def test_more_dead_than_is_plausible_is_no_verdict():
    assert () == tried(URIS[:100], set(URIS[:3]), most=2)[0]
