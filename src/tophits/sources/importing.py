"""A file of charts, as charts: every one that is sound, and a named refusal for every one that is not (I5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tophits.domain.charts import Cadence, Chart
from tophits.domain.errors import ChartRefused
from tophits.sources.checking import mixed_up
from tophits.sources.filenames import NameHints, read_name
from tophits.sources.grouping import Group, common_length, grouped
from tophits.sources.lines import Place
from tophits.sources.periods import (
    USUAL_CADENCE,
    USUAL_TERRITORY,
    Period,
    ending,
    last_complete_week,
    measured,
    misdated,
    origin_of,
    week_monday,
)
from tophits.sources.plausible import EARLIEST, LEAST_SHARE, Doubt, Expected, agreement, doubt, follows, repeats
from tophits.sources.protocol import ImportResult
from tophits.sources.shapes import Shape, shape_of
from tophits.sources.table import read_table

_LEAST_SHARE = 0.9
"""Who saves a chart saves all of it: a file much shorter than the chart before was cut off.

A depth that the file's name or its kind declares counts instead; small countries' official charts vary.
"""

LatestKept = Callable[[str, str, Cadence, date], Chart | None]
"""The latest chart kept of a source, territory and cadence whose period ends before that day; None without one."""


def nothing_kept(source: str, territory: str, cadence: Cadence, before: date) -> Chart | None:
    """A `LatestKept` for whoever keeps nothing."""
    del source, territory, cadence, before
    return None


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who imports says; each counts where the columns do not say it."""

    source: str | None = None
    territory: str | None = None
    cadence: Cadence | None = None
    week_ending: date | None = None


@dataclass(frozen=True, slots=True)
class _File:
    """What holds for all charts of one file."""

    name: str
    hints: NameHints
    shape: Shape
    source: str
    options: Options
    today: date | None
    kept: LatestKept

    def refusal(self, reason: str, place: Place, line: int | None = None) -> ChartRefused:
        return ChartRefused(
            reason,
            source=self.source,
            territory=place.territory or self.options.territory or self.hints.territory,
            day=place.day or place.captured or place.ending,
            line=line,
            file=self.name,
        )


def import_file(
    name: str,
    body: bytes,
    *,
    source: str | None = None,
    territory: str | None = None,
    cadence: Cadence | None = None,
    week_ending: date | None = None,
    today: date | None = None,
    kept: LatestKept = nothing_kept,
) -> ImportResult:
    """Read one file, which may hold many days and territories; each becomes a chart or is refused by name.

    Territory, period and date come from columns, then from the options, then from the file's name. `source` is
    guessed from the columns when it is not given. `today` lets dates in the future be refused; `kept` gives the
    chart before, whose ranks a chart's previous ranks must not contradict. Never raises for what is in the file.
    """
    options = Options(source, territory, cadence, week_ending)
    try:
        table = read_table(body, file=name, source=source or "file")
        shape = shape_of(table)
        file = _File(name, read_name(name), shape, source or shape.source, options, today, kept)
        groups = grouped(table, file=name, source=file.source)
    except ChartRefused as error:
        return ImportResult((), (error,))
    charts: list[Chart] = []
    refused: list[ChartRefused] = []
    usual = common_length(groups)
    for group in sorted(groups, key=_by_day):
        try:
            charts.append(_chart(group, file, charts, usual, alone=len(groups) == 1))
        except ChartRefused as error:
            refused.append(error)
    return ImportResult(tuple(charts), tuple(refused))


def _by_day(group: Group) -> tuple[str, date]:
    place = group.place
    return place.territory or "", place.ending or place.day or place.captured or date.min


# --- One chart -----------------------------------------------------------------------------------------


def _chart(group: Group, file: _File, done: Sequence[Chart], usual: int | None, *, alone: bool) -> Chart:
    """The chart that these lines are.

    Raises:
        ChartRefused: they are none.
    """
    if group.bad:
        raise file.refusal(group.bad[0], group.place, group.bad[1])
    territory = group.place.territory or file.options.territory or file.hints.territory
    territory = territory or USUAL_TERRITORY.get(file.source)
    if territory is None:
        raise _unsaid(file, group, "nothing says which country it is of", "Say it with --territory CC, or global.")
    _check_names(group, file, alone=alone)
    try:
        period = _period(group, file, alone=alone)
    except OverflowError:
        raise file.refusal("its days are beyond the calendar", group.place) from None
    if period.first < EARLIEST:
        raise file.refusal(f"it measures days before {EARLIEST.year}", group.place)
    lines = sorted(group.lines, key=lambda pair: pair[1].rank)
    chart = Chart(
        source=file.source,
        origin=origin_of(file.source),
        territory=territory,
        cadence=period.cadence,
        period_from=period.first,
        period_to=period.last,
        published=period.published,
        entries=tuple(entry for _, entry in lines),
    )
    previous = _before(chart, file, done)
    chart = _redated(chart, previous) if _is_dated_by_capture(group, file) and previous else chart
    found = _doubt(chart, previous, file, usual)
    if found:
        line = lines[found.at][0] if found.at is not None else None
        raise ChartRefused(
            found.reason,
            source=chart.source,
            territory=territory,
            day=period.published or period.last,
            line=line,
            file=file.name,
        )
    return chart


