"""Hand-picked pairs of real title habits: one recording or two."""

import csv
from pathlib import Path

import pytest

from tophits.domain.songs import ChartName
from tophits.matching.identity import conflict, keys

TABLE = Path(__file__).with_name("pairs.csv")


def pairs():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            pytest.param(
                row["verdict"] == "same",
                ChartName(row["title"], tuple(row["artists"].split(";"))),
                ChartName(row["other_title"], tuple(row["other_artists"].split(";"))),
                id=" / ".join(row.values()),
            )
            for row in csv.DictReader(file)
        ]


def joins(one, other):
    return bool(set(keys(one).forms) & set(keys(other).forms)) and not conflict(one, other)


@pytest.mark.parametrize(("same", "one", "other"), pairs())
def test_two_spellings_are_one_song_exactly_when_they_are_one_recording(same, one, other):
    assert same == joins(one, other)
    assert same == joins(other, one)


def test_the_table_has_at_least_150_pairs_of_both_kinds():
    same = [pair.values[0] for pair in pairs()]
    assert len(same) >= 150
    assert same.count(False) >= 60
