"""Credits: who a song is by, compared whole and as a set, never by blind splitting.

Names contain every sign that also joins names (*Tyler, The Creator*, *Simon & Garfunkel*, *Lil Nas X*). So a
credit has two faces: `artists`, split only where that is known to be right, and `parts`, split at every sign
that could join. Parts are never shown to anybody; two spellings of one credit have the same parts whatever
the names contain, because both are cut in the same places.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from tophits.matching.acts import ACTS_WITH_JOINERS
from tophits.matching.normal import words

_GUESTS = re.compile(
    r"""[\s,;]*[(\[]\s*(?:featuring|feat\b\.?|ft\b\.?|with|w/|con)\s*(?P<inside>[^)\]]*)[)\]]
      | (?:^|[\s,;]+)(?:featuring|feat\b\.?|ft\b\.?|duet\ with|with|w/|f/)\s+""",
    re.IGNORECASE | re.VERBOSE,
)
_JOINERS = re.compile(
    r"""\s*[,;&\u3001\uff0c\uff1b\uff06]\s*
      | \s+[x\u00d7+/|]\s+(?![&,;+]|x\s|and\s)   # not the last letter of a name: *Lil Nas X & Jack Harlow*
      | \s+(?:and|vs\.?|versus|presents|pres\.?)\s+
      | \s*:\s+""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Credit:
    """A parsed credit.

    `artists` are names as they stood, the lead first, guests last. `guests` is how many of them came after a
    word such as *Featuring*. `parts` are normal forms for comparing, of everything between any two joiners.
    """

    artists: tuple[str, ...]
    guests: int
    parts: frozenset[str]

    @property
    def lead(self) -> str:
        """The normal form of the lead artist; empty when nobody is credited."""
        return artist_form(self.artists[0]) if self.artists else ""

    @property
    def lead_parts(self) -> frozenset[str]:
        """The parts of the lead artist's name."""
        return credit_parts(self.artists[0]) if self.artists else frozenset()

    @property
    def text(self) -> str:
        """The artists in one line."""
        return ", ".join(self.artists)


@lru_cache(maxsize=65536)
def artist_form(name: str) -> str:
    """The normal form of one artist's name: *The Weeknd* and *Weeknd* are one, *The The* stays."""
    form = words(name)
    return form.removeprefix("the ") if form not in ("the", "the the") else form


@lru_cache(maxsize=65536)
def parse_credit(artists: tuple[str, ...]) -> Credit:
    """Read a credit as a source gives it: one string, or a list that the source separated itself."""
    heads: list[str] = []
    guests: list[str] = []
    separated = len(artists) > 1
    for text in artists:
        head, *after = _cut_at_guests(text, blindly=False)
        if head:
            heads.extend([head] if separated else split_names(head))
        for guest in after:
            guests.extend(split_names(guest))
    names = _unrepeated([*heads, *guests])
    parts = frozenset(part for text in artists for part in credit_parts(text))
    return Credit(names, len(names) - len(_unrepeated(heads)), parts)


@lru_cache(maxsize=65536)
def credit_parts(text: str) -> frozenset[str]:
    """Every stretch between two joiners, in its compact normal form."""
    pieces = (piece for stretch in _cut_at_guests(text) for piece in _JOINERS.split(stretch))
    forms = (form for piece in pieces for form in artist_form(piece).split(" and "))
    return frozenset(form.removeprefix("the ").replace(" ", "") for form in forms if form)


def split_names(text: str) -> tuple[str, ...]:
    """The names in a joined credit; an act whose own name holds a joiner stays whole where it is known."""
    pieces: list[str] = []
    ends: list[tuple[int, int]] = []
    start = 0
    for joiner in _JOINERS.finditer(text):
        ends.append((start, joiner.start()))
        start = joiner.end()
    ends.append((start, len(text)))
    place = 0
    while place < len(ends):
        last = next(
            (
                candidate
                for candidate in range(min(len(ends), place + 4) - 1, place, -1)
                if words(text[ends[place][0] : ends[candidate][1]]) in ACTS_WITH_JOINERS
            ),
            place,
        )
        piece = text[ends[place][0] : ends[last][1]].strip()
        if piece:
            pieces.append(piece)
        place = last + 1
    return tuple(pieces)


def _cut_at_guests(text: str, *, blindly: bool = True) -> list[str]:
    """The stretches before and after *Featuring*, *(w/ ...)* and their like, without those words.

    A bare *with* can be part of a name. Names to show are cut there with care; for comparing any cut is right that
    is the same in every spelling, and so `blindly` cuts at each.
    """
    stretches: list[str] = []
    start = 0
    for hit in _GUESTS.finditer(text):
        if not blindly and _is_of_a_name(text, start, hit):
            continue
        stretches.append(text[start : hit.start()].strip(" ,;"))
        if hit["inside"] is not None:
            stretches.append(hit["inside"].strip())
        start = hit.end()
    stretches.append(text[start:].strip(" ,;"))
    return [stretches[0], *(stretch for stretch in stretches[1:] if stretch)]


def _is_of_a_name(text: str, start: int, hit: re.Match[str]) -> bool:
    """Whether a bare *with* belongs to an act: a known one's, or in lower case before what is no credit."""
    if hit[0].strip(" ,;\t").casefold() != "with":
        return False
    rest = text[hit.end() :]
    guest = _GUESTS.search(rest)
    before = _JOINERS.split(text[start : hit.start()])[-1]
    first, *others = _JOINERS.split(rest[: guest.start()] if guest else rest)
    if words(f"{before} with {first}") in ACTS_WITH_JOINERS:
        return True
    names = first.split()
    looks_like_a_credit = others or (len(names) > 1 and not any(name[0].islower() for name in names))
    return "with" in hit[0] and not looks_like_a_credit


def _unrepeated(names: list[str]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(artist_form(name), name)
    return tuple(seen.values())
