"""From charts to points, in one pass over the lines, and back from points to the lines that gave them.

Points are whole numbers. What each line gives is rounded once, on its own, so that sums are exact whatever
their order, and a song's chart reasons add up to its points. While they are added up they are floats that hold
whole numbers: those are exact up to 2**53, nine thousand times POINT, and twice as fast as integers that do not
fit into 30 bits. A year of 27 charts a day is two million lines, so the loops over lines are kept bare.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, zip_longest

from tophits.domain.charts import ChartInfo, JoinedChart
from tophits.domain.rankings import POINT, ChartReason, SourceReason
from tophits.domain.songs import SongId
from tophits.ranking.coverage import CountedChart, Selection
from tophits.ranking.curves import REFERENCE_DEPTH, Curve, facts_of

Read = Callable[[Sequence[int]], Iterable[JoinedChart]]
"""Reads charts by their numbers, one at a time; asked once a ranking."""

ABSENT = 0.25
"""What a song gets from a chart that does not name it, as a part of what the last line gets.

Measured (benchmarks/accuracy.py, docs/decisions/0002-absent-songs.md): more than a half makes every prediction worse.
"""


@dataclass(frozen=True, slots=True)
class SongPoints:
    """A song's points, and what each source and territory gave of them; the reasons add up to the points."""

    song: SongId
    points: int
    reasons: tuple[SourceReason, ...]

    @property
    def charts(self) -> int:
        """How many charts name it."""
        return sum(reason.charts for reason in self.reasons)

    @property
    def best_rank(self) -> int:
        """Its best rank in any chart."""
        return min(reason.best_rank for reason in self.reasons if reason.best_rank is not None)


_ROUNDING = 2.0**52
"""Added to a float and taken away again, it leaves the nearest whole number: here floats have no fraction."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What a chart gives, in whole points.

    `extra[i]` goes to the song at rank i + 1, on top of `absent`, which every song gets. It is at least one: to be
    named is worth more than not to be.
    """

    extra: Sequence[float]
    absent: int


@lru_cache(maxsize=4096)
def _lines_by_rank(source: str, coefficient: float, depth: int) -> Lines:
    curve = facts_of(source).curve
    given = [round(POINT * coefficient * curve.share(rank)) for rank in range(1, depth + 1)]
    absent = int(ABSENT * min(given, default=0))
    return Lines([float(max(1, points - absent)) for points in given], absent)


def _lines_by_streams(curve: Curve, coefficient: float, streams: "array[int]", total: int) -> Lines:
    """Shares of the streams of ranks 1 to 200; of a shorter chart, the curve says how many those would be."""
    depth = min(len(streams), REFERENCE_DEPTH)
    unit = POINT * coefficient * curve.total(depth) / (curve.total(REFERENCE_DEPTH) * total)
    least = unit * min(streams)
    absent = int(ABSENT * least)
    back = _ROUNDING + absent
    extra = [plays * unit + _ROUNDING - back for plays in streams]
    return Lines(extra if least >= 1 else [max(1.0, points) for points in extra], absent)


def lines_of(chart: CountedChart, joined: JoinedChart) -> Lines:
    """What each line of a chart gives its song, and what every song gets, in points."""
    source = chart.info.source
    if joined.streams is not None:
        total = sum(joined.streams[:REFERENCE_DEPTH])
        if total > 0:
            return _lines_by_streams(facts_of(source).curve, chart.coefficient, joined.streams, total)
    return _lines_by_rank(source, chart.coefficient, len(joined.songs))


@dataclass(slots=True)
class _Group:
    """The charts of one source and territory while they are added up."""

    extra: "defaultdict[int, int]"
    absent: int
    songs: "list[array[int]]"


def rank(selection: Selection, read: Read, keep: int) -> tuple[SongPoints, ...]:
    """The best `keep` songs of a selection, best first.

    More points go first; of equal points the better best rank, then more charts, then the song known for
    longer (the lower number). `read` is called once with the selection's chart numbers and may give them in any
    order. Only charts that `read` gives are counted.
    """
    groups = _added_up(selection, read)
    totals: dict[int, int] = defaultdict(int)
    for group in groups.values():
        for song, extra in group.extra.items():
            totals[song] += extra
    best = _best(totals, keep)
    details = {place: _named(group.songs, best) for place, group in groups.items()}
    base = sum(group.absent for group in groups.values())
    found = [SongPoints(SongId(song), base + totals[song], tuple(_reasons(song, groups, details))) for song in best]
    return tuple(sorted(found, key=_standing)[:keep])


