"""The protocol of sources, and the readings of our own."""

from datetime import date, timedelta
from importlib.metadata import EntryPoint

import pytest
from chart_pages import official_csv, plain_csv

from tophits.domain.charts import Cadence, Chart
from tophits.domain.errors import ChartRefused, UsageError
from tophits.sources.files import FILE, SPOTIFY_CSV, FileSource
from tophits.sources.importing import import_file
from tophits.sources.protocol import Fetch, Inbox, Page, Refusal, drive
from tophits.sources.registry import known_sources

DAY = date(2026, 7, 18)


class Radio:
    """A source such as a plug-in brings: two pages, asked for one after the other."""

    name = "radio"
    origin = "radio"

    def charts(self):
        return ("us",)

    def read(self, chart_id, day):
        (page,) = yield Fetch("GET", "https://radio.example/today?key=KEY", secrets={"KEY": "radio_key"})
        yield Refusal(ChartRefused("the night chart is not out", source=self.name))
        (second,) = yield Fetch("GET", f"https://radio.example/{page.body.decode()}")
        if not second.body:
            raise ChartRefused("the second page is empty", source=self.name)
        return import_file("us_daily.csv", second.body, source=self.name).charts


def test_a_source_is_tried_with_bytes():
    asked = []

    def answer(ask):
        asked.append(ask.url)
        body = b"2026-07-18" if "today" in ask.url else plain_csv([DAY]).encode()
        return (Page(ask.url, body),)

    result = drive(Radio().read("us", DAY), answer)
    assert asked == ["https://radio.example/today?key=KEY", "https://radio.example/2026-07-18"]
    assert [DAY] == [chart.period_to for chart in result.charts]
    assert ["the night chart is not out"] == [error.reason for error in result.refused]


def test_a_chart_refused_at_the_end_is_a_result_too():
    result = drive(Radio().read("us", DAY), lambda ask: (Page(ask.url, b""),))
    assert result.charts == ()
    assert [error.reason for error in result.refused] == ["the night chart is not out", "the second page is empty"]


def test_the_inbox_is_read_in_the_order_of_its_names_and_one_bad_file_stops_nothing():
    pages = (
        Page("regional-us-weekly-2021-01-14.csv", official_csv()),
        Page("regional-us-weekly-2021-01-21.csv", b"<html>"),
        Page("regional-us-weekly-2021-01-07.csv", official_csv()),
    )
    asked = []
    result = drive(SPOTIFY_CSV.read("inbox", DAY), lambda ask: asked.append(ask) or pages)
    assert asked == [Inbox("regional-*.csv")]
    assert [date(2021, 1, 7), date(2021, 1, 14)] == [chart.period_to for chart in result.charts]
    assert ["regional-us-weekly-2021-01-21.csv"] == [error.file for error in result.refused]


def test_a_file_is_checked_against_those_read_before_it_and_those_kept():
    week = timedelta(days=7)
    pages = tuple(
        Page(f"regional-us-weekly-{date(2021, 1, 7) + n * week}.csv", official_csv(shift=5 * n)) for n in range(2)
    )
    result = drive(SPOTIFY_CSV.read("inbox", DAY), lambda ask: pages)
    assert ["regional-us-weekly-2021-01-14.csv"] == [error.file for error in result.refused]
    (first,) = result.charts
    asked = []

    def kept(source: str, territory: str, cadence: Cadence, before: date) -> Chart | None:
        asked.append((source, territory, cadence, before))
        return first

    source = FileSource("spotify_csv", "regional-*.csv", "spotify_csv", kept)
    result = drive(source.read("inbox", DAY), lambda ask: pages[1:])
    assert [("spotify_csv", "us", Cadence.WEEK, date(2021, 1, 14))] == asked
    assert ["regional-us-weekly-2021-01-14.csv"] == [error.file for error in result.refused]


def test_a_chart_of_tomorrow_is_not_in_todays_inbox():
    page = Page("us_daily.csv", plain_csv([DAY + timedelta(days=2)]).encode())
    result = drive(FILE.read("inbox", DAY), lambda ask: (page,))
    assert ["it measures days up to 2026-07-20, and today is 2026-07-18"] == [e.reason for e in result.refused]


def test_a_chart_that_a_source_does_not_offer_is_a_users_mistake():
    with pytest.raises(UsageError, match="offers inbox"):
        drive(FILE.read("us", DAY), lambda ask: ())


def test_our_own_sources_are_known():
    sources = known_sources()
    assert {"file": "file", "spotify_csv": "spotify"}.items() <= {n: s.origin for n, s in sources.items()}.items()
    assert all(source.charts() == ("inbox",) for source in (FILE, SPOTIFY_CSV))


def plug(name, value):
    return EntryPoint(name, value, "tophits.sources")


def test_a_plug_in_may_name_a_source_or_what_makes_one():
    sources = known_sources([plug("radio", f"{__name__}:Radio"), plug("again", f"{__name__}:SHIFTED")])
    assert ["file", "spotify_csv", "radio", "shifted"] == list(sources)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("no_such_module:Source", "the source plug-in broken does not load"),
        ("json:dumps", "the source plug-in broken does not load"),
        ("json:JSONDecoder", "the source plug-in broken gives no source"),
        ("tophits.sources.files:FILE", "two sources are named file"),
    ],
)
def test_a_plug_in_that_is_no_source_is_named(value, message):
    with pytest.raises(UsageError, match=message):
        known_sources([plug("broken", value)])


SHIFTED = FileSource("shifted", "*.csv")
