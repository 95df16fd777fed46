"""Which row of one list is which of another, and which of them stayed where they were relative to each other."""

from collections.abc import Sequence

from tophits.plan.equality import Aliases, stands_for


def pair(rows: Sequence[str | None], wanted: Sequence[str], aliases: Aliases) -> dict[int, int]:
    """Pair rows with the wanted URIs they stand for: index to index, in row order, nothing paired twice.

    The same position is tried first, then the same URI, then an alias; of several copies the first.
    """
    pairs = {
        index: index
        for index, (seen, uri) in enumerate(zip(rows, wanted, strict=False))
        if stands_for(seen, uri, aliases)
    }
    free: dict[str, list[int]] = {}
    met = frozenset(pairs.values())
    for index, uri in enumerate(wanted):
        if index not in met:
            free.setdefault(uri, []).append(index)
    _pair_by_name(rows, free, pairs)
    by_alias: dict[str, list[int]] = {}
    for uri, places in free.items():
        for seen in sorted(aliases.get(uri, ())):
            by_alias.setdefault(seen, []).extend(places)
    _pair_by_name(rows, by_alias, pairs)
    return dict(sorted(pairs.items()))


def _pair_by_name(rows: Sequence[str | None], free: dict[str, list[int]], pairs: dict[int, int]) -> None:
    """Give each row that has no partner the first free place under its name."""
    taken = set(pairs.values())
    for index, seen in enumerate(rows):
        if seen is None or index in pairs:
            continue
        place = next((place for place in free.get(seen, ()) if place not in taken), None)
        if place is not None:
            pairs[index] = place
            taken.add(place)


def longest_rising(numbers: Sequence[int], weights: Sequence[int] | None = None) -> tuple[int, ...]:
    """The indices of a longest rising part of distinct `numbers`: what need not move when the rest does.

    Of several that are longest, one with the greatest total weight.
    """
    size = len(numbers)
    place_of = {number: place for place, number in enumerate(sorted(numbers), 1)}
    # A binary indexed tree: the best part (length, weight, its last index) that ends at or below a number.
    best = [(0, 0, -1)] * (size + 1)
    before: list[int] = []
    for index, number in enumerate(numbers):
        length, weight, last = _best_up_to(best, place_of[number] - 1)
        before.append(last)
        part = (length + 1, weight + (weights[index] if weights else 1), index)
        place = place_of[number]
        while place <= size:
            best[place] = max(best[place], part)
            place += place & -place
    rising = []
    index = _best_up_to(best, size)[2]
    while index >= 0:
        rising.append(index)
        index = before[index]
    return tuple(reversed(rising))


def _best_up_to(best: Sequence[tuple[int, int, int]], place: int) -> tuple[int, int, int]:
    top = (0, 0, -1)
    while place:
        top = max(top, best[place])
        place &= place - 1
    return top
