"""What makes a chart unbelievable, one doubt at a time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tophits.domain.charts import Cadence, Chart, Entry
from tophits.sources.importing import import_file
from tophits.sources.plausible import MAX_ROWS, Doubt, Expected, agreement, doubt, follows, repeats

DAY = date(2026, 7, 18)


def chart(rows=20, *, origin="spotify", day=DAY, step=10, previous=None, first=1):
    """A daily chart of songs `first`.., with falling streams."""
    entries = tuple(
        Entry(
            r, f"Song {first + r - 1}", (f"Band {first + r - 1}",), streams=100_000 - step * r, previous_rank=previous
        )
        for r in range(1, rows + 1)
    )
    return Chart("kworb", origin, "us", Cadence.DAY, day, day, day, entries)


def changed(one, place, **values):
    entries = list(one.entries)
    entries[place] = replace(entries[place], **values)
    return replace(one, entries=tuple(entries))


def test_a_sound_chart_raises_no_doubt():
    assert doubt(chart(), Expected(today=DAY, previous=chart(day=DAY - timedelta(days=1)), depth=20)) is None


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (chart(9), Doubt("it has 9 lines; a chart has at least 10")),
        (chart(MAX_ROWS + 1), Doubt(f"it has {MAX_ROWS + 1} lines; a chart has at most {MAX_ROWS}")),
        (changed(chart(), 4, title=" "), Doubt("the title is empty", 4)),
        (changed(chart(), 4, artists=()), Doubt("the artist is empty", 4)),
        (changed(chart(), 4, artists=("A", "")), Doubt("the artist is empty", 4)),
        (changed(chart(), 4, rank=7), Doubt("rank 5 is missing: rank 7 comes next", 4)),
        (
            changed(changed(chart(), 2, source_id="x"), 7, source_id="x"),
            Doubt("'Song 8' (x) is at rank 3 already", 7),
        ),
        (
            changed(chart(), 7, streams=99_950),
            Doubt("rank 8 has 99950 streams, more than the rank above: shuffled or mixed up", 7),
        ),
    ],
)
def test_a_doubt_names_its_place(one, expected):
    assert expected == doubt(one)


def test_ties_in_streams_are_usual():
    assert doubt(chart(step=0)) is None


def test_a_list_that_is_not_ranked_by_its_streams_may_have_them_in_any_order():
    rising = chart(origin="radio", step=-10)
    assert doubt(rising) is None
    assert doubt(replace(rising, origin="spotify")) is not None
    assert doubt(changed(chart(30, origin="radio"), 7, streams=99_999)) is not None


def test_less_than_half_of_the_chart_before_is_too_short():
    before = chart(50, day=DAY - timedelta(days=3))
    assert doubt(chart(25), Expected(previous=before)) is None
    assert Doubt("it has 24 lines; the chart before had 50") == doubt(chart(24), Expected(previous=before))


def test_a_date_of_publication_may_be_one_zone_ahead_but_not_more():
    assert doubt(replace(chart(), published=DAY + timedelta(days=1)), Expected(today=DAY)) is None
    found = doubt(replace(chart(), published=DAY + timedelta(days=2)), Expected(today=DAY))
    assert Doubt("it is dated 2026-07-20, and today is 2026-07-18") == found


@pytest.mark.parametrize(("wrong", "doubted"), [(0, False), (4, False), (5, True), (20, True)])
def test_a_fifth_of_the_previous_ranks_may_contradict_the_chart_before(wrong, doubted):
    before = chart(day=DAY - timedelta(days=1))
    entries = tuple(
        replace(entry, previous_rank=entry.rank if place >= wrong else entry.rank + 1)
        for place, entry in enumerate(chart().entries)
    )
    one = replace(chart(), entries=entries)
    assert doubted is (doubt(one, Expected(previous=before)) is not None)
    assert (20 - wrong, 20) == agreement(one, before)


def test_only_the_chart_of_the_period_right_before_can_be_contradicted():
    one = chart(previous=3)
    assert doubt(one, Expected(previous=chart(day=DAY - timedelta(days=2)))) is None
    assert not follows(one, chart(day=DAY - timedelta(days=2)))
    assert doubt(one, Expected(previous=chart(day=DAY - timedelta(days=1)))) is not None


def test_nine_of_ten_equal_lines_make_a_chart_the_one_before_once_more():
    assert repeats(chart(), chart(day=DAY - timedelta(days=7)))
    assert repeats(changed(changed(chart(), 3, streams=1), 5, streams=1), chart())
    assert not repeats(chart(first=3), chart())


# --- Periods that only a column or a week tells ----------------------------------------------------------


def table(columns, cells):
    header = f"rank,title,artist,territory,{columns}\n"
    return (header + "".join(f"{r},Song {r},Band {r},us,{cells}\n" for r in range(1, 11))).encode()


@pytest.mark.parametrize(
    ("columns", "cells", "expected"),
    [
        ("date,period", "2026-07-18,weekly", (Cadence.WEEK, date(2026, 7, 12), DAY)),
        ("date,period", "2026-07-18,month", (Cadence.MONTH, date(2026, 6, 19), DAY)),
        ("date,period,week_ending", "2026-07-20,week,2026-07-18", (Cadence.WEEK, date(2026, 7, 12), DAY)),
        ("week_id", "2026-W28", (Cadence.WEEK, date(2026, 7, 6), date(2026, 7, 12))),
        ("week_id,youtube_url", "2026-W29,", (Cadence.WEEK, date(2026, 7, 13), date(2026, 7, 19))),
    ],
)
def test_columns_tell_the_period(columns, cells, expected):
    (one,) = import_file("x.csv", table(columns, cells)).charts
    assert expected == (one.cadence, one.period_from, one.period_to)


def test_a_week_of_capture_is_of_youtube_the_week_before():
    (one,) = import_file("x.csv", table("week_id", "2026-W29"), source="youtube").charts
    assert date(2026, 7, 9) == one.period_to


def test_a_period_that_is_none_is_refused():
    (error,) = import_file("x.csv", table("date,period", "2026-07-18,fortnight")).refused
    assert ("'fortnight' under period is neither day, week, month nor year", 2) == (error.reason, error.line)


def test_a_row_that_is_not_kworbs_spoils_the_table():
    row = '2026-07-10,{0},=,A - B{0},80,1,(x66),"{1},275",-2,7,-8,9\n'
    lines = [row.format(r, 300 - r) for r in range(1, 21)]
    lines[4] = "Page not found\n"
    (error,) = import_file("kr_daily_2026-07-10.csv", "".join(lines).encode()).refused
    assert ("the line is no row of kworb's table like the first", 5) == (error.reason, error.line)
