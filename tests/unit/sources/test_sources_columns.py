"""How values are written by those who publish charts."""

from datetime import date

import pytest

from tophits.domain.charts import Cadence
from tophits.sources.columns import calendar_day, isrc, previous_rank, spotify_id, whole_number, yes_or_no
from tophits.sources.filenames import NameHints, read_name
from tophits.sources.periods import last_complete_week, measured, misdated, week_monday
from tophits.sources.territories import COUNTRIES, territory_code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("112,142", 112142),
        ("8,622,438", 8622438),
        ("1.234.567", 1234567),
        ("1 234 567", 1234567),
        ("1'234'567", 1234567),
        ("57046376", 57046376),
        ("1.0", 1),
        ("67.0", 67),
        (" 5 ", 5),
        ("", None),
        ("-1", None),
        ("1,23", None),
        ("112.142", None),
        ("1.5", None),
        ("12k", None),
        ("NaN", None),
    ],
)
def test_a_whole_number_is_read_in_every_usual_way_and_never_guessed(text, expected):
    assert expected == whole_number(text)


@pytest.mark.parametrize("text", ["-1", "0", "", "null", "NEW", "0.0", "None"])
def test_a_new_song_has_no_previous_rank(text):
    assert previous_rank(text) is None


def test_a_previous_rank_may_be_written_as_a_float():
    assert previous_rank("67.0") == 67


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0yLdNVWF3Srea0uzk55zFn", "0yLdNVWF3Srea0uzk55zFn"),
        ("spotify:track:0yLdNVWF3Srea0uzk55zFn", "0yLdNVWF3Srea0uzk55zFn"),
        ("https://open.spotify.com/track/4TnFANpjVwVKWzkxNzIyFH", "4TnFANpjVwVKWzkxNzIyFH"),
        ("https://open.spotify.com/intl-de/track/4TnFANpjVwVKWzkxNzIyFH?si=abc", "4TnFANpjVwVKWzkxNzIyFH"),
        ("spotify:album:0yLdNVWF3Srea0uzk55zFn", None),
        ("0yLdNVWF3Srea0uzk55zF", None),
        ("https://www.last.fm/music/Olivia+Rodrigo/_/drop+dead", None),
    ],
)
def test_a_spotify_id_is_bare_whatever_it_was_written_as(text, expected):
    assert expected == spotify_id(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("us-um7-26-00001", "USUM72600001"), ("GBAYE0601498", "GBAYE0601498"), ("n/a", None)]
)
def test_an_isrc_is_upper_case_without_hyphens(text, expected):
    assert expected == isrc(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("true", True), ("E", True), ("Explicit", True), ("0", False), ("clean", False), ("", None)]
)
def test_a_flag_that_says_nothing_we_know_is_unknown(text, expected):
    assert yes_or_no(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-18", date(2026, 7, 18)),
        ("2026/07/18", date(2026, 7, 18)),
        ("2026-03-10T06:43:01.071Z", date(2026, 3, 10)),
        ("18.07.2026", None),
        ("2026-02-30", None),
        ("07/18/2026", None),
    ],
)
def test_a_day_is_read_only_when_it_is_beyond_doubt(text, expected):
    assert expected == calendar_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("United States", "us"),
        ("US", "us"),
        ("uk", "gb"),
        ("United Kingdom", "gb"),
        ("france", "fr"),
        ("Korea, Republic of", "kr"),
        ("South Korea", "kr"),
        ("Côte d'Ivoire", "ci"),
        ("cote d ivoire", "ci"),
        ("Türkiye", "tr"),
        ("Global", "global"),
        ("worldwide", "global"),
        ("ZZ", "global"),
        ("Atlantis", None),
        ("xx", None),
    ],
)
def test_a_territory_has_one_code_whatever_its_name(text, expected):
    assert expected == territory_code(text)


def test_all_countries_of_the_world_are_known():
    assert len(COUNTRIES) == 249
    assert all(len(code) == 2 and code.islower() for code in COUNTRIES)


