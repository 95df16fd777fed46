"""Search over many tracks in plain Python: an inverted index that forgives spelling and unfinished words.

Speed comes from never looking at a track that cannot be among the best: sets of track numbers are intersected
first, rarest word first, and only what is left is scored. Measured over 100,000 tracks in
docs/technical/performance.md.

Words are numbered, and everything about words and tracks is kept in arrays of such numbers.
"""

import heapq
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import log

from tophits.sandbox.search_text import Query, parse_query, search_words
from tophits.sandbox.tracks import SandboxTrack, number_from
from tophits.sandbox.vocabulary import Vocabulary

_TITLE, _ARTIST, _ALBUM = 0, 1, 2
_FIELD_WEIGHTS = (1.0, 1.0, 0.35)
_ENOUGH = 150
"""With this many tracks that have every word, tracks that lack one are not looked for."""
_LEAST_SHARE = 0.5
"""A track must have words that make up this share of what the query tells."""
_MOST_SCORED = 1000
"""Nobody can page further than this (web-api-2026.md, section 1.5)."""
_MOST_COUNTED = 6000
"""When the two rarest words are in more tracks than this, all words are common and none may be lacking."""
_MOST_WORDS = 10
"""Of a longer query the most telling words are enough."""
_Group = list[Sequence[int]]
"""The tracks that have one word of the query: for each spelling of it its ascending track numbers."""
_SPARE_WORD = 0.035
"""What each word of a title that was not asked for costs."""
_CHANCE = 0.11
"""How much a track's fixed luck moves it: enough that the right one does not always come first."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A word of the query: which fields it may stand in, the spellings that count, how telling it is."""

    fields: tuple[int, ...]
    spellings: dict[int, float]
    weight: float
    required: bool


