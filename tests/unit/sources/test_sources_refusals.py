"""Broken charts: each is an error with a name, never an empty or a partial list."""

from datetime import date, timedelta

import pytest
from chart_pages import billboard_json, official_csv, plain_csv, youtube_csv
from hypothesis import given, settings
from hypothesis import strategies as st

from tophits.domain.charts import Cadence
from tophits.domain.errors import ChartRefused
from tophits.sources.importing import import_file

DAYS = tuple(date(2026, 7, 14) + timedelta(days=n) for n in range(4))
ONE = plain_csv(DAYS[:1])
HTML = "<!DOCTYPE html><html><body>Log in to Spotify</body></html>"


def refused(body, name="us_daily.csv", **options):
    """The reason and the line of the only refusal."""
    result = import_file(name, body if isinstance(body, bytes) else body.encode(), **options)
    assert result.charts == ()
    (error,) = result.refused
    assert isinstance(error, ChartRefused)
    assert name in str(error)
    assert error.remedy
    return error.reason, error.line


@pytest.mark.parametrize(
    ("body", "reason", "line"),
    [
        ("", "the file is empty", None),
        (" \n\n", "the file is empty", None),
        (HTML, "web page", 1),
        ("﻿\n" + HTML, "web page", 1),
        (ONE.encode("utf-16"), "UTF-16", 1),
        (ONE.replace("Song 3", "Café").encode("latin-1"), "not UTF-8", 4),
        (ONE.replace("Song 3", "Caf�"), "lost in a conversion", 4),
        (ONE.replace("Song 3", "So\0ng"), "zero byte", 4),
        ("hello\nworld\n", "no line near the top names rank, title and artist", 1),
        (ONE.replace("rank", "rnk"), "no column for rank; the columns are: date, country, rnk", None),
        (ONE.replace("artists", "who"), "no column for artists", None),
        (ONE.splitlines()[0], "no line below the header", 1),
        (ONE.replace("date,country", "title,country"), "two columns are named title", 1),
        (ONE.replace("Song 5,", '"Song 5,'), "cut off", 6),
        (ONE.replace(",5,", ",five,"), "the rank is 'five'", 6),
        (ONE.replace("Song 5,", ","), "the title is empty", 6),
        (ONE.replace("Band 5,", " ; ,"), "the artist is empty", 6),
        (ONE.replace("us,5,", "Narnia,5,"), "'Narnia' under territory is no country that we know", 6),
        (ONE.replace("2026-07-14,us,5", "yesterday,us,5"), "'yesterday' under date is no date", 6),
        (ONE.replace(",8950", ",many"), "the number of streams is 'many'", 6),
        (ONE.replace(",8950", ""), "the line has 6 columns, the header 7", 6),
        (ONE.replace(",8950", ",8950,more"), "the line has 8 columns, the header 7", 6),
        (ONE.replace(f"{5:022d}", "short"), "'short' is no Spotify track id", 6),
        (ONE.replace(",5,", ",4,"), "rank 4 is there twice", 6),
        (ONE.replace("us,1,", "us,0,"), "rank 0 is none", 2),
        (ONE.replace(f"{5:022d}", f"{4:022d}"), "is at rank 4 already", 6),
        ("\n".join(ONE.splitlines()[:9]), "it has 8 lines; a chart has at least 10", None),
        ("\n".join(ONE.splitlines()[:1] + ONE.splitlines()[2:]), "rank 1 is missing", 2),
        (ONE.replace(",8950", ",9950"), "streams, more than the rank above", 6),
    ],
)
def test_what_is_wrong_is_said_with_its_line(body, reason, line):
    found, where = refused(body)
    assert reason in found
    assert line == where


@pytest.mark.parametrize(
    ("body", "reason", "line"),
    [
        (billboard_json()[:4000], "cut off", 1),
        (b'{"error": {"type": "DataException", "message": "no data", "code": 800}}', "no list of lines", None),
        (b'["2026-07-11", "2026-07-18"]', "not of objects", None),
        (b"[]", "empty", None),
        (b'[{"rank": 1, "rank": 2}]', "a field twice", None),
        (b'{"data": [{"rank": NaN}]}', "no number", None),
        (b"[" * 100_000, "nested too deeply", None),
        (billboard_json(rows=60), "it has 60 lines where there should be 100", None),
        (billboard_json("2026-07-17"), "dated on a Saturday", None),
        (billboard_json().replace(b'"this_week": 9,', b'"this_week": 8,'), "rank 8 is there twice", 9),
    ],
)
def test_broken_json_is_refused(body, reason, line):
    found, where = refused(body, name="hot.json")
    assert reason in found
    assert line == where


@pytest.mark.parametrize(
    ("body", "name", "reason"),
    [
        (ONE, "us_daily_2026-07-15.csv", "the file's name says 2026-07-15, its lines say 2026-07-14"),
        (ONE, "us_daily_2026-07-15_to_2026-07-18.csv", "the file's name says 2026-07-15 to 2026-07-18"),
        (official_csv(unit="days"), "regional-us-weekly-2021-01-07.csv", "its columns say day"),
        (youtube_csv(date(2026, 7, 13)), "global_weekly_2026-W28.csv", "the file's name says 2026-W28"),
        (ONE, "us_dailytop50.csv", "it has 20 lines where there should be 50"),
        (official_csv(rows=150), "regional-us-weekly-2021-01-07.csv", "it has 150 lines where there should be 200"),
    ],
)
def test_lines_that_are_not_what_the_files_name_says_are_refused(body, name, reason):
    assert reason in refused(body, name=name)[0]


