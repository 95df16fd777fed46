"""ListenBrainz' sitewide statistics, as bytes, as a chart (sources.md, ListenBrainz).

The rank is the place in the list, whose counts of listens must fall. `to_ts` is the first moment after the
period. The ids of recordings are optional, and stand there empty or not at all.
"""

from datetime import UTC, datetime
from typing import Any

from tophits.domain.charts import GLOBAL, Cadence, Chart, Entry
from tophits.sources.fields import BadField, Field, Row, count, like, place, text
from tophits.sources.sheet import Sheet

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

TITLE = Field("track_name", text)
ARTISTS = Field("artist_name", text)
LISTENS = Field("listen_count", place)
RECORDING = Field("recording_mbid", like(_UUID), is_needed=False)
FIELDS: tuple[Field[Any], ...] = (TITLE, ARTISTS, LISTENS, RECORDING)
IGNORED = ("artist_mbids", "artists", "caa_id", "caa_release_mbid", "release_mbid", "release_name")

_RANGE = Field("range", text)
_FROM = Field("from_ts", count)
_TO = Field("to_ts", count)
_COUNT = Field("count", count)

CADENCES = {"week": Cadence.WEEK, "month": Cadence.MONTH, "year": Cadence.YEAR}
_DAYS = {"week": (7, 7), "month": (28, 31), "year": (365, 366)}


def stat_rows(sheet: Sheet) -> list[Row]:
    """The rows of an answer.

    Raises:
        ChartRefused: it is none. An empty body is ListenBrainz' 204: not computed yet.
    """
    if not sheet.page.body:
        raise sheet.refusal("ListenBrainz has not computed it yet (204)")
    payload = sheet.mapping(sheet.mapping(sheet.json(), "the page").get("payload"), "payload")
    return sheet.rows(payload.get("recordings"), "payload.recordings")


def read_stats(sheet: Sheet, span: str, depth: int) -> Chart:
    """The chart in the answer for a range.

    Raises:
        ChartRefused: it is another range's, cut off, shuffled, or a field is missing or odd.
    """
    rows = stat_rows(sheet)
    payload = sheet.mapping(sheet.mapping(sheet.json(), "the page").get("payload"), "payload")
    try:
        told, counted = _RANGE.of(payload), _COUNT.of(payload)
        first = datetime.fromtimestamp(_FROM.of(payload), UTC).date()
        last = datetime.fromtimestamp(_TO.of(payload) - 1, UTC).date()
    except BadField as error:
        raise sheet.refusal(str(error)) from None
    except (OverflowError, OSError, ValueError):
        raise sheet.refusal("the moments of the period are none") from None
    if told != span:
        raise sheet.refusal(f"{span} was asked for, and it is {told[:40]}")
    shortest, longest = _DAYS[span]
    if not shortest <= (last - first).days + 1 <= longest:
        raise sheet.refusal(f"it measures {first} to {last}, which is no {span}")
    sheet.whole(rows, counted)
    sheet.whole(rows, depth)
    entries = sheet.entries(rows, _entry)
    sheet.falling(entries)
    return Chart("listenbrainz", "listenbrainz", GLOBAL, CADENCES[span], first, last, None, entries)


def _entry(rank: int, row: Row) -> Entry:
    return Entry(
        rank=rank,
        title=TITLE.of(row),
        artists=(ARTISTS.of(row),),
        streams=LISTENS.of(row),
        source_id=RECORDING.maybe(row),
    )
