"""How the pretend Spotify cuts text into search words, and how it reads a query."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_LATIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"})
"""Latin letters that Unicode does not take apart."""
_UNSPACED = re.compile(
    "[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0002fa1f]+"
)
"""Thai, Kana, Han, Hangul: written without spaces between words, or glued to particles."""
_FILTER = re.compile(r'(?<![^\s"])(track|artist|album|isrc|year):\s*', re.IGNORECASE)
_SPACE = re.compile(r"\s")
_YEARS = re.compile(r"(\d{4})(?:\s*-\s*(\d{4}))?")


@dataclass(frozen=True, slots=True)
class Query:
    """A query taken apart. Each filter must be met; `words` should be.

    `track`, `artist` and `album` are search words; `isrcs` are plain; `years` are ranges, both ends inclusive.
    `impossible` says that a filter has a value that nothing can have (`year:soon`).
    """

    words: tuple[str, ...]
    track: tuple[str, ...] = ()
    artist: tuple[str, ...] = ()
    album: tuple[str, ...] = ()
    isrcs: tuple[str, ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    impossible: bool = False


@lru_cache(maxsize=20_000)
def search_words(text: str) -> tuple[str, ...]:
    """The search words of a text, in order: folded case, no accents on Latin letters, pairs of unspaced letters.

    Apostrophes join ("don't" is "dont"); everything else that is neither letter, mark nor digit separates.
    A text of nothing else ("???") is kept as it stands.
    """
    return _words_of(text) or tuple(text.split())


def _words_of(text: str) -> tuple[str, ...]:
    if text.isascii():
        return tuple(_ASCII_WORD.findall(text.lower().replace("'", "")))
    words: list[str] = []
    folded = _folded(text)
    position = 0
    for unspaced in _UNSPACED.finditer(folded):
        words += _spaced_words(folded[position : unspaced.start()])
        run = unspaced.group()
        words += [run[start : start + 2] for start in range(max(1, len(run) - 1))]
        position = unspaced.end()
    return tuple(words + _spaced_words(folded[position:]))


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "").replace("'", "")
    letters: list[str] = []
    latin = False
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter):
            if latin:
                continue
        else:
            latin = letter < "\u0250"
        letters.append(letter)
    # Put back together what is not Latin: Kana and Hangul are taken apart by NFD too.
    return unicodedata.normalize("NFC", "".join(letters)).translate(_LATIN_LETTERS)


def _spaced_words(text: str) -> list[str]:
    kept = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in text)
    return kept.split()


def parse_query(q: str) -> Query:
    """Take a query apart.

    A filter's value is what stands in quotes after it, or else all words up to the next filter
    (`artist:Miles Davis`), for `isrc` and `year` the next word. What is left are plain words.
    """
    plain: list[str] = []
    values: dict[str, list[str]] = {"track": [], "artist": [], "album": [], "isrc": [], "year": []}
    position = 0
    found = _FILTER.search(q)
    while found:
        plain.append(q[position : found.start()])
        name = found.group(1).lower()
        value, position = _value(q, found.end(), one_word=name in {"isrc", "year"})
        values[name].append(value)
        found = _FILTER.search(q, position)
    plain.append(q[position:])
    years = [_year_range(value) for value in values["year"]]
    isrcs = tuple(value.replace("-", "").replace(" ", "").upper() for value in values["isrc"])
    return Query(
        words=search_words(" ".join(plain)),
        track=search_words(" ".join(values["track"])),
        artist=search_words(" ".join(values["artist"])),
        album=search_words(" ".join(values["album"])),
        isrcs=isrcs,
        years=tuple(years_meant for years_meant in years if years_meant),
        impossible=None in years or "" in isrcs,
    )


def _value(q: str, start: int, *, one_word: bool) -> tuple[str, int]:
    if q[start : start + 1] == '"':
        end = q.find('"', start + 1)
        end = len(q) if end < 0 else end
        return q[start + 1 : end], end + 1
    following = _SPACE.search(q, start) if one_word else _FILTER.search(q, start)
    end = following.start() if following else len(q)
    return q[start:end].strip(), end


def _year_range(value: str) -> tuple[int, int] | None:
    years = _YEARS.fullmatch(value.strip())
    if not years:
        return None
    first = int(years.group(1))
    return first, int(years.group(2) or first)
