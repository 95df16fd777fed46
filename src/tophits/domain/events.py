"""What is told to whoever watches. Stages call one `observe`; they never know who listens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: a stable name (`apply.step-sent`), the moment, and plain facts about it."""

    name: str
    at: datetime
    facts: Mapping[str, Value] = field(default_factory=dict)


Observe = Callable[[Event], None]
"""Never raises, never blocks, never writes to a disk in the caller's path."""


def unobserved(event: Event) -> None:
    """An `Observe` for whoever is not watched."""
    del event
