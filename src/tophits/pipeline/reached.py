"""How far a piece of writing may have come before it was cut off, so that a person's edit since is told from it."""

from collections.abc import Iterator, Sequence

from tophits.apply.ports import Work
from tophits.apply.rehearsal import ApplyStep
from tophits.domain.plans import MAX_URIS, Step
from tophits.domain.tracks import Row
from tophits.plan.edits import Edits, find_edits
from tophits.plan.equality import Aliases

Uris = tuple[str | None, ...]

MOST_COMPARED = 40
"""Of how many states, the likeliest first, the edits are counted; the others are only tried for equality."""


def edits_since_cut_off(
    work: Work, begun_from: Sequence[Sequence[Row]], rows: Sequence[Row], aliases: Aliases, after: ApplyStep
) -> Edits:
    """What a person did to rows that this work left behind, somewhere on its way.

    `begun_from` are the lists that it may have begun from; it may also have been begun anew from its own half.
    Rows as the work may have left them are our own doing. Else the person did what takes the fewest edits.
    """
    seen = tuple(row.uri for row in rows)
    reached = tuple(dict.fromkeys(_reached(work, begun_from, after)))
    if seen in reached or not reached:
        return Edits()
    known = {row.uri: row for before in begun_from for row in before if row.uri is not None}
    likely = sorted(reached, key=lambda uris: len(set(uris) ^ set(seen)))[:MOST_COMPARED]
    found = (find_edits(_as_read(uris, rows, known), rows, aliases) for uris in likely)
    return min(found, key=_size)


def _reached(work: Work, begun_from: Sequence[Sequence[Row]], after: ApplyStep) -> Iterator[Uris]:
    """Every list after some of the steps, also where one of them was applied once more, late."""
    whole: Uris = work.wanted
    parts = [whole[:end] for end in range(MAX_URIS, len(whole), MAX_URIS)]
    for begun in (*(tuple(row.uri for row in rows) for rows in begun_from), *parts, whole):
        uris: Uris | None = begun
        for step in (None, *work.steps):
            uris = uris if step is None or uris is None else _after(uris, step, after)
            if uris is None:
                break
            yield uris
            late = (_after(uris, again, after) for again in work.steps)
            yield from (one for one in late if one is not None)


def _after(uris: Uris, step: Step, after: ApplyStep) -> Uris | None:
    """The list after a step; None for a step that Spotify would refuse there."""
    try:
        return after(uris, step)
    except ValueError:
        return None


def _as_read(uris: Uris, rows: Sequence[Row], known: dict[str, Row]) -> list[Row | str]:
    """A list that was written, as rows. What was never read back may be shown under an id not learnt yet."""
    listed = frozenset(uris)
    lined_up = len(uris) == len(rows)
    found: list[Row | str] = []
    for place, uri in enumerate(uris):
        shown = rows[place] if lined_up else None
        if uri is None:
            found.append(Row(None))
        elif uri in known:
            found.append(known[uri])
        elif shown is not None and shown.uri not in listed and shown.uri not in known:
            found.append(shown)
        else:
            found.append(uri)
    return found


def _size(edits: Edits) -> int:
    return len(edits.added) + len(edits.removed) + len(edits.doubled) + edits.moved
