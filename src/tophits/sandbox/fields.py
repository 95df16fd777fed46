"""The `fields` filter of playlist calls: `snapshot_id,items.total`, `items(item(name,uri)),total`, `items(!added_at)`.

A dot and parentheses both go one level down, parentheses take several names, `!` leaves a name (or, before
parentheses or a dot, what they name) out. A list is filtered item by item. Unknown names select nothing.
"""

from dataclasses import dataclass, field
from functools import lru_cache


class BadFields(ValueError):
    """The filter does not parse."""


@dataclass(slots=True)
class Filter:
    """What to keep of one object: `keep` names to sub-filters (None: all of it), `drop` names that go.

    `excludes` is set by any `!` in it: then everything is kept that is not dropped.
    """

    keep: "dict[str, Filter | None]" = field(default_factory=dict)
    drop: set[str] = field(default_factory=set)
    excludes: bool = False

    def wants(self, *path: str) -> bool:
        """Whether anything at this path is left."""
        at: Filter | None = self
        for name in path:
            if at is None:
                return True
            if name in at.drop or (name not in at.keep and not at.excludes):
                return False
            at = at.keep.get(name)
        return True

    def apply(self, value: object) -> object:
        """What is left of a JSON value."""
        if isinstance(value, list):
            return [self.apply(item) for item in value]
        if not isinstance(value, dict):
            return value
        names = value if self.excludes else self.keep
        kept: dict[str, object] = {}
        for name in names:
            if name not in value or name in self.drop:
                continue
            inner = self.keep.get(name)
            kept[name] = value[name] if inner is None else inner.apply(value[name])
        return kept


@lru_cache(maxsize=256)
def parse_fields(text: str) -> Filter:
    """The filter that a `fields` parameter means.

    Raises:
        BadFields: parentheses do not match, or a name is missing.
    """
    top, end = _names(text, 0)
    if end != len(text):
        raise BadFields(text)
    return top


def _names(text: str, at: int) -> tuple[Filter, int]:
    """A list of names separated by commas, up to a closing parenthesis or the end."""
    found = Filter()
    while True:
        at = _one(text, at, found)
        if at >= len(text) or text[at] == ")":
            return found, at
        at += 1  # only a comma stops a name beside these


def _one(text: str, at: int, into: Filter) -> int:
    """One name with what hangs on it."""
    excluded = at < len(text) and text[at] == "!"
    start = at + excluded
    at = start
    while at < len(text) and text[at] not in ",.()":
        at += 1
    name = text[start:at].strip()
    if not name:
        raise BadFields(text)
    into.excludes |= excluded
    if at < len(text) and text[at] in ".(":
        inner, at = _inside(text, at)
        into.keep[name] = _inverted(inner) if excluded else _merged(into.keep.get(name, Filter()), inner)
        return at
    if excluded:
        into.drop.add(name)
    else:
        into.keep[name] = None
    return at


def _inside(text: str, at: int) -> tuple[Filter, int]:
    """What stands behind a dot or within parentheses."""
    if text[at] == ".":
        inner = Filter()
        at += 1
        if at < len(text) and text[at] == "(":
            raise BadFields(text)
        return inner, _one(text, at, inner)
    inner, at = _names(text, at + 1)
    if at >= len(text):
        raise BadFields(text)
    at += 1
    if at < len(text) and text[at] not in ",)":
        raise BadFields(text)
    return inner, at


def _inverted(inner: Filter) -> Filter:
    """`!album(images,href)` leaves images and href out of album."""
    return Filter(drop=set(inner.keep), excludes=True)


def _merged(one: Filter | None, other: Filter) -> Filter | None:
    """`items.total,items.href` keeps both; all of it stays all of it."""
    if one is None:
        return None
    for name, inner in other.keep.items():
        mine = one.keep.get(name, Filter())
        one.keep[name] = None if inner is None or mine is None else _merged(mine, inner)
    one.drop |= other.drop
    one.excludes |= other.excludes
    return one
