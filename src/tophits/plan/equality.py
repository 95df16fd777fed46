"""When rows read back are what was wanted (I3), and when two URIs are one track to Spotify."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from types import MappingProxyType

from tophits.domain.tracks import Row

Aliases = Mapping[str, frozenset[str]]
"""For each URI that we wrote, the URIs that Spotify was seen to show in its place."""

NO_ALIASES: Aliases = MappingProxyType({})


class Kind(StrEnum):
    """How a row differs from what was wanted there."""

    MISSING = "missing"
    """The rows end before it."""
    EXTRA = "extra"
    """The rows go on after the wanted list ended."""
    OTHER = "other"
    """Another track, or a local file, stands there."""
    NULL = "null"
    """The row went null."""
    UNPLAYABLE = "unplayable"
    """The right track stands there, but Spotify says that it cannot be played."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One position, from 0, that is not as wanted. `wanted` is None for EXTRA, `seen` for MISSING and NULL."""

    position: int
    wanted: str | None
    seen: str | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Comparison:
    """What reading back showed. `equal` exactly when there is no difference, an unplayable row included."""

    differences: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        """Whether the run may say that it is done."""
        return not self.differences


def same(rows: Sequence[Row], wanted: Sequence[str], aliases: Aliases = NO_ALIASES) -> Comparison:
    """Compare position by position and in number; an alias of a wanted URI is as good as the URI itself."""
    differences = []
    for position, (row, uri) in enumerate(zip_longest(rows, wanted)):
        kind = _difference(row, uri, aliases)
        if kind is not None:
            differences.append(Difference(position, uri, None if row is None else row.uri, kind))
    return Comparison(tuple(differences))


def _difference(row: Row | None, wanted: str | None, aliases: Aliases) -> Kind | None:
    if row is None:
        return Kind.MISSING
    if wanted is None:
        return Kind.EXTRA
    if row.uri is None:
        return Kind.NULL
    if not stands_for(row.uri, wanted, aliases):
        return Kind.OTHER
    return None if row.is_sound else Kind.UNPLAYABLE


def stands_for(seen: str | None, wanted: str, aliases: Aliases) -> bool:
    """Whether a row that shows `seen` is the row that was wanted."""
    return seen == wanted or seen in aliases.get(wanted, ())


def names(aliases: Aliases) -> Callable[[str], frozenset[str]]:
    """A function from a URI to all it may be called: itself and what we wrote where it was seen.

    Two URIs are one track to Spotify, as far as we know, when their names have one in common.
    """
    written: dict[str, set[str]] = {}
    for uri, shown in aliases.items():
        for seen in shown:
            written.setdefault(seen, set()).add(uri)
    return lambda uri: frozenset((uri, *written.get(uri, ())))


def without_doubles(wanted: Sequence[str], aliases: Aliases) -> tuple[str, ...]:
    """The list without URIs that are, after aliases, the same track as an earlier one: it would be heard twice."""
    heard: set[str] = set()
    found = []
    for uri in wanted:
        shown = {uri, *aliases.get(uri, ())}
        if heard.isdisjoint(shown):
            found.append(uri)
            heard |= shown
    return tuple(found)