DAY, WEEK = Cadence.DAY, Cadence.WEEK


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("regional-us-weekly-2021-01-07.csv", NameHints("us", WEEK, (date(2021, 1, 7),))),
        ("regional-global-daily-2026-07-18.csv", NameHints("global", DAY, (date(2026, 7, 18),))),
        ("regional-in-daily-2026-07-18.csv", NameHints("in", DAY, (date(2026, 7, 18),))),
        ("hot-100-2026-07-18.json", NameHints(None, None, (date(2026, 7, 18),), None, 100)),
        ("youtube_weekly_top_songs_global_2026-W29.csv", NameHints("global", WEEK, (), "2026-W29")),
        ("chartwave-us-top50_2026-03-10.json", NameHints("us", None, (date(2026, 3, 10),), None, 50)),
        ("us-top50_2026-03-10", NameHints("us", None, (date(2026, 3, 10),), None, 50)),
        ("kr_dailytop50_2026-07-13.csv", NameHints("kr", DAY, (date(2026, 7, 13),), None, 50)),
        ("xx_dailytop50_2026-07-01.csv", NameHints(None, DAY, (date(2026, 7, 1),), None, 50)),
        (
            "top50_daily_2021-03-06_to_2021-04-09.csv",
            NameHints(None, DAY, (date(2021, 3, 6), date(2021, 4, 9)), None, 50),
        ),
        (
            "legacy-daily-france-from_2019-12-30_to_2020-01-05.csv",
            NameHints("fr", DAY, (date(2019, 12, 30), date(2020, 1, 5))),
        ),
        ("C:\\charts\\my hits.csv", NameHints()),
        ("charts to import in July 2026-07-18.csv", NameHints(None, None, (date(2026, 7, 18),))),
        ("us.csv", NameHints("us")),
        ("2026-02-30.csv", NameHints()),
    ],
)
def test_a_file_name_says_what_is_in_it(name, expected):
    assert expected == read_name(name)


@pytest.mark.parametrize(
    ("captured", "expected"),
    [
        (date(2026, 2, 5), date(2026, 1, 29)),  # a Thursday is not over
        (date(2026, 2, 6), date(2026, 2, 5)),
        (date(2026, 2, 9), date(2026, 2, 5)),
        (date(2026, 3, 15), date(2026, 3, 12)),
        (date(2026, 7, 13), date(2026, 7, 9)),
    ],
)
def test_the_last_complete_week_ends_on_the_thursday_before(captured, expected):
    assert expected == last_complete_week(captured)


@pytest.mark.parametrize(
    ("source", "cadence", "dated", "first", "last"),
    [
        ("spotify_csv", WEEK, date(2021, 1, 7), date(2021, 1, 1), date(2021, 1, 7)),
        ("spotify_csv", DAY, date(2023, 1, 21), date(2023, 1, 21), date(2023, 1, 21)),
        ("billboard", WEEK, date(2026, 7, 18), date(2026, 7, 3), date(2026, 7, 9)),
        ("youtube", WEEK, date(2026, 7, 13), date(2026, 7, 3), date(2026, 7, 9)),
        ("lastfm", WEEK, date(2026, 6, 22), date(2026, 6, 15), date(2026, 6, 21)),
        ("file", Cadence.MONTH, date(2026, 6, 30), date(2026, 6, 1), date(2026, 6, 30)),
    ],
)
def test_every_publisher_dates_its_charts_in_its_own_way(source, cadence, dated, first, last):
    period = measured(source, dated, cadence)
    assert (first, last, dated) == (period.first, period.last, period.published)


def test_a_hot_100_is_dated_on_saturdays_since_1962_and_on_mondays_before():
    assert misdated("billboard", date(2026, 7, 18)) is None
    assert misdated("billboard", date(1958, 8, 4)) is None
    assert "another week" in (misdated("billboard", date(2026, 7, 17)) or "")


@pytest.mark.parametrize(
    ("week", "expected"), [("2026-W29", date(2026, 7, 13)), ("2026-W54", None), ("2026-07", None), ("26-W01", None)]
)
def test_an_iso_week_begins_on_its_monday(week, expected):
    assert expected == week_monday(week)
