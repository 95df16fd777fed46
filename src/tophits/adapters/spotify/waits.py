"""How long to wait before trying again: one capped, defensive reading of `Retry-After`, and our own growing pauses."""

import math
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(seconds=60)
"""The most that is waited inside a call; beyond it the family is closed (web-api-2026.md, section 4)."""

LONGEST_CLOSURE = timedelta(days=7)
"""No header closes a family for longer: the longest ever reported is a day."""

DEFAULT_CLOSURE = timedelta(hours=24)
"""For a spent quota that does not say how long."""

SHORTEST_CLOSURE = timedelta(minutes=1)
"""For a spent quota that claims to be over at once."""


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """The pause that a `Retry-After` header asks for, from nothing up to LONGEST_CLOSURE.

    Seconds or an HTTP date; None where it is missing or means nothing.
    """
    if header is None:
        return None
    pause = _seconds(header.strip())
    if pause is None:
        pause = _until_date(header, now)
    return None if pause is None else min(max(pause, timedelta(0)), LONGEST_CLOSURE)


def _seconds(text: str) -> timedelta | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    if math.isnan(seconds):
        return None
    return timedelta(seconds=min(max(seconds, 0.0), LONGEST_CLOSURE.total_seconds()))


def _until_date(text: str, now: datetime) -> timedelta | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    # A date without a zone means UTC (RFC 9110, section 5.6.7).
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now


def growing_pause(tries: int, asked: timedelta | None = None) -> timedelta:
    """The pause after the n-th failure (from 0): 2 s, 6 s, 18 s, or what the server asked for if that is longer."""
    ours = timedelta(seconds=2 * 3**tries)
    return min(max(ours, asked or timedelta(0)), LONGEST_WAIT)
