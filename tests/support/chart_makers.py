"""Short ways to write down charts for ranking's tests."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tophits.domain.charts import Cadence, ChartInfo, JoinedChart
from tophits.domain.songs import Song, SongId

DAY_0 = date(2026, 7, 1)

_CADENCES = {1: Cadence.DAY, 7: Cadence.WEEK}


def day(number: int) -> date:
    """A day, counted from 1 July 2026 as 0."""
    return DAY_0 + timedelta(days=number)


def info(
    chart_id: int,
    source: str = "apple",
    territory: str = "us",
    *,
    last: int = 0,
    days: int = 1,
    origin: str | None = None,
    digest: bytes | None = None,
    depth: int = 100,
) -> ChartInfo:
    """The head of a chart that measures `days` days up to the day numbered `last`."""
    return ChartInfo(
        chart_id,
        source,
        origin or source,
        territory,
        _CADENCES.get(days, Cadence.MONTH),
        day(last - days + 1),
        day(last),
        None,
        digest or chart_id.to_bytes(4, "big"),
        depth,
    )


@dataclass(frozen=True, slots=True)
class ToldChart(JoinedChart):
    """A chart to read, together with its head."""

    info: ChartInfo


OWN_NAMES = array("q", range(1000))
"""Every song has one name, of its own number."""


def joined(
    head: ChartInfo, names: Sequence[int], streams: Sequence[int] | None = None, song_of: "array[int]" = OWN_NAMES
) -> ToldChart:
    """A chart with these names from rank 1 on; unless `song_of` says otherwise, they are songs."""
    plays = None if streams is None else array("q", streams)
    return ToldChart(head.chart_id, array("I", names), song_of, plays, len(set(names)) < len(names), head)


def reader(charts: Iterable[JoinedChart]) -> Callable[[Sequence[int]], Iterator[JoinedChart]]:
    """What ranking reads charts with."""
    by_id = {chart.chart_id: chart for chart in charts}
    return lambda chart_ids: (by_id[chart_id] for chart_id in chart_ids)


def song(number: int, *, lead: str = "", work: str = "", explicit: bool | None = None) -> Song:
    """A song by an artist of its own, unless `lead` says otherwise."""
    lead = lead or f"artist {number}"
    return Song(SongId(number), f"Title {number}", (lead.title(),), lead, work or f"work {number}", explicit=explicit)
