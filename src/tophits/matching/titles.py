"""Titles: the song's own name, told apart from what publishers write behind it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tophits.matching.normal import compact, words
from tophits.matching.phrases import read_phrase

_BRACKETS = re.compile(
    r"""\s*(?: \((?P<round>(?:[^()]|\([^()]*\))*)\) | \[(?P<square>(?:[^\[\]]|\[[^\[\]]*\])*)\] | \{(?P<curly>[^{}]*)\}
      | 【(?P<lens>[^【】]*)】 | \uff08(?P<wide>[^\uff08\uff09]*)\uff09 )
    | \s-(?P<dashes>[^\s-][^-]*)-(?=\s|$)""",
    re.VERBOSE,
)
_SEPARATOR = re.compile(r"\s+[-\u2013\u2014|]\s+|\s*\u2014\s*")
_BARE_GUEST = re.compile(
    r"(?<=[^\d\s])\s+(?:feat\.|ft\.|feat(?=\s)|ft(?=\s)|featuring(?=\s))\s*(?P<who>[^\s()\[\]][^()\[\]]*)$",
    re.IGNORECASE,
)
_BARE_REMIX = re.compile(r"(?<=\w)\s+(?:remix|rmx)$", re.IGNORECASE)
_WORTH_A_LOOK = re.compile(r"[(\[{|\u2013\u2014\u3010\uff08-]|\b(?:feat|ft|remix|rmx)", re.IGNORECASE)
"""Without any of these a title has no phrase; most have not, and scoring is in a hurry."""

_SIDES = re.compile(r"\s+/\s+")
_MEDLEY = re.compile(r"\bmedley\b", re.IGNORECASE)
_ARTICLES = frozenset({"the", "a", "el", "la", "le"})


@dataclass(frozen=True, slots=True)
class ParsedTitle:
    """A title taken apart.

    `base` is the name as it stood, without known phrases; `form` its compact normal form. `versions` are the
    words that tell this recording from others of the same song. `featured` are the guests named in the
    title, unsplit. `sides` are the names of a double A-side, or of a medley's songs, joined by "/"; empty
    for all other titles.
    """

    base: str
    form: str
    versions: frozenset[str]
    featured: tuple[str, ...]
    sides: tuple[str, ...] = ()
    is_medley: bool = False


@lru_cache(maxsize=65536)
def parse_title(title: str) -> ParsedTitle:
    """Take a title apart. Only known phrases leave it, and never all of it."""
    versions: set[str] = set()
    featured: list[str] = []
    base = title.strip()
    shorter: str | None = base
    while shorter is not None:
        base = shorter
        shorter = _without_a_phrase(base, versions, featured)
    sides = tuple(side.strip() for side in _SIDES.split(base) if side.strip())
    return ParsedTitle(
        base=base,
        form=compact(base),
        versions=frozenset(versions),
        featured=tuple(featured),
        sides=sides if len(sides) > 1 else (),
        is_medley=_MEDLEY.search(title) is not None,
    )


def trailing_phrase(title: str) -> tuple[str, str] | None:
    """The title without its last bracket or " - " part, and that part, known or not; None without one."""
    return next((offer for offer in _offers(title) if words(offer[0])), None)


def _without_a_phrase(base: str, versions: set[str], featured: list[str]) -> str | None:
    """The title without one known phrase, whose words are added to what is given; None when there is none."""
    for shorter, phrase in _offers(base):
        read = read_phrase(phrase) if words(shorter) else None
        if read is not None:
            versions |= read.versions
            featured[:0] = read.guests
            return shorter
    return None


def _offers(base: str) -> Iterator[tuple[str, str]]:
    """Places where a phrase may stand, each as (title without it, the phrase), the last first."""
    if not _WORTH_A_LOOK.search(base):
        return
    brackets = list(_BRACKETS.finditer(base))
    for hit in reversed(brackets):
        if hit.start() > 0:
            inside = next((group for group in hit.groups() if group is not None), "")
            yield f"{base[: hit.start()]} {base[hit.end() :].lstrip()}".strip(), inside
    for hit in reversed(list(_SEPARATOR.finditer(base))):
        if hit.start() > 0 and not any(bracket.start() < hit.start() < bracket.end() for bracket in brackets):
            yield base[: hit.start()].strip(), base[hit.end() :]
    guest = _BARE_GUEST.search(base)
    if guest:
        yield base[: guest.start()].strip(), f"feat. {guest['who']}"
    remix = _BARE_REMIX.search(base)
    if remix and words(base[: remix.start()]) not in _ARTICLES:
        yield base[: remix.start()], "Remix"
