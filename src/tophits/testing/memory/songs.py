"""What all spellings of a song say together, the plain way."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from tophits.domain.songs import ChartName, Song, SongId
from tophits.matching import identity

_T = TypeVar("_T")
Counts = Mapping[ChartName, tuple[int, date]]
"""How often each spelling was charted, and when last."""


def described(song: SongId, counts: Counts) -> Song:
    """A song from its spellings: each fact is the one that most charts gave."""
    title, artists = _ordered(counts, lambda name: (name.title, name.artists))[0]
    keys = identity.keys(ChartName(title, artists))
    explicit = _ordered(counts, lambda name: name.explicit)
    return Song(
        song,
        title,
        artists,
        keys.lead,
        keys.work,
        tuple(_ordered(counts, lambda name: name.isrc)),
        tuple(_ordered(counts, lambda name: name.spotify_id)),
        explicit[0] if explicit else None,
    )


def matches_words(name: ChartName, asked: str) -> bool:
    """Whether a spelling has all the words asked for, whatever their case and accents."""
    text = _plain(" ".join((name.title, *name.artists)))
    return all(word in text for word in _plain(asked).split())


def _ordered(counts: Counts, fact: Callable[[ChartName], _T | None]) -> list[_T]:
    scores: defaultdict[_T, tuple[int, date]] = defaultdict(lambda: (0, date.min))
    for name, (times, last) in counts.items():
        value = fact(name)
        if value is not None:
            before = scores[value]
            scores[value] = (before[0] + times, max(before[1], last))
    return sorted(scores, key=lambda value: scores[value], reverse=True)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
