"""What a source of charts is, for ours and for plug-ins alike: it asks, it does not fetch.

A reading is a generator: it yields what it needs and is sent pages. So a source can be tried with bytes, and
pages of last year can be read again by a mended parser.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from tophits.domain.charts import Chart
from tophits.domain.errors import ChartRefused


@dataclass(frozen=True, slots=True)
class Fetch:
    """A call to a publisher, answered with exactly one page.

    `secrets` maps a placeholder that stands in url, headers or body to the *name* of a secret; the driver puts
    the value in on its way out, so that no secret is ever recorded.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inbox:
    """The files that a person laid into the inbox and whose names fit `pattern` (as in a shell), none or many."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Said, not asked: one chart is refused and the reading goes on with the others. Answered with no page."""

    error: ChartRefused


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes as a publisher gave them. `name` is a file's name or an address without secrets."""

    name: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None


Ask = Fetch | Inbox | Refusal
Reading = Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]


class Source(Protocol):
    """A publisher of charts."""

    @property
    def name(self) -> str:
        """What it is called in settings, commands and stored charts."""
        ...

    @property
    def origin(self) -> str:
        """Whose data it is. Two sources of one origin count once."""
        ...

    def charts(self) -> tuple[str, ...]:
        """The ids of the charts that it offers."""
        ...

    def read(self, chart_id: str, day: date) -> Reading:
        """Ask for what is needed to know this chart on that day; the charts read.

        Raises:
            ChartRefused: what came back is no chart.
        """
        ...


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What came of reading: the charts that are sound, and the others, each with its reason."""

    charts: tuple[Chart, ...]
    refused: tuple[ChartRefused, ...]


def drive(reading: Reading, answer: Callable[[Fetch | Inbox], tuple[Page, ...]]) -> ImportResult:
    """Carry a reading to its end; a chart refused on the way, or at the end, is in the result."""
    refused: list[ChartRefused] = []
    pages: tuple[Page, ...] | None = None
    try:
        while True:
            ask = next(reading) if pages is None else reading.send(pages)
            if isinstance(ask, Refusal):
                refused.append(ask.error)
                pages = ()
            else:
                pages = answer(ask)
    except StopIteration as end:
        charts: tuple[Chart, ...] = end.value
        return ImportResult(charts, tuple(refused))
    except ChartRefused as error:
        return ImportResult((), (*refused, error))
