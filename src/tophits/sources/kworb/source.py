"""What is asked of kworb.net: one page for each territory and cadence."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from tophits.domain.charts import GLOBAL, Cadence, Chart
from tophits.domain.errors import UsageError
from tophits.sources.facts import Facts, Switch
from tophits.sources.fields import Field, Row
from tophits.sources.kworb.table import FIELDS, IGNORED, read_page, table_rows
from tophits.sources.options import read_options
from tophits.sources.protocol import Ask, Fetch, Page
from tophits.sources.sheet import Sheet
from tophits.sources.territories import COUNTRIES

PAGE = "https://kworb.net/spotify/country/{chart}.html"
_CADENCES = {"daily": Cadence.DAY, "weekly": Cadence.WEEK}


@dataclass(frozen=True, slots=True)
class KworbSettings:
    """`territories` are country codes or `global`; `cadences` are `daily` and `weekly`."""

    territories: tuple[str, ...] = (GLOBAL,)
    cadences: tuple[str, ...] = ("daily",)

    def __post_init__(self) -> None:
        unknown = [code for code in self.territories if code != GLOBAL and code not in COUNTRIES]
        if unknown:
            raise ValueError(f"there is no territory {unknown[0]}")
        if not set(self.cadences) <= set(_CADENCES):
            raise ValueError(f"cadences are some of {', '.join(_CADENCES)}")


@dataclass(frozen=True, slots=True)
class Kworb:
    """The source `kworb`: charts such as `global_daily` and `us_weekly`."""

    settings: KworbSettings = KworbSettings()

    name: ClassVar[str] = "kworb"
    origin: ClassVar[str] = "spotify"
    fields: ClassVar[tuple[Field[Any], ...]] = FIELDS
    ignored_fields: ClassVar[tuple[str, ...]] = IGNORED
    facts: ClassVar[Facts] = Facts(
        title="kworb.net, Spotify's charts",
        hosts=frozenset({"kworb.net"}),
        terms="no licence found; the data are Spotify's: at most one fetch of a page a day",
        switch=Switch.SWITCH,
        unproven="rows were recorded, the page with its links was not",
        is_scraped=True,
    )

    def configured(self, options: Mapping[str, object]) -> "Kworb":
        """The same with these settings."""
        return replace(self, settings=read_options(KworbSettings, options, self.name))

    def charts(self) -> tuple[str, ...]:
        """Every territory in every cadence."""
        return tuple(f"{code}_{cadence}" for cadence in self.settings.cadences for code in self.settings.territories)

    def rows(self, chart_id: str, page: Page) -> Sequence[Row]:
        """The rows of a page, for a probe."""
        return table_rows(Sheet(self.name, chart_id.partition("_")[0], date.min, page))

    def read(self, chart_id: str, day: date) -> Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]:
        """Ask for a page of today; its chart is one or two days behind."""
        territory, _, word = chart_id.partition("_")
        if word not in _CADENCES or (territory != GLOBAL and territory not in COUNTRIES):
            raise UsageError(f"the source {self.name} offers charts such as global_daily, not {chart_id}")
        (page,) = yield Fetch("GET", PAGE.format(chart=chart_id))
        return (read_page(Sheet(self.name, territory, day, page), _CADENCES[word]),)


KWORB = Kworb()
