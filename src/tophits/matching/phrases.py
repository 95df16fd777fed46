"""What a phrase in brackets, or after " - ", says about a recording: nothing, another version, or who guests.

Only known phrases are ever taken off a title. A phrase that is not known is part of the song's name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from tophits.matching.normal import words


@dataclass(frozen=True, slots=True)
class Phrase:
    """A known phrase: the version words it stands for (none for a mere edition) and the guests it names."""

    versions: frozenset[str] = frozenset()
    guests: tuple[str, ...] = ()


_YEAR = r"(?:19|20)\d\d"
_FEATURING = re.compile(r"^(?:feat\b\.?|ft\b\.?|featuring\b|duet with\b|w/)\s*(?P<who>\S.*)$", re.IGNORECASE)
_WITH = re.compile(r"^(?:with|mit|con|avec|com)\s+(?P<who>\S.*)$", re.IGNORECASE)
_INNER_FEATURING = re.compile(r"[\s,;]+(?:feat\b\.?|ft\b\.?|featuring\b)\s+(?P<who>\S.*)$", re.IGNORECASE)
_PRODUCED = re.compile(
    r"^(?:prod(?:\.\s*(?:by\b)?|\s+by\b)|produced by\b|extrait de la bo\b|เพลงจากละคร)", re.IGNORECASE
)
_NO_GUESTS = frozenset(
    (
        *("you", "u", "me", "us", "him", "her", "them", "my", "your", "our", "his", "a", "an", "no", "it", "that"),
        *("this", "all", "love", "lyrics", "orchestra", "strings", "intro", "dir", "mir", "euch", "uns", "dich"),
        *("ti", "tigo", "vos", "mi", "su", "tu", "toi", "moi", "eux", "voce", "la", "el", "las", "los", "le", "les"),
        *("der", "dem", "den", "einem", "einer"),
    )
)
"""First words after *with* that begin no name: *(With You)* is part of a title."""

_MERE_EDITION = re.compile(
    rf"""
      (?:{_YEAR}\ )?(?:(?:digital|digitally|stereo|mono|new|original|hd|album|single)\ )*
        remaster(?:ed|izado|ise)?(?:\ (?:version|edition|audio))?(?:\ (?:in\ )?{_YEAR})?(?:\ (?:version|edition))?
    | version\ remaster(?:isee|izada)(?:\ {_YEAR})? | {_YEAR}\ (?:stereo\ |mono\ |new\ )?mix
    | (?:the\ |us\ |uk\ |original\ |official\ )?
        (?:radio|single|album|lp|ep|explicit|clean|dirty|edited|stereo|mono|video|main|studio|soundtrack|7|7\ inch|tv)
        \ (?:version|ver|edit|mix|cut|recording)(?:\ (?:explicit|clean|edited))?
    | original\ (?:mix|recording)   # an "original version" stands beside a re-recording: it tells them apart
    | (?:the\ )?(?:explicit|clean|dirty|censored|uncensored|edited|original|stereo|mono|single|edit|version)
    | (?:super\ )?deluxe(?:\ (?:edition|version|album))?
    | (?:expanded|special|bonus|international|(?:\d+\w\w\ )?anniversary)\ (?:edition|version)
    | (?:japanese\ |international\ )?bonus(?:\ track)? | title\ (?:track|song)
    | (?:with|w)\ lyrics | official | (?:official\ )?(?:hd\ |4k\ )?(?:lyrics?\ |music\ )?(?:video|audio|mv|m\ v)
    | (?:official\ )?(?:visuali[sz]er|lyrics|hd|hq|4k)
    | from\ .+ | (?:(?:original|official)\ )?(?:motion\ picture\ |movie\ |film\ |tv\ )?(?:soundtrack|ost)
    | music\ from\ .+ | .+\ (?:soundtrack|ost) | (?:original\ )?soundtrack\ .+ | ost\ .+ | coke\ studio\ .+
    | (?:the\ )?(?:.+\ )?official\ (?:song|anthem|theme)(?:\ .+)?
    """,
    re.VERBOSE,
)

_LANGUAGES = {
    **dict.fromkeys(("english", "ingles", "eng", "anglais", "en ingles"), "english"),
    **dict.fromkeys(("spanish", "espanol", "en espanol", "castellano"), "spanish"),
    **dict.fromkeys(("korean", "kor"), "korean"),
    **dict.fromkeys(("japanese", "jpn", "jp"), "japanese"),
    **dict.fromkeys(("chinese", "mandarin"), "chinese"),
    **dict.fromkeys(("portuguese", "portugues", "em portugues"), "portuguese"),
    **dict.fromkeys(("french", "francais", "francaise", "en francais"), "french"),
    **dict.fromkeys(("italian", "italiano", "italiana", "in italiano"), "italian"),
    **dict.fromkeys(("german", "deutsch", "deutsche", "auf deutsch"), "german"),
    **{name: name for name in ("spanglish", "hindi", "tamil", "telugu", "malayalam", "kannada", "punjabi", "arabic")},
    **{name: name for name in ("thai", "russian", "turkish", "indonesian", "dutch", "cantonese", "vietnamese")},
}
_LANGUAGE = "|".join(sorted(_LANGUAGES, key=len, reverse=True))


def _remixed(hit: re.Match[str]) -> frozenset[str]:
    who = (hit["who"] or hit["by"] or "").replace(" ", "")
    return frozenset({f"remix:{who}" if who else "remix"})


def _mixed(hit: re.Match[str]) -> frozenset[str]:
    return frozenset({f"remix:{hit['who'].replace(' ', '')}"})


def _named(hit: re.Match[str]) -> frozenset[str]:
    return frozenset({f"version:{(hit['name'] or hit['after']).replace(' ', '')}"})


def _translated(hit: re.Match[str]) -> frozenset[str]:
    language = f"language:{_LANGUAGES[hit['front'] or hit['back'] or hit['bare']]}"
    return frozenset({language, "remix"} if hit["kind"] in ("remix", "rmx") else {language})


def _live(hit: re.Match[str]) -> frozenset[str]:
    where = (hit["where"] or hit["year"] or hit["where_also"] or "").replace(" ", "")
    return frozenset({"live", f"at:{where}"} if where else {"live"})


def _always(*versions: str) -> Callable[[re.Match[str]], frozenset[str]]:
    return lambda _hit: frozenset(versions)


_YEAR_ALONE = rf"(?P<year>{_YEAR})"
_IMITATION = (
    r"(?:.* )?"
    r"(?:karaoke|in the style of|made (?:famous|popular) by|originally performed by|backing track|playback|tribute)"
    r"(?: .*)?"
)
_TRANSLATION = (
    rf"(?:the )?(?P<front>{_LANGUAGE}) (?:language )?(?P<kind>version|ver|remix|rmx)"
    rf"|(?:version|versao|versione) (?P<back>{_LANGUAGE})|(?P<bare>en espanol|em portugues|auf deutsch|in italiano)"
)
_SPED_UP = r"(?:(?:super|ultra) )?(?:sped|speed|speeded) up(?: .*)?|spedup(?: .*)?|nightcore(?: .*)?"
_SLOWED = r"(?:(?:super|ultra|perfectly) )?slowed(?: .*)?|(?:slowed and )?reverb"
_REMIX = r"(?:(?P<who>.+?) )?(?:re ?mix|rmx)(?:ed)?(?: by (?P<by>.+))?(?: (?:radio|single))?(?: (?:edit|mix|version))?"
_LIVE_ACOUSTIC = (
    r"live (?:acoustic|acustico)(?: .*)?|(?:acoustic|acustico) (?:live|ao vivo|en vivo)(?: .*)?"
    r"|(?:mtv )?unplugged(?: .*)?"
)
_ACOUSTIC = r"(?:.* )?(?:acoustic|acustic[oa]|acoustique|akustik|stripped)(?: .*)?"
_LIVE = (
    r"(?:recorded )?live(?: (?:version|video|recording|performance|sessions?|edit|audio))?"
    rf"(?: (?:(?:at|in|from|on|for) (?P<where>.+)|(?P<year>{_YEAR}.*)))?"
    r"|(?:en vivo|ao vivo|en directo|dal vivo|en public|in concert)"
    r"(?: (?:en|em|no|na|desde|at|in|a|dos?|das?) (?P<where_also>.+))?"
    r"|(?:official|studio|mtv|bbc.*|kexp|vevo|tiny desk.*|.* session) (?:live|ao vivo|en vivo)"
    r"|(?:.* )?live (?:lounge|sessions?)"
)
_COVER = r"cover|(?:.* )?cover version|cover(?:ed)? (?:by|of) .+|.+ cover"
_MIX = r"(?P<who>.+) (?:mix|edit|rework(?:ed)?|flip|bootleg|mashup|mash up|dub|vip|refix)"
_MIX_ALONE = r"(?P<who>rework(?:ed)?|flip|bootleg|mashup|dub|vip)"
_NAMED = (
    r"(?P<name>.+) (?:versions?|ver|take|cut|recording|sessions?|rendition|arrangement|edition)|version (?P<after>.+)"
)
_NAMED_ALONE = r"(?P<name>spotify singles|a colors show|commentary|alternate|outtake|8d audio)(?P<after>)"

_RULES: tuple[tuple[str, Callable[[re.Match[str]], frozenset[str]]], ...] = (
    (_YEAR_ALONE, lambda hit: frozenset({f"year:{hit['year']}"})),
    (_IMITATION, _always("karaoke")),
    (_TRANSLATION, _translated),
    (_SPED_UP, _always("sped up")),
    (_SLOWED, _always("slowed")),
    (r"(?:.* )?chopped(?: .*)?|(?:.* )?screwed", _always("screwed")),
    (r"(?:.* )?(?:instrumental|inst)(?: (?:version|ver|mix))?", _always("instrumental")),
    (_REMIX, _remixed),
    (_LIVE_ACOUSTIC, _always("acoustic", "live")),
    (_ACOUSTIC, _always("acoustic")),
    (_LIVE, _live),
    (_COVER, _always("cover")),
    (r"(?:original |early )?demo(?: .+)?", _always("demo")),
    (r"(?:original |full )?extended(?: .+)?|full length version", _always("extended")),
    (r"a ?capp?ella(?: .+)?", _always("a cappella")),
    (r"(?:with )?orchestral?(?: version)?", _always("orchestral")),
    (r"(?:solo )?piano(?: version)?", _always("piano")),
    (r"re recorded(?: version)?|re recording", _always("re-recorded")),
    (_MIX, _mixed),
    (_MIX_ALONE, _mixed),
    (_NAMED, _named),
    (_NAMED_ALONE, _named),
)
_COMPILED = tuple((re.compile(pattern), read) for pattern, read in _RULES)
"""What tells recordings apart, on normal forms; the first rule that fits the whole phrase speaks."""


@lru_cache(maxsize=65536)
def read_phrase(text: str) -> Phrase | None:
    """What the phrase says; None when it is not known, and so belongs to the title."""
    text = text.strip(" .,;-")
    guest = _FEATURING.match(text)
    if guest:
        return Phrase(guests=(guest["who"].strip(),))
    company = _WITH.match(text)
    if company and words(company["who"]).split(" ")[0] not in _NO_GUESTS:
        return Phrase(guests=(company["who"].strip(),))
    if _PRODUCED.match(text):
        return Phrase()
    inner = _INNER_FEATURING.search(text)
    if inner:
        rest = read_phrase(text[: inner.start()])
        return None if rest is None else Phrase(rest.versions, (*rest.guests, inner["who"].strip()))
    return _several(text) or _one(words(text))


def _several(text: str) -> Phrase | None:
    """A list of phrases in one pair of brackets, when each of them is known: *Live / Acoustic*."""
    for sign in (" / ", "; ", " | ", ", "):
        if sign in text:
            read = [read_phrase(piece) for piece in text.split(sign)]
            known = [phrase for phrase in read if phrase is not None]
            if len(known) == len(read):
                versions = frozenset[str]().union(*(phrase.versions for phrase in known))
                return Phrase(versions, tuple(guest for phrase in known for guest in phrase.guests))
    return None


def _one(form: str) -> Phrase | None:
    if _MERE_EDITION.fullmatch(form):
        return Phrase()
    for pattern, read in _COMPILED:
        hit = pattern.fullmatch(form)
        if hit:
            return Phrase(read(hit))
    return None
