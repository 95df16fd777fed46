"""Adds, moves and removes instead of a rewrite, where they are few and keep the listener safe (I2).

Adding comes before removing, so that no state holds fewer rows than the smaller of the two lists. Only where a
track must go before it can come back (the playlist holds it twice) is removing first, and then only when
enough rows stay. Whatever cannot be said in steps safely is left to the rewrite.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tophits.domain.plans import MAX_URIS, Add, Move, Remove, Step
from tophits.domain.tracks import TRACK_URI
from tophits.plan.equality import Aliases, names
from tophits.plan.pairing import longest_rising

_OUT = -1
"""Marks a row that leaves; rows that stay are marked with their index in the wanted list."""


def step_list(
    old: tuple[str | None, ...],
    wanted: tuple[str, ...],
    aliases: Aliases,
    pairs: Mapping[int, int],
    limit: int,
) -> tuple[Step, ...] | None:
    """At most `limit` steps from `old` to `wanted`; None when that cannot be done, or not safely.

    `pairs` says which row is which wanted track.
    """
    copies = Counter(old)
    marks = [pairs.get(index, _OUT) if copies[seen] == 1 else _OUT for index, seen in enumerate(old)]
    leaving = [seen for seen, mark in zip(old, marks, strict=True) if mark == _OUT]
    gone = _names_to_remove(leaving, aliases)
    staying = {name for seen, mark in zip(old, marks, strict=True) if mark != _OUT for name in (seen, wanted[mark])}
    if gone is None or not staying.isdisjoint(gone):
        return None
    new = _new_groups(marks, len(wanted))
    removes = tuple(Remove(batch) for batch in batches(gone))
    if len(new) + len(removes) > limit:
        return None
    removes_first = any(wanted[index] in gone for group in new for index in group)
    if removes_first:
        marks = [mark for mark in marks if mark != _OUT]
        if len(marks) < min(MAX_URIS, len(old), len(wanted)):
            return None
    adds = tuple(_adds(marks, wanted, new))
    order = [mark for mark in marks if mark != _OUT]
    moves = _moves(order, limit - len(adds) - len(removes))
    if moves is None:
        return None
    return (*removes, *adds, *moves) if removes_first else (*adds, *removes, *moves)


def batches(uris: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The URIs in order, as many at a time as one call carries."""
    for start in range(0, len(uris), MAX_URIS):
        yield tuple(uris[start : start + MAX_URIS])


def _names_to_remove(leaving: Sequence[str | None], aliases: Aliases) -> tuple[str, ...] | None:
    """What to call the rows that leave; None when one is null or no track and so cannot be named.

    A relinked row goes by the URI that we wrote: removing the one that was read can answer 200 and remove
    nothing (web-api-2026.md, section 1.4). Both are named, since nobody knows which one Spotify goes by.
    """
    called = names(aliases)
    found: dict[str, None] = {}
    for seen in leaving:
        if seen is None or not seen.startswith(TRACK_URI):
            return None
        found |= dict.fromkeys((seen, *sorted(called(seen) - {seen})))
    return tuple(found)


def _new_groups(marks: Sequence[int], size: int) -> list[list[int]]:
    """The wanted indices that no row stands for, in runs of at most MAX_URIS."""
    there = set(marks)
    groups: list[list[int]] = []
    for index in range(size):
        if index in there:
            continue
        if groups and groups[-1][-1] == index - 1 and len(groups[-1]) < MAX_URIS:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _adds(marks: list[int], wanted: Sequence[str], groups: Sequence[Sequence[int]]) -> Iterator[Add]:
    """Put each group in behind the track it follows in the wanted list; `marks` follows along."""
    for group in groups:
        position = marks.index(group[0] - 1) + 1 if group[0] else 0
        at_end = position == len(marks)
        marks[position:position] = group
        yield Add(tuple(wanted[index] for index in group), None if at_end else position)


def _moves(order: list[int], limit: int) -> tuple[Move, ...] | None:
    """The moves that sort `order`, leaving the most blocks (and rows) where they are; None beyond `limit`."""
    heads = [mark for index, mark in enumerate(order) if index == 0 or order[index - 1] != mark - 1]
    ends = [*sorted(heads)[1:], len(order)]
    sizes = {head: end - head for head, end in zip(sorted(heads), ends, strict=True)}
    still = {heads[index] for index in longest_rising(heads, [sizes[head] for head in heads])}
    moves: list[Move] = []
    mark = 0
    for head in sorted(set(heads) - still):
        if head < mark:
            continue  # it went along with the block before it
        if len(moves) == limit:
            return None
        start = order.index(head)
        length = 1
        while start + length < len(order) and order[start + length] == head + length:
            length += 1
        before = order.index(head - 1) + 1 if head else 0
        moves.append(Move(start, before, length))
        del order[start : start + length]
        place = before if before < start else before - length
        order[place:place] = range(head, head + length)
        mark = head + length
    return tuple(moves)
