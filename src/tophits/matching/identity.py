"""Song identity: which spellings in different charts are one recording.

A spelling becomes keys. Strong keys are ids. Form keys are normal forms, from the most to the least certain;
two spellings with a form key in common are one song unless `conflict` says no. A title alone is never a key.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tophits.domain.songs import ChartName
from tophits.matching.credits import Credit, artist_form, credit_parts, parse_credit
from tophits.matching.normal import compact, words
from tophits.matching.titles import ParsedTitle, parse_title, trailing_phrase

_NOBODY = frozenset({"various artists", "various", "unknown", "unknown artist", "soundtrack"})
_MOST_ARTISTS = 8
MANY_ARTISTS = 3
"""Artists in common that make up for one that each credit spells in its own way."""

_ADDED_GUEST = re.compile(r"^(?P<base>.*\S)\s+\+\s+(?P<who>\S.*)$")


@dataclass(frozen=True, slots=True)
class IdentityKeys:
    """The keys of one spelling.

    `strong` are `spotify:<id>` and `isrc:<ISRC>`. `forms` are `form:...` keys, the most certain first: the
    whole credit in any order and with any joiner, then other readings of the title, then single artists of
    the credit (services that name the lead alone). `lead` and `work` are what `Song` keeps under those names.
    """

    strong: tuple[str, ...]
    forms: tuple[str, ...]
    lead: str
    work: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a spelling: the title's normal form, its version words, everybody credited."""

    form: str
    versions: frozenset[str]
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Identity:
    """A spelling taken apart. `readings` has the plain one first; the others are less certain."""

    title: ParsedTitle
    credit: Credit
    guests: tuple[str, ...]
    readings: tuple[Reading, ...]

    @property
    def parts(self) -> frozenset[str]:
        """Of the credit and of the guests in the title together."""
        return self.readings[0].parts


@lru_cache(maxsize=65536)
def read_name(title: str, artists: tuple[str, ...]) -> Identity:
    """Take a spelling apart."""
    credit = parse_credit(artists)
    parsed = parse_title(title)
    trailing = trailing_phrase(parsed.base)
    if trailing is not None and credit_parts(trailing[1]) <= credit.parts:
        # *Monster (Shawn Mendes & Justin Bieber)*: the bracket repeats the credit.
        parsed = parse_title(title.replace(parsed.base, trailing[0], 1) if parsed.base in title else trailing[0])
    guests = parse_credit(parsed.featured).artists if parsed.featured else ()
    parts = credit.parts.union(*(credit_parts(guest) for guest in parsed.featured))
    plain = Reading(parsed.form, parsed.versions, parts)
    return Identity(parsed, credit, guests, tuple(dict.fromkeys((plain, *_other_readings(parsed, plain)))))


def keys(name: ChartName) -> IdentityKeys:
    """The keys by which a spelling finds its song.

    Join a spelling to the song that shares a strong key; else to the song that shares the first form key for
    which no name of that song is in `conflict` with it.
    """
    identity = read_name(name.title, name.artists)
    strong = [f"spotify:{name.spotify_id}"] if name.spotify_id else []
    if name.isrc:
        strong.append(f"isrc:{name.isrc}")
    lead = identity.credit.lead
    return IdentityKeys(tuple(strong), _forms(identity), lead, f"{words(identity.title.base)}|{lead}")


def conflict(a: ChartName, b: ChartName) -> bool:
    """Whether two spellings that share a form key are certainly, or too likely, two recordings.

    One credit may be a part of the other, since some services name the lead alone; but not when the smaller
    one comes with a Spotify id, because Spotify names every guest: then it is the recording without them.
    """
    if a.spotify_id and a.spotify_id == b.spotify_id:
        return False
    one, other = read_name(a.title, a.artists), read_name(b.title, b.artists)
    mine, theirs = one.readings[0], other.readings[0]
    if mine == theirs:
        return False
    if _differ(a.spotify_id, b.spotify_id) or _differ(a.isrc, b.isrc):
        return True
    if not set(one.readings).isdisjoint(other.readings) or _by_its_remixer(mine) == _by_its_remixer(theirs):
        return False
    if mine.form != theirs.form or mine.versions != theirs.versions:
        return True
    return _credits_conflict(mine.parts, theirs.parts, (a.spotify_id is not None, b.spotify_id is not None))


def _credits_conflict(mine: frozenset[str], theirs: frozenset[str], from_spotify: tuple[bool, bool]) -> bool:
    """Whether two different credits of one title are those of two recordings."""
    common, only_mine, only_theirs = mine & theirs, mine - theirs, theirs - mine
    if not common:
        # They share no key: a third name that credits both of them brought them together.
        return False
    if only_mine and only_theirs:
        # Of many artists one may be spelled otherwise (*Shyam Kasarla*, *Kasarla Shyam*).
        return len(common) < MANY_ARTISTS or max(len(only_mine), len(only_theirs)) > 1
    return from_spotify[0] if only_theirs else from_spotify[1]


def _differ(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and a != b


def _by_its_remixer(reading: Reading) -> Reading:
    """A remix as charts without remixes name it: by its remixer too, and no word about it in the title."""
    remixes = {word for word in reading.versions if word == "remix" or word.startswith("remix:")}
    remixers = {word.removeprefix("remix:") for word in remixes} - {"remix"}
    return Reading(reading.form, reading.versions - remixes, reading.parts | remixers)


def _other_readings(parsed: ParsedTitle, plain: Reading) -> Iterator[Reading]:
    """What else the same spelling may mean, always with the whole credit.

    *Stateside + Zara Larsson* is *Stateside* with a guest. *Dracula - JENNIE Remix* by Tame Impala and JENNIE
    is what a chart without remixes calls *Dracula* by the two. *烏 - Raven* is also *烏*, or *Raven*.
    """
    added = _ADDED_GUEST.match(parsed.base)
    if added:
        yield Reading(compact(added["base"]), plain.versions, plain.parts | credit_parts(added["who"]))
    for word in plain.versions:
        if word.startswith("remix:") and word.removeprefix("remix:") in plain.parts:
            yield Reading(plain.form, plain.versions - {word}, plain.parts)
            yield Reading(plain.form, plain.versions - {word} | {"remix"}, plain.parts)
    trailing = trailing_phrase(parsed.base)
    if trailing is not None:
        outside, inside = compact(trailing[0]), compact(trailing[1])
        if not outside.isascii() and (inside.isascii() or _is_kana(inside)):
            yield Reading(outside, plain.versions, plain.parts)
        if not outside.isascii() and inside.isascii() and len(inside) > 2:
            yield Reading(inside, plain.versions, plain.parts)


def _is_kana(text: str) -> bool:
    return all("\u3040" <= character <= "\u30ff" for character in text)


def _forms(identity: Identity) -> tuple[str, ...]:
    plain = identity.readings[0]
    if not plain.form or not plain.parts or identity.credit.lead in _NOBODY:
        return ()
    recording = f"form:{plain.form}|{'+'.join(sorted(plain.versions))}"
    whole = (
        f"form:{reading.form}|{'+'.join(sorted(reading.versions))}|{'+'.join(sorted(reading.parts))}"
        for reading in identity.readings
    )
    artists = [*identity.credit.artists, *identity.guests][:_MOST_ARTISTS]
    singles = (f"{recording}|~{artist_form(artist).replace(' ', '')}" for artist in artists)
    return tuple(dict.fromkeys((*whole, *singles)))
