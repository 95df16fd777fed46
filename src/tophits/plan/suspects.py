"""Which URI makes every write fail: one dead URI can fail a whole write (web-api-2026.md, section 1.4)."""

from collections.abc import Generator, Sequence

from tophits.domain.tracks import Row
from tophits.plan.equality import NO_ALIASES, Aliases
from tophits.plan.pairing import pair
from tophits.plan.steps import batches

MOST_DEAD = 5
"""More than this many at once is an outage and no matter of dead tracks."""


def suspects(
    wanted: Sequence[str],
    last_verified_uris: Sequence[str],
    rows: Sequence[Row],
    aliases: Aliases = NO_ALIASES,
) -> tuple[str, ...]:
    """The wanted URIs to ask Spotify about one by one, the likeliest first.

    First those whose rows went null, then those that the last verified list did not hold, in list order.
    """
    known = pair(last_verified_uris, wanted, aliases)
    null = [known[index] for index, row in enumerate(rows) if row.uri is None and index in known]
    met = frozenset(known.values())
    unproved = [index for index in range(len(wanted)) if index not in met]
    return tuple(wanted[index] for index in (*null, *unproved))


def bisect(wanted: Sequence[str], most: int = MOST_DEAD) -> Generator[tuple[str, ...], bool, tuple[str, ...]]:
    """Find the dead URIs by trying lists on a private scratch playlist.

    Yields lists of at most MAX_URIS to try, is sent whether the write worked, and returns the dead URIs in
    list order. An outage in the middle convicts nobody: a URI is called dead only when it failed alone twice
    and all the others were written in between. Returns nothing when that is not so, or when more than `most`
    fail alone. Takes O(k log n) tries for k dead URIs.
    """
    failed: list[str] = []
    for batch in batches(wanted):
        yield from _hunt(batch, failed, most, is_bad=False)
    others = [uri for uri in wanted if uri not in failed]
    if not failed or not others or len(failed) > most:
        return ()
    for batch in batches(others):
        if not (yield batch):
            return ()
    dead: list[str] = []
    for uri in failed:
        works = yield (uri,)
        dead += () if works else (uri,)
    return tuple(dead)


def _hunt(
    part: tuple[str, ...], failed: list[str], most: int, *, is_bad: bool
) -> Generator[tuple[str, ...], bool, None]:
    """Halve what fails until single URIs are left, into `failed`; stop early with more than `most` of them.

    `is_bad` says that the part is known to fail, since the whole did and its other half did not.
    """
    if len(failed) > most:
        return
    if (len(part) == 1 or not is_bad) and (yield part):
        return
    if len(part) == 1:
        failed += part
        return
    before, middle = len(failed), len(part) // 2
    yield from _hunt(part[:middle], failed, most, is_bad=False)
    yield from _hunt(part[middle:], failed, most, is_bad=len(failed) == before)
