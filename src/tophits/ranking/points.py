"""From charts to points, in one pass over the lines, and back from points to the lines that gave them.

Points are whole numbers. What each line gives is rounded once, on its own, so that sums are exact whatever
their order, and a song's chart reasons add up to its points. While they are added up they are floats that hold
whole numbers: those are exact up to 2**53, nine thousand times POINT, and twice as fast as integers that do not
fit into 30 bits. A year of 27 charts a day is two million lines, so the loops over lines are kept bare: they add
up by the number of a name, and names are joined to songs once, at the end.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress, groupby, repeat, zip_longest

from tophits.domain.charts import ChartInfo, JoinedChart
from tophits.domain.rankings import POINT, ChartReason, SourceReason
from tophits.domain.songs import SongId
from tophits.ranking.coverage import CountedChart, Selection
from tophits.ranking.curves import REFERENCE_DEPTH, facts_of

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


@lru_cache(maxsize=4096)
def _part_of_reference(source: str, depth: int) -> float:
    """How much of the listening of ranks 1 to 200 the first `depth` of them stand for."""
    curve = facts_of(source).curve
    return curve.total(min(depth, REFERENCE_DEPTH)) / curve.total(REFERENCE_DEPTH)


def _lines_by_streams(source: str, coefficient: float, streams: Sequence[int], total: int) -> Lines:
    """Shares of the streams of ranks 1 to 200; of a shorter chart, the curve says how many those would be."""
    unit = POINT * coefficient * _part_of_reference(source, len(streams)) / total
    least = unit * min(streams)
    absent = int(ABSENT * least)
    back = _ROUNDING + absent
    extra = [plays * unit + _ROUNDING - back for plays in streams]
    return Lines(extra if least >= 1 else [max(1.0, points) for points in extra], absent)


def lines_of(chart: CountedChart, joined: JoinedChart) -> Lines:
    """What each line of a chart gives its song, and what every song gets, in points."""
    source = chart.info.source
    if joined.streams is not None:
        streams = joined.streams.tolist()  # looked at three times: a list has its numbers ready
        total = sum(streams[:REFERENCE_DEPTH])
        if total > 0:
            return _lines_by_streams(source, chart.coefficient, streams, total)
    return _lines_by_rank(source, chart.coefficient, len(joined.names))


_Place = tuple[str, str]
"""A source and a territory."""

_Sums = list[float]
"""Points by the number of a name. A place for every name: a list is four times as fast as a dict."""


@dataclass(slots=True)
class _Group:
    """Charts of one source and territory, added up.

    `spans` holds the running sums before and after its charts (once, when they come in a row): the difference is
    what they gave a name. To copy all sums costs next to nothing, where picking out the names of each group took a
    tenth of a ranking; the price is eight bytes for each name and group. `repeated` are names that a chart repeats.
    """

    absent: int = 0
    names: "list[array[int]]" = field(default_factory=list)
    spans: list[tuple[_Sums, _Sums]] = field(default_factory=list)
    repeated: set[int] = field(default_factory=set)

    def add(self, joined: JoinedChart, lines: Lines, sums: _Sums) -> None:
        """Add a chart to the running sums."""
        self.absent += lines.absent
        self.names.append(joined.names)
        if joined.has_repeats:
            self.repeated.update(name for name, times in Counter(joined.names).items() if times > 1)
        for name, points in zip(joined.names, lines.extra, strict=True):
            sums[name] += points

    def gave(self, name: int) -> int:
        """What its charts gave a name besides `absent`."""
        return sum(int(after[name] - before[name]) for before, after in self.spans)


def rank(selection: Selection, read: Read, keep: int) -> tuple[SongPoints, ...]:
    """The best `keep` songs of a selection, best first.

    More points go first; of equal points the better best rank, then more charts, then the song known for
    longer (the lower number). `read` is called once with the selection's chart numbers and may give them in any
    order (but is best in the order asked for). Only charts that `read` gives are counted.
    """
    groups, sums, song_of = _added_up(selection, read)
    totals: dict[int, int] = defaultdict(int)
    for name in compress(range(len(sums)), sums):
        totals[song_of[name]] += int(sums[name])
    best = _best(totals, keep)
    names = [name for name in compress(range(len(sums)), sums) if song_of[name] in best]
    named = {place: _named(group, names, song_of) for place, group in groups.items()}
    base = sum(group.absent for group in groups.values())
    found = [SongPoints(SongId(song), base + totals[song], tuple(_reasons(song, groups, named))) for song in best]
    return tuple(sorted(found, key=_standing)[:keep])


def _standing(song: SongPoints) -> tuple[int, int, int, int]:
    """The rule of order, ties included."""
    return -song.points, song.best_rank, -song.charts, song.song


def _added_up(selection: Selection, read: Read) -> "tuple[dict[_Place, _Group], _Sums, Sequence[int]]":
    """Add up all lines by name, keeping what each source and territory gave; with the song of each name."""
    counted = {chart.info.chart_id: chart for chart in selection.charts}
    groups = {(part.source, part.territory): _Group() for part in selection.coverage.sources}
    sums: _Sums = []
    song_of: Sequence[int] = ()

    def place(joined: JoinedChart) -> _Place:
        info = counted[joined.chart_id].info
        return info.source, info.territory

    before = sums
    for at, charts in groupby(read(selection.chart_ids), key=place):
        for joined in charts:
            if not sums:
                song_of = joined.song_of
                sums = [0.0] * len(song_of)
                before = sums.copy()
            groups[at].add(joined, lines_of(counted[joined.chart_id], joined), sums)
        after = sums.copy()
        groups[at].spans.append((before, after))
        before = after
    return groups, sums, song_of


def _best(totals: Mapping[int, int], keep: int) -> frozenset[int]:
    """The `keep` songs with the most points, and all that have as many as the last of them."""
    if len(totals) <= keep:
        return frozenset(totals)
    least = sorted(totals.values(), reverse=True)[keep - 1] if keep > 0 else max(totals.values()) + 1
    return frozenset(song for song, points in totals.items() if points >= least)


@dataclass(slots=True)
class _Named:
    """What a group says of one song."""

    charts: int
    best_rank: int
    extra: int


def _named(group: _Group, names: Iterable[int], song_of: Sequence[int]) -> dict[int, _Named]:
    """How many of a group's charts name each of the names' songs, its best rank there, and its points."""
    wanted = frozenset(name for name in names if group.gave(name))
    lines: Counter[int] = Counter()
    best_ranks: list[int] = []
    for place, at_this_rank in enumerate(zip_longest(*group.names), start=1):
        lines.update(filter(wanted.__contains__, at_this_rank))
        # A counter keeps its keys in the order in which they came: the new ones were not named at a better rank.
        best_ranks.extend(repeat(place, len(lines) - len(best_ranks)))
    named: dict[int, _Named] = {}
    doubtful = {song_of[name] for name in group.repeated.intersection(wanted)}
    for (name, charts), best_rank in zip(lines.items(), best_ranks, strict=True):
        song = song_of[name]
        if song in named:
            doubtful.add(song)
            named[song].extra += group.gave(name)
        else:
            named[song] = _Named(charts, best_rank, group.gave(name))
    if doubtful:
        _count_charts(group.names, named, {name: song_of[name] for name in wanted if song_of[name] in doubtful})
    return named


def _count_charts(charts: "Sequence[array[int]]", named: Mapping[int, _Named], song_of: Mapping[int, int]) -> None:
    """Count anew the charts of songs that a chart may name twice, after a merge or by mistake: it counts once."""
    names = frozenset(song_of)
    counts: Counter[int] = Counter()
    for chart in charts:
        counts.update({song_of[name] for name in names.intersection(chart)})
    for song, count in counts.items():
        named[song].charts = count


def _reasons(
    song: int, groups: Mapping[_Place, _Group], named: Mapping[_Place, Mapping[int, _Named]]
) -> Iterable[SourceReason]:
    for (source, territory), group in groups.items():
        found = named[source, territory].get(song)
        if found is not None:
            yield SourceReason(source, territory, found.charts, found.best_rank, group.absent + found.extra)
        elif group.absent:
            yield SourceReason(source, territory, 0, None, group.absent)


def explain(selection: Selection, read: Read, song: SongId) -> tuple[ChartReason, ...]:
    """What each chart gave a song, in the selection's order; the rows add up exactly to the points of `rank`.

    A chart that does not name the song has a row with no rank, unless it gives nothing. A chart that names it
    twice (after two songs were merged into one) has two rows.
    """
    counted = {chart.info.chart_id: chart for chart in selection.charts}
    rows: dict[int, list[ChartReason]] = {}
    for joined in read(selection.chart_ids):
        chart = counted[joined.chart_id]
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
