"""The match book and raw pages in memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tophits.domain.songs import SongId
from tophits.history.ports import RawPage
from tophits.matching.book import BookEntry, Standing, with_benched
from tophits.testing.memory.charts import Spellings

_PERSONS = (Standing.CHOSEN, Standing.BANNED)


class MemoryMatchBook:
    """The port `matching.book.MatchBook`. A merged song's number stands for the song that it became."""

    def __init__(self, spellings: Spellings | None = None) -> None:
        self._spellings = Spellings() if spellings is None else spellings
        self._entries: dict[SongId, BookEntry] = {}

    def entries(self, songs: Iterable[SongId]) -> Mapping[SongId, BookEntry]:
        """The entries of those songs that have one."""
        now = self._current()
        standing = {song: self._spellings.standing(song) for song in songs}
        return {song: now[owner] for song, owner in standing.items() if owner in now}

    def put(self, entry: BookEntry, *, by_person: bool = False) -> bool:
        """Keep an entry. False when a person's decision stands in its way."""
        song = self._spellings.standing(entry.match.song)
        known = self._current().get(song)
        if known is not None and known.standing in _PERSONS and not by_person:
            benched = with_benched(known, entry)
            if benched is not None:
                self._entries = {**self._current(), song: benched}
            return False
        self._entries = {**self._current(), song: replace(entry, match=replace(entry.match, song=song))}
        return True

    def put_all(self, entries: Iterable[BookEntry]) -> int:
        """Keep what a machine found; how many were kept, since persons' decisions stand."""
        return sum([self.put(entry) for entry in entries])

    def waiting(self) -> Sequence[BookEntry]:
        """The review list: UNSURE entries, oldest first."""
        unsure = [entry for entry in self._current().values() if entry.standing is Standing.UNSURE]
        return sorted(unsure, key=lambda entry: (entry.decided_at, entry.match.song))

    def _current(self) -> dict[SongId, BookEntry]:
        """The entries by the song that stands now: a merge keeps a person's entry before a machine's."""
        now: dict[SongId, BookEntry] = {}
        for song, entry in sorted(self._entries.items(), key=lambda kept: self._spellings.standing(kept[0]) != kept[0]):
            standing = self._spellings.standing(song)
            known = now.get(standing)
            if known is None or (entry.standing in _PERSONS and known.standing not in _PERSONS):
                now[standing] = replace(entry, match=replace(entry.match, song=standing))
        return now


class MemoryRawPages:
    """The port `history.ports.RawPages`."""

    def __init__(self) -> None:
        self._pages: list[RawPage] = []

    def keep(self, page: RawPage) -> None:
        """Keep a page; an equal body of the same source is kept once."""
        if (page.source, page.body) not in {(one.source, one.body) for one in self._pages}:
            self._pages.append(page)

    def pages(self, source: str) -> Iterator[RawPage]:
        """A source's pages, oldest first."""
        return iter(sorted((one for one in self._pages if one.source == source), key=lambda one: one.fetched_at))

    def forget(self, before: datetime) -> int:
        """Drop pages fetched before a moment; how many."""
        young = [page for page in self._pages if page.fetched_at >= before]
        dropped = len(self._pages) - len(young)
        self._pages = young
        return dropped
