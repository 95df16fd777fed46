"""Bytes that a person or a publisher gave, as a table: CSV and JSON in the shapes in which charts are exported."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tophits.domain.errors import ChartRefused
from tophits.sources.columns import KWORB_ROW, calendar_day, is_header, plain_name, whole_number

Cell = str | tuple[str, ...]
"""A value as text; a list of names stays a list. Nothing is the empty text."""

MAX_BYTES = 64 * 1024 * 1024
"""More than any export: ten years of one country's daily top 200 have 60 MB."""

_LISTS = ("data", "entries", "tracks", "rows", "items")
_HEADER_WITHIN = 5
"""Some exports have a note or two above the header."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `line` counts from 1: of the file for CSV, of the list for JSON. `cells` go by plain names.

    `fault` says what is wrong with the line as such; its cells are then not to be trusted.
    """

    line: int
    cells: Mapping[str, Cell]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The lines, the names of the columns as found, and what stood round the list (JSON only), by plain names."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    about: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def plain_columns(self) -> frozenset[str]:
        """The names of the columns without case, spaces and marks."""
        return frozenset(plain_name(column) for column in self.columns)


class _Unreadable(Exception):
    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


def read_table(body: bytes, *, file: str, source: str) -> Table:
    """The table in a file.

    Raises:
        ChartRefused: it is empty, a web page, cut off, in another encoding than UTF-8, or no table.
    """
    try:
        return _table(body)
    except _Unreadable as error:
        raise ChartRefused(str(error), source=source, line=error.line, file=file) from None


def _table(body: bytes) -> Table:
    text = _decoded(body)
    start = text.lstrip()[:1]
    if not start:
        raise _Unreadable("the file is empty")
    if start == "<":
        raise _Unreadable("this is a web page or XML, not a chart: the login or the download went wrong", 1)
    return _json_table(text) if start in "[{" else _csv_table(text)


def _decoded(body: bytes) -> str:
    if len(body) > MAX_BYTES:
        raise _Unreadable(f"the file has {len(body) >> 20} MB; no chart has more than {MAX_BYTES >> 20}")
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _Unreadable("the file is UTF-16: save it as UTF-8", 1)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise _Unreadable(f"the file is not UTF-8 (byte {body[error.start]:#04x}): save it as UTF-8", line) from None
    for wrong, what in (("\0", "a zero byte"), ("�", "a character that was lost in a conversion (U+FFFD)")):
        if wrong in text:
            raise _Unreadable(f"the file has {what}", text.count("\n", 0, text.index(wrong)) + 1)
    return text


# --- CSV -----------------------------------------------------------------------------------------------


def _csv_table(text: str) -> Table:
    """The table in a CSV, separated by comma, semicolon or tab: whichever gives a header that we know."""
    for separator in (",", ";", "\t"):
        table = _separated(text, separator)
        if table is not None:
            return table
    first = " ".join(text.split("\n", 1)[0].split())[:120]
    raise _Unreadable(f"no line near the top names rank, title and artist; the first is: {first}", 1)


def _separated(text: str, separator: str) -> Table | None:
    header: list[str] | None = None
    rows: list[Row] = []
    for place, (line, cells) in enumerate(_csv_lines(text, separator), 1):
        if header is not None:
            rows.append(_csv_row(line, header, cells))
        elif is_header(cells):
            header = cells
            _refuse_twins(header, line)
        elif place == 1 and _is_kworb(cells):
            return _kworb_table(_csv_lines(text, separator))
        elif place == _HEADER_WITHIN:
            return None
    return None if header is None else Table(tuple(header), tuple(rows))


