"""Which chart counts for which day of a window, and so how much each chart counts in all.

Points are linear in charts: a song's points are a sum over charts of the chart's coefficient times the share
that it gives the song. So all rules about days, sources and territories come down to one number a chart, made
here from the charts' heads alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from math import fsum

from tophits.domain.charts import GLOBAL, ChartInfo
from tophits.domain.rankings import Coverage, Mix, SourceCoverage, Window
from tophits.ranking.curves import facts_of
from tophits.ranking.mixing import is_read, is_world_set, weight
from tophits.ranking.window import MAX_GAP_DAYS

DAILY_GAP_DAYS = 3
"""How long a gap between daily charts the nearest one fills."""

LONGER_CHARTS_IN_DAILY = 0.25
"""What charts of a week and more count in a window of one day."""


@dataclass(frozen=True, slots=True)
class CountedChart:
    """A chart that counts.

    `coefficient` is the part of the whole ranking that it decides: those of a selection add up to one. `days`
    is how many of the window's days it stands for.
    """

    info: ChartInfo
    coefficient: float
    days: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The charts that a ranking reads, in a fixed order, and what they cover."""

    charts: tuple[CountedChart, ...]
    coverage: Coverage

    @property
    def chart_ids(self) -> tuple[int, ...]:
        """The charts to read, in order."""
        return tuple(chart.info.chart_id for chart in self.charts)


_Voice = tuple[str, str]
"""An origin and a territory: what can be heard only once on a day."""

_Days = dict[int, ChartInfo]
"""The chart that counts for each day (as an ordinal)."""


def select(infos: Iterable[ChartInfo], mix: Mix, window: Window, half_life_days: float | None = None) -> Selection:
    """Decide which charts a ranking of `window` reads, and how much each counts.

    `infos` are to reach beside the window as far as `reading_span` says, so that gaps are seen whole; their
    order does not matter. Of one origin and territory one chart counts on a day: that of the shortest period,
    of those the official one. A gap of three days (between daily charts) or of one period (longer charts) takes
    the nearest chart, and so do the days since the last chart up to that number; in longer gaps the origin is
    silent, and the others share its weight. A repeat of the chart before it, byte by byte, is as if it had not
    been published. Each day counts alike, or half as much for every `half_life_days` of age.
    """
    read = sorted((info for info in infos if is_read(mix, info)), key=_fixed_order)
    voices: dict[_Voice, list[ChartInfo]] = defaultdict(list)
    for info in _without_repeats(read):
        voices[info.origin, info.territory].append(info)
    days = {voice: _days_of(charts, window) for voice, charts in sorted(voices.items())}
    return _counted(read, _silenced(days, mix), mix, window, half_life_days)


def _fixed_order(info: ChartInfo) -> tuple[str, str, str, int, int, int]:
    return (
        info.source,
        info.territory,
        info.cadence,
        info.period_from.toordinal(),
        info.period_to.toordinal(),
        info.chart_id,
    )


def _without_repeats(infos: Sequence[ChartInfo]) -> Iterator[ChartInfo]:
    """The charts without those that are byte-equal to the one before, of the same source, territory and cadence."""
    for _, series in groupby(infos, key=lambda info: (info.source, info.territory, info.cadence)):
        before: ChartInfo | None = None
        for info in series:
            if before is None or before.digest != info.digest:
                yield info
            before = info


def period_days(info: ChartInfo) -> int:
    """How many days a chart measures."""
    return (info.period_to - info.period_from).days + 1


def _preference(info: ChartInfo) -> tuple[int, int, date, int]:
    """The last one in this order counts."""
    return -period_days(info), -facts_of(info.source).precedence, info.published or date.min, info.chart_id


def _gap_limit(info: ChartInfo) -> int:
    """How long a gap a chart may fill, in days."""
    days = period_days(info)
    return DAILY_GAP_DAYS if days == 1 else min(days, MAX_GAP_DAYS)


def _days_of(charts: Iterable[ChartInfo], window: Window) -> _Days:
    """The chart that counts for each of the window's days, of one origin and territory."""
    first, last = window.first.toordinal(), window.last.toordinal()
    measured: _Days = {}
    for info in sorted(charts, key=_preference):
        start = max(info.period_from.toordinal(), first - MAX_GAP_DAYS - 1)
        end = min(info.period_to.toordinal(), last + MAX_GAP_DAYS + 1)
        for day in range(start, end + 1):
            measured[day] = info
    filled = dict(_filled_gaps(measured, last))
    return {day: info for day, info in sorted((measured | filled).items()) if first <= day <= last}


def _filled_gaps(measured: _Days, last: int) -> Iterator[tuple[int, ChartInfo]]:
    """The days between charts, and since the last one, that the nearest chart stands for."""
    days = sorted(measured)
    for before, after in pairwise(days):
        gap = after - before - 1
        for day in range(before + 1, after):
            nearest = measured[before if day - before <= after - day else after]
            if gap <= _gap_limit(nearest):
                yield day, nearest
    if days:
        newest = measured[days[-1]]
        for day in range(days[-1] + 1, min(days[-1] + _gap_limit(newest), last) + 1):
            yield day, newest


def _silenced(days: Mapping[_Voice, _Days], mix: Mix) -> Mapping[_Voice, _Days]:
    """The same without an origin's countries on days that its global chart covers, where the set is the world."""
    if not is_world_set(mix):
        return days
    nowhere: _Days = {}
    return {
        (origin, territory): by_day
        if territory == GLOBAL
        else {day: info for day, info in by_day.items() if day not in days.get((origin, GLOBAL), nowhere)}
        for (origin, territory), by_day in days.items()
    }


def _counted(
    read: Iterable[ChartInfo], days: Mapping[_Voice, _Days], mix: Mix, window: Window, half_life_days: float | None
) -> Selection:
    """Give each chart its coefficient: per day the weighted mean of the voices, over the covered days their mean."""
    parts: dict[int, list[float]] = defaultdict(list)
    day_weights: list[float] = []
    is_daily = window.days == 1
    weights: dict[tuple[str, str], float] = {}
    last = window.last.toordinal()
    for day in range(window.first.toordinal(), last + 1):
        heard: list[tuple[int, float]] = []
        for by_day in days.values():
            info = by_day.get(day)
            if info is None:
                continue
            place = (info.source, info.territory)
            if place not in weights:
                weights[place] = weight(mix, *place)
            factor = LONGER_CHARTS_IN_DAILY if is_daily and period_days(info) > 1 else 1.0
            heard.append((info.chart_id, weights[place] * factor))
        if heard:
            day_weight = 1.0 if half_life_days is None else 0.5 ** ((last - day) / half_life_days)
            whole = fsum(part for _, part in heard)
            day_weights.append(day_weight)
            for chart_id, part in heard:
                parts[chart_id].append(day_weight * part / whole)
    total = fsum(day_weights)
    charts = tuple(
        CountedChart(info, fsum(parts[info.chart_id]) / total, len(parts[info.chart_id]))
        for info in read
        if info.chart_id in parts
    )
    return Selection(charts, Coverage(window, len(day_weights), tuple(_by_source(charts))))


def _by_source(charts: Iterable[CountedChart]) -> Iterator[SourceCoverage]:
    for (source, territory), group in groupby(charts, key=lambda chart: (chart.info.source, chart.info.territory)):
        members = list(group)
        yield SourceCoverage(
            source,
            territory,
            days=sum(chart.days for chart in members),
            charts=len(members),
            newest=max(chart.info.period_to for chart in members),
        )
