"""Long lists, a part at a time: a database takes a limited number of values in one question."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")

AT_ONCE = 500
"""Values in one `IN (...)`; SQLite's own limit was 999 for long."""


def in_batches(items: Iterable[_T], size: int = AT_ONCE) -> Iterator[list[_T]]:
    """The items in order, `size` at a time."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
