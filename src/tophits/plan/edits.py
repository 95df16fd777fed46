"""What a person did to a playlist since our last verified read, and what the edition's policy makes of it (I6)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tophits.domain.editions import EditPolicy
from tophits.domain.tracks import Row, track_id
from tophits.plan.equality import NO_ALIASES, Aliases, names, without_doubles
from tophits.plan.pairing import longest_rising

Called = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Edits:
    """What differs from what we left behind.

    `added` are positions (from 0) and URIs of rows that were not there, `removed` the URIs that are gone as
    we last read them, `moved` whether what stayed stands in another order, `doubled` the positions and URIs
    of further copies of a track that is there already. Rows that went null, and rows that show another id of
    the same ISRC at the same place, are Spotify's doing and no edit.
    """

    added: tuple[tuple[int, str], ...] = ()
    removed: tuple[str, ...] = ()
    moved: bool = False
    doubled: tuple[tuple[int, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nobody changed anything."""
        return not (self.added or self.removed or self.moved or self.doubled)

    def said(self) -> tuple[str, ...]:
        """What was changed, in words for people."""
        what = (
            f"{len(self.added)} added" if self.added else "",
            f"{len(self.removed)} removed" if self.removed else "",
            f"{len(self.doubled)} doubled" if self.doubled else "",
            "order changed" if self.moved else "",
        )
        return tuple(filter(None, what))


@dataclass(frozen=True, slots=True)
class Honoured:
    """What to publish after a look at the edits.

    `kept` are a person's own tracks, which stay behind our list; `dropped` are those that a person took out
    and that do not come back. Both are to be remembered for the next slot. `hold` says to write nothing
    until a person decides. `lost` are rows a person added that no call can write: local files and episodes.
    """

    wanted: tuple[str, ...]
    kept: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()
    hold: bool = False
    lost: tuple[str, ...] = ()


def find_edits(last_verified: Sequence[Row | str], now_rows: Sequence[Row], aliases: Aliases = NO_ALIASES) -> Edits:
    """Compare the rows with the last verified ones. Known aliases of one track are the same track."""
    last = [Row(row) if isinstance(row, str) else row for row in last_verified]
    called = names(aliases)
    pairs = _pair_rows(last, now_rows, called)
    met = list(pairs.items())
    still = [met[index] for index in longest_rising(list(pairs.values()))]
    gone = set(range(len(last))) - pairs.keys()
    new = set(range(len(now_rows))) - set(pairs.values())
    for mine, theirs in _by_spotify(last, now_rows, still, gone, new):
        gone.discard(mine)
        new.discard(theirs)
    here = frozenset[str]().union(
        *(called(uri) for index in pairs.values() if (uri := now_rows[index].uri) is not None)
    )
    added: list[tuple[int, str]] = []
    doubled: list[tuple[int, str]] = []
    for index in sorted(new):
        uri = now_rows[index].uri
        if uri is None:
            continue
        (added if called(uri).isdisjoint(here) else doubled).append((index, uri))
        here |= called(uri)
    removed = (last[index].uri for index in sorted(gone))
    return Edits(
        added=tuple(added),
        removed=tuple(dict.fromkeys(uri for uri in removed if uri is not None and called(uri).isdisjoint(here))),
        moved=len(still) < len(pairs),
        doubled=tuple(doubled),
    )


def honour(
    wanted: Sequence[str],
    edits: Edits,
    policy: EditPolicy,
    kept: Sequence[str] = (),
    dropped: frozenset[str] = frozenset(),
    *,
    aliases: Aliases = NO_ALIASES,
    size: int | None = None,
) -> Honoured:
    """Treat the edits by the edition's policy.

    OVERWRITE: the list is ours alone, and what was kept or dropped earlier is forgotten. HOLD: with any edit
    nothing is written; nothing else changes. KEEP: what a person removed does not come back, what they added
    stays behind our list in their order; both go on in later slots (`kept`, `dropped`) until the person undoes
    them. The order of our list, and copies of what it holds, are ours under every policy.

    Under every policy a track that Spotify shows as one with an earlier one leaves. `wanted` may be longer than
    the edition: it is cut to `size` after that and after the dropped ones left, so that the next songs move up.
    """
    wanted = without_doubles(wanted, aliases)
    ours = wanted[:size]
    if policy is EditPolicy.OVERWRITE:
        return Honoured(ours)
    if policy is EditPolicy.HOLD:
        return Honoured(ours, tuple(kept), dropped, hold=not edits.is_empty)
    called = names(aliases)
    added = [uri for _, uri in edits.added]
    writable = [uri for uri in added if track_id(uri) is not None]
    undone = _all_names(added, called)
    removed = _all_names(edits.removed, called)
    still_kept = [uri for uri in kept if called(uri).isdisjoint(removed)]
    own = _all_names(wanted, called)
    earlier = _all_names(kept, called)
    # Taking out a track of their own undoes that; taking out one of ours is a wish for the time to come.
    wishes = {uri for uri in edits.removed if not called(uri).isdisjoint(own) or called(uri).isdisjoint(earlier)}
    now_dropped = frozenset({uri for uri in dropped if called(uri).isdisjoint(undone)} | wishes)
    unwanted = _all_names(now_dropped, called)
    ours = tuple(uri for uri in wanted if called(uri).isdisjoint(unwanted))[:size]
    listed = _all_names(ours, called)
    new = [uri for uri in writable if called(uri).isdisjoint(listed)]
    return Honoured(
        wanted=(*ours, *(uri for uri in still_kept if called(uri).isdisjoint(listed)), *new),
        kept=(*still_kept, *new),
        dropped=now_dropped,
        lost=tuple(uri for uri in added if track_id(uri) is None),
    )


def _all_names(uris: Iterable[str], called: Called) -> frozenset[str]:
    return frozenset[str]().union(*map(called, uris))


def _pair_rows(last: Sequence[Row], now: Sequence[Row], called: Called) -> dict[int, int]:
    """Pair the rows that are one track under some name, the same position first: index now by index last."""
    places: dict[str, list[int]] = {}
    for index, row in enumerate(last):
        for name in called(row.uri) if row.uri is not None else ():
            places.setdefault(name, []).append(index)
    pairs: dict[int, int] = {}
    for index, row in enumerate(now):
        if row.uri is None:
            continue
        options = [place for name in called(row.uri) for place in places.get(name, ()) if place not in pairs]
        if options:
            pairs[index if index in options else min(options)] = index
    return dict(sorted(pairs.items()))


def _by_spotify(
    last: Sequence[Row], now: Sequence[Row], still: Sequence[tuple[int, int]], gone: set[int], new: set[int]
) -> list[tuple[int, int]]:
    """The rows that Spotify changed by itself: pairs of an index in `gone` and one in `new`.

    Between two rows that stayed, what left and what came are lined up. Where as many came as left, place by
    place: a null or the same ISRC explains it. Otherwise each null stands for the first that is missing.
    """
    found = []
    edges = [(-1, -1), *still, (len(last), len(now))]
    for (last_from, now_from), (last_to, now_to) in pairwise(edges):
        left = [index for index in range(last_from + 1, last_to) if index in gone]
        came = [index for index in range(now_from + 1, now_to) if index in new]
        if len(left) != len(came):
            came = [index for index in came if now[index].uri is None]
        found += [pair for pair in zip(left, came, strict=False) if _is_spotifys(last[pair[0]], now[pair[1]])]
    return found


def _is_spotifys(was: Row, seen: Row) -> bool:
    if was.uri is None or seen.uri is None:
        return True
    return was.track is not None and seen.track is not None and was.track.isrc == seen.track.isrc is not None
