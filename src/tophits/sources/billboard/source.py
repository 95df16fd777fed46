"""What is asked of the mirrors of the Hot 100: today's chart, or every week between two days."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar

from tophits.domain.charts import Cadence, Chart
from tophits.domain.errors import ChartRefused, UsageError
from tophits.sources.asking import Wish
from tophits.sources.billboard.mirrors import (
    CSV_FIELDS,
    JSON_FIELDS,
    csv_chart,
    csv_weeks,
    json_chart,
    json_rows,
    valid_dates,
)
from tophits.sources.facts import Facts, Switch
from tophits.sources.fields import Field, Row
from tophits.sources.options import read_options
from tophits.sources.periods import measured
from tophits.sources.protocol import Ask, Fetch, Page, Refusal
from tophits.sources.sheet import Sheet

CSV = "https://raw.githubusercontent.com/utdata/rwd-billboard-data/main/data-out/hot-100-current.csv"
JSON = "https://raw.githubusercontent.com/mhollingshead/billboard-hot-100/main/"
MIRRORS = ("csv", "json")
_CHART_ID = "us"
_AHEAD = timedelta(days=7)
"""A Hot 100 comes out days before its date."""
_STALE = timedelta(days=60)
"""Of what a mirror has not had for so long nothing new is to be expected."""


@dataclass(frozen=True, slots=True)
class BillboardSettings:
    """`mirror` is `csv` (all weeks in one file of some 20 MB, MIT) or `json` (a small file a week, no licence)."""

    mirror: str = "csv"

    def __post_init__(self) -> None:
        if self.mirror not in MIRRORS:
            raise ValueError(f"mirror is one of {', '.join(MIRRORS)}")


@dataclass(frozen=True, slots=True)
class Billboard:
    """The source `billboard`: one chart, the Hot 100 of the United States."""

    settings: BillboardSettings = BillboardSettings()

    name: ClassVar[str] = "billboard"
    origin: ClassVar[str] = "billboard"
    facts: ClassVar[Facts] = Facts(
        title="Billboard Hot 100, from a mirror",
        hosts=frozenset({"raw.githubusercontent.com"}),
        terms="rankings are Billboard's; the CSV mirror is under the MIT licence, the JSON mirror states none",
        switch=Switch.ON,
        keeps="every week since 1958",
        largest=48 * 1024 * 1024,
    )

    @property
    def fields(self) -> tuple[Field[Any], ...]:
        """The fields of the mirror in use. Any: of several kinds."""
        return CSV_FIELDS if self.settings.mirror == "csv" else JSON_FIELDS

    def configured(self, options: Mapping[str, object]) -> "Billboard":
        """The same with these settings."""
        return replace(self, settings=read_options(BillboardSettings, options, self.name))

    def charts(self) -> tuple[str, ...]:
        """One: `us`."""
        return (_CHART_ID,)

    def rows(self, chart_id: str, page: Page) -> Sequence[Row]:
        """The rows of a page, for a probe; of the CSV those of its newest week."""
        sheet = Sheet(self.name, chart_id, date.min, page)
        if self.settings.mirror == "json":
            return json_rows(sheet)
        weeks = csv_weeks(sheet, date.min, date.max)
        return weeks[max(weeks)]

    def read(self, chart_id: str, day: date) -> Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]:
        """Ask for the newest Hot 100 that was out on a day."""
        if chart_id != _CHART_ID:
            raise UsageError(f"the source {self.name} offers {_CHART_ID}, not {chart_id}")
        if self.settings.mirror == "json":
            return (yield from self._newest_of_json(day))
        (page,) = yield Fetch("GET", CSV)
        sheet = Sheet(self.name, _CHART_ID, day, page)
        weeks = csv_weeks(sheet, day - _STALE, day + _AHEAD)
        if not weeks:
            raise sheet.refusal(f"it has no week of the last {_STALE.days} days: the mirror stands still")
        return (csv_chart(sheet, max(weeks), weeks[max(weeks)]),)

    def read_past(
        self, first: date, last: date, kept: frozenset[date]
    ) -> Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]:
        """Ask for every week that measures days up to one in `first` to `last`, but those that are kept."""
        if self.settings.mirror == "json":
            return (yield from self._past_of_json(first, last, kept))
        (page,) = yield Fetch("GET", CSV)
        sheet = Sheet(self.name, _CHART_ID, last, page)
        charts = []
        for week, rows in sorted(csv_weeks(sheet, first, last + _STALE).items()):
            if _is_wanted(week, first, last, kept):
                try:
                    charts.append(csv_chart(sheet, week, rows))
                except ChartRefused as error:
                    yield Refusal(error)
        return tuple(charts)

    def _newest_of_json(self, day: date) -> Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]:
        (page,) = yield Fetch("GET", JSON + "recent.json")
        sheet = Sheet(self.name, _CHART_ID, day, page)
        chart = json_chart(sheet)
        if chart.published is not None and chart.published > day + _AHEAD:
            raise sheet.refusal(f"it is dated {chart.published}, more than a week ahead")
        return (chart,)

    def _past_of_json(
        self, first: date, last: date, kept: frozenset[date]
    ) -> Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]:
        (page,) = yield Fetch("GET", JSON + "valid_dates.json")
        charts = []
        for week in valid_dates(Sheet(self.name, _CHART_ID, last, page)):
            if not _is_wanted(week, first, last, kept):
                continue
            for answer in (yield Wish("GET", f"{JSON}date/{week.isoformat()}.json")):
                try:
                    charts.append(json_chart(Sheet(self.name, _CHART_ID, week, answer), week))
                except ChartRefused as error:
                    yield Refusal(error)
        return tuple(charts)


def _is_wanted(week: date, first: date, last: date, kept: frozenset[date]) -> bool:
    ends = measured("billboard", week, Cadence.WEEK).last
    return first <= ends <= last and ends not in kept


BILLBOARD = Billboard()
