"""Which column means what, whatever its publisher calls it, and how its values are written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum


class Meaning(StrEnum):
    """What we look for in a table; everything else in it is ignored."""

    DAY = "date"
    RANK = "rank"
    TITLE = "title"
    ARTISTS = "artists"
    ISRC = "isrc"
    SPOTIFY_ID = "spotify_id"
    STREAMS = "streams"
    WEEK = "week_id"
    CAPTURED = "download_date"
    PREVIOUS = "previous_rank"
    TERRITORY = "territory"
    EXPLICIT = "explicit"
    CADENCE = "period"
    ENDING = "week_ending"
    SOURCE_ID = "source_id"


NAMES: Mapping[Meaning, tuple[str, ...]] = {
    Meaning.DAY: ("date", "day", "chartdate", "snapshotdate", "lastupdated"),
    Meaning.RANK: ("rank", "thisweek", "position", "pos", "trackposition"),
    Meaning.TITLE: ("title", "song", "trackname", "track", "name"),
    Meaning.ARTISTS: ("artists", "artist", "artistnames", "artistname"),
    Meaning.ISRC: ("isrc",),
    Meaning.SPOTIFY_ID: ("spotifyid", "trackid", "uri", "trackuri", "trackurl", "url"),
    Meaning.STREAMS: ("streams", "streamcount", "views"),
    Meaning.WEEK: ("weekid",),
    Meaning.CAPTURED: ("downloaddate",),
    Meaning.PREVIOUS: ("previousrank", "prevrank", "lastweek"),
    Meaning.TERRITORY: ("territory", "country", "region", "regionname", "chartscope"),
    Meaning.EXPLICIT: ("explicit",),
    Meaning.CADENCE: ("period", "cadence"),
    Meaning.ENDING: ("weekending", "periodto"),
    Meaning.SOURCE_ID: ("sourceid", "youtubeurl", "mbid"),
}
"""Names without case, spaces and marks, the surest first. `playcount` is not among the streams on purpose: Last.fm's
is a running total, not the plays of the period (sources.md)."""

REQUIRED = (Meaning.RANK, Meaning.TITLE, Meaning.ARTISTS)

KWORB_ROW = (
    "date",
    "rank",
    "change",
    "artist and title",
    "days",
    "peak",
    "(x?)",
    "streams",
    "streams+",
    "7day",
    "7day+",
    "total",
)
"""The columns of a row of kworb.net's table, as scrapers keep it: without a header."""

_SPOTIFY_ID = re.compile(
    r"(?:spotify:track:|https?://open\.spotify\.com/(?:intl-[a-z]+/)?track/)?([0-9A-Za-z]{22})(?:\?.*)?"
)
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")
_WHOLE = re.compile(r"(?!\d{1,3}\.000$)\d+(?:\.0+)?|\d{1,3}(?:[,.  ']\d{3}){2,}|\d{1,3}(?:[,  ']\d{3})+")
_LONGEST_NUMBER = 60
_YES = frozenset({"true", "1", "yes", "y", "e", "explicit"})
_NO = frozenset({"false", "0", "no", "n", "clean", "notexplicit"})


def plain_name(column: str) -> str:
    """A column's name without case, spaces and marks: `Artist Names`, `artist_names` and `artistNames` are one."""
    return re.sub(r"[^0-9a-z]", "", column.casefold())


def chosen(columns: Iterable[str]) -> dict[Meaning, str]:
    """For each meaning the surest of these plain names, where one is there."""
    there = set(columns)
    picks = ((meaning, next((n for n in names if n in there), None)) for meaning, names in NAMES.items())
    return {meaning: name for meaning, name in picks if name is not None}


def is_header(cells: Sequence[str]) -> bool:
    """Whether a line names at least two of what every chart must have."""
    found = chosen(plain_name(cell) for cell in cells)
    return sum(meaning in found for meaning in REQUIRED) >= 2


def whole_number(text: str) -> int | None:
    """`112142` from "112,142", "112142" and "112142.0"; None from what is no whole number.

    None, too, from "112.000", which is 112 to one and 112000 to another, and from what is longer than any number.
    """
    text = text.strip()
    if len(text) > _LONGEST_NUMBER or not _WHOLE.fullmatch(text):
        return None
    return int(re.sub(r"[,.  ']", "", re.sub(r"(?<=\d)\.0+$", "", text) if text.count(".") == 1 else text))


def spotify_id(text: str) -> str | None:
    """The bare 22 characters of an id, a URI or an address of a Spotify track; None for anything else."""
    match = _SPOTIFY_ID.fullmatch(text.strip())
    return match[1] if match else None


def isrc(text: str) -> str | None:
    """An ISRC in upper case without hyphens; None for what is none."""
    bare = re.sub(r"[-\s]", "", text).upper()
    return bare if _ISRC.fullmatch(bare) else None


def yes_or_no(text: str) -> bool | None:
    """What a flag says; None when it says nothing that we know."""
    plain = plain_name(text)
    return True if plain in _YES else False if plain in _NO else None


def calendar_day(text: str) -> date | None:
    """The day in `2026-07-18`, `2026/07/18` or `2026-07-18T06:46:59Z`; None for what is no day."""
    text = text.strip().replace("/", "-")
    try:
        return datetime.fromisoformat(text).date() if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        return None


def previous_rank(text: str) -> int | None:
    """A rank of the period before. New songs have -1, 0, nothing, `null` or `NEW`."""
    number = whole_number(text)
    return number or None