class SearchIndex:
    """Finds track ids by words. Adding is cheap; a track is indexed by the next search."""

    def __init__(self) -> None:
        self._waiting: list[SandboxTrack] = []
        self._ids: list[str] = []
        self._number_of: dict[str, int] = {}
        self._vocabulary = Vocabulary()
        self._postings: list[array[int]] = []
        """For each word the tracks that have it anywhere, ascending."""
        self._words = array("I")
        """The words of all tracks, field by field."""
        self._starts = array("I")
        """Where in _words track n's title, artists and album begin, and the end: four places for each track."""
        self._years = array("H")
        self._title_lengths = array("H")
        self._luck = array("f")
        self._replaced: set[int] = set()
        self._by_isrc: dict[str, list[int]] = {}

    def add(self, track: SandboxTrack) -> None:
        """Take a track in. One of the same id takes the place of the earlier one."""
        self._waiting.append(track)

    def search(self, q: str, *, limit: int, offset: int) -> list[str]:
        """The ids of the tracks that fit best, best first; equal ones in the order they were added.

        Grammar: plain words and the filters `track: artist: album: isrc: year:`, see `parse_query`.
        """
        self._take_in()
        query = parse_query(q)
        if query.impossible:
            return []
        found = self._ranked(query, self._wanted(query, forgiving=False), limit + offset)
        if not found and not query.isrcs:
            found = self._ranked(query, self._wanted(query, forgiving=True), limit + offset)
        return [self._ids[number] for number in found[offset : offset + limit]]

    # --- Building -------------------------------------------------------------------------------------

    def _take_in(self) -> None:
        for track in self._waiting:
            self._index(track)
        self._waiting.clear()

    def _index(self, track: SandboxTrack) -> None:
        number = len(self._ids)
        before = self._number_of.get(track.id)
        if before is not None:
            self._replaced.add(before)
        self._ids.append(track.id)
        self._number_of[track.id] = number
        artists: list[str] = []
        for artist in track.artists:
            artists += search_words(artist.name)
        for words in (search_words(track.title), artists, search_words(track.album)):
            self._starts.append(len(self._words))
            for text in words:
                word = self._vocabulary.number(text)
                if word == len(self._postings):
                    self._postings.append(array("I"))
                posting = self._postings[word]
                if not posting or posting[-1] != number:
                    posting.append(number)
                self._words.append(word)
        self._starts.append(len(self._words))
        self._title_lengths.append(self._starts[4 * number + 1] - self._starts[4 * number])
        year = track.release_date[:4]
        self._years.append(int(year) if year.isdigit() else 0)
        self._luck.append(_CHANCE * (number_from("luck", track.id) % 1000) / 1000)
        if track.isrc:
            self._by_isrc.setdefault(track.isrc, []).append(number)

    # --- Asking ---------------------------------------------------------------------------------------

    def _wanted(self, query: Query, *, forgiving: bool) -> list[_Wanted]:
        wanted = []
        everywhere = (_TITLE, _ARTIST, _ALBUM)
        for texts, fields in (
            (query.words, everywhere),
            (query.track, (_TITLE,)),
            (query.artist, (_ARTIST,)),
            (query.album, (_ALBUM,)),
        ):
            for text in dict.fromkeys(texts):
                spellings = self._vocabulary.spellings(text, forgiving=forgiving, unfinished=text == texts[-1])
                wanted.append(_Wanted(fields, spellings, self._weight(spellings), required=fields != everywhere))
        return sorted(wanted, key=lambda want: -want.weight)[:_MOST_WORDS]

    def _weight(self, spellings: dict[int, float]) -> float:
        """The rarer a word, the more it tells."""
        holders = max((len(self._postings[word]) for word, quality in spellings.items() if quality == 1.0), default=1)
        return log(2.0 + len(self._ids) / holders)

    def _ranked(self, query: Query, wanted: Sequence[_Wanted], count: int) -> list[int]:
        candidates = self._candidates(query, wanted)
        by_word: dict[int, list[tuple[int, float]]] = {}
        for place, want in enumerate(wanted):
            for word, quality in want.spellings.items():
                by_word.setdefault(word, []).append((place, quality))
        total = sum(want.weight for want in wanted)
        scored = []
        for number in candidates:
            score = self._score(number, wanted, by_word, total)
            if score is not None:
                scored.append((-score, number))
        return [number for _, number in heapq.nsmallest(count, scored)]

    def _score(
        self,
        number: int,
        wanted: Sequence[_Wanted],
        by_word: dict[int, list[tuple[int, float]]],
        total: float,
    ) -> float | None:
        """How well a track fits, about 0 to 1.2; None when it does not."""
        best = [0.0] * len(wanted)
        spare = 0  # words of the title that nobody asked for: "karaoke version"
        starts, words = self._starts, self._words
        for field, weight in enumerate(_FIELD_WEIGHTS):
            for word in words[starts[4 * number + field] : starts[4 * number + field + 1]]:
                asked = by_word.get(word)
                if asked is None:
                    spare += field == _TITLE
                    continue
                for place, quality in asked:
                    want = wanted[place]
                    value = quality if want.required else quality * weight
                    if value > best[place] and field in want.fields:
                        best[place] = value
        score = has = 0.0
        for want, value in zip(wanted, best, strict=True):
            if value:
                has += want.weight
                score += want.weight * value
            elif want.required:
                return None
        if has < total * _LEAST_SHARE:
            return None
        return score / (total or 1.0) - _SPARE_WORD * min(spare, 6) + self._luck[number]

    def _candidates(self, query: Query, wanted: Sequence[_Wanted]) -> Sequence[int]:
        """The numbers of tracks worth scoring: all that have every word, then those that lack a plain one."""
        groups: list[_Group] = [[self._postings[word] for word in want.spellings] for want in wanted]
        groups += [[self._by_isrc.get(isrc, ())] for isrc in query.isrcs]
        groups.sort(key=_size)
        found = _in_all(groups)
        if not query.isrcs and len(groups) > 2 and len(found) < _ENOUGH:
            found |= _in_all_but_one(groups)
        years = self._years
        for place, (first, last) in enumerate(query.years):
            if groups or place:
                found = {number for number in found if first <= years[number] <= last}
            else:
                found = {number for number, year in enumerate(years) if first <= year <= last}
        found -= self._replaced
        # Too many to look at: the shortest titles are the likeliest to be meant.
        return heapq.nsmallest(_MOST_SCORED, found, key=self._title_lengths.__getitem__)


def _size(group: _Group) -> int:
    return sum(len(numbers) for numbers in group)


def _in_all(groups: Sequence[_Group]) -> set[int]:
    """The numbers that every group has. Only the smallest group is made a set."""
    if not groups:
        return set()
    found = set(chain.from_iterable(groups[0]))
    for group in groups[1:]:
        found = _also_in(found, group)
    return found


def _in_all_but_one(groups: Sequence[_Group]) -> set[int]:
    """The numbers that at most one group lacks: each of them is in one of the two smallest groups."""
    if _size(groups[0]) + _size(groups[1]) > _MOST_COUNTED:
        return set()
    pool = set(chain.from_iterable(groups[0] + groups[1]))
    count: Counter[int] = Counter()
    for group in groups:
        count.update(_also_in(pool, group))
    return {number for number, times in count.items() if times >= len(groups) - 1}


def _also_in(pool: set[int], group: _Group) -> set[int]:
    found: set[int] = set()
    for numbers in group:
        found |= pool.intersection(numbers)
    return found
