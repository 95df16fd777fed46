"""The two mirrors of the Hot 100, as bytes, as charts (sources.md, Billboard; recorded under billboard/).

The CSV has every week since 1958 in one file and says 0 for a song without previous rank; the JSON has one file
for each week and says null. Both print ranks, so the order of the rows does not matter.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from tophits.domain.charts import Cadence, Chart, Entry
from tophits.sources.fields import BadField, Field, Row, count, like, place, text
from tophits.sources.periods import measured, misdated
from tophits.sources.sheet import Sheet

DEPTH = 100
_DAY = r"\d{4}-\d{2}-\d{2}"

CSV_WEEK = Field("chart_week", like(_DAY))
CSV_RANK = Field("current_week", place)
CSV_TITLE = Field("title", text)
CSV_ARTISTS = Field("performer", text)
CSV_PREVIOUS = Field("last_week", count)
CSV_PEAK = Field("peak_pos", place)
CSV_WEEKS = Field("wks_on_chart", place)
CSV_FIELDS = (CSV_WEEK, CSV_RANK, CSV_TITLE, CSV_ARTISTS, CSV_PREVIOUS, CSV_PEAK, CSV_WEEKS)

JSON_RANK = Field("this_week", place)
JSON_TITLE = Field("song", text)
JSON_ARTISTS = Field("artist", text)
JSON_PREVIOUS = Field("last_week", count, is_needed=False)
JSON_PEAK = Field("peak_position", place)
JSON_WEEKS = Field("weeks_on_chart", place)
JSON_FIELDS = (JSON_RANK, JSON_TITLE, JSON_ARTISTS, JSON_PREVIOUS, JSON_PEAK, JSON_WEEKS)
_JSON_DATE = Field("date", like(_DAY))


def csv_weeks(sheet: Sheet, first: date, last: date) -> Mapping[date, list[Row]]:
    """The rows of each week of the CSV that is dated from `first` to `last`.

    Raises:
        ChartRefused: it is no such table.
    """
    earliest, latest = first.isoformat(), last.isoformat()
    table = sheet.csv(lambda week: earliest <= week <= latest)
    missing = [field.name for field in CSV_FIELDS if table and field.name not in table[0]]
    if missing:
        raise sheet.refusal(f"no column {', '.join(missing)}; there are: {', '.join(table[0])[:120]}", 1)
    weeks: dict[str, list[Row]] = {}
    for row in table:
        weeks.setdefault(row["chart_week"], []).append(row)
    return {_day(sheet, week): rows for week, rows in weeks.items()}


def csv_chart(sheet: Sheet, dated: date, rows: Iterable[Row]) -> Chart:
    """The Hot 100 of one week of the CSV.

    Raises:
        ChartRefused: a row is missing, there twice or odd.
    """
    return _chart(sheet, dated, sheet.entries(rows, _csv_entry))


def json_rows(sheet: Sheet) -> list[Row]:
    """The rows of one week's JSON file.

    Raises:
        ChartRefused: it is no such file.
    """
    return sheet.rows(sheet.mapping(sheet.json(), "the page").get("data"), "data")


def json_chart(sheet: Sheet, wanted: date | None = None) -> Chart:
    """The Hot 100 in a JSON file; `wanted` is the date that was asked for.

    Raises:
        ChartRefused: it is another week's, or a row is missing, there twice or odd.
    """
    try:
        dated = _day(sheet, _JSON_DATE.of(sheet.mapping(sheet.json(), "the page")))
    except BadField as error:
        raise sheet.refusal(str(error)) from None
    if wanted is not None and dated != wanted:
        raise sheet.refusal(f"{wanted} was asked for, and it is dated {dated}: another week's rows")
    return _chart(sheet, dated, sheet.entries(json_rows(sheet), _json_entry))


def valid_dates(sheet: Sheet) -> list[date]:
    """The dates that the JSON mirror has, oldest first.

    Raises:
        ChartRefused: it is no list of dates.
    """
    found = sheet.json()
    if not isinstance(found, list) or not found:
        raise sheet.refusal("there is no list of dates")
    return sorted(_day(sheet, day) for day in found)


def _chart(sheet: Sheet, dated: date, entries: tuple[Entry, ...]) -> Chart:
    wrong = misdated("billboard", dated)
    if wrong:
        raise sheet.refusal(wrong)
    sheet.whole(entries, DEPTH)
    period = measured("billboard", dated, Cadence.WEEK)
    in_order = tuple(sorted(entries, key=lambda entry: entry.rank))
    return Chart("billboard", "billboard", "us", Cadence.WEEK, period.first, period.last, dated, in_order)


def _csv_entry(number: int, row: Row) -> Entry:
    del number
    rank, previous = CSV_RANK.of(row), CSV_PREVIOUS.of(row)
    return _entry(rank, CSV_TITLE.of(row), CSV_ARTISTS.of(row), previous, CSV_PEAK.of(row), CSV_WEEKS.of(row))


def _json_entry(number: int, row: Row) -> Entry:
    del number
    if "last_week" not in row:
        raise BadField("the field last_week is missing")
    rank, previous = JSON_RANK.of(row), JSON_PREVIOUS.maybe(row)
    return _entry(rank, JSON_TITLE.of(row), JSON_ARTISTS.of(row), previous or 0, JSON_PEAK.of(row), JSON_WEEKS.of(row))


def _entry(rank: int, title: str, artists: str, previous: int, peak: int, weeks: int) -> Entry:
    if rank > DEPTH or previous > DEPTH:
        raise BadField(f"rank {rank}, {previous} before: there are {DEPTH} places")
    if peak > rank:
        raise BadField(f"the best rank so far is {peak}, and this one is {rank}")
    if previous and weeks < 2:
        raise BadField(f"it was at rank {previous} before, and this is its first week")
    return Entry(rank=rank, title=title, artists=(artists,), previous_rank=previous or None)


def _day(sheet: Sheet, words: object) -> date:
    try:
        return date.fromisoformat(words if isinstance(words, str) and len(words) == 10 else "")
    except ValueError:
        raise sheet.refusal(f"{str(words)[:40]!r} is no date of a week") from None