def _standing(song: SongPoints) -> tuple[int, int, int, int]:
    """The rule of order, ties included."""
    return -song.points, song.best_rank, -song.charts, song.song


_Place = tuple[str, str]
_ROOM = 4096
"""How many more songs' places are made at a time."""


def _added_up(selection: Selection, read: Read) -> dict[_Place, _Group]:
    """Add up the lines by source and territory.

    `sums` has a place for every song's number. It is emptied into a group's own figures whenever charts of
    another group come, which is once a group when charts come in the order asked for.
    """
    counted = {chart.info.chart_id: chart for chart in selection.charts}
    groups = {(part.source, part.territory): _Group(defaultdict(int), 0, []) for part in selection.coverage.sources}
    sums: list[float] = []
    group: _Group | None = None
    for joined in read(selection.chart_ids):
        chart = counted[joined.info.chart_id]
        next_group = groups[chart.info.source, chart.info.territory]
        if group is not None and group is not next_group:
            _empty(sums, group)
        group = next_group
        lines = lines_of(chart, joined)
        group.absent += lines.absent
        group.songs.append(joined.songs)
        for song, points in zip(joined.songs, lines.extra, strict=True):
            try:  # costs nothing while it succeeds, where looking for the highest number costs a third of the loop
                sums[song] += points
            except IndexError:
                sums.extend([0.0] * (song + _ROOM - len(sums)))
                sums[song] += points
    if group is not None:
        _empty(sums, group)
    return groups


def _empty(sums: list[float], group: _Group) -> None:
    for song in list(compress(range(len(sums)), sums)):
        group.extra[song] += int(sums[song])
        sums[song] = 0.0


def _best(totals: Mapping[int, int], keep: int) -> frozenset[int]:
    """The `keep` songs with the most points, and all that have as many as the last of them."""
    if len(totals) <= keep:
        return frozenset(totals)
    least = sorted(totals.values(), reverse=True)[keep - 1] if keep > 0 else max(totals.values()) + 1
    return frozenset(song for song, points in totals.items() if points >= least)


def _named(charts: "Sequence[array[int]]", songs: frozenset[int]) -> tuple[Counter[int], dict[int, int]]:
    """How many of the charts name each of the songs, and its best rank there."""
    counts: Counter[int] = Counter()
    for chart in charts:
        counts.update(songs.intersection(chart))
    best_ranks: dict[int, int] = {}
    for place, at_this_rank in enumerate(zip_longest(*charts), start=1):
        for song in songs.intersection(at_this_rank).difference(best_ranks):
            best_ranks[song] = place
    return counts, best_ranks


def _reasons(
    song: int,
    groups: Mapping[_Place, _Group],
    details: Mapping[_Place, tuple[Counter[int], dict[int, int]]],
) -> Iterable[SourceReason]:
    for (source, territory), group in groups.items():
        counts, best_ranks = details[source, territory]
        points = group.absent + group.extra.get(song, 0)
        if counts[song] or points:
            yield SourceReason(source, territory, counts[song], best_ranks.get(song), points)


def explain(selection: Selection, read: Read, song: SongId) -> tuple[ChartReason, ...]:
    """What each chart gave a song, in the selection's order; the rows add up exactly to the points of `rank`.

    A chart that does not name the song has a row with no rank, unless it gives nothing. A chart that names it
    twice (after two songs were merged into one) has two rows.
    """
    counted = {chart.info.chart_id: chart for chart in selection.charts}
    rows: dict[int, list[ChartReason]] = {}
    for joined in read(selection.chart_ids):
        chart = counted[joined.info.chart_id]
        lines = lines_of(chart, joined)
        ranks = [place for place, named in enumerate(joined.songs, start=1) if named == song]
        given: list[tuple[int | None, int]] = [(place, int(lines.extra[place - 1])) for place in ranks] or [(None, 0)]
        given[0] = (given[0][0], given[0][1] + lines.absent)
        rows[chart.info.chart_id] = [_row(chart.info, place, points) for place, points in given if place or points]
    return tuple(row for chart_id in selection.chart_ids for row in rows.get(chart_id, ()))


def _row(info: ChartInfo, place: int | None, points: int) -> ChartReason:
    return ChartReason(
        info.chart_id, info.source, info.territory, info.cadence, info.period_from, info.period_to, place, points
    )
