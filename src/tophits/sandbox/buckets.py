"""How much the pretend Spotify lets through: a rate limit over 30 s and quotas over a rolling day.

Both kinds of 429 are in web-api-2026.md, section 4. The rate limit is an app's; quotas are a developer
account's, over all its apps, so that a second client id buys nothing.
"""

import math
from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import datetime, timedelta

from tophits.domain.quotas import Family
from tophits.sandbox.request import Refused

WINDOW = timedelta(seconds=30)
DAY = timedelta(hours=24)
SHORTEST_CLOSURE = timedelta(hours=1)
"""Reported closures are hours long (6 to 24), also for calls that were spread over the day."""


def family_of(path: str) -> Family | None:
    """The bucket that a Web API path draws from; Spotify publishes none, so this is our estimate."""
    match path.removeprefix("/v1/").rstrip("/").split("/"):
        case ["search", *_]:
            return Family.SEARCH
        case ["playlists", *_] | ["me", "playlists", *_] | ["users", _, "playlists", *_]:
            return Family.PLAYLIST
        case ["tracks", *_]:
            return Family.TRACK
        case ["me", "library", *_]:
            return Family.LIBRARY
        case ["me", *_]:
            return Family.ME
    return None


class Buckets:
    """Counts calls and refuses those that are too many. Calls refused are not counted."""

    def __init__(self, quotas: Mapping[Family, int], calls_per_window: int) -> None:
        self._quotas = quotas
        self._calls_per_window = calls_per_window
        self._windows: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._days: defaultdict[tuple[str, Family], deque[datetime]] = defaultdict(deque)
        self._closed: dict[tuple[str, Family], datetime] = {}

    def take(self, client_id: str, developer: str, family: Family | None, now: datetime) -> None:
        """Count one call.

        Raises:
            Refused: a 429 of one kind or the other.
        """
        window = self._windows[client_id]
        _forget(window, now - WINDOW)
        if len(window) >= self._calls_per_window:
            raise rate_limited(math.ceil((window[0] + WINDOW - now).total_seconds()))
        if family is not None:
            self._take_from_day((developer, family), now)
        window.append(now)

    def close(self, developer: str, family: Family, now: datetime, closed_for: timedelta = DAY) -> None:
        """Close a bucket as if its quota were spent."""
        self._closed[developer, family] = now + closed_for

    def _take_from_day(self, key: tuple[str, Family], now: datetime) -> None:
        closed_until = self._closed.get(key)
        if closed_until is not None and now < closed_until:
            raise quota_exceeded(math.ceil((closed_until - now).total_seconds()))
        day = self._days[key]
        _forget(day, now - DAY)
        if len(day) >= self._quotas[key[1]]:
            until = max(day[0] + DAY, now + SHORTEST_CLOSURE) if day else now + DAY
            self._closed[key] = until
            raise quota_exceeded(math.ceil((until - now).total_seconds()))
        day.append(now)


def rate_limited(retry_after_s: int) -> Refused:
    """The 429 of the rolling window."""
    return Refused(429, "API rate limit exceeded", headers={"retry-after": str(max(1, retry_after_s))})


def quota_exceeded(retry_after_s: int) -> Refused:
    """The 429 of a spent quota."""
    return Refused(
        429, "Too many requests", reason="QUOTA_EXCEEDED", headers={"retry-after": str(max(1, retry_after_s))}
    )


def _forget(moments: deque[datetime], until: datetime) -> None:
    while moments and moments[0] <= until:
        moments.popleft()
