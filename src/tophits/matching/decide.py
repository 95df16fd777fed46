"""What the match book keeps of a match, and when a song is looked for again."""

from datetime import datetime, timedelta

from tophits.domain.matches import Confidence, Match
from tophits.matching.book import BookEntry, Standing

RETRY_AFTER = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))
"""The rhythm in which a song that was not found is looked for again; the last one repeats."""

BENCH_FOR = timedelta(days=30)
"""How long a dead, null or unplayable track is left alone."""


def decide(found: Match, now: datetime, *, earlier: BookEntry | None = None, benched: bool = False) -> BookEntry:
    """The entry for a match made at `now`; `earlier` is what the book said until then.

    `benched` says that the match's track turned out dead, null, unplayable or another song: the song then
    waits its time on the bench. Else medium and better is found; low waits for a person, and is looked for
    again in the same rhythm as what is missing, since the right track may come out a day after its chart.
    A match that cost no call was no try: the song stays due.
    """
    kept = earlier.benched_uris if earlier else frozenset[str]()
    if benched:
        uris = kept | {found.uri} if found.uri else kept
        return BookEntry(found, Standing.BENCHED, now, next_try=now + BENCH_FOR, benched_uris=uris)
    if found.is_publishable:
        return BookEntry(found, Standing.FOUND, now, checked=found.track is not None, benched_uris=kept)
    standing = Standing.UNSURE if found.confidence is Confidence.LOW else Standing.MISSING
    tries = (earlier.tries if earlier else 0) + (1 if found.calls else 0)
    next_try = now + RETRY_AFTER[min(tries, len(RETRY_AFTER)) - 1] if tries else now
    return BookEntry(found, standing, now, tries=tries, next_try=next_try, benched_uris=kept)


def due(entry: BookEntry | None, now: datetime) -> bool:
    """Whether the song is to be matched: never looked for, or its next try has come."""
    if entry is None:
        return True
    if entry.standing in (Standing.FOUND, Standing.CHOSEN, Standing.BANNED):
        return False
    return entry.next_try is not None and entry.next_try <= now
