"""Last.fm's lists, as bytes, as charts (sources.md, Last.fm; recorded in other containers under lastfm/).

Numbers are texts, ids of recordings often empty. `playcount` and `listeners` are running totals, not the plays of
the period, so they are not taken as streams; the rank is the place in the list. Errors come as an object of their
own, some with HTTP 200.
"""

from datetime import date
from types import MappingProxyType
from typing import Any

from tophits.domain.charts import GLOBAL, Cadence, Chart, Entry
from tophits.sources.fields import BadField, Field, Row, count, like, text
from tophits.sources.periods import measured
from tophits.sources.sheet import Sheet
from tophits.sources.territories import COUNTRIES, territory_code

TITLE = Field("name", text)
ARTIST = Field("artist.name", text)
LISTENERS = Field("listeners", count)
ADDRESS = Field("url", like(r"https?://www\.last\.fm/.+"))
RECORDING = Field("mbid", text, is_needed=False)
FIELDS: tuple[Field[Any], ...] = (TITLE, ARTIST, LISTENERS, ADDRESS, RECORDING)
IGNORED = ("duration", "playcount", "image", "streamable", "@attr")

_CODE = Field("error", count)
_PAGE = Field("@attr.page", count)
_PER_PAGE = Field("@attr.perPage", count)
_COUNTRY = Field("@attr.country", text, is_needed=False)

ERRORS = MappingProxyType({10: "the key is wrong", 26: "the key is suspended", 29: "too many calls: the rate limit"})
"""sources.md, Last.fm."""

_ITS_NAMES = MappingProxyType(
    {
        "kr": "Korea, Republic of",
        "kp": "Korea, Democratic People's Republic of",
        "ru": "Russian Federation",
        "vn": "Viet Nam",
        "cz": "Czech Republic",
        "ir": "Iran, Islamic Republic of",
        "tw": "Taiwan, Province of China",
        "ve": "Venezuela, Bolivarian Republic of",
        "bo": "Bolivia, Plurinational State of",
        "md": "Moldova, Republic of",
        "tz": "Tanzania, United Republic of",
    }
)
"""ISO 3166-1 names where they are not the usual ones."""


def its_name(territory: str) -> str:
    """What Last.fm calls a country."""
    return _ITS_NAMES.get(territory) or COUNTRIES[territory]


def list_rows(sheet: Sheet) -> list[Row]:
    """The rows of an answer.

    Raises:
        ChartRefused: it is an error by Last.fm, or no such list.
    """
    answer = sheet.mapping(sheet.json(), "the page")
    if "error" in answer:
        number = _CODE.read(answer["error"])
        said = ERRORS.get(number) if number is not None else None
        raise sheet.refusal(f"Last.fm says error {answer['error']}: {said or str(answer.get('message'))[:80]}")
    return sheet.rows(sheet.mapping(answer.get("tracks"), "tracks").get("track"), "tracks.track")


def read_list(sheet: Sheet, depth: int, fetched: date) -> Chart:
    """The chart in an answer; it measures about the week before the day it was fetched.

    Raises:
        ChartRefused: it is an error, another country's, another page, cut off, or a field is missing or odd.
    """
    rows = list_rows(sheet)
    about = sheet.mapping(sheet.mapping(sheet.json(), "the page").get("tracks"), "tracks")
    try:
        page, per_page, country = _PAGE.of(about), _PER_PAGE.of(about), _COUNTRY.maybe(about)
    except BadField as error:
        raise sheet.refusal(str(error)) from None
    told = GLOBAL if country is None else territory_code(country)
    if told is None or told != sheet.territory:
        raise sheet.refusal(f"it is the list of {country or 'the world'}")
    if (page, per_page) != (1, depth):
        raise sheet.refusal(f"it is page {page} of {per_page} rows; page 1 of {depth} was asked for")
    sheet.whole(rows, depth)
    period = measured("lastfm", fetched, Cadence.WEEK)
    entries = sheet.entries(rows, _entry)
    return Chart("lastfm", "lastfm", told, Cadence.WEEK, period.first, period.last, period.published, entries)


def _entry(rank: int, row: Row) -> Entry:
    LISTENERS.of(row)
    ADDRESS.of(row)
    return Entry(rank=rank, title=TITLE.of(row), artists=(ARTIST.of(row),), source_id=RECORDING.maybe(row))
