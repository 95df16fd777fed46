"""What is asked of Deezer: the playlists that a person names, each as the chart of a territory."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from tophits.domain.charts import GLOBAL, Chart
from tophits.domain.errors import UsageError
from tophits.sources.deezer.playlist import FIELDS, IGNORED, playlist_rows, read_playlist
from tophits.sources.facts import Facts, Switch
from tophits.sources.fields import Field, Row
from tophits.sources.options import read_options
from tophits.sources.protocol import Ask, Fetch, Page
from tophits.sources.sheet import Sheet
from tophits.sources.territories import COUNTRIES

TRACKS = "https://api.deezer.com/playlist/{playlist}/tracks?limit={depth}&index=0"
TOP_WORLDWIDE = "3155776842"


@dataclass(frozen=True, slots=True)
class DeezerSettings:
    """`playlists` has the id of the playlist of each territory."""

    playlists: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({GLOBAL: TOP_WORLDWIDE}))
    depth: int = 100

    def __post_init__(self) -> None:
        for territory, playlist in self.playlists.items():
            if territory != GLOBAL and territory not in COUNTRIES:
                raise ValueError(f"there is no territory {territory}")
            if not playlist.isdecimal():
                raise ValueError(f"the playlist of {territory} is {playlist!r}, which is no id")
        if not 10 <= self.depth <= 200:
            raise ValueError("depth is 10 to 200")


@dataclass(frozen=True, slots=True)
class Deezer:
    """The source `deezer`: one chart for each territory that has a playlist."""

    settings: DeezerSettings = field(default_factory=DeezerSettings)

    name: ClassVar[str] = "deezer"
    origin: ClassVar[str] = "deezer"
    fields: ClassVar[tuple[Field[Any], ...]] = FIELDS
    ignored_fields: ClassVar[tuple[str, ...]] = IGNORED
    facts: ClassVar[Facts] = Facts(
        title="Deezer, chart playlists",
        hosts=frozenset({"api.deezer.com"}),
        terms="free; wording on commercial use not found. The worldwide list is mostly US country radio",
        switch=Switch.SWITCH,
        is_dated_by_capture=True,
    )

    def configured(self, options: Mapping[str, object]) -> "Deezer":
        """The same with these settings."""
        return replace(self, settings=read_options(DeezerSettings, options, self.name))

    def charts(self) -> tuple[str, ...]:
        """The territories."""
        return tuple(self.settings.playlists)

    def rows(self, chart_id: str, page: Page) -> Sequence[Row]:
        """The rows of a page, for a probe."""
        return playlist_rows(Sheet(self.name, chart_id, date.min, page))

    def read(self, chart_id: str, day: date) -> Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]:
        """Ask for a territory's playlist of today."""
        playlist = self.settings.playlists.get(chart_id)
        if playlist is None:
            known = ", ".join(self.settings.playlists)
            raise UsageError(f"the source {self.name} has no playlist for {chart_id}, only for {known}")
        (page,) = yield Fetch("GET", TRACKS.format(playlist=playlist, depth=self.settings.depth))
        return (read_playlist(Sheet(self.name, chart_id, day, page), self.settings.depth, day),)


DEEZER = Deezer()
