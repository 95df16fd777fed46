"""One line of a table as an entry of a chart, and the chart that it belongs to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from tophits.domain.charts import Cadence, Entry
from tophits.sources.columns import (
    REQUIRED,
    Meaning,
    calendar_day,
    chosen,
    isrc,
    previous_rank,
    spotify_id,
    whole_number,
    yes_or_no,
)
from tophits.sources.periods import week_monday
from tophits.sources.table import Cell, Row, Table
from tophits.sources.territories import territory_code

_CADENCE_WORDS = {
    "day": Cadence.DAY,
    "daily": Cadence.DAY,
    "week": Cadence.WEEK,
    "weekly": Cadence.WEEK,
    "month": Cadence.MONTH,
    "monthly": Cadence.MONTH,
    "year": Cadence.YEAR,
    "yearly": Cadence.YEAR,
}

_QUOTED = 60

T = TypeVar("T")


class BadLine(Exception):
    """A line that cannot be read; the reason names the value."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a line says of the chart that it belongs to. Lines of equal place are one chart."""

    territory: str | None = None
    day: date | None = None
    captured: date | None = None
    week: str | None = None
    ending: date | None = None
    cadence: Cadence | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the lines of one table: which column holds what, and whether its ids are Spotify's."""

    columns: Mapping[Meaning, str]
    about: Mapping[str, Cell]
    about_columns: Mapping[Meaning, str]
    has_spotify_ids: bool

    @property
    def missing(self) -> tuple[Meaning, ...]:
        """What every chart must have and this table has not."""
        return tuple(meaning for meaning in REQUIRED if meaning not in self.columns)

    def place(self, row: Row) -> Place:
        """The chart that a line belongs to.

        Raises:
            BadLine: a value that would say so cannot be read.
        """
        return Place(
            territory=self._read(row, Meaning.TERRITORY, territory_code, "no country that we know"),
            day=self._read(row, Meaning.DAY, calendar_day, "no date"),
            captured=self._read(row, Meaning.CAPTURED, calendar_day, "no date"),
            week=self._read(row, Meaning.WEEK, _week, "no ISO week"),
            ending=self._read(row, Meaning.ENDING, calendar_day, "no date"),
            cadence=self._read(row, Meaning.CADENCE, _cadence, "neither day, week, month nor year"),
        )

    def entry(self, row: Row) -> Entry:
        """The entry that a line is.

        Raises:
            BadLine: rank, artist, id or streams are missing or cannot be read.
        """
        rank = whole_number(self._text(row, Meaning.RANK))
        if rank is None:
            raise BadLine(f"the rank is {_shown(self._text(row, Meaning.RANK))}")
        title = self._text(row, Meaning.TITLE)
        artists = _credits(row.cells.get(self.columns[Meaning.ARTISTS], ""))
        if not artists:
            raise BadLine("the artist is empty")
        return Entry(
            rank=rank,
            title=title,
            artists=artists,
            isrc=isrc(self._text(row, Meaning.ISRC)),
            spotify_id=self._spotify_id(row),
            streams=self._streams(row),
            source_id=_source_id(self._text(row, Meaning.SOURCE_ID)),
            previous_rank=previous_rank(self._text(row, Meaning.PREVIOUS)),
            explicit=yes_or_no(self._text(row, Meaning.EXPLICIT)),
        )

    def _text(self, row: Row, meaning: Meaning) -> str:
        """What a line has under a meaning, or what stands round the list where the line has no such column."""
        if meaning in self.columns:
            cell = row.cells.get(self.columns[meaning], "")
        else:
            cell = self.about.get(self.about_columns.get(meaning, ""), "") if meaning not in REQUIRED else ""
        return cell if isinstance(cell, str) else "; ".join(cell)

    def _read(self, row: Row, meaning: Meaning, parse: Callable[[str], T | None], wrong: str) -> T | None:
        text = self._text(row, meaning)
        value = parse(text) if text else None
        if text and value is None:
            raise BadLine(f"{_shown(text)} under {meaning} is {wrong}")
        return value

    def _spotify_id(self, row: Row) -> str | None:
        text = self._text(row, Meaning.SPOTIFY_ID)
        found = spotify_id(text)
        if text and found is None and self.has_spotify_ids:
            raise BadLine(f"{_shown(text)} is no Spotify track id, while other lines have one")
        return found if self.has_spotify_ids else None

    def _streams(self, row: Row) -> int | None:
        text = self._text(row, Meaning.STREAMS)
        number = whole_number(text)
        if text and number is None:
            raise BadLine(f"the number of streams is {_shown(text)}")
        return number


def reader_of(table: Table) -> Reader:
    """How to read this table's lines."""
    columns = chosen(table.plain_columns)
    ids = columns.get(Meaning.SPOTIFY_ID)
    cells = (row.cells.get(ids, "") for row in table.rows) if ids else iter(())
    return Reader(
        columns=columns,
        about=table.about,
        about_columns={m: n for m, n in chosen(table.about).items() if m not in REQUIRED},
        has_spotify_ids=any(isinstance(cell, str) and spotify_id(cell) for cell in cells),
    )


def _shown(text: str) -> str:
    """A value as a message quotes it: on one line, and no longer than one can read."""
    return repr(text) if len(text) <= _QUOTED else f"{text[:_QUOTED]!r}... ({len(text)} characters)"


def _credits(cell: Cell) -> tuple[str, ...]:
    """The credits as the source separates them: a list, or parts between semicolons; never split at anything else."""
    parts = cell.split(";") if isinstance(cell, str) else cell
    return tuple(part.strip() for part in parts if part.strip())


def _week(text: str) -> str | None:
    return text.strip().upper() if week_monday(text) else None


def _cadence(text: str) -> Cadence | None:
    return _CADENCE_WORDS.get(text.strip().casefold())


def _source_id(text: str) -> str | None:
    """The publisher's own id; of a YouTube address the video's."""
    _, mark, video = text.partition("watch?v=")
    return (video.partition("&")[0] if mark else text) or None
