"""Use cases of fetching: ask the sources that are on, look at one closely, read the past, read old pages again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from tophits.app.charts import import_bytes, latest_kept, without_look_alikes
from tophits.app.compose import Bot
from tophits.app.texts import pick
from tophits.domain.charts import Cadence, Chart
from tophits.domain.clock import Clock
from tophits.domain.errors import ChartRefused, ChartUnavailable, UsageError
from tophits.history.ports import ChartArchive, RawPage
from tophits.sources.asking import Remembering, Wish
from tophits.sources.checking import Known, checked
from tophits.sources.facts import Switch, facts_of
from tophits.sources.fields import FieldFound, examine, unknown_fields
from tophits.sources.importing import LatestKept
from tophits.sources.options import Configurable
from tophits.sources.protocol import Fetch, ImportResult, Inbox, Page, Reading, Source, drive
from tophits.sources.registry import known_sources

if TYPE_CHECKING:
    from tophits.adapters.fetching.fetcher import Desk, Visit
    from tophits.adapters.fetching.wire import Send

BACKFILL = timedelta(weeks=53)
_INBOX = "inbox"
_EVERYTHING = "file"
"""The source that takes every file of the inbox: it comes last."""


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """What a person settled about fetching.

    `on` and `off` are sources by name: those that need a person's word and have it, and those switched off.
    `options` are each source's own settings, `secrets` values by name. `stand_in` is the address of a sandbox's
    publishers; None are the true ones.
    """

    contact: str = ""
    on: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    stand_in: str | None = None


@dataclass(frozen=True, slots=True)
class ChartFetched:
    """What became of one chart: new, newer (other lines than the one kept), known, or refused with the reason."""

    source: str
    chart: str
    territory: str | None
    cadence: Cadence | None
    period_to: date | None
    state: str
    why: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Probed:
    """What one look at a source found: the pages, its rows field by field, and the charts or why there are none."""

    source: str
    chart: str
    pages: tuple[tuple[str, int], ...]
    rows: int
    fields: tuple[FieldFound, ...]
    unknown: tuple[str, ...]
    charts: tuple[str, ...]
    refused: tuple[str, ...]
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in a list. `proven` says how sure its shape is; `newest` is the last day of its newest kept chart."""

    source: str
    title: str
    origin: str
    state: str
    charts: tuple[str, ...]
    kept: int
    newest: date | None
    proven: str
    keeps: str
    terms: str


