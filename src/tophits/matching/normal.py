"""Normal forms of text: what is left of a spelling once the habits of typing are taken away.

Charts write one song as *Don't*, *DON'T* and *Dont*. Letters are never transliterated: Han, Hangul, Kana,
Cyrillic and all other scripts keep theirs, only Latin letters lose their accents.
"""

import re
import unicodedata
from functools import lru_cache

_LATIN = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "\u0131": "i", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_APOSTROPHES = dict.fromkeys(map(ord, "'.`\u00b4\u02bb\u02bc\u2018\u2019\u201b\u2032"))
"""Signs inside a word: they go without leaving a gap (*don't*, *M.I.A.*)."""

_OBSCENITIES = (
    *("fuck", "fucks", "fucked", "fucker", "fuckers", "fuckin", "fucking", "motherfucker", "motherfuckers"),
    *("shit", "shits", "shitty", "bullshit", "bitch", "bitches", "bitchin", "nigga", "niggas", "niggaz", "pussy"),
    *("ass", "asses", "asshole", "dick", "dicks", "cock", "whore", "whores", "hoe", "hoes", "slut", "sluts", "cunt"),
    *("damn", "goddamn", "hell", "puta", "putas", "mierda", "joder", "cabron", "verga", "porn", "sex", "tits"),
)
_MASKED = re.compile(r"(?<!\w)[^\W\d_]+[*#]+[^\W\d_]*(?!\w)|(?<!\w)[*#]+[^\W\d_]+(?!\w)")
_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_NUMBER = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_COUNTED = {"pt": "part", "part": "part", "pts": "part", "parte": "part", "vol": "vol", "volume": "vol"}
_S_FOR_DOLLAR = re.compile(r"(?<=[^\W\d_])\$+|\$+(?=[^\W\d_])")
_I_FOR_MARK = re.compile(r"(?<=[^\W\d_])!(?=[^\W\d_])")
_PLUS = re.compile(r"(?<=\w)\s*\+\s*(?=\w)")
_MARK_CATEGORIES = frozenset({"Mn", "Mc", "Me"})


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Case, compatibility forms and Latin accents taken away; punctuation, spaces and other scripts kept."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).casefold()
    kept: list[str] = []
    base_is_latin = False
    for character in unicodedata.normalize("NFKD", plain):
        if unicodedata.category(character) == "Mn":
            if base_is_latin:
                continue
        else:
            base_is_latin = _is_latin(character)
        kept.append(character)
    return unicodedata.normalize("NFKC", "".join(kept)).translate(_LATIN)


@lru_cache(maxsize=65536)
def words(text: str) -> str:
    """The normal form as words with single spaces between them.

    A text of signs alone (*÷*, *???*) is its own normal form: it must not become empty and equal to others.
    """
    folded = _MASKED.sub(_unmask, fold(text))
    spelled = _PLUS.sub(" and ", folded.replace("&", " and "))
    spelled = _I_FOR_MARK.sub("i", _S_FOR_DOLLAR.sub(lambda hit: "s" * len(hit[0]), spelled))
    spelled = spelled.translate(_APOSTROPHES)
    found = "".join(character if _is_word(character) else " " for character in spelled).split()
    if not found:
        return " ".join(folded.split())
    return " ".join(_regular(found))


def compact(text: str) -> str:
    """The normal form without spaces: *Anti-Hero*, *Anti Hero* and *Antihero* are one."""
    return words(text).replace(" ", "")


def _is_latin(character: str) -> bool:
    return character.isascii() or (character.isalpha() and unicodedata.name(character, "").startswith("LATIN"))


def _is_word(character: str) -> bool:
    # Vowel signs of Thai, Devanagari and others are marks, not letters, and carry the meaning all the same.
    return character.isalnum() or unicodedata.category(character) in _MARK_CATEGORIES


def _unmask(hit: re.Match[str]) -> str:
    """*f**k* as *fuck*, where one known word fits; else what stood there."""
    shape = re.compile("".join("[a-z]" if sign in "*#" else re.escape(sign) for sign in hit[0]))
    loose = re.compile(
        "".join("[a-z]+" if run[0] in "*#" else re.escape(run) for run in re.findall(r"[*#]+|[^*#]+", hit[0]))
    )
    for pattern in (shape, loose):
        fitting = [word for word in _OBSCENITIES if pattern.fullmatch(word)]
        if fitting:
            return fitting[0]
    return hit[0]


def _regular(found: list[str]) -> list[str]:
    """Numbers of parts and the word *and* in one spelling."""
    regular: list[str] = []
    for place, word in enumerate(found):
        before = regular[-1] if regular else ""
        if word in _COUNTED and place > 0 and place + 1 < len(found) and _counts(found[place + 1]):
            regular.append(_COUNTED[word])
        elif before in ("part", "vol") and place > 1 and _counts(word):
            regular.append(_ROMAN.get(word) or _NUMBER.get(word) or word)
        elif word == "n" and 0 < place < len(found) - 1:
            regular.append("and")
        else:
            regular.append(word)
    return regular


def _counts(word: str) -> bool:
    return word.isdigit() or word in _ROMAN or word in _NUMBER
