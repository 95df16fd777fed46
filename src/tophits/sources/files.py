"""Charts that a person downloaded and laid into the inbox: any table in our columns, and Spotify's own export."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date

from tophits.domain.charts import Cadence, Chart
from tophits.domain.errors import UsageError
from tophits.sources.importing import LatestKept, import_file, nothing_kept
from tophits.sources.periods import origin_of
from tophits.sources.protocol import Ask, Inbox, Page, Refusal

_CHART_ID = "inbox"


@dataclass(frozen=True, slots=True)
class FileSource:
    """The files of the inbox whose names fit `pattern`; each may hold many charts.

    `named` is the source under which they are kept; None lets each file's columns tell whose it is. `kept`
    gives the charts kept before, as for `import_file`.
    """

    name: str
    pattern: str
    named: str | None = None
    kept: LatestKept = nothing_kept

    @property
    def origin(self) -> str:
        """Whose data it is; a file of unknown shape is its own origin."""
        return origin_of(self.name)

    def charts(self) -> tuple[str, ...]:
        """One id: whatever lies in the inbox."""
        return (_CHART_ID,)

    def read(self, chart_id: str, day: date) -> Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]:
        """Ask for the files and read each; a chart that is none is said and left out. `day` is today."""
        if chart_id != _CHART_ID:
            raise UsageError(f"the source {self.name} offers {_CHART_ID}, not {chart_id}")
        pages = yield Inbox(self.pattern)
        charts: list[Chart] = []
        for page in sorted(pages, key=lambda page: page.name):
            result = import_file(page.name, page.body, source=self.named, today=day, kept=self._latest(charts))
            for error in result.refused:
                yield Refusal(error)
            charts.extend(result.charts)
        return tuple(charts)

    def _latest(self, read: list[Chart]) -> LatestKept:
        """The charts kept, and those of the files read before this one."""

        def latest(source: str, territory: str, cadence: Cadence, before: date) -> Chart | None:
            alike = [
                chart
                for chart in read
                if (chart.source, chart.territory, chart.cadence) == (source, territory, cadence)
                and chart.period_to < before
            ]
            kept = self.kept(source, territory, cadence, before)
            return max([*alike, *([kept] if kept else [])], key=lambda chart: chart.period_to, default=None)

        return latest


FILE = FileSource("file", "*")
SPOTIFY_CSV = FileSource("spotify_csv", "regional-*.csv", named="spotify_csv")
