"""Files that came through once and must not again: each refused by name, none with a stack trace."""

import json
from datetime import date

import pytest

from tophits.domain.charts import Cadence, Chart
from tophits.sources.columns import whole_number
from tophits.sources.importing import import_file

FIRST, SECOND = date(2026, 7, 17), date(2026, 7, 18)
MANY_DIGITS = "9" * 5000


def page(rows, *, day=SECOND, streams=""):
    lines = [
        f"{day},us,{rank},{title},{artist},{streams},{number}" for rank, (title, artist, number) in enumerate(rows, 1)
    ]
    return "\n".join(["date,country,rank,title,artists,streams,isrc", *lines]).encode()


def songs(count, isrc=False):
    return [(f"Song {n}", f"Band {n}", f"USABC26{n:05}" if isrc else "") for n in range(count)]


def shuffled(rows):
    """The same in an order that has nothing to do with it."""
    return [rows[place * 7919 % len(rows)] for place in range(len(rows))]


def refused(body, *, name="us.csv", kept=None, **options):
    options = {"cadence": Cadence.DAY} | options
    result = import_file(name, body, kept=lambda *_: kept, **options)
    assert () == result.charts
    (error,) = result.refused
    return error.reason


@pytest.fixture
def before() -> Chart:
    (chart,) = import_file("us.csv", page(songs(200), day=FIRST), cadence=Cadence.DAY).charts
    return chart


def test_the_same_songs_in_another_order_the_day_after_are_refused(before):
    assert refused(page(shuffled(songs(200))), kept=before).endswith("shuffled")
    assert 1 == len(import_file("us.csv", page(songs(200)), cadence=Cadence.DAY, kept=lambda *_: before).charts)


def test_a_shuffled_chart_is_believed_when_the_chart_before_is_long_ago(before):
    late = page(shuffled(songs(200)), day=date(2026, 7, 27))
    assert 1 == len(import_file("us.csv", late, cadence=Cadence.DAY, kept=lambda *_: before).charts)


def test_less_than_nine_tenths_of_the_chart_before_were_cut_off(before):
    assert "it has 110 lines; the chart before had 200" == refused(page(songs(110)), kept=before)
    assert "it has 179 lines; the chart before had 200" == refused(page(songs(179)), kept=before)
    assert 1 == len(import_file("us.csv", page(songs(180)), cadence=Cadence.DAY, kept=lambda *_: before).charts)


def test_a_depth_in_the_name_allows_for_fewer_lines_than_before(before):
    result = import_file("us_dailytop50.csv", page(songs(50)), kept=lambda *_: before)
    assert [50] == [len(chart.entries) for chart in result.charts]


def test_one_title_by_one_artist_again_and_again_is_refused():
    reason = refused(page([("Nothing", "Nobody", "")] * 200))
    assert "199 lines repeat the title and the artist of another, such as 'Nothing'" == reason


def test_equal_names_with_ids_that_differ_are_recordings_of_their_own():
    rows = [("Nothing", "Nobody", number) for _, _, number in songs(20, isrc=True)]
    assert 1 == len(import_file("us.csv", page(rows), cadence=Cadence.DAY).charts)


def test_one_name_twice_among_two_hundred_is_kept():
    rows = [*songs(199), songs(1)[0]]
    assert 1 == len(import_file("us.csv", page(rows), cadence=Cadence.DAY).charts)


@pytest.mark.parametrize(
    ("title", "artist", "reason"),
    [
        ("\x1b[2JSong", "Band", "the title has a control character, U+001B"),
        ("So\x7fng", "Band", "the title has a control character, U+007F"),
        ("So\x9bng", "Band", "the title has a control character, U+009B"),
        ('"So\r\nng"', "Band", "the title has a control character, U+000D"),
        ("Song", '"Ba\nnd"', "the artist has a control character, U+000A"),
        ("S" * 501, "Band", "the title has 501 characters; none has more than 500"),
        ("Song", "B" * 501, "the artist has 501 characters; none has more than 500"),
    ],
)
def test_names_that_a_terminal_would_obey_or_nobody_would_give_are_refused(title, artist, reason):
    assert reason == refused(page([*songs(10), (title, artist, "")]))


@pytest.mark.parametrize("title", ["S" * 500, "So\u2028ng", "\u200bSong", "دلع 👩‍👩‍👧"])
def test_names_that_are_only_unusual_are_kept(title):
    (chart,) = import_file("us.csv", page([*songs(10), (title, "Band", "")]), cadence=Cadence.DAY).charts
    assert title == chart.entries[10].title


@pytest.mark.parametrize(("title", "artist", "what"), [("\ud800", "Band", "title"), ("Song", "B\udfff", "artist")])
def test_half_a_character_is_refused(title, artist, what):
    rows = [{"rank": n, "title": f"S{n}", "artist": "B", "date": "2026-07-18", "country": "us"} for n in range(1, 11)]
    rows[4] |= {"title": title, "artist": artist}
    assert refused(json.dumps(rows).encode()).startswith(f"the {what} has half a character (a lone surrogate)")


@pytest.mark.parametrize("streams", ["9223372036854775808", "9" * 50])
def test_streams_that_no_64_bits_hold_are_refused(streams):
    assert "the number of streams is beyond all measure" == refused(page(songs(10), streams=streams))


@pytest.mark.parametrize("field", ["rank", "streams"])
def test_a_number_of_thousands_of_digits_is_refused_and_not_repeated_in_full(field):
    header, *lines = page(songs(10)).decode().split("\n")
    wanted = header.split(",").index(field)
    cells = lines[3].split(",")
    cells[wanted] = MANY_DIGITS
    reason = refused("\n".join([header, *lines[:3], ",".join(cells), *lines[4:]]).encode())
    assert reason.endswith("... (5000 characters)")
    assert len(reason) < 130


def test_a_json_number_of_thousands_of_digits_is_refused_or_ignored():
    row = '{"rank": %s, "title": "S%s", "artist": "B", "date": "2026-07-18", "country": "us", "%s": %s}'
    for field, count in (("streams", 0), ("listeners", 1)):
        body = "[" + ", ".join(row % (n, n, field, MANY_DIGITS) for n in range(1, 11)) + "]"
        assert count == len(import_file("us.json", body.encode(), cadence=Cadence.DAY).charts)


def test_kworbs_row_may_have_any_number():
    row = '2026-07-10,"1,000",+1,A - B,80,1,(x66),"300,275",-2,7,-8,9\n'
    assert "rank 1 is missing: rank 1000 comes next" == refused(row.encode(), name="kr_daily.csv")
    assert refused(row.replace("+1", "+" + MANY_DIGITS).encode()).startswith("no line near the top names rank")


@pytest.mark.parametrize("day", ["0001-01-03", "0001-01-07", "0001-01-20", "9999-12-31"])
def test_weeks_at_the_ends_of_the_calendar_are_refused(day):
    body = page(songs(10)).replace(b"date", b"ignored")
    reason = refused(body, week_ending=date.fromisoformat(day), cadence=None, today=SECOND)
    assert reason.startswith(("its days are beyond the calendar", "it measures days "))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("999.000", None), ("1.999.000", 1999000), ("1999.000", 1999), ("999.0", 999), ("999,000", 999000)],
)
def test_what_could_be_thousands_or_a_fraction_is_not_guessed(text, expected):
    assert expected == whole_number(text)
