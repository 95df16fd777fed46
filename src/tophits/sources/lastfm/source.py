"""What is asked of Last.fm: one list for the world or a country, with the user's own free key."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar
from urllib.parse import quote

from tophits.domain.charts import GLOBAL, Chart
from tophits.domain.errors import UsageError
from tophits.sources.facts import Facts, Switch
from tophits.sources.fields import Field, Row
from tophits.sources.lastfm.toptracks import FIELDS, IGNORED, its_name, list_rows, read_list
from tophits.sources.options import read_options
from tophits.sources.protocol import Ask, Fetch, Page
from tophits.sources.sheet import Sheet
from tophits.sources.territories import COUNTRIES

ROOT = "https://ws.audioscrobbler.com/2.0/?{method}&api_key={{key}}&format=json&limit={depth}&page=1"
KEY = "lastfm.key"
"""The name of the secret."""


@dataclass(frozen=True, slots=True)
class LastFmSettings:
    """`territories` are country codes or `global`. `depth` is one page; 50 is what Last.fm gives by itself."""

    territories: tuple[str, ...] = (GLOBAL,)
    depth: int = 50

    def __post_init__(self) -> None:
        unknown = [code for code in self.territories if code != GLOBAL and code not in COUNTRIES]
        if unknown:
            raise ValueError(f"there is no territory {unknown[0]}")
        if not 10 <= self.depth <= 200:
            raise ValueError("depth is 10 to 200")


@dataclass(frozen=True, slots=True)
class LastFm:
    """The source `lastfm`: one chart for each territory."""

    settings: LastFmSettings = LastFmSettings()

    name: ClassVar[str] = "lastfm"
    origin: ClassVar[str] = "lastfm"
    fields: ClassVar[tuple[Field[Any], ...]] = FIELDS
    ignored_fields: ClassVar[tuple[str, ...]] = IGNORED
    facts: ClassVar[Facts] = Facts(
        title="Last.fm, top tracks",
        hosts=frozenset({"ws.audioscrobbler.com"}),
        terms="free key; asks for attribution and non-commercial use",
        switch=Switch.KEY,
        secrets=(KEY,),
        unproven="no raw JSON answer was recorded, only CSV and XML made from it",
        is_dated_by_capture=True,
    )

    def configured(self, options: Mapping[str, object]) -> "LastFm":
        """The same with these settings."""
        return replace(self, settings=read_options(LastFmSettings, options, self.name))

    def charts(self) -> tuple[str, ...]:
        """The territories."""
        return self.settings.territories

    def rows(self, chart_id: str, page: Page) -> Sequence[Row]:
        """The rows of a page, for a probe."""
        return list_rows(Sheet(self.name, chart_id, date.min, page))

    def read(self, chart_id: str, day: date) -> Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]:
        """Ask for a territory's list of the last week."""
        if chart_id != GLOBAL and chart_id not in COUNTRIES:
            raise UsageError(f"the source {self.name} offers {GLOBAL} or a country such as us, not {chart_id}")
        if chart_id == GLOBAL:
            method = "method=chart.gettoptracks"
        else:
            method = f"method=geo.gettoptracks&country={quote(its_name(chart_id))}"
        address = ROOT.format(method=method, depth=self.settings.depth)
        (page,) = yield Fetch("GET", address, secrets={"{key}": KEY})
        return (read_list(Sheet(self.name, chart_id, day, page), self.settings.depth, day),)


LASTFM = LastFm()