class Fetching:
    """The use cases, on one bot. Each is complete in itself."""

    def __init__(self, bot: Bot, settings: FetchSettings, desk: "Desk", sources: Mapping[str, Source]) -> None:
        self._bot = bot
        self._settings = settings
        self._desk = desk
        self._clock: Clock = bot.clock
        self._archive: ChartArchive = bot.store.charts
        self._latest: LatestKept = latest_kept(self._archive)
        self._sources = {name: self._prepared(source) for name, source in _inbox_last(sources)}

    # --- Which -----------------------------------------------------------------------------------------

    def state(self, source: Source) -> str:
        """`on`, or `off` and what it takes."""
        facts = facts_of(source)
        if source.name in self._settings.off:
            return "off: switched off in the settings"
        missing = [name for name in facts.secrets if not self._settings.secrets.get(name)]
        if missing:
            return f"off: needs {', '.join(missing)}"
        if facts.switch is Switch.SWITCH and source.name not in self._settings.on:
            return "off: must be switched on"
        return "on"

    def sources(self) -> tuple[SourceLine, ...]:
        """Every source that is known."""
        infos = self._archive.infos(date.min, date.max)
        lines = []
        for source in self._sources.values():
            ends = [info.period_to for info in infos if info.source == source.name]
            facts = facts_of(source)
            lines.append(
                SourceLine(
                    source.name,
                    facts.title,
                    source.origin,
                    self.state(source),
                    source.charts(),
                    len(ends),
                    max(ends, default=None),
                    self._proven(source),
                    facts.keeps,
                    facts.terms,
                )
            )
        return tuple(lines)

    def _proven(self, source: Source) -> str:
        from tophits.adapters.fetching.cache import first_good

        doubt = facts_of(source).unproven
        seen = first_good(self._desk.cache, source.name)
        if seen is not None:
            return f"proven live on {seen.date().isoformat()}"
        return "its shape was recorded whole" if doubt is None else f"unproven live: {doubt}"

    # --- Fetch -----------------------------------------------------------------------------------------

    def fetch(
        self, names: Sequence[str] = (), *, again: bool = False, say: Callable[[str], None] | None = None
    ) -> tuple[ChartFetched, ...]:
        """Read today's charts of the sources named, or of all that are on; one that fails never stops another.

        Raises:
            UsageError: a name is unknown, or a source named is off.
        """
        done: list[ChartFetched] = []
        for source in self._chosen(names):
            for chart_id in source.charts():
                visit = self._visit(source, again=again)
                result = _driven(source, source.read(chart_id, self._clock.now().date()), visit.answer)
                told = self._take(source, chart_id, result)
                if any(one.state == "refused" for one in told):
                    visit.spoil()
                self._desk.inbox.put_away(visit.files, frozenset(e.file for e in result.refused if e.file))
                done += told
                if say is not None and told:
                    say(f"{source.name} {chart_id}: {', '.join(_counted(told))}")
        self._bot.store.retention(self._clock.now())
        return tuple(done)

    def backfill(
        self, names: Sequence[str] = (), *, reach: timedelta = BACKFILL, say: Callable[[str], None] | None = None
    ) -> tuple[ChartFetched, ...]:
        """Read what the publishers still give of the past; what is kept already is not asked for again.

        Raises:
            UsageError: a name is unknown, or a source named is off.
        """
        today = self._clock.now().date()
        done: list[ChartFetched] = []
        for source in self._chosen(names):
            if not isinstance(source, Remembering):
                continue
            kept = frozenset(info.period_to for info in self._infos(source.name))
            visit = self._visit(source, again=False)
            result = _driven(source, source.read_past(today - reach, today, kept), visit.answer)
            told = self._take(source, "past", result)
            done += told
            if say is not None:
                say(f"{source.name}: {', '.join(_counted(told)) or 'nothing new'}")
        return tuple(done)

    def probe(self, name: str, chart_id: str | None = None) -> Probed:
        """Ask one source once, whether it is on or not, and tell field by field what came; no chart is kept.

        Raises:
            UsageError: the name is unknown, or the source has nothing to fetch.
        """
        from tophits.adapters.fetching.cache import note_good

        pick((name,), tuple(self._sources), "source")
        source = self._sources[name]
        chart_id = chart_id or next((one for one in source.charts() if one != _INBOX), None)
        if chart_id is None:
            raise UsageError(f"The source {name} has nothing to fetch", remedy="Lay its files into the inbox.")
        visit = self._visit(source, again=True)
        pages: list[Page] = []

        def answer(ask: Fetch | Inbox) -> tuple[Page, ...]:
            found = visit.answer(ask)
            pages.extend(found)
            return found

        result = _driven(source, source.read(chart_id, self._clock.now().date()), answer)
        good, refused = self._sound(source, result)
        if good and not refused and not self._desk.is_stand_in:
            note_good(self._desk.cache, name, self._clock.now())
        rows, fields, unknown, odd = _examined(source, chart_id, pages)
        return Probed(
            source=name,
            chart=chart_id,
            pages=tuple((page.name, len(page.body)) for page in pages),
            rows=rows,
            fields=fields,
            unknown=unknown,
            charts=tuple(_told(chart) for chart in good),
            refused=tuple(dict.fromkeys([*map(str, refused), *odd])),
            body=pages[0].body if pages else None,
        )

    def reparse(self, names: Sequence[str] = ()) -> tuple[ChartFetched, ...]:
        """Read the pages that are kept again, oldest first, with the parsers of today; nothing is fetched.

        Charts that come out otherwise than before are kept beside the older ones, and replace them in reading.

        Raises:
            UsageError: a name is unknown.
        """
        pick(tuple(names), tuple(self._sources), "source")
        done: list[ChartFetched] = []
        for source in [self._sources[name] for name in names or self._sources]:
            pages = list(self._bot.store.pages.pages(source.name))
            done += self._reparsed_files(source, [page for page in pages if not _is_fetched(page)])
            fetched = [page for page in pages if _is_fetched(page)]
            for day in sorted({page.fetched_at.date() for page in fetched}):
                done += self._reparsed_day(source, day, [page for page in fetched if page.fetched_at.date() <= day])
            done += self._reparsed_past(source, fetched)
        return tuple(done)

    def _reparsed_files(self, source: Source, pages: Sequence[RawPage]) -> Iterator[ChartFetched]:
        for page in pages:
            told = import_bytes(self._bot, page.name, page.body)
            states = (("new", told.new), ("newer", told.replaced), ("known", told.known))
            for state, times in states:
                yield from [ChartFetched(source.name, page.name, None, None, None, state)] * times
            for why in told.refused:
                yield ChartFetched(source.name, page.name, None, None, None, "refused", why)

    def _reparsed_day(self, source: Source, day: date, pages: Sequence[RawPage]) -> Iterator[ChartFetched]:
        """The charts whose first page came on that day; what else they ask for may be older."""
        of_day = {page.name: page for page in pages if page.fetched_at.date() == day}
        upto = {page.name: page for page in pages}
        for chart_id in source.charts():
            if chart_id == _INBOX:
                continue
            answers = _Recorded(of_day, upto)
            result = _driven(source, source.read(chart_id, day), answers.answer)
            if not answers.is_lacking:
                yield from self._take(source, chart_id, result)

    def _reparsed_past(self, source: Source, pages: Sequence[RawPage]) -> Sequence[ChartFetched]:
        ends = [info.period_to for info in self._infos(source.name)]
        if not (isinstance(source, Remembering) and pages and ends):
            return ()
        upto = {page.name: page for page in pages}
        answers = _Recorded(upto, upto)
        result = _driven(source, source.read_past(min(ends), max(ends), frozenset()), answers.answer)
        return () if answers.is_lacking else self._take(source, "past", result)

    # --- What every reading has in common --------------------------------------------------------------

    def _chosen(self, names: Sequence[str]) -> list[Source]:
        pick(tuple(names), tuple(self._sources), "source")
        if not names:
            return [source for source in self._sources.values() if self.state(source) == "on"]
        chosen = [self._sources[name] for name in names]
        for source in chosen:
            state = self.state(source)
            if state != "on":
                raise UsageError(f"The source {source.name} is {state}", remedy="See: tophits charts sources")
        return chosen

    def _prepared(self, source: Source) -> Source:
        """The source with its settings, and with the charts that are kept where it wants to know them."""
        options = self._settings.options.get(source.name)
        if options and not isinstance(source, Configurable):
            raise UsageError(f"the source {source.name} has no settings of its own")
        if options and isinstance(source, Configurable):
            source = source.configured(options)
        prepared: Any = source  # whether it has such a field is not known of a plug-in
        if is_dataclass(prepared) and hasattr(prepared, "kept"):
            prepared = replace(prepared, kept=self._latest)  # type: ignore[type-var]  # an instance, not a class
        return cast("Source", prepared)

    def _visit(self, source: Source, *, again: bool) -> "Visit":
        from tophits import __version__
        from tophits.adapters.fetching.fetcher import Manners, Visit, user_agent

        wanted = {name: self._settings.secrets.get(name, "") for name in facts_of(source).secrets}
        agent = user_agent(__version__, self._settings.contact)
        return Visit(self._desk, source, Manners(agent, wanted, again))

    def _infos(self, name: str) -> Iterable[Any]:  # ChartInfo; the port gives them
        return (info for info in self._archive.infos(date.min, date.max) if info.source == name)

    def _take(self, source: Source, chart_id: str, result: ImportResult) -> list[ChartFetched]:
        """Keep what is sound, and tell what became of everything."""
        from tophits.adapters.fetching.cache import note_good

        good, refused = self._sound(source, result)
        now = self._clock.now()
        kept = self._archive.keep(good, now) if good else ()
        if good and chart_id != _INBOX and not self._desk.is_stand_in:
            note_good(self._desk.cache, source.name, now)
        told = []
        for chart, one in zip(good, kept, strict=True):
            state = "known" if not one.is_new else "new" if one.replaces is None else "newer"
            told.append(ChartFetched(source.name, chart_id, chart.territory, chart.cadence, chart.period_to, state))
        told += [
            ChartFetched(
                source.name, chart_id, error.territory, None, error.day, "refused", str(error), error.not_before
            )
            for error in refused
        ]
        return told

    def _sound(self, source: Source, result: ImportResult) -> tuple[list[Chart], list[ChartRefused]]:
        """The charts that may be kept, and everything refused on the way."""
        today = self._clock.now().date() + timedelta(days=1)  # it is tomorrow already, somewhere
        by_capture = facts_of(source).is_dated_by_capture
        good: list[Chart] = []
        refused = list(result.refused)
        for chart in sorted(result.charts, key=lambda chart: chart.period_to):
            try:
                good.append(checked(chart, Known(today, self._before(chart, good), by_capture)))
            except ChartRefused as error:
                refused.append(error)
        alone, all_refused = without_look_alikes(ImportResult(tuple(good), tuple(refused)), self._archive, source.name)
        return alone, list(all_refused)

    def _before(self, chart: Chart, read: Sequence[Chart]) -> Chart | None:
        """The latest chart before, of those kept and of those just read."""
        kept = self._latest(chart.source, chart.territory, chart.cadence, chart.period_to)
        alike = [
            other
            for other in (*read, *([kept] if kept else []))
            if (other.source, other.territory, other.cadence) == (chart.source, chart.territory, chart.cadence)
            and other.period_to < chart.period_to
        ]
        return max(alike, key=lambda other: other.period_to, default=None)


