"""Use cases on charts: bring files in, and look at what is kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path

from tophits.app.audit import write_down
from tophits.app.compose import Bot
from tophits.app.texts import read_cadence
from tophits.domain.charts import GLOBAL, Cadence, Chart, ChartInfo
from tophits.domain.errors import ChartRefused, UsageError
from tophits.history.ports import ChartArchive, Kept, RawPage
from tophits.ranking.guards import look_alike
from tophits.sources.importing import import_file
from tophits.sources.protocol import ImportResult
from tophits.sources.territories import COUNTRIES, territory_code

_REACH = timedelta(days=15)
"""How far back the chart before may be."""


@dataclass(frozen=True, slots=True)
class FileImported:
    """What became of one file: charts new to the archive, known ones, newer versions of known ones, and refusals.

    A refusal says what to do about it where that is more than to look at the line named.
    """

    file: str
    new: int
    known: int
    replaced: int
    entries: int
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A kept chart in a list."""

    chart: int
    source: str
    territory: str
    cadence: Cadence
    period_from: date
    period_to: date
    depth: int


def read_territory(text: str | None) -> str | None:
    """The code of a territory that a person names; None stays None.

    Raises:
        UsageError: it is none that we know; with the nearest.
    """
    if text is None:
        return None
    code = territory_code(text)
    if code is None:
        names = {name.casefold(): f"{code} ({name})" for code, name in COUNTRIES.items()}
        near = get_close_matches(text.casefold(), [GLOBAL, *names], n=1)
        hint = f"Did you mean {names.get(near[0], near[0])}? " if near else ""
        raise UsageError(
            f"{text!r} is no territory", remedy=f"{hint}Give a country's code of two letters, such as us, or {GLOBAL}."
        )
    return code


def read_period(text: str | None) -> Cadence | None:
    """`day` or `week`; None stays None.

    Raises:
        UsageError: it is something else.
    """
    cadence = read_cadence(text)
    if cadence not in (None, Cadence.DAY, Cadence.WEEK):
        raise UsageError(f"Charts of a {cadence} have to say so in their columns", remedy="Say one of: day, week")
    return cadence


def import_charts(
    bot: Bot,
    files: Sequence[Path],
    *,
    source: str | None = None,
    territory: str | None = None,
    cadence: Cadence | None = None,
    week_ending: date | None = None,
    say: Callable[[str], None] | None = None,
) -> tuple[FileImported, ...]:
    """Bring files in, each in one transaction: what is refused in one file never stops another.

    Raises:
        UsageError: a file cannot be read; nothing was imported.
    """
    folder = next((file for file in files if file.is_dir()), None)
    if folder is not None:
        raise UsageError(f"{folder} is a folder", remedy=f"Name its files, such as {folder / '*.csv'}")
    unreadable = [str(file) for file in files if not file.is_file()]
    if unreadable:
        raise UsageError(f"No such file: {', '.join(unreadable)}")
    done = []
    for file in files:
        try:
            body = file.read_bytes()
        except OSError as error:
            raise UsageError(f"Cannot read {file}: {error.strerror}") from error
        imported = import_bytes(
            bot, file.name, body, source=source, territory=territory, cadence=cadence, week_ending=week_ending
        )
        if say is not None:
            say(f"{file.name}: {imported.new} new, {imported.known} known, {len(imported.refused)} refused")
        done.append(imported)
    bot.store.retention(bot.clock.now())
    return tuple(done)


