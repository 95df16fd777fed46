"""Which spellings are one song."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tophits.domain.songs import ChartName
from tophits.matching.identity import conflict, keys

TITLES = st.sampled_from(
    ["Don't Stop", "Señorita", "Head & Heart", "Fly (Live at Wembley)", "Luther - Remix", "ÁÉÍ óú", "Mr. X"]
)
NAMES = st.lists(
    st.sampled_from(["Beyoncé", "Tyler, The Creator", "SZA", "Ed Sheeran", "Rosalía"]),
    min_size=1,
    max_size=4,
    unique=True,
)
STATESIDE = ChartName("Stateside + Zara Larsson", ("PinkPantheress", "Zara Larsson"), None, "3sXonBcUi7vXy2p4ZXzrp7")


def test_ids_are_the_strong_keys():
    name = ChartName("Luther", ("Kendrick Lamar & SZA",), "USUG12408768", "2CGNAOSuO1MEFCbBRgUzjd")
    found = keys(name)
    assert ("spotify:2CGNAOSuO1MEFCbBRgUzjd", "isrc:USUG12408768") == found.strong
    assert ("kendrick lamar", "luther|kendrick lamar") == (found.lead, found.work)


def test_recordings_of_one_composition_share_the_work():
    plain, live = (keys(ChartName(title, ("Bruno Mars",))) for title in ("Risk It All", "Risk It All (Live)"))
    assert plain.work == live.work
    assert not set(plain.forms) & set(live.forms)


def test_the_whole_credit_is_the_surest_key_and_single_artists_the_least():
    assert (
        "form:luther||kendricklamar+sza",
        "form:luther||~kendricklamar",
        "form:luther||~sza",
    ) == keys(ChartName("Luther", ("Kendrick Lamar & SZA",))).forms


@pytest.mark.parametrize("artists", [(), ("",), ("Various Artists",), ("Unknown",)])
def test_a_title_alone_is_never_a_key(artists):
    assert () == keys(ChartName("Hello", artists)).forms


def test_a_name_without_a_title_has_no_form():
    assert () == keys(ChartName("", ("Adele",))).forms


@given(TITLES, NAMES)
def test_case_accents_and_curly_quotes_do_not_change_the_keys(title, names):
    plain = keys(ChartName(title, tuple(names)))
    dressed = ChartName(title.upper().replace("'", "\u2019"), tuple(name.upper().replace("É", "E") for name in names))
    assert plain == keys(dressed)


@given(TITLES, NAMES, st.randoms(use_true_random=False))
def test_the_order_of_artists_does_not_change_the_surest_key(title, names, chance):
    other = list(names)
    chance.shuffle(other)
    one, two = ChartName(title, tuple(names)), ChartName(title, tuple(other))
    assert keys(one).forms[0] == keys(two).forms[0]
    assert not conflict(one, two)


@given(TITLES, NAMES, TITLES, NAMES)
def test_conflict_is_the_same_both_ways(title, names, other_title, other_names):
    one, two = ChartName(title, tuple(names)), ChartName(other_title, tuple(other_names))
    assert conflict(one, two) == conflict(two, one)


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (ChartName("A", ("X",), None, "1"), ChartName("B", ("Y",), None, "1"), False),
        (ChartName("Dreams", ("FM",), None, "1"), ChartName("Dreams - 2004 Remaster", ("FM",), None, "2"), False),
        (ChartName("Karma", ("T",), None, "1"), ChartName("Karma", ("T", "Ice"), None, "2"), True),
        (ChartName("Karma", ("T",), None, "1"), ChartName("Karma", ("T Featuring Ice",)), True),
        (ChartName("Karma", ("T",)), ChartName("Karma", ("T", "Ice"), None, "2"), False),
        (ChartName("Karma", ("T",), "US1"), ChartName("Karma", ("T", "Ice"), "US2"), True),
        (ChartName("Karma", ("T",), "US1"), ChartName("Karma", ("T",), "US2"), False),
        (ChartName("Stateside", ("PinkPantheress",)), STATESIDE, True),
        (ChartName("Stateside", ("PinkPantheress & Zara Larsson",)), STATESIDE, False),
        (ChartName("Smile", ("Lady Gaga",)), ChartName("Smile", ("Bruno Mars",)), False),
        (ChartName("Smile", ("A", "B")), ChartName("Smile", ("B", "C")), True),
    ],
)
def test_a_shared_key_does_not_join_what_is_too_likely_two_recordings(one, two, expected):
    assert expected == conflict(one, two)
    assert expected == conflict(two, one)