class _Recorded:
    """Answers a reading from pages that are kept. The first ask counts: without its page nothing is read."""

    def __init__(self, first: Mapping[str, RawPage], others: Mapping[str, RawPage]) -> None:
        self._next = first
        self._others = others
        self.is_lacking = False

    def answer(self, ask: Fetch | Inbox) -> tuple[Page, ...]:
        """The page that was recorded for an ask."""
        from tophits.adapters.fetching.fetcher import page_name

        if isinstance(ask, Inbox):
            return ()
        pages, self._next = self._next, self._others
        found = pages.get(page_name(ask))
        if found is not None:
            return (Page(found.name, found.body, {}, found.fetched_at),)
        if isinstance(ask, Wish):
            return ()
        self.is_lacking = True
        raise ChartUnavailable("no such page is kept", source="", file=page_name(ask))


@contextmanager
def open_fetching(
    bot: Bot,
    settings: FetchSettings | None = None,
    *,
    send: "Send | None" = None,
    sources: Mapping[str, Source] | None = None,
) -> Iterator[Fetching]:
    """Fetching on a bot's home: pages and inbox in its folder, the connection closed afterwards."""
    from tophits.adapters.fetching.fetcher import Desk
    from tophits.adapters.fetching.folder import FolderPageCache
    from tophits.adapters.fetching.folder import Inbox as InboxFolder
    from tophits.adapters.fetching.http import Http
    from tophits.adapters.fetching.stand_in import through

    settings = settings or fetch_settings(bot)
    folder = bot.home.folder
    with Http() as http:
        sending = send or http
        desk = Desk(
            through(settings.stand_in, sending) if settings.stand_in else sending,
            bot.clock,
            FolderPageCache(folder / "pages"),
            bot.store.pages,
            InboxFolder(folder / _INBOX),
            is_stand_in=settings.stand_in is not None,
        )
        yield Fetching(bot, settings, desk, known_sources() if sources is None else sources)


