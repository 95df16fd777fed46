"""From ranked songs to tracks: the match book first, then what costs calls, most points first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tophits.domain.errors import BudgetSpent, QuotaExceeded, RateLimited, SpotifyUnavailable
from tophits.domain.matches import Confidence, Match
from tophits.domain.rankings import RankedSong, Ranking
from tophits.domain.songs import Song, SongId
from tophits.domain.tracks import Track
from tophits.matching.book import BookEntry, MatchBook, Standing
from tophits.matching.decide import decide, due
from tophits.matching.lookups import Matching
from tophits.matching.match import match
from tophits.pipeline.ports import Search


@dataclass(frozen=True, slots=True)
class Choice:
    """A ranked song and the track that stands for it. `checked` is whether the track's own title was seen to agree."""

    ranked: RankedSong
    uri: str
    match: Match
    checked: bool


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A ranked song without a track, and why."""

    ranked: RankedSong
    why: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The list as far as tracks are known.

    `searches` is what was spent. `searches_needed` counts the songs that would have been searched had there
    been room; `room_at` says when there will be some.
    """

    choices: tuple[Choice, ...]
    unresolved: tuple[Unresolved, ...]
    searches: int
    searches_needed: int
    room_at: datetime | None

    @property
    def uris(self) -> tuple[str, ...]:
        """The tracks in order."""
        return tuple(choice.uri for choice in self.choices)


class _Searching:
    """Spends searches until there is no room, or no answer, then says so for the rest of the run."""

    def __init__(self, search: Search | None) -> None:
        self._search = search
        self.spent = 0
        self.needed = 0
        self.room_at: datetime | None = None

    def drive(self, matching: Matching) -> Match | None:
        """Answer a matching's look-ups; None when one would need a search that there is no room for."""
        answer: tuple[Track, ...] | None = None
        while True:
            try:
                look_up = next(matching) if answer is None else matching.send(answer)
            except StopIteration as stop:
                found: Match = stop.value
                return found
            if self._search is None:
                self.needed += 1
                matching.close()
                return None
            try:
                answer = self._search(look_up)
            except (BudgetSpent, QuotaExceeded, RateLimited, SpotifyUnavailable) as wall:
                self._search, self.room_at = None, wall.not_before
                self.needed += 1
                matching.close()
                return None
            self.spent += 1


def choose(ranking: Ranking, size: int, book: MatchBook, search: Search | None, now: datetime) -> Chosen:
    """Walk down the ranking until `size` tracks are found or the ranking ends.

    Songs below take the places of songs without a track: wrong is worse than missing. What a search
    found is kept in the book at once, so that none is ever paid for twice. `search` is None for a run that may
    not spend (a dry run).
    """
    entries = book.entries(ranked.song.id for ranked in ranking.songs)
    searching = _Searching(search)
    found = _Findings(book)
    choices: list[Choice] = []
    unresolved: list[Unresolved] = []
    taken: dict[str, int] = {}
    for ranked in ranking.songs:
        if len(choices) >= size:
            break
        entry = _entry_for(ranked, entries, found, searching, now)
        outcome = _judge(ranked, entry, taken)
        if isinstance(outcome, Choice):
            choices.append(outcome)
            taken[outcome.uri] = len(choices)
        else:
            unresolved.append(outcome)
    found.keep()
    return Chosen(tuple(choices), tuple(unresolved), searching.spent, searching.needed, searching.room_at)


def _entry_for(
    ranked: RankedSong,
    entries: Mapping[SongId, BookEntry],
    findings: "_Findings",
    searching: _Searching,
    now: datetime,
) -> BookEntry | None:
    """What the book says, or what is found now; None when it would take a search that there is no room for."""
    known = entries.get(ranked.song.id)
    if known is not None and not due(known, now):
        return known
    # Once its time on the bench is over, a track may be tried again.
    served = known is None or known.standing is Standing.BENCHED
    benched = frozenset[str]() if known is None or served else known.benched_uris
    found = searching.drive(match(ranked.song, benched=benched))
    if found is None:
        return None
    entry = decide(found, now, earlier=known)
    findings.add(entry)
    return entry


class _Findings:
    """What was found, kept together where it was free, and at once where it was paid for."""

    def __init__(self, book: MatchBook) -> None:
        self._book = book
        self._waiting: list[BookEntry] = []

    def add(self, entry: BookEntry) -> None:
        """Take an entry in."""
        self._waiting.append(entry)
        if entry.match.calls:
            self.keep()

    def keep(self) -> None:
        """Keep all that waits, in one transaction."""
        self._book.put_all(self._waiting)
        self._waiting = []


def _judge(ranked: RankedSong, entry: BookEntry | None, taken: Mapping[str, int]) -> Choice | Unresolved:
    """A place in the list, or the reason why not."""
    if entry is None:
        return Unresolved(ranked, "waits for room in the search budget")
    if entry.standing not in (Standing.FOUND, Standing.CHOSEN) or entry.match.uri is None:
        return Unresolved(ranked, _WHY[entry.standing])
    if entry.standing is Standing.CHOSEN and entry.match.uri in entry.benched_uris:
        return Unresolved(ranked, DEAD_CHOICE)
    place = taken.get(entry.match.uri)
    if place is not None:
        return Unresolved(ranked, f"is the same track as position {place}")
    return Choice(ranked, entry.match.uri, entry.match, entry.checked)


DEAD_CHOICE = "the track that you chose is dead or cannot be played: tophits review choose"

_WHY = {
    Standing.FOUND: "has no track",
    Standing.CHOSEN: "has no track",
    Standing.UNSURE: "waits for a person: tophits review",
    Standing.MISSING: "is not on Spotify under that name; tried again later",
    Standing.BENCHED: "has a track that is dead or cannot be played; tried again later",
    Standing.BANNED: "is banned by a person",
}


def bench(song: Song, uris: frozenset[str], why: str, book: MatchBook, now: datetime) -> None:
    """Take tracks of a song out of use for a while: dead, null, unplayable, or not the song after all.

    Where a chart gave the song another id as well, that one takes over at once, at no cost.
    """
    known = book.entries([song.id]).get(song.id)
    benched = uris | (known.benched_uris if known is not None else frozenset())
    other = _Searching(None).drive(match(song, benched=benched))
    if other is not None and other.is_publishable:
        entry = decide(other, now, earlier=known)
    else:
        nothing = Match(song.id, None, None, Confidence.NONE, None)
        entry = decide(nothing, now, earlier=known, benched=True)
    book.put(replace(entry, benched_uris=benched, note=why))
