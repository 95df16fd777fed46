"""A playlist of Deezer, as bytes, as a chart (sources.md, Deezer; recorded under deezer/).

Errors come with HTTP 200. The artist is the main artist alone. `rank` in a row is a popularity, not the place.
"""

from datetime import date
from typing import Any

from tophits.domain.charts import Cadence, Chart, Entry
from tophits.sources.fields import BadField, Field, Row, count, figures, flag, like, text
from tophits.sources.periods import measured
from tophits.sources.sheet import Sheet

TRACK = Field("id", figures)
TITLE = Field("title", text)
ARTIST = Field("artist.name", text)
LINK = Field("link", like(r"https://www\.deezer\.com/track/\d+"))
KIND = Field("type", like("track"))
EXPLICIT = Field("explicit_lyrics", flag, is_needed=False)
FIELDS: tuple[Field[Any], ...] = (TRACK, TITLE, ARTIST, LINK, KIND, EXPLICIT)
IGNORED = (
    "album",
    "duration",
    "explicit_content_cover",
    "explicit_content_lyrics",
    "md5_image",
    "preview",
    "rank",
    "readable",
    "time_add",
    "title_short",
    "title_version",
)
_CODE = Field("code", count)
_TOTAL = Field("total", count)


def playlist_rows(sheet: Sheet) -> list[Row]:
    """The rows of an answer.

    Raises:
        ChartRefused: it is an error by Deezer, or no list.
    """
    answer = sheet.mapping(sheet.json(), "the page")
    if "error" in answer:
        error = answer["error"] if isinstance(answer["error"], dict) else {}
        quota = " (too many calls)" if _CODE.read(error.get("code")) == 4 else ""
        raise sheet.refusal(f"Deezer says error {error.get('code')}: {str(error.get('message'))[:80]}{quota}")
    return sheet.rows(answer.get("data"), "data")


def read_playlist(sheet: Sheet, depth: int, fetched: date) -> Chart:
    """The chart in the first `depth` rows of a playlist; it is of the day on which it was fetched.

    Raises:
        ChartRefused: it is an error, cut off, or a field is missing or odd.
    """
    rows = playlist_rows(sheet)
    try:
        total = _TOTAL.of(sheet.mapping(sheet.json(), "the page"))
    except BadField as error:
        raise sheet.refusal(str(error)) from None
    sheet.whole(rows, min(total, depth))
    period = measured("deezer", fetched, Cadence.DAY)
    entries = sheet.entries(rows, _entry)
    return Chart(
        "deezer", "deezer", sheet.territory or "", Cadence.DAY, period.first, period.last, period.published, entries
    )


def _entry(rank: int, row: Row) -> Entry:
    track = TRACK.of(row)
    KIND.of(row)
    if LINK.of(row).rpartition("/")[2] != track:
        raise BadField(f"the link is that of another track than {track}")
    return Entry(
        rank=rank,
        title=TITLE.of(row),
        artists=(ARTIST.of(row),),
        source_id=track,
        explicit=EXPLICIT.maybe(row),
    )