def test_a_small_countrys_official_chart_may_be_short():
    (chart,) = import_file("regional-is-weekly-2021-01-07.csv", official_csv(rows=150)).charts
    assert len(chart.entries) == 150


def test_a_date_in_the_future_or_before_there_were_charts_is_refused():
    assert "today is 2026-07-13" in refused(ONE, today=date(2026, 7, 13))[0]
    assert "before 1950" in refused(ONE.replace("2026-07-14", "1926-07-14"))[0]
    assert import_file("us_daily.csv", ONE.encode(), today=date(2026, 7, 14)).refused == ()


def test_a_hot_100_is_published_some_days_before_its_date():
    assert import_file("x.json", billboard_json(), today=date(2026, 7, 14)).refused == ()
    assert "today is 2026-07-10" in refused(billboard_json(), name="x.json", today=date(2026, 7, 10))[0]


def test_nothing_is_guessed_that_nobody_said():
    bare = "\n".join(line.split(",", 2)[2] for line in ONE.splitlines())
    assert "which country" in refused(bare, name="x_2026-07-14.csv", cadence=Cadence.DAY)[0]
    assert "how long" in refused(ONE, name="x.csv")[0]
    assert "which day" in refused(bare, name="us_daily.csv")[0]
    assert (
        "--week-ending"
        in import_file("us.csv", plain_csv(DAYS).encode(), week_ending=date(2026, 7, 14), cadence=Cadence.DAY)
        .refused[0]
        .reason
    )


def test_the_last_chart_of_a_file_that_is_shorter_than_all_others_was_cut_off():
    lines = plain_csv(DAYS).splitlines(keepends=True)
    result = import_file("us_daily.csv", "".join(lines[:-5]).encode())
    assert list(DAYS[:-1]) == [chart.period_to for chart in result.charts]
    assert [error.reason for error in result.refused] == ["it has 15 lines where there should be 20: cut off"]


def test_one_chart_of_a_file_that_is_shorter_than_all_others_has_lost_a_line():
    text = plain_csv(DAYS).replace("2026-07-15,us,20,00", "\0").split("\0")
    result = import_file("us_daily.csv", (text[0] + text[1].split("\n", 1)[1]).encode())
    assert [DAYS[1]] == [error.day for error in result.refused]
    assert 3 == len(result.charts)


def test_a_line_that_cannot_be_placed_spoils_the_charts_round_it():
    text = plain_csv(DAYS).replace("2026-07-14,us,20,", "garbage,us,20,")
    result = import_file("us_daily.csv", text.encode())
    assert list(DAYS[2:]) == [chart.period_to for chart in result.charts]
    assert [(21, DAYS[0]), (21, DAYS[1])] == [(error.line, error.day) for error in result.refused]


def test_lines_without_a_date_among_lines_with_one_spoil_the_file():
    text = plain_csv(DAYS).replace("2026-07-14,us,20,", ",us,20,")
    result = import_file("us_daily.csv", text.encode())
    assert result.charts == ()
    assert all("the day is empty here" in error.reason for error in result.refused)


# --- Whatever happens to a file, the result is the truth or a named error --------------------------------

PAGES = {
    "regional-us-weekly-2021-01-07.csv": official_csv(),
    "hot-100-2026-07-18.json": billboard_json(),
    "youtube_weekly_top_songs_global_2026-W29.csv": youtube_csv(date(2026, 7, 13)),
    "us_daily_top20_2026-07-14_to_2026-07-17.csv": plain_csv(DAYS).encode(),
}
TRUTH = {
    name: {
        (c.territory, c.period_to): [(e.title, e.artists) for e in c.entries] for c in import_file(name, body).charts
    }
    for name, body in PAGES.items()
}


def _is_true_or_named(name, body):
    result = import_file(name, body)
    assert result.charts or result.refused
    for chart in result.charts:
        truth = TRUTH[name][chart.territory, chart.period_to]
        assert truth == [(entry.title, entry.artists) for entry in chart.entries]
    for error in result.refused:
        assert error.reason
        assert error.file == name


@pytest.mark.parametrize("name", PAGES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_file_cut_off_anywhere_is_the_truth_or_a_named_error(name, data):
    body = PAGES[name]
    _is_true_or_named(name, body[: data.draw(st.integers(0, len(body)))])


@pytest.mark.parametrize("name", PAGES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_lines_lost_doubled_or_swapped_are_the_truth_or_a_named_error(name, data):
    lines = PAGES[name].decode().replace("}, {", "},\n{").splitlines(keepends=True)
    one, other = (data.draw(st.integers(1, len(lines) - 1)) for _ in range(2))
    what = data.draw(st.sampled_from(["lose", "double", "swap", "blank"]))
    if what == "lose":
        del lines[one]
    elif what == "double":
        lines.insert(one, lines[one])
    elif what == "blank":
        lines[one] = "\n"
    else:
        lines[one], lines[other] = lines[other], lines[one]
    _is_true_or_named(name, "".join(lines).encode())


@pytest.mark.parametrize("name", [name for name in PAGES if name.endswith("csv")])
def test_a_column_lost_or_renamed_is_the_truth_or_a_named_error(name):
    lines = PAGES[name].decode("utf-8-sig").splitlines()
    for column, title in enumerate(lines[0].split(",")):
        _is_true_or_named(name, "\n".join([lines[0].replace(title, "renamed", 1), *lines[1:]]).encode())
        cut = [",".join(part for i, part in enumerate(line.split(",")) if i != column) for line in lines]
        if '"' not in lines[1]:
            _is_true_or_named(name, "\n".join(cut).encode())


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_at_all_make_it_stumble(body):
    result = import_file("x.csv", body)
    assert result.charts == ()
    assert len(result.refused) >= 1
