"""Two things that a source may do beyond the least: ask for what it can do without, and read its publisher's past."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from tophits.sources.protocol import Fetch, Reading


@dataclass(frozen=True, slots=True)
class Wish(Fetch):
    """A `Fetch` whose failing does not end the reading: it is then answered with no page."""


@runtime_checkable
class Remembering(Protocol):
    """A source whose publisher still gives charts of the past."""

    def read_past(self, first: date, last: date, kept: frozenset[date]) -> Reading:
        """Ask for the charts whose last day is in `first` to `last` and not in `kept`; those that could be read."""
        ...
