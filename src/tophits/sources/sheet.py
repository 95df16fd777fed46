"""One page on its way to becoming a chart: what it says is read strictly, and every refusal names the place."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tophits.domain.charts import Entry
from tophits.domain.errors import ChartRefused
from tophits.sources.fields import BadField, Row
from tophits.sources.protocol import Page

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page, and whose chart of which territory and day it is to be."""

    source: str
    territory: str | None
    day: date
    page: Page

    def refusal(self, reason: str, line: int | None = None) -> ChartRefused:
        """The error that says why this page is none; `line` is the row, from 1."""
        return ChartRefused(
            reason, source=self.source, territory=self.territory, day=self.day, line=line, file=self.page.name
        )

    def text(self) -> str:
        """The page as text.

        Publishers leave the charset out or wrong (sources.md, kworb.net); all of them send UTF-8.

        Raises:
            ChartRefused: it is empty or not UTF-8.
        """
        try:
            found = self.page.body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.page.body.count(b"\n", 0, error.start) + 1
            raise self.refusal(f"the page is not UTF-8 (byte {self.page.body[error.start]:#04x})", line) from None
        if not found.strip():
            raise self.refusal("the page is empty")
        return found

    def json(self) -> Any:
        """The page as JSON. Any: what it is shows when fields are read.

        Raises:
            ChartRefused: it is a web page, cut off, or no JSON; or an object has a field twice.
        """
        found = self.text()
        if found.lstrip().startswith("<"):
            raise self.refusal("the publisher sent a web page where its list should be")
        try:
            return json.loads(found, object_pairs_hook=self._unique, parse_constant=self._no_number)
        except json.JSONDecodeError as error:
            raise self.refusal(f"broken JSON, or the page is cut off: {error.msg}", error.lineno) from None
        except (ValueError, RecursionError):  # a number of thousands of figures, or a thousand brackets
            raise self.refusal("the JSON has a number or a depth that no chart has") from None

    def csv(self, wanted: Callable[[str], bool]) -> list[dict[str, str]]:
        """The rows of a table whose first cell is wanted, by the names of its first line.

        The others are looked at and forgotten: a mirror may hold sixty years, and memory may not.

        Raises:
            ChartRefused: it is a web page, cut off, or a line has other columns than the first.
        """
        body = self.page.body
        start = body[:1000].lstrip()
        if not start:
            raise self.refusal("the page is empty")
        if start.startswith(b"<"):
            raise self.refusal("the publisher sent a web page where its list should be")
        if not body.endswith(b"\n"):
            raise self.refusal("the last line has no end: cut off")
        reader = csv.reader(io.TextIOWrapper(io.BytesIO(body), encoding="utf-8-sig", newline=""), strict=True)
        try:
            return list(self._csv_rows(reader, wanted))
        except csv.Error as error:
            raise self.refusal(f"broken quoting, or the page is cut off: {error}", reader.line_num) from None
        except UnicodeDecodeError as error:
            raise self.refusal(f"the page is not UTF-8: {error.reason}", reader.line_num) from None

    def rows(self, value: object, where: str) -> list[Row]:
        """A list of objects with something in it.

        Raises:
            ChartRefused: it is none.
        """
        if not isinstance(value, list):
            raise self.refusal(f"there is no list under {where}")
        if not value:
            raise self.refusal(f"the list under {where} is empty")
        for number, row in enumerate(value, 1):
            if not isinstance(row, Mapping):
                raise self.refusal(f"the list under {where} has something that is no row", number)
        return value

    def mapping(self, value: object, where: str) -> Row:
        """An object with named fields.

        Raises:
            ChartRefused: it is none.
        """
        if not isinstance(value, Mapping):
            raise self.refusal(f"there is no object under {where}")
        return value

    def entries(self, rows: Iterable[Row], read: Callable[[int, Row], Entry]) -> tuple[Entry, ...]:
        """Each row as an entry; `read` gets its number from 1.

        Raises:
            ChartRefused: a row cannot be read.
        """
        found = []
        for number, row in enumerate(rows, 1):
            try:
                found.append(read(number, row))
            except BadField as error:
                raise self.refusal(str(error), number) from None
        return tuple(found)

    def whole(self, rows: Sequence[object], wanted: int) -> None:
        """Make sure that a list has the length that was asked for.

        Raises:
            ChartRefused: it is shorter or longer.
        """
        if len(rows) != wanted:
            raise self.refusal(f"it has {len(rows)} rows where {wanted} were asked for: cut off or mixed up")

    def falling(self, entries: Sequence[Entry]) -> None:
        """Make sure that the plays fall down the list, where the publisher ranks by them.

        Raises:
            ChartRefused: a row has more than the one above.
        """
        for above, below in pairwise(entries):
            if (below.streams or 0) > (above.streams or 0):
                raise self.refusal("it has more plays than the rank above: shuffled or mixed up", below.rank)

    def _csv_rows(self, reader: "CsvReader", wanted: Callable[[str], bool]) -> Iterator[dict[str, str]]:
        names = next(reader)
        if len(set(names)) < len(names):
            raise self.refusal("two columns have one name", 1)
        is_empty = True
        for cells in reader:
            if len(cells) != len(names):
                raise self.refusal(f"the line has {len(cells)} columns, the first {len(names)}", reader.line_num)
            is_empty = False
            if wanted(cells[0]):
                yield dict(zip(names, cells, strict=True))
        if is_empty:
            raise self.refusal(f"there is no row below the first line: {', '.join(names)[:_SHOWN]}", 1)

    def _unique(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = ", ".join(name for name, _ in pairs)[:_SHOWN]
            raise self.refusal(f"one object of the JSON has a field twice; its fields: {names}")
        return found

    def _no_number(self, word: str) -> Any:
        raise self.refusal(f"the JSON has {word}, which is no number")
