"""The internal JSON of YouTube's chart page, as bytes, as a chart (sources.md, YouTube Charts).

Undocumented: the rows stand somewhere under sections that come and go, so they are looked for by name. Ranks are
printed, and the chart is by views, which must fall.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tophits.domain.charts import Cadence, Chart, Entry
from tophits.sources.fields import BadField, Field, Row, count, like, listed, place, text
from tophits.sources.periods import ending, measured
from tophits.sources.sheet import Sheet

DEPTH = 100
TITLE = Field("name", text)
ARTISTS = Field("artists", listed)
VIEWS = Field("viewCount", count)
RANK = Field("chartEntryMetadata.currentPosition", place)
PREVIOUS = Field("chartEntryMetadata.previousPosition", count, is_needed=False)
VIDEO = Field("encryptedVideoId", like("[0-9A-Za-z_-]{11}"), is_needed=False)
FIELDS: tuple[Field[Any], ...] = (TITLE, ARTISTS, VIEWS, RANK, PREVIOUS, VIDEO)
IGNORED = (
    "id",
    "thumbnail",
    "releaseDate",
    "isExplicit",
    "atvExternalVideoId",
    "chartEntryMetadata",
    "percentViewsChange",
)
_ARTIST = Field("name", text)
_ENDS = Field("endTime", like(r"\d{4}-\d{2}-\d{2}.*"))
_DEEPEST = 60


def track_rows(sheet: Sheet) -> list[Row]:
    """The rows of an answer.

    Raises:
        ChartRefused: there is no list of tracks in it, or several that differ.
    """
    lists = [value for value in _under("trackViews", sheet.json()) if isinstance(value, list) and value]
    if not lists:
        raise sheet.refusal("there is no list under trackViews")
    if any(one != lists[0] for one in lists):
        raise sheet.refusal(f"there are {len(lists)} lists under trackViews: nobody can say which is meant")
    return sheet.rows(lists[0], "trackViews")


def read_tracks(sheet: Sheet, fetched: date) -> Chart:
    """The chart in an answer. Without a period of its own it is of the last whole week before the fetching.

    Raises:
        ChartRefused: it is none, cut off, shuffled, or a field is missing or odd.
    """
    rows = track_rows(sheet)
    sheet.whole(rows, DEPTH)
    entries = sorted(sheet.entries(rows, _entry), key=lambda entry: entry.rank)
    sheet.falling(entries)
    ends = _ends(sheet)
    period = ending(ends, Cadence.WEEK, fetched) if ends else measured("youtube", fetched, Cadence.WEEK)
    return Chart(
        "youtube",
        "youtube",
        sheet.territory or "",
        Cadence.WEEK,
        period.first,
        period.last,
        period.published,
        tuple(entries),
    )


def _ends(sheet: Sheet) -> date | None:
    """The last day of the newest period that the answer lists; None where it lists none."""
    periods = next((value for value in _under("chartPeriods", sheet.json()) if isinstance(value, list) and value), None)
    if periods is None:
        return None
    try:
        return max(date.fromisoformat(_ENDS.of(period)[:10]) for period in periods)
    except (BadField, ValueError) as error:
        raise sheet.refusal(f"the periods of the chart cannot be read: {error}") from None


def _under(name: str, value: object, depth: int = 0) -> Iterator[object]:
    """Everything that stands under a name, however deep."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == name:
                yield inner
            yield from _under(name, inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _under(name, inner, depth + 1)


def _entry(number: int, row: Row) -> Entry:
    del number
    return Entry(
        rank=RANK.of(row),
        title=TITLE.of(row),
        artists=tuple(_ARTIST.of(artist) for artist in ARTISTS.of(row)),
        streams=VIEWS.of(row),
        source_id=VIDEO.maybe(row),
        previous_rank=PREVIOUS.maybe(row) or None,
    )
