"""Use cases on charts: bring files in, and look at what is kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tophits.app.compose import Bot
from tophits.domain.charts import Cadence, Chart, ChartInfo
from tophits.domain.errors import ChartRefused, UsageError
from tophits.history.ports import ChartArchive, RawPage
from tophits.ranking.guards import look_alike
from tophits.sources.importing import import_file
from tophits.sources.protocol import ImportResult


@dataclass(frozen=True, slots=True)
class FileImported:
    """What became of one file: charts new to the archive, known ones, newer versions of known ones, and refusals."""

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
    kept = bot.store.charts.keep(good, now) if good else ()
    if good:
        bot.store.pages.keep(RawPage(good[0].source, name, now, body))
    return FileImported(
        file=name,
        new=sum(one.is_new and one.replaces is None for one in kept),
        known=sum(not one.is_new for one in kept),
        replaced=sum(one.is_new and one.replaces is not None for one in kept),
        entries=sum(len(chart.entries) for chart in good),
        refused=tuple(str(refusal) for refusal in refused),
    )


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
        reach = before - timedelta(days=15)
        infos = [
            info
            for info in archive.infos(reach, before - timedelta(days=1))
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


def show(bot: Bot, chart: int) -> Chart:
    """One chart as it was given.

    Raises:
        UsageError: there is none with this number.
    """
    return bot.store.charts.entries(chart)