def _doubt(chart: Chart, previous: Chart | None, file: _File, usual: int | None) -> Doubt | None:
    """Why these lines are not believed; None when they are."""
    declared = max(file.shape.whole(chart.territory) or 0, file.hints.depth or 0)
    before = previous if previous and previous.period_to < chart.period_from else None
    expected = Expected(
        today=file.today,
        previous=before,
        depth=max(declared, usual or 0) or None,
        least_share=0.0 if declared else LEAST_SHARE if file.shape.rows else _LEAST_SHARE,
    )
    return doubt(chart, expected) or (mixed_up(chart, before) if before else None)


def _check_names(group: Group, file: _File, *, alone: bool) -> None:
    """The file's name and its columns must speak of the same day or week."""
    day, dates = group.place.day or group.place.captured, file.hints.dates
    if day and len(dates) == 2 and not dates[0] <= day <= dates[1]:
        raise file.refusal(f"the file's name says {dates[0]} to {dates[1]}: another period's lines", group.place)
    if day and len(dates) == 1 and alone and day != dates[0]:
        raise file.refusal(f"the file's name says {dates[0]}, its lines say {day}: another period's lines", group.place)
    week = group.place.week
    if week and file.hints.week and week != file.hints.week and alone:
        raise file.refusal(f"the file's name says {file.hints.week}, its lines say {week}", group.place)


def _period(group: Group, file: _File, *, alone: bool) -> Period:
    """The days measured: from the columns, then the options, then the file's name."""
    cadence = _cadence(group, file)
    place, dates = group.place, file.hints.dates
    dated = place.day or place.captured or (dates[0] if len(dates) == 1 else None)
    if place.ending:
        return ending(place.ending, cadence, dated)
    if file.options.week_ending:
        if not alone:
            raise file.refusal("one --week-ending cannot date a file of several charts", place)
        return ending(file.options.week_ending, cadence, dated)
    if dated is None and (place.week or file.hints.week):
        monday = week_monday(place.week or file.hints.week or "")
        if monday:
            sunday = monday + timedelta(days=6)
            return ending(last_complete_week(monday) if file.source == "youtube" else sunday, cadence)
    if dated is None:
        raise _unsaid(file, group, "nothing says which day it is of", "Give it a date column or a date in its name.")
    wrong = misdated(file.source, dated)
    if wrong:
        raise file.refusal(wrong, place)
    if place.day is None and file.shape.lag:
        return ending(dated - file.shape.lag, cadence, dated)
    return measured(file.source, dated, cadence)


def _cadence(group: Group, file: _File) -> Cadence:
    """How long it measures. Columns that contradict the file's name are another period's."""
    told = group.place.cadence or file.shape.cadence
    if told and file.hints.cadence and told is not file.hints.cadence:
        raise file.refusal(f"the file's name says {file.hints.cadence}, its columns say {told}", group.place)
    week_ending = Cadence.WEEK if file.options.week_ending else None
    cadence = told or file.options.cadence or week_ending or file.hints.cadence or USUAL_CADENCE.get(file.source)
    if cadence is None:
        raise _unsaid(file, group, "nothing says how long it measures", "Say it with --period day or --period week.")
    return cadence


def _unsaid(file: _File, group: Group, reason: str, remedy: str) -> ChartRefused:
    error = file.refusal(reason, group.place, group.lines[0][0] if group.lines else None)
    error.remedy = remedy
    return error


def _is_dated_by_capture(group: Group, file: _File) -> bool:
    """Whether the period is only inferred from the day on which somebody looked (YouTube)."""
    return file.source == "youtube" and not group.place.ending and not file.options.week_ending


def _before(chart: Chart, file: _File, done: Sequence[Chart]) -> Chart | None:
    """The latest chart before this one: of the same file, or kept."""
    alike = [
        other
        for other in done
        if (other.territory, other.cadence) == (chart.territory, chart.cadence) and other.period_to < chart.period_to
    ]
    kept = file.kept(chart.source, chart.territory, chart.cadence, chart.period_to)
    candidates = [*alike, *([kept] if kept else [])]
    return max(candidates, key=lambda other: other.period_to, default=None)


def _redated(chart: Chart, previous: Chart) -> Chart:
    """The chart with the period that its own previous ranks tell, where only the day of capture dates it.

    YouTube's page can lag by a week (captures of 2026-03-07, 03-29 and 07-06 show it). Lines equal to the chart
    before are that chart again; previous ranks that fit a chart of two weeks ago make it the one after that.
    """
    if repeats(chart, previous):
        return replace(chart, period_from=previous.period_from, period_to=previous.period_to)
    week = timedelta(days=7)
    earlier = replace(chart, period_from=chart.period_from - week, period_to=chart.period_to - week)
    agreeing, told = agreement(chart, previous)
    return earlier if follows(earlier, previous) and told >= 10 and agreeing >= 0.8 * told else chart