def fetch_settings(bot: Bot) -> FetchSettings:
    """What the settings of a bot say about fetching. Whose Spotify is a sandbox reads the sandbox's charts."""
    settings = bot.settings
    return FetchSettings(
        contact=settings.contact,
        off=frozenset(name for name, source in settings.sources.items() if not source.enabled),
        stand_in=settings.spotify.accounts_url if settings.spotify.is_stand_in else None,
    )


def _driven(source: Source, reading: Reading, answer: Callable[[Fetch | Inbox], tuple[Page, ...]]) -> ImportResult:
    """The end of a reading. A plug-in's mistake, whatever it is, is named after the plug-in and stops nobody else."""
    try:
        return drive(reading, answer)
    except UsageError as error:
        return ImportResult((), (ChartRefused(str(error), source=source.name),))
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        refusal = ChartRefused(f"the source's own code failed: {type(error).__name__}: {error}", source=source.name)
        refusal.remedy = "This is a bug of the source: report it to whoever made it."
        return ImportResult((), (refusal,))


def _examined(
    source: Source, chart_id: str, pages: Sequence[Page]
) -> tuple[int, tuple[FieldFound, ...], tuple[str, ...], tuple[str, ...]]:
    """How many rows the first page has, its fields, the unknown ones, and why where it has no rows."""
    read_rows, fields = getattr(source, "rows", None), getattr(source, "fields", None)
    if not pages or read_rows is None or fields is None:
        return 0, (), (), ()
    try:
        rows = read_rows(chart_id, pages[0])
    except ChartRefused as error:
        return 0, (), (), (str(error),)
    return len(rows), examine(rows, fields), unknown_fields(rows, fields, getattr(source, "ignored_fields", ())), ()


def _inbox_last(sources: Mapping[str, Source]) -> list[tuple[str, Source]]:
    return sorted(sources.items(), key=lambda item: item[0] == _EVERYTHING)


def _is_fetched(page: RawPage) -> bool:
    return page.name.startswith(("https://", "http://"))


def _counted(told: Sequence[ChartFetched]) -> list[str]:
    states = [one.state for one in told]
    return [f"{states.count(state)} {state}" for state in dict.fromkeys(states)]


def _told(chart: Chart) -> str:
    span = f"{chart.period_from.isoformat()} to {chart.period_to.isoformat()}"
    return f"{chart.source} {chart.territory}, {chart.cadence} {span}, {len(chart.entries)} lines"
