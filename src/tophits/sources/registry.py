"""Which sources there are: our own, and those that other packages bring under `tophits.sources`."""

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import TypeGuard

from tophits.domain.errors import UsageError
from tophits.sources.files import FILE, SPOTIFY_CSV
from tophits.sources.protocol import Source

GROUP = "tophits.sources"
"""The entry points of plug-ins: each names a `Source`, or a callable without arguments that gives one."""

_OWN: tuple[Source, ...] = (FILE, SPOTIFY_CSV)
_OWN_POINTS = tuple(
    EntryPoint(name, f"tophits.sources.{name}:{name.upper()}", GROUP)
    for name in ("apple", "billboard", "youtube", "kworb", "listenbrainz", "lastfm", "deezer")
)
"""Our live sources, found in the same way as everybody's; here, too, so that a checkout needs no installing."""


def known_sources(plugins: Iterable[EntryPoint] | None = None) -> Mapping[str, Source]:
    """Every source by its name, ours first; `plugins` are those of the installed packages, unless given.

    Raises:
        UsageError: a plug-in cannot be loaded, is no source, or takes a name that is taken.
    """
    found: dict[str, Source] = {source.name: source for source in _OWN}
    for point in _installed() if plugins is None else plugins:
        plugin = _load(point.name, point.load)
        if plugin.name in found:
            raise UsageError(
                f"two sources are named {plugin.name}: one of them is the plug-in {point.name}",
                remedy="Remove one of the two packages.",
            )
        found[plugin.name] = plugin
    return found


def _installed() -> list[EntryPoint]:
    ours = {(point.name, point.value) for point in _OWN_POINTS}
    others = [point for point in entry_points(group=GROUP) if (point.name, point.value) not in ours]
    return [*_OWN_POINTS, *others]


def _load(name: str, load: Callable[[], object]) -> Source:
    """The source behind an entry point. A plug-in's mistake, whatever it is, is named after the plug-in."""
    remedy = "Repair or remove the package that brings it."
    try:
        loaded = load()
        plugin = loaded if _is_source(loaded) else loaded() if callable(loaded) else loaded
    except Exception as error:
        raise UsageError(f"the source plug-in {name} does not load: {error}", remedy=remedy) from error
    if not _is_source(plugin):
        raise UsageError(f"the source plug-in {name} gives no source, but {plugin!r}", remedy=remedy)
    return plugin


def _is_source(thing: object) -> TypeGuard[Source]:
    words = all(isinstance(getattr(thing, word, None), str) for word in ("name", "origin"))
    return words and all(callable(getattr(thing, verb, None)) for verb in ("charts", "read"))
