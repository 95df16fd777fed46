"""What is asked of Apple: the feed of a storefront, then, where names are in another script, their Latin form."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from tophits.domain.charts import Chart
from tophits.domain.errors import ChartRefused, UsageError
from tophits.sources.apple.feed import FIELDS, IGNORED, artist_ids, feed_rows, read_feed
from tophits.sources.apple.latin import Names, in_other_script, lookup_addresses, read_lookup, with_latin_names
from tophits.sources.asking import Wish
from tophits.sources.facts import Facts, Switch
from tophits.sources.fields import Field, Row
from tophits.sources.options import read_options
from tophits.sources.protocol import Ask, Fetch, Page
from tophits.sources.sheet import Sheet
from tophits.sources.territories import COUNTRIES

FEED = "https://rss.marketingtools.apple.com/api/v2/{storefront}/music/most-played/{depth}/songs.json"
DEPTHS = (10, 25, 50, 100)
STOREFRONTS = ("us", "gb", "de", "jp", "br", "mx", "fr", "in", "kr", "ca", "au", "es")
"""The countries whose weighted sum is the world (design, section 5); Apple has no global list."""


@dataclass(frozen=True, slots=True)
class AppleSettings:
    """`storefronts` are country codes. `latin_names` asks for names in Latin letters: a call more where needed."""

    storefronts: tuple[str, ...] = STOREFRONTS
    depth: int = 100
    latin_names: bool = True

    def __post_init__(self) -> None:
        unknown = [code for code in self.storefronts if code not in COUNTRIES]
        if unknown:
            raise ValueError(f"there is no storefront {unknown[0]}")
        if self.depth not in DEPTHS:
            raise ValueError(f"depth is one of {', '.join(map(str, DEPTHS))}")


@dataclass(frozen=True, slots=True)
class Apple:
    """The source `apple`. One chart for each storefront, by its country code."""

    settings: AppleSettings = AppleSettings()

    name: ClassVar[str] = "apple"
    origin: ClassVar[str] = "apple"
    fields: ClassVar[tuple[Field[str], ...]] = FIELDS
    ignored_fields: ClassVar[tuple[str, ...]] = IGNORED
    facts: ClassVar[Facts] = Facts(
        title="Apple Music, most played",
        hosts=frozenset({"rss.marketingtools.apple.com", "rss.applemarketingtools.com", "itunes.apple.com"}),
        terms="Copyright Apple Inc.; a public feed without key, terms not found",
        switch=Switch.ON,
        unproven="the feed of songs was seen in two rows only, the look-up of names not at all",
    )

    def configured(self, options: Mapping[str, object]) -> "Apple":
        """The same with these settings."""
        return replace(self, settings=read_options(AppleSettings, options, self.name))

    def charts(self) -> tuple[str, ...]:
        """The storefronts."""
        return self.settings.storefronts

    def rows(self, chart_id: str, page: Page) -> Sequence[Row]:
        """The rows of a page, for a probe."""
        return feed_rows(Sheet(self.name, chart_id, date.min, page))

    def read(self, chart_id: str, day: date) -> Generator[Ask, tuple[Page, ...], tuple[Chart, ...]]:
        """Ask for a storefront's feed of today."""
        if chart_id not in COUNTRIES:
            raise UsageError(f"the source {self.name} offers storefronts such as us, not {chart_id}")
        (page,) = yield Fetch("GET", FEED.format(storefront=chart_id, depth=self.settings.depth))
        sheet = Sheet(self.name, chart_id, day, page)
        chart = read_feed(sheet, self.settings.depth)
        names: dict[str, tuple[str, str, str]] = {}
        if self.settings.latin_names:
            for address in lookup_addresses(in_other_script(chart.entries), chart_id):
                names |= _names(chart_id, day, (yield Wish("GET", address)))
        return (with_latin_names(chart, names, artist_ids(feed_rows(sheet))),)


def _names(storefront: str, day: date, pages: tuple[Page, ...]) -> Names:
    """What was looked up; nothing where the answer is none: the chart is as good with its own names."""
    try:
        return read_lookup(Sheet("apple", storefront, day, pages[0])) if pages else {}
    except ChartRefused:
        return {}


APPLE = Apple()
