"""Real charts, as recorded: how many, of which days, first and last lines."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tophits.domain.charts import Cadence, Chart
from tophits.sources.importing import import_file

RECORDED = Path(__file__).parents[4] / "shared" / "charts" / "recorded"
pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded charts are not beside the project")
TODAY = date(2026, 11, 21)


def read(pattern: str):
    """What comes of all files of a pattern, each knowing the charts of those before it."""
    charts: list[Chart] = []
    refused = []

    def latest(source, territory, cadence, before):
        alike = [c for c in charts if (c.source, c.territory, c.cadence) == (source, territory, cadence)]
        return max((c for c in alike if c.period_to < before), key=lambda c: c.period_to, default=None)

    for path in sorted(RECORDED.glob(pattern)):
        result = import_file(path.name, path.read_bytes(), today=TODAY, kept=latest)
        charts += result.charts
        refused += result.refused
    return charts, refused


def ends(chart: Chart):
    """Rank, title and first artist of the first and the last line."""
    return [(entry.rank, entry.title, entry.artists[0]) for entry in (chart.entries[0], chart.entries[-1])]


def days(first: date, count: int, step: int = 1) -> list[date]:
    return [first + timedelta(days=n * step) for n in range(count)]


def test_eight_weeks_of_the_official_export():
    charts, refused = read("spotify-charts/regional-us-weekly-*.csv")
    assert (8, []) == (len(charts), refused)
    assert days(date(2021, 1, 7), 8, 7) == [chart.period_to for chart in charts]
    assert {("spotify_csv", "spotify", "us", Cadence.WEEK, 200)} == {
        (c.source, c.origin, c.territory, c.cadence, len(c.entries)) for c in charts
    }
    assert ends(charts[0]) == [(1, "Good Days", "SZA"), (200, "Flex (feat. Juice WRLD)", "Polo G, Juice WRLD")]
    assert charts[0].entries[0].spotify_id == "3YJJjQPAbDT7mGpX3WtQ9A"
    assert charts[0].entries[0].streams == 6323585
    assert (10, None) == (charts[0].entries[0].previous_rank, charts[0].entries[1].previous_rank)
    assert ends(charts[5])[1][1] == 'All I Want - From "High School Musical: The Musical: The Series"'


def test_one_day_of_the_official_export():
    (chart,), refused = read("spotify-charts/regional-us-daily-*.csv")
    assert [] == refused
    assert (Cadence.DAY, date(2023, 1, 21), date(2023, 1, 21)) == (chart.cadence, chart.period_from, chart.period_to)
    assert ends(chart) == [(1, "Flowers", "Miley Cyrus"), (200, "The Real Slim Shady", "Eminem")]
    assert chart.entries[2].artists == ("Metro Boomin, The Weeknd, 21 Savage",)


@pytest.mark.parametrize(
    ("name", "territory", "count", "last"),
    [("global", "global", 10, "comethru"), ("france", "fr", 7, "Désaccordé"), ("germany", "de", 7, "Kokain")],
)
def test_days_of_the_export_before_2021(name, territory, count, last):
    charts, refused = read(f"spotify-charts/legacy-daily-{name}-*.csv")
    assert [] == refused
    assert days(date(2019, 12, 30), count) == [chart.period_to for chart in charts]
    assert {("spotify_csv", territory, Cadence.DAY, 200)} == {
        (c.source, c.territory, c.cadence, len(c.entries)) for c in charts
    }
    assert ends(charts[0])[1][1] == last
    assert all(entry.spotify_id and len(entry.spotify_id) == 22 for entry in charts[0].entries)


def test_weeks_of_the_export_before_2021():
    charts, refused = read("spotify-charts/legacy-weekly-*.csv")
    assert (["fr", "de", "global"], []) == ([chart.territory for chart in charts], refused)
    assert {(date(2019, 12, 27), date(2020, 1, 2))} == {(chart.period_from, chart.period_to) for chart in charts}
    assert ends(charts[2]) == [(1, "Dance Monkey", "Tones And I"), (200, "Going Bad (feat. Drake)", "Meek Mill")]


def test_spotifys_daily_charts_of_the_united_states():
    charts, refused = read("spotify-kworb/spotify_top200_daily_us_*.csv")
    assert [] == refused
    gone = {date(2026, 7, 5), date(2026, 7, 15)}
    assert [d for d in days(date(2026, 6, 30), 19) if d not in gone] == [chart.period_to for chart in charts]
    assert {("kworb", "spotify", "us", Cadence.DAY, 200)} == {
        (c.source, c.origin, c.territory, c.cadence, len(c.entries)) for c in charts
    }
    assert ends(charts[-1])[1] == (200, "Locked out of Heaven", "Bruno Mars")


@pytest.mark.parametrize(
    ("name", "sound", "broken"),
    [
        ("global", 15, days(date(2026, 7, 17), 2)),
        ("kr", 14, days(date(2026, 7, 17), 2)),
        ("jp", 15, days(date(2026, 7, 17), 1)),
    ],
)
def test_days_on_which_the_collector_mixed_up_lines_are_refused_by_name(name, sound, broken):
    charts, refused = read(f"spotify-kworb/spotify_top200_daily_{name}_*.csv")
    assert (sound, broken) == (len(charts), [error.day for error in refused])
    assert all("more than the rank above" in error.reason for error in refused)
    assert all(error.line and error.territory == name for error in refused)


def test_a_line_that_lost_its_title_does_not_cost_a_list_of_two_hundred():
    charts, _ = read("spotify-kworb/spotify_top200_daily_jp_*.csv")
    nameless = [entry for chart in charts for entry in chart.entries if not entry.title]
    assert 8 == len(nameless)
    assert {200} == {len(chart.entries) for chart in charts}


def test_the_original_of_one_of_those_days_says_the_same():
    (chart,), refused = read("spotify-kworb/tracker-us-2026-07-16.json")
    days_of_us, _ = read("spotify-kworb/spotify_top200_daily_us_*.csv")
    (same,) = [c for c in days_of_us if c.period_to == date(2026, 7, 16)]
    assert [] == refused
    assert [(e.rank, e.title, e.artists, e.spotify_id) for e in same.entries] == [
        (e.rank, e.title, e.artists, e.spotify_id) for e in chart.entries
    ]


def test_rows_of_kworb_are_the_charts_of_two_days_before():
    charts, refused = read("spotify-kworb/rows/*.csv")
    assert (56, []) == (len(charts), refused)
    assert {"kr", "id", "th", "ph"} == {chart.territory for chart in charts}
    dated, _ = read("spotify-kworb/spotify_top200_daily_kr_*.csv")
    streams = {chart.period_to: [entry.streams for entry in chart.entries[:50]] for chart in dated}
    compared = [c for c in charts if c.territory == "kr" and c.period_to in streams]
    assert len(compared) == 11
    assert all(streams[c.period_to] == [entry.streams for entry in c.entries] for c in compared)


def test_playlists_of_the_top_50():
    charts, refused = read("spotify-top50/*.csv")
    assert (164, []) == (len(charts), refused)
    assert {"global", "us", "gb", "de", "br", "fr", "mx", "se", "in", "au"} == {c.territory for c in charts}
    assert {("file", Cadence.DAY, 50)} == {(c.source, c.cadence, len(c.entries)) for c in charts}
    first = min((c for c in charts if c.territory == "global"), key=lambda c: c.period_to)
    assert ends(first)[0] == (1, "drivers license", "Olivia Rodrigo")


def test_youtubes_weeks_are_dated_by_their_own_previous_ranks_where_the_page_was_late():
    charts, refused = read("youtube/youtube_weekly_*.csv")
    assert (24, []) == (len(charts), refused)
    assert {("youtube", "global", Cadence.WEEK, 100)} == {
        (c.source, c.territory, c.cadence, len(c.entries)) for c in charts
    }
    ended = [chart.period_to for chart in charts]
    twice = {day for day in ended if ended.count(day) > 1}
    assert {date(2026, 3, 12), date(2026, 4, 16), date(2026, 6, 25)} == twice
    missed = {date(2026, 3, 5), date(2026, 4, 2), date(2026, 7, 2)}
    assert sorted(set(ended)) == [d for d in days(date(2026, 1, 29), 24, 7) if d not in missed]
    assert ends(charts[0]) == [
        (1, "Golden", "HUNTR/X & EJAE & AUDREY NUNA & REI AMI & KPop Demon Hunters Cast"),
        (100, "Bayilone Ballipalike", "Mangli"),
    ]


def test_hot_100s():
    charts, refused = read("billboard/hot-100-*.json")
    assert (7, []) == (len(charts), refused)
    assert days(date(2026, 5, 28), 7, 7) == [chart.period_to for chart in charts]
    assert days(date(2026, 6, 6), 7, 7) == [chart.published for chart in charts]
    assert {("billboard", "us", 100)} == {(c.source, c.territory, len(c.entries)) for c in charts}
    assert ends(charts[-1])[0] == (1, "Choosin' Texas", "Ella Langley")


def test_last_fms_lists():
    (*charts,), refused = read("lastfm/toptracks_*.csv")
    assert (["br", "de", "gb", "global", "jp", "us"], []) == (sorted(c.territory for c in charts), refused)
    assert {(date(2026, 6, 15), date(2026, 6, 21), 50)} == {
        (c.period_from, c.period_to, len(c.entries)) for c in charts
    }
    assert {None} == {entry.streams for chart in charts for entry in chart.entries}
    chartwave, refused = read("lastfm/chartwave-*.json")
    assert (12, []) == (len(chartwave), refused)
    assert {"us", "gb", "de", "global"} == {c.territory for c in chartwave}
    assert {"lastfm"} == {c.source for c in chartwave}


@pytest.mark.parametrize(
    "pattern", ["apple/*", "deezer/*", "listenbrainz/*", "spotify-api/*", "youtube/innertube*", "lastfm/*.xml", "*.md"]
)
def test_what_is_no_chart_table_is_refused_and_never_an_empty_list(pattern):
    files = list(RECORDED.glob(pattern))
    charts, refused = read(pattern)
    assert ([], len(files)) == (charts, len(refused))
    assert all(error.reason and error.file for error in refused)
