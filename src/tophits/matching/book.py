"""The match book: what was found stays found, and a person's decision stays a person's decision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tophits.domain.matches import Match
from tophits.domain.songs import SongId


class Standing(StrEnum):
    """What the book says about a song."""

    FOUND = "found"
    """Matched; never searched again unless dead or unplayable."""
    UNSURE = "unsure"
    """Below medium: waits for a person in the review list."""
    MISSING = "missing"
    """Nothing found; tried again at `next_try`."""
    BENCHED = "benched"
    """Its track is dead, null or unplayable; not used before `next_try`."""
    CHOSEN = "chosen"
    """A person chose the track. Lasting."""
    BANNED = "banned"
    """A person wants it in no list. Lasting."""


@dataclass(frozen=True, slots=True)
class BookEntry:
    """What is known about a song's track.

    `tries` counts failed searches in a row; `next_try` is None where nothing will be tried by itself.
    `benched_uris` are tracks of this song found dead or unplayable. `checked` is whether the track's own
    title was seen and agreed. `note` is a person's reason, or the machine's.
    """

    match: Match
    standing: Standing
    decided_at: datetime
    tries: int = 0
    next_try: datetime | None = None
    checked: bool = False
    benched_uris: frozenset[str] = frozenset()
    note: str | None = None


class MatchBook(Protocol):
    """The port to the kept matches.

    One entry a song; the newest wins, except that a machine never overwrites CHOSEN or BANNED (`put` leaves
    those and returns False). One thing a machine may add to a CHOSEN entry: its `benched_uris`, so that a chosen
    track that died is not written again and again. Standing, match and note stay the person's.
    """

    def entries(self, songs: Iterable[SongId]) -> Mapping[SongId, BookEntry]:
        """The entries of those songs that have one."""
        ...

    def put(self, entry: BookEntry, *, by_person: bool = False) -> bool:
        """Keep an entry. False when a person's decision stands in its way."""
        ...

    def put_all(self, entries: Iterable[BookEntry]) -> int:
        """Keep what a machine found, in one transaction; how many were kept, since persons' decisions stand."""
        ...

    def waiting(self) -> Sequence[BookEntry]:
        """The review list: UNSURE entries, oldest first."""
        ...


def with_benched(decided: BookEntry, found: BookEntry) -> BookEntry | None:
    """A person's entry with the tracks that a machine found dead; None where nothing is to be kept of it."""
    benched = decided.benched_uris | found.benched_uris
    if decided.standing is not Standing.CHOSEN or benched == decided.benched_uris:
        return None
    return replace(decided, benched_uris=benched)
