"""`Retry-After` is read defensively: nothing that a server sends makes us wait for ever, or not at all for long."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tophits.adapters.spotify.waits import LONGEST_CLOSURE, LONGEST_WAIT, growing_pause, retry_after

NOW = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("52531", 52531),
        (" 7 ", 7),
        ("1.5", 1.5),
        ("-3", 0),
        ("1e99", 604_800),
        ("inf", 604_800),
        ("Sat, 18 Jul 2026 02:01:00 GMT", 60),
        ("Sat, 18 Jul 2026 02:01:00", 60),
        ("Sat, 18 Jul 2026 04:01:00 +0200", 60),
        ("Sat, 18 Jul 2020 02:01:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 -1200", 604_800),
    ],
)
def test_seconds_and_dates_are_read(header, seconds):
    assert timedelta(seconds=seconds) == retry_after(header, NOW)


@pytest.mark.parametrize("header", [None, "", "soon", "nan", "1,5", "Sat, 99 Jul 2026 02:01:00 GMT"])
def test_what_means_nothing_is_none(header):
    assert retry_after(header, NOW) is None


@given(st.text())
def test_no_header_breaks_it(header):
    pause = retry_after(header, NOW)
    assert pause is None or timedelta(0) <= pause <= LONGEST_CLOSURE


@pytest.mark.parametrize(
    ("tries", "asked", "pause"),
    [(0, None, 2), (1, None, 6), (2, None, 18), (9, None, 60), (0, 20, 20), (2, 5, 18), (0, 999, 60)],
)
def test_our_own_pauses_grow_and_end(tries, asked, pause):
    given_pause = growing_pause(tries, None if asked is None else timedelta(seconds=asked))
    assert timedelta(seconds=pause) == given_pause <= LONGEST_WAIT
