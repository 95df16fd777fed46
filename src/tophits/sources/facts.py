"""What a person must know of a source before switching it on: whose pages, on what terms, how sure we are of them."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from tophits.sources.files import FileSource
from tophits.sources.protocol import Source

PAUSE = timedelta(seconds=1.5)
"""The least time between two calls to one host."""
LARGEST = 8 * 1024 * 1024
"""Bytes of the longest page that is waited for, unless a source says otherwise."""


class Switch(StrEnum):
    """What it takes for a source to be asked."""

    ON = "on"
    """Nothing: it is on unless switched off."""
    KEY = "key"
    """The secrets that it names."""
    SWITCH = "switch"
    """A person who says so in the settings, since nobody gave a licence or the weight is doubtful."""


@dataclass(frozen=True, slots=True)
class Facts:
    """About one source.

    `hosts` are all hosts that it may be sent to, redirects included. `secrets` are the names that its calls ask
    for. `unproven` says which shape was never seen whole in a recording; None when a whole one was read. For
    `is_scraped` pages, made for people, robots.txt is asked. `is_dated_by_capture` says that pages carry no date
    of their own, so that only the day of fetching dates them. `keeps` tells how much of its past it still gives.
    """

    title: str
    hosts: frozenset[str]
    terms: str
    switch: Switch = Switch.SWITCH
    secrets: tuple[str, ...] = ()
    unproven: str | None = None
    is_scraped: bool = False
    is_dated_by_capture: bool = False
    keeps: str = "the latest only"
    pause: timedelta = PAUSE
    largest: int = LARGEST


def facts_of(source: Source) -> Facts:
    """A source's own facts. Of a plug-in that gives none the strictest is assumed."""
    found = getattr(source, "facts", None)
    if isinstance(found, Facts):
        return found
    if isinstance(source, FileSource):
        return Facts(f"files named {source.pattern} in the inbox", frozenset(), "yours", Switch.ON, keeps="your files")
    return Facts(
        title=source.name,
        hosts=frozenset(),
        terms="not told by the plug-in",
        switch=Switch.ON,
        unproven="not told by the plug-in",
        is_scraped=True,
    )
