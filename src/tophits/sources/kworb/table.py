"""Kworb.net's table of a Spotify chart, as bytes, as a chart (sources.md, kworb.net; rows recorded without links).

The page says its day in the title and no charset anywhere: it is UTF-8. The title's link holds the Spotify id;
collaborators stand behind it as `(w/ A, B)`.
"""

import re
from datetime import date
from typing import Any

from tophits.domain.charts import Cadence, Chart, Entry
from tophits.sources.fields import BadField, Field, Row, count, like, place, text
from tophits.sources.kworb.markup import Cell, Markup, read_markup
from tophits.sources.periods import measured
from tophits.sources.shapes import Shape
from tophits.sources.sheet import Sheet
from tophits.sources.territories import territory_code

RANK = Field("Pos", place)
CHANGE = Field("P+", like(r"=|[+-]\d{1,4}|NEW|RE"))
LEAD = Field("artist", text)
OTHERS = Field("with", text, is_needed=False)
TITLE = Field("title", text)
TRACK = Field("track id", like("[0-9A-Za-z]{22}"))
STREAMS = Field("Streams", count)
FIELDS: tuple[Field[Any], ...] = (RANK, CHANGE, LEAD, OTHERS, TITLE, TRACK, STREAMS)
IGNORED = ("Artist and Title", "Days", "Wks", "Pk", "(x?)", "Streams+", "7Day", "7Day+", "Total")

_NAMES = "Artist and Title"
_HEADING = re.compile(r"Spotify (Daily|Weekly) Chart - (.+?) - (\d{4})/(\d{2})/(\d{2})")
_TRACK_LINK = re.compile(r"(?:\.\./|/spotify/)?track/([0-9A-Za-z]{22})\.html")
_ARTIST_LINK = re.compile(r"(?:\.\./|/spotify/)?artist/[0-9A-Za-z]{22}\.html")
_WITH = re.compile(r"\(w/ (.+)\)$", re.DOTALL)
_CADENCES = {"Daily": Cadence.DAY, "Weekly": Cadence.WEEK}
_FEWEST = 50
"""Rows of the smallest country's chart that is believed to be whole."""


def table_rows(sheet: Sheet) -> list[Row]:
    """The rows of a page by the names of the table's header, the cell of names taken apart.

    Raises:
        ChartRefused: there is no such table, or it is cut off.
    """
    return _rows(sheet, read_markup(sheet.text()))


def read_page(sheet: Sheet, cadence: Cadence) -> Chart:
    """The chart on a page.

    Raises:
        ChartRefused: it is another territory's, another cadence's, cut off, mixed up, or a cell is odd.
    """
    markup = read_markup(sheet.text())
    heading = _HEADING.search(" ".join(markup.title.split()))
    if heading is None:
        raise sheet.refusal(f"the title is no chart's: {' '.join(markup.title.split())[:80]!r}")
    kind, name, *figures = heading.groups()
    if _CADENCES[kind] is not cadence or territory_code(name) != sheet.territory:
        raise sheet.refusal(f"it is the {kind.lower()} chart of {name}")
    try:
        dated = date(*map(int, figures))
    except ValueError:
        raise sheet.refusal(f"{'/'.join(figures)} is no day") from None
    rows = _rows(sheet, markup)
    entries = tuple(sorted(sheet.entries(rows, _entry), key=lambda entry: entry.rank))
    wanted = Shape("spotify_csv", rows=200).whole(sheet.territory or "") or _FEWEST
    if len(entries) < wanted:
        raise sheet.refusal(f"it has {len(entries)} rows where there should be {wanted}: cut off")
    sheet.falling(entries)
    period = measured("kworb", dated, cadence)
    return Chart("kworb", "spotify", sheet.territory or "", cadence, period.first, period.last, dated, entries)


def _rows(sheet: Sheet, markup: Markup) -> list[Row]:
    if not markup.tables:
        raise sheet.refusal("there is no table on the page")
    if not markup.is_closed:
        raise sheet.refusal("the table has no end: cut off")
    missing = [name for name in ("Pos", "P+", _NAMES, "Streams") if name not in markup.header]
    if missing:
        raise sheet.refusal(f"no column {', '.join(missing)}; there are: {', '.join(markup.header)[:120]}")
    if len(set(markup.header)) < len(markup.header):
        raise sheet.refusal("two columns of the table have one name")
    if not markup.rows:
        raise sheet.refusal("the table is empty")
    return [_row(sheet, number, markup.header, cells) for number, cells in enumerate(markup.rows, 1)]


def _row(sheet: Sheet, number: int, header: list[str], cells: list[Cell]) -> Row:
    if len(cells) != len(header):
        raise sheet.refusal(f"the row has {len(cells)} cells, the header {len(header)}", number)
    row: dict[str, Any] = {name: cell.words.strip() for name, cell in zip(header, cells, strict=True)}
    names = cells[header.index(_NAMES)]
    titles = [(place, link) for place, link in enumerate(names.links) if _TRACK_LINK.fullmatch(link.address)]
    if len(titles) != 1:
        raise sheet.refusal(f"there are {len(titles)} links to a track in the row", number)
    place, title = titles[0]
    found = _TRACK_LINK.fullmatch(title.address)
    row |= {"title": title.words, "track id": found[1] if found else "", "artist": _lead(names, place)}
    _, _, behind = names.words.rpartition(title.words) if title.words else ("", "", "")
    collaborators = _WITH.search(" ".join(behind.split()))
    row["with"] = collaborators[1] if collaborators else ""
    return row


def _lead(names: Cell, place: int) -> str:
    """The artist before the title: the link's words, or what stands before the dash where it is no link."""
    before = [link.words for link in names.links[:place] if _ARTIST_LINK.fullmatch(link.address)]
    return before[0] if len(before) == 1 else names.words.split(" - ", 1)[0].strip()


def _entry(number: int, row: Row) -> Entry:
    del number
    rank, change = RANK.of(row), CHANGE.of(row)
    others = OTHERS.maybe(row)
    previous = None if change in ("NEW", "RE") else rank + (0 if change == "=" else int(change))
    if previous is not None and previous < 1:
        raise BadField(f"rank {rank} cannot have moved by {change}")
    return Entry(
        rank=rank,
        title=TITLE.of(row),
        artists=(LEAD.of(row), others) if others else (LEAD.of(row),),
        spotify_id=TRACK.of(row),
        streams=STREAMS.of(row),
        previous_rank=previous,
    )