def _csv_lines(text: str, separator: str) -> Iterable[tuple[int, list[str]]]:
    """The filled lines with the number of the line that each begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise _Unreadable(f"broken quoting, or the file is cut off: {error}", line) from None


def _csv_row(line: int, header: list[str], cells: list[str]) -> Row:
    fault = None
    if len(cells) < len(header) or any(cells[len(header) :]):
        fault = f"the line has {len(cells)} columns, the header {len(header)}"
    return Row(line, {plain_name(name): cell for name, cell in zip(header, cells, strict=False)}, fault)


def _refuse_twins(header: list[str], line: int) -> None:
    """Two columns of one name: nobody can say which is meant."""
    names = [plain_name(name) for name in header if plain_name(name)]
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise _Unreadable(f"two columns are named {twins[0]}", line)


def _is_kworb(cells: list[str]) -> bool:
    """Whether a line is one of kworb.net's table: date, rank, `=` or `+1` or `NEW`, `artist - title`, ..."""
    return (
        len(cells) == len(KWORB_ROW)
        and calendar_day(cells[0]) is not None
        and whole_number(cells[1]) is not None
        and _kworb_previous(cells[1], cells[2]) is not None
        and " - " in cells[3]
    )


def _kworb_previous(rank: str, change: str) -> str | None:
    """The rank before from a change; the empty text for a new song, None for what is no change."""
    if change in ("NEW", "RE"):
        return ""
    moved = 0 if change == "=" else int(change) if re.fullmatch(r"[+-]\d{1,6}", change) else None
    place = whole_number(rank)
    return None if moved is None or place is None else str(place + moved)


def _kworb_table(lines: Iterable[tuple[int, list[str]]]) -> Table:
    """Kworb's rows. Collaborators stand as `(w/ A, B)` behind the title (sources.md) and are kept as one credit."""
    columns = ("download_date", "rank", "title", "artists", "streams", "previous_rank")
    rows = []
    for line, cells in lines:
        if not _is_kworb(cells):
            rows.append(Row(line, {}, "the line is no row of kworb's table like the first"))
            continue
        artist, title = cells[3].split(" - ", 1)
        credited = re.fullmatch(r"(.+?) \(w/ (.+)\)", title)
        artists = (artist, credited[2]) if credited else (artist,)
        previous = _kworb_previous(cells[1], cells[2]) or ""
        values = (cells[0], cells[1], credited[1] if credited else title, artists, cells[7], previous)
        rows.append(Row(line, dict(zip((plain_name(c) for c in columns), values, strict=True))))
    return Table(columns, tuple(rows), {"shape": "kworb"})


# --- JSON ----------------------------------------------------------------------------------------------


def _json_table(text: str) -> Table:
    """A list of objects, or an object that has one under `data`, `entries`, `tracks`, `rows` or `items`."""
    whole = _parsed(text)
    about: dict[str, Cell] = {}
    rows: Any = whole
    if isinstance(whole, dict):
        rows = next((whole[key] for key in _LISTS if isinstance(whole.get(key), list)), None)
        about = {plain_name(k): _cell(v) for k, v in whole.items() if not isinstance(v, (list, dict))}
        if rows is None:
            raise _Unreadable(f"the JSON has no list of lines; it has: {', '.join(map(str, whole))[:120]}")
    if not all(isinstance(row, dict) for row in rows):
        raise _Unreadable("the JSON is a list, but not of objects with named fields")
    if not rows:
        raise _Unreadable("the list of lines is empty")
    columns = dict.fromkeys(key for row in rows for key in row)
    lines = (Row(i, {plain_name(k): _cell(v) for k, v in row.items()}) for i, row in enumerate(rows, 1))
    return Table(tuple(columns), tuple(lines), about)


# JSON is whatever it is: Any until each value has become a cell. Integers stay text, since Python refuses long ones.
def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number, parse_int=str)
    except json.JSONDecodeError as error:
        raise _Unreadable(f"broken JSON, or the file is cut off: {error.msg}", error.lineno) from None
    except RecursionError:
        raise _Unreadable("the JSON is nested too deeply for a chart") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Unreadable(
            f"one object of the JSON has a field twice; its fields: {', '.join(k for k, _ in pairs)[:120]}"
        )
    return found


def _no_number(word: str) -> Any:
    raise _Unreadable(f"the JSON has {word}, which is no number")


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return tuple(name for name in (_name(item) for item in value) if name)
    return _name(value)


def _name(value: Any) -> str:
    """A value as text; of an object (an artist, say) its name."""
    if isinstance(value, dict):
        value = value.get("name")
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()
