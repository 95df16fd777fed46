"""The one table in a page of kworb.net: its header, its rows, and the links in each cell."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(frozen=True, slots=True)
class Link:
    """An address with the words that it stands behind."""

    address: str
    words: str


@dataclass(slots=True)
class Cell:
    """A cell: its words, its links, and the words after the last link (`(w/ ` and what follows are such)."""

    words: str = ""
    links: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class Markup:
    """What was found. `closed` says whether the table that has rows came to its end: a page cut off has none."""

    title: str = ""
    header: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    tables: int = 0
    is_closed: bool = False


def read_markup(html: str) -> Markup:
    """The page's title and its table of rows; of several tables with rows the first, and `tables` tells."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Markup()
        self._in_title = False
        self._in_table = False
        self._cell: Cell | None = None
        self._row: list[Cell] | None = None
        self._is_header = False
        self._address: str | None = None
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
        elif tag == "table":
            self.found.tables += 1
            self._in_table = self.found.tables == 1
        elif not self._in_table:
            return
        elif tag == "tr":
            self._row, self._is_header = [], False
        elif tag in ("td", "th") and self._row is not None:
            self._cell = Cell()
            self._row.append(self._cell)
            self._is_header = self._is_header or tag == "th"
        elif tag == "a":
            self._address, self._words = dict(attrs).get("href") or "", ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag == "table" and self._in_table:
            self._in_table, self.found.is_closed = False, True
        elif tag == "a" and self._address is not None and self._cell is not None:
            self._cell.links.append(Link(self._address, self._words.strip()))
            self._address = None
        elif tag in ("td", "th"):
            self._cell = None
        elif tag == "tr" and self._row is not None:
            if self._is_header:
                self.found.header = [" ".join(cell.words.split()) for cell in self._row]
            elif self._row:
                self.found.rows.append(self._row)
            self._row = None

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.found.title += data
        if self._cell is not None:
            self._cell.words += data
        if self._address is not None:
            self._words += data