def import_bytes(
    bot: Bot,
    name: str,
    body: bytes,
    *,
    source: str | None = None,
    territory: str | None = None,
    cadence: Cadence | None = None,
    week_ending: date | None = None,
) -> FileImported:
    """Bring one file in. The page itself is kept, too, when anything in it was good."""
    now = bot.clock.now()
    result = import_file(
        name,
        body,
        source=source,
        territory=territory,
        cadence=cadence,
        week_ending=week_ending,
        today=now.date() + timedelta(days=1),  # it is tomorrow already, somewhere
        kept=latest_kept(bot.store.charts),
    )
    good, refused = without_look_alikes(result, bot.store.charts, name)
    try:
        kept: Sequence[Kept] = bot.store.charts.keep(good, now) if good else ()
    except ChartRefused as error:  # all or none: the file is refused, and others go on
        good, kept, refused = [], (), [*refused, error]
    if good:
        bot.store.pages.keep(RawPage(good[0].source, name, now, body))
    return FileImported(
        file=name,
        new=sum(one.is_new and one.replaces is None for one in kept),
        known=sum(not one.is_new for one in kept),
        replaced=sum(one.is_new and one.replaces is not None for one in kept),
        entries=sum(len(chart.entries) for chart in good),
        refused=tuple(map(_told, refused)),
    )


def _told(refusal: ChartRefused) -> str:
    """A refusal in words, and its remedy where it has one of its own."""
    is_usual = refusal.remedy == ChartRefused.default_remedy
    return str(refusal) if is_usual else f"{refusal}. {refusal.remedy}"


def without_look_alikes(
    result: ImportResult, archive: ChartArchive, file: str
) -> tuple[list[Chart], list[ChartRefused]]:
    """Refuse charts that are another territory's: publishers answer with the caller's country and do not say so."""
    good: list[Chart] = []
    refused = list(result.refused)
    for chart in result.charts:
        beside = [
            archive.entries(info.chart_id)
            for info in archive.infos(chart.period_to, chart.period_to)
            if (info.source, info.cadence, info.period_from, info.period_to)
            == (chart.source, chart.cadence, chart.period_from, chart.period_to)
            and info.territory != chart.territory
        ]
        same_days = [one for one in good if (one.period_from, one.period_to) == (chart.period_from, chart.period_to)]
        found = look_alike(chart, [*beside, *same_days])
        if found is None:
            good.append(chart)
        else:
            refused.append(
                ChartRefused(
                    found.message, source=chart.source, territory=chart.territory, day=chart.period_to, file=file
                )
            )
    return good, refused


def latest_kept(archive: ChartArchive) -> Callable[[str, str, Cadence, date], Chart | None]:
    """The chart before, for checking previous ranks."""

    def latest(source: str, territory: str, cadence: Cadence, before: date) -> Chart | None:
        reach = max(before, date.min + _REACH) - _REACH
        infos = [
            info
            for info in archive.infos(reach, before)
            if (info.source, info.territory, info.cadence) == (source, territory, cadence) and info.period_to < before
        ]
        newest = max(infos, key=lambda info: info.period_to, default=None)
        return archive.entries(newest.chart_id) if newest is not None else None

    return latest


def charts(
    bot: Bot, *, first: date | None, last: date | None, source: str | None, territory: str | None
) -> tuple[ChartLine, ...]:
    """Kept charts whose period touches the days, newest last."""
    infos = bot.store.charts.infos(first or date.min, last or date.max)
    return tuple(_lines(infos, source, territory))


def _lines(infos: Sequence[ChartInfo], source: str | None, territory: str | None) -> Iterator[ChartLine]:
    for info in infos:
        if source in (None, info.source) and territory in (None, info.territory):
            yield ChartLine(
                info.chart_id, info.source, info.territory, info.cadence, info.period_from, info.period_to, info.depth
            )


def drop(bot: Bot, chart: int, why: str = "") -> bool:
    """Leave a chart that was kept wrongly out of all reading; whether it was read until now. Nothing is deleted.

    Raises:
        UsageError: there is none with this number.
    """
    was_read = bot.store.charts.withdraw(chart, bot.clock.now(), why)
    if was_read:
        write_down(bot, "charts drop", f"chart {chart}", why)
    return was_read


def show(bot: Bot, chart: int) -> Chart:
    """One chart as it was given.

    Raises:
        UsageError: there is none with this number.
    """
    return bot.store.charts.entries(chart)
