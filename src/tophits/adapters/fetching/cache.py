"""What was fetched and when, from run to run: so that a page is fetched once a day, and a closed host left alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Cached:
    """A page as it came, with what its publisher said about asking again.

    `asked_at` is when it was last asked for, `fetched_at` when this body came. `is_spoiled` says that no chart
    could be read from it: then it may be asked for again before the day is over.
    """

    asked_at: datetime
    fetched_at: datetime
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    is_spoiled: bool = False


@dataclass(frozen=True, slots=True)
class Host:
    """A publisher's host: when it was last called, and until when it wants to be left alone."""

    called_at: datetime | None = None
    closed_until: datetime | None = None


class PageCache(Protocol):
    """Pages by a key, and hosts by name. Losing it costs politeness, never a chart."""

    def page(self, key: str) -> Cached | None:
        """What is kept under a key."""
        ...

    def keep(self, key: str, page: Cached) -> None:
        """Keep a page in place of the one before."""
        ...

    def host(self, name: str) -> Host:
        """What is known of a host; nothing of a new one."""
        ...

    def note(self, name: str, host: Host) -> None:
        """Remember what is known of a host."""
        ...


class MemoryPageCache:
    """The port in memory."""

    def __init__(self) -> None:
        self._pages: dict[str, Cached] = {}
        self._hosts: dict[str, Host] = {}

    def page(self, key: str) -> Cached | None:
        """What is kept under a key."""
        return self._pages.get(key)

    def keep(self, key: str, page: Cached) -> None:
        """Keep a page in place of the one before."""
        self._pages[key] = page

    def host(self, name: str) -> Host:
        """What is known of a host; nothing of a new one."""
        return self._hosts.get(name, Host())

    def note(self, name: str, host: Host) -> None:
        """Remember what is known of a host."""
        self._hosts[name] = host


def note_good(cache: PageCache, source: str, at: datetime) -> None:
    """Remember that a good chart was read from a page of a source's true publisher, the first time it happens."""
    if first_good(cache, source) is None:
        cache.keep(_proof(source), Cached(at, at, {}, b"a good chart was read"))


def first_good(cache: PageCache, source: str) -> datetime | None:
    """When the first good chart was read from a page of a source's true publisher; None when none was yet."""
    found = cache.page(_proof(source))
    return None if found is None else found.fetched_at


def _proof(source: str) -> str:
    return f"proof of {source}"
