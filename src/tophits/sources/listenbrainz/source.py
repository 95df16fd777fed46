"""What is asked of ListenBrainz: last week's statistics, and for the past those of the month and the year."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from tophits.domain.charts import Chart
from tophits.domain.errors import ChartRefused, UsageError
from tophits.sources.asking import Wish
from tophits.sources.facts import Facts, Switch
from tophits.sources.fields import Field, Row
from tophits.sources.listenbrainz.stats import CADENCES, FIELDS, IGNORED, read_stats, stat_rows
from tophits.sources.options import read_options
from tophits.sources.protocol import Ask, Fetch, Page, Refusal
from tophits.sources.sheet import Sheet

STATS = "https://api.listenbrainz.org/1/stats/sitewide/recordings?range={span}&count={depth}&offset=0"
DEEPEST = 1000


@dataclass(frozen=True, slots=True)
class ListenBrainzSettings:
    """`ranges` are those read every time; `depth` is at most 1000."""

    ranges: tuple[str, ...] = ("week",)
    depth: int = 200

    def __post_init__(self) -> None:
        if not set(self.ranges) <= set(CADENCES):
            raise ValueError(f"ranges are some of {', '.join(CADENCES)}")
        if not 10 <= self.depth <= DEEPEST:
            raise ValueError(f"depth is 10 to {DEEPEST}")


@dataclass(frozen=True, slots=True)
class ListenBrainz:
    """The source `listenbrainz`: a worldwide chart for each range, by the range's name."""

    settings: ListenBrainzSettings = ListenBrainzSettings()

    name: ClassVar[str] = "listenbrainz"
    origin: ClassVar[str] = "listenbrainz"
    fields: ClassVar[tuple[Field[Any], ...]] = FIELDS
    ignored_fields: ClassVar[tuple[str, ...]] = IGNORED
    facts: ClassVar[Facts] = Facts(
        title="ListenBrainz, everybody's listens",
        hosts=frozenset({"api.listenbrainz.org"}),
        terms="data under CC0",
        switch=Switch.ON,
        unproven="only the sample of two rows in the publisher's documents was seen",
        keeps="the last week, month and year",
    )

    def configured(self, options: Mapping[str, object]) -> "ListenBrainz":
        """The same with these settings."""
        return replace(self, settings=read_options(ListenBrainzSettings, options, self.name))

    def charts(self) -> tuple[str, ...]:
        """The ranges."""
        return self.settings.ranges

    def rows(self, chart_id: str, page: Page) -> Sequence[Row]:
        """The rows of a page, for a probe."""
        return stat_rows(Sheet(self.name, chart_id, date.min, page))

    def read(self, chart_id: str, day: date) -> Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]:
        """Ask for the last whole week, month or year."""
        if chart_id not in CADENCES:
            raise UsageError(f"the source {self.name} offers {', '.join(CADENCES)}, not {chart_id}")
        (page,) = yield Fetch("GET", self._address(chart_id))
        return (self._chart(chart_id, day, page),)

    def read_past(
        self, first: date, last: date, kept: frozenset[date]
    ) -> Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]:
        """Ask for the last year, month and week: three calls, whatever is kept."""
        del kept
        charts = []
        for span in reversed(CADENCES):
            for page in (yield Wish("GET", self._address(span))):
                try:
                    charts.append(self._chart(span, last, page))
                except ChartRefused as error:
                    yield Refusal(error)
        return tuple(chart for chart in charts if first <= chart.period_to <= last)

    def _address(self, span: str) -> str:
        return STATS.format(span=span, depth=self.settings.depth)

    def _chart(self, span: str, day: date, page: Page) -> Chart:
        return read_stats(Sheet(self.name, "global", day, page), span, self.settings.depth)


LISTENBRAINZ = ListenBrainz()
