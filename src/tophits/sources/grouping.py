"""Which lines of a table make one chart, and which charts lack a line that could not be read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tophits.domain.charts import Entry
from tophits.domain.errors import ChartRefused
from tophits.sources.lines import BadLine, Place, Reader, reader_of
from tophits.sources.table import Row, Table


@dataclass(slots=True)
class Group:
    """The lines of one chart on their way to becoming one. `bad` is the first thing wrong with any of them."""

    place: Place
    lines: list[tuple[int, Entry]] = field(default_factory=list)
    bad: tuple[str, int] | None = None

    def spoil(self, reason: str, line: int) -> None:
        """Remember that the chart is not whole."""
        self.bad = self.bad or (reason, line)


def grouped(table: Table, *, file: str, source: str) -> list[Group]:
    """The lines by the chart that they belong to.

    A line that does not say which chart it is of spoils the charts of the lines round it, since one of them
    lacks it.

    Raises:
        ChartRefused: there is no line at all, or no column for rank, title or artist.
    """
    reader = reader_of(table)
    if reader.missing:
        raise ChartRefused(
            f"no column for {', '.join(reader.missing)}; the columns are: {', '.join(table.columns)[:200]}",
            source=source,
            file=file,
        )
    groups: dict[Place, Group] = {}
    last: Group | None = None
    lost: tuple[str, int] | None = None
    first_lost: tuple[str, int] | None = None
    for row in table.rows:
        place, wrong = _placed(row, reader)
        if place is None:
            lost = (wrong, row.line)
            first_lost = first_lost or lost
            if last:
                last.spoil(*lost)
            continue
        last = groups.setdefault(place, Group(place))
        if lost:
            last.spoil(*lost)
            lost = None
        _take(row, reader, last)
    if not groups:
        reason, line = first_lost or ("there is no line below the header", 1)
        raise ChartRefused(reason, source=source, file=file, line=line)
    _spoil_the_half_placed(list(groups.values()))
    return list(groups.values())


def _placed(row: Row, reader: Reader) -> tuple[Place | None, str]:
    if row.fault:
        return None, row.fault
    try:
        return reader.place(row), ""
    except BadLine as error:
        return None, str(error)


def _take(row: Row, reader: Reader, group: Group) -> None:
    try:
        group.lines.append((row.line, reader.entry(row)))
    except BadLine as error:
        group.spoil(str(error), row.line)


def _spoil_the_half_placed(groups: list[Group]) -> None:
    """Lines without a date or a territory, where others have one, were torn out of one of those charts."""
    for what in ("day", "territory", "week", "captured", "ending", "cadence"):
        without = [group for group in groups if getattr(group.place, what) is None]
        if without and len(without) < len(groups):
            line = min(line for group in without for line in _numbers(group))
            for group in groups:
                group.spoil(f"the {what} is empty here, and other lines of the file have one", line)


def _numbers(group: Group) -> list[int]:
    return [line for line, _ in group.lines] or [group.bad[1] if group.bad else 1]


def common_length(groups: Sequence[Group]) -> int | None:
    """The length that all charts of a file have, but one at most; None where they vary or are fewer than three.

    The one that is shorter has lost a line, or was cut off at the end of the file.
    """
    lengths = Counter(len(group.lines) for group in groups)
    length, times = lengths.most_common(1)[0]
    return length if len(groups) > 2 and times >= len(groups) - 1 else None
