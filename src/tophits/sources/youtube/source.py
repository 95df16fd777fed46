"""What is asked for YouTube: the inbox for downloaded exports; the page's internal JSON only when a person says so."""

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from tophits.domain.charts import GLOBAL, Chart
from tophits.domain.errors import UsageError
from tophits.sources.facts import Facts, Switch
from tophits.sources.fields import Field, Row
from tophits.sources.files import FileSource
from tophits.sources.importing import LatestKept, nothing_kept
from tophits.sources.options import read_options
from tophits.sources.protocol import Ask, Fetch, Page
from tophits.sources.sheet import Sheet
from tophits.sources.territories import COUNTRIES
from tophits.sources.youtube.browse import FIELDS, IGNORED, read_tracks, track_rows

BROWSE = "https://charts.youtube.com/youtubei/v1/browse?alt=json"
INBOX = "inbox"
PATTERN = "*[yY]ou[tT]ube*.csv"


@dataclass(frozen=True, slots=True)
class YouTubeSettings:
    """`internal` switches the page's undocumented JSON on, for `territories`."""

    internal: bool = False
    territories: tuple[str, ...] = (GLOBAL,)

    def __post_init__(self) -> None:
        unknown = [code for code in self.territories if code != GLOBAL and code not in COUNTRIES]
        if unknown:
            raise ValueError(f"there is no territory {unknown[0]}")


@dataclass(frozen=True, slots=True)
class YouTube:
    """The source `youtube`: the chart `inbox`, and a chart for each territory once switched on."""

    settings: YouTubeSettings = YouTubeSettings()
    kept: LatestKept = nothing_kept

    name: ClassVar[str] = "youtube"
    origin: ClassVar[str] = "youtube"
    fields: ClassVar[tuple[Field[Any], ...]] = FIELDS
    ignored_fields: ClassVar[tuple[str, ...]] = IGNORED
    facts: ClassVar[Facts] = Facts(
        title="YouTube, weekly top songs",
        hosts=frozenset({"charts.youtube.com"}),
        terms="YouTube's terms bar automated access; the export is downloaded by hand",
        switch=Switch.ON,
        unproven="the internal JSON (off unless switched on) was never recorded; the export was",
        is_dated_by_capture=True,
    )

    def configured(self, options: Mapping[str, object]) -> "YouTube":
        """The same with these settings."""
        return replace(self, settings=read_options(YouTubeSettings, options, self.name))

    def charts(self) -> tuple[str, ...]:
        """The inbox, and the territories that are switched on."""
        return (INBOX, *(self.settings.territories if self.settings.internal else ()))

    def rows(self, chart_id: str, page: Page) -> Sequence[Row]:
        """The rows of a page of the internal JSON, for a probe."""
        return track_rows(Sheet(self.name, chart_id, date.min, page))

    def read(self, chart_id: str, day: date) -> Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]:
        """Ask for the exports in the inbox, or for a territory's chart of the last whole week."""
        if chart_id == INBOX:
            inbox = FileSource(self.name, PATTERN, named=self.name, kept=self.kept)
            return (yield from inbox.read(INBOX, day))
        if chart_id != GLOBAL and chart_id not in COUNTRIES:
            raise UsageError(f"the source {self.name} offers {INBOX}, {GLOBAL} or a country such as us, not {chart_id}")
        body = json.dumps(_question(chart_id)).encode()
        headers = {"content-type": "application/json"}
        (page,) = yield Fetch("POST", BROWSE, headers=headers, body=body)
        return (read_tracks(Sheet(self.name, chart_id, day, page), day),)


def _question(territory: str) -> dict[str, object]:
    """What the page itself sends."""
    country = "US" if territory == GLOBAL else territory.upper()
    client = {"clientName": "WEB_MUSIC_ANALYTICS", "clientVersion": "2.0", "hl": "en", "gl": country, "theme": "MUSIC"}
    query = {
        "perspective": "CHART_DETAILS",
        "chart_params_country_code": territory,
        "chart_params_chart_type": "TRACKS",
        "chart_params_period_type": "WEEKLY",
    }
    return {
        "context": {"client": client, "capabilities": {}, "request": {"internalExperimentFlags": []}},
        "browseId": "FEmusic_analytics_charts_home",
        "query": "&".join(f"{name}={value}" for name, value in query.items()),
    }


YOUTUBE = YouTube()
