"""The fields of a publisher's row, told once: the parser reads by them, and a probe reports by them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Row = Mapping[str, Any]
"""A row as a page gave it. Any: nothing is known of it before a `Field` has read it."""

_COUNT = re.compile(r"\d{1,3}(?:,\d{3}){1,5}|\d{1,18}")
_MOST = 10**18
_SHOWN = 60


class BadField(Exception):
    """A field that must be there is not, or has a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """One field. `name` is dotted where rows are nested; `read` gives None for a value that it cannot have."""

    name: str
    read: Callable[[Any], T | None]
    is_needed: bool = True

    def raw(self, row: Row) -> Any:
        """The value as it stands; None where it is missing."""
        value: Any = row
        for step in self.name.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        return value

    def of(self, row: Row) -> T:
        """The value.

        Raises:
            BadField: it is missing or odd.
        """
        found = self.maybe(row)
        if found is None:
            raise BadField(f"the field {self.name} is missing")
        return found

    def maybe(self, row: Row) -> T | None:
        """The value; None where there is none.

        Raises:
            BadField: it is odd.
        """
        raw = self.raw(row)
        if raw is None or raw == "":
            return None
        value = self.read(raw)
        if value is None:
            raise BadField(f"the field {self.name} is {str(raw)[:_SHOWN]!r}")
        return value


@dataclass(frozen=True, slots=True)
class FieldFound:
    """What a probe found of one field: in how many of the rows it is there, in how many odd, and a value.

    `example` is an odd value where there is one.
    """

    name: str
    is_needed: bool
    rows: int
    there: int
    odd: int
    example: str | None

    @property
    def verdict(self) -> str:
        """One word: found, odd, missing, partly, or absent for a field that need not be there."""
        if self.odd:
            return "odd"
        if self.there == self.rows:
            return "found"
        if not self.is_needed:
            return "found" if self.there else "absent"
        return "partly" if self.there else "missing"


def examine(rows: Sequence[Row], wanted: Iterable[Field[Any]]) -> tuple[FieldFound, ...]:
    """Each field over all rows."""
    return tuple(_examined(rows, field) for field in wanted)


def unknown_fields(rows: Sequence[Row], wanted: Iterable[Field[Any]], ignored: Iterable[str] = ()) -> tuple[str, ...]:
    """The names at the top of the rows that no field reads and nobody said to pass over, in alphabetical order."""
    known = {field.name.partition(".")[0] for field in wanted} | set(ignored)
    return tuple(sorted({str(name) for row in rows for name in row} - known))


def _examined(rows: Sequence[Row], field: Field[Any]) -> FieldFound:
    there, odd = 0, 0
    example: str | None = None
    for row in rows:
        raw = field.raw(row)
        if raw is None or raw == "":
            continue
        there += 1
        is_odd = field.read(raw) is None
        if example is None or (is_odd and not odd):
            example = str(raw)[:_SHOWN]
        odd += is_odd
    return FieldFound(field.name, field.is_needed, len(rows), there, odd, example)


# --- How values are read ------------------------------------------------------------------------------


def text(value: Any) -> str | None:
    """A text with something in it, without blanks round it."""
    if not isinstance(value, str) or "�" in value:
        return None
    return value.strip() or None


def count(value: Any) -> int | None:
    """A whole number from 0 on, as a number or in figures, with commas between thousands or without."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 <= value < _MOST else None
    if isinstance(value, str) and _COUNT.fullmatch(value.strip()):
        return int(value.replace(",", ""))
    return None


def place(value: Any) -> int | None:
    """A rank: a whole number from 1 on."""
    return count(value) or None


def flag(value: Any) -> bool | None:
    """True or false."""
    return value if isinstance(value, bool) else None


def figures(value: Any) -> str | None:
    """An id made of figures, given as a text or as a number."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    words = str(value)
    return words if words.isdecimal() and words.isascii() and len(words) <= 18 else None


def like(pattern: str) -> Callable[[Any], str | None]:
    """A reader for texts that fit a regular expression whole."""
    compiled = re.compile(pattern)
    return lambda value: value if isinstance(value, str) and compiled.fullmatch(value) else None


def listed(value: Any) -> Sequence[Any] | None:
    """A list with something in it."""
    return value if isinstance(value, list) and value else None
