"""The last gate before a chart is kept: plausible in itself, and beside the one before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tophits.domain.charts import Cadence, Chart, Entry
from tophits.domain.errors import ChartRefused
from tophits.sources.checking import Known, checked, exchanged, likeness

DAY = date(2026, 7, 18)


def chart(order=range(1, 101), day=DAY, source="apple"):
    entries = tuple(
        Entry(rank, f"Song {number}", (f"Band {number}",), source_id=str(number))
        for rank, number in enumerate(order, 1)
    )
    return Chart(source, source, "us", Cadence.DAY, day, day, day, entries)


YESTERDAY = chart(day=DAY - timedelta(days=1))


def test_a_chart_in_about_yesterdays_order_is_taken_as_it_is():
    moved = chart([*range(3, 101), 1, 2])
    assert moved == checked(moved, Known(DAY, YESTERDAY))


def test_a_shuffled_chart_is_refused():
    with pytest.raises(ChartRefused, match="shuffled"):
        checked(chart([*range(1, 101, 2), *range(100, 0, -2)][::-1]), Known(DAY, YESTERDAY))


def test_whatever_turned_a_chart_over_is_believed_when_the_one_before_is_old():
    turned = chart(range(100, 0, -1))
    old = chart(day=DAY - timedelta(days=4))
    assert turned == checked(turned, Known(DAY, old))


def test_a_list_without_a_date_that_equals_the_one_before_gets_its_days():
    again = chart()
    assert YESTERDAY == checked(again, Known(DAY, YESTERDAY, is_dated_by_capture=True))
    assert again == checked(again, Known(DAY, YESTERDAY))


def test_two_songs_that_have_exchanged_their_artists_are_refused():
    rows = list(chart().entries)
    rows[4], rows[9] = replace(rows[4], artists=rows[9].artists), replace(rows[9], artists=rows[4].artists)
    with pytest.raises(ChartRefused, match="exchanged their artists"):
        checked(replace(chart(), entries=tuple(rows)), Known(DAY, YESTERDAY))


def test_a_song_that_was_renamed_is_no_exchange():
    rows = list(chart().entries)
    rows[4] = replace(rows[4], title="Song 5 (feat. Band 10)")
    assert None is exchanged(rows, YESTERDAY.entries)


def test_a_chart_of_the_day_after_tomorrow_is_refused_with_its_place():
    with pytest.raises(ChartRefused, match="today is 2026-07-18") as caught:
        checked(chart(day=DAY + timedelta(days=1)), Known(DAY))
    assert ("apple", "us") == (caught.value.source, caught.value.territory)


@pytest.mark.parametrize(
    ("order", "expected"), [(range(1, 101), 1.0), (range(100, 0, -1), -1.0), (range(201, 301), 1.0)]
)
def test_likeness_is_between_equal_and_turned_round(order, expected):
    assert expected == likeness(chart(order).entries, YESTERDAY.entries)[0]
