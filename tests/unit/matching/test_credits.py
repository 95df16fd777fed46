"""Credits read without splitting blindly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tophits.matching.credits import artist_form, parse_credit, split_names


@pytest.mark.parametrize(
    ("credit", "artists"),
    [
        (("Drake Featuring Future & Molly Santana",), ("Drake", "Future", "Molly Santana")),
        (("Drake ft. Future",), ("Drake", "Future")),
        (("Drake (feat. Future)",), ("Drake", "Future")),
        (("Kendrick Lamar With SZA",), ("Kendrick Lamar", "SZA")),
        (("Frank Sinatra with Nancy Sinatra",), ("Frank Sinatra", "Nancy Sinatra")),
        (("A with B & C",), ("A", "B", "C")),
        (("MAN WITH A MISSION",), ("MAN WITH A MISSION",)),
        (("MAN WITH A MISSION & milet",), ("MAN WITH A MISSION", "milet")),
        (("milet & Man With a Mission",), ("milet", "Man With a Mission")),
        (("Sleeping with Sirens",), ("Sleeping with Sirens",)),
        (("Sleeping With Sirens Featuring MGK",), ("Sleeping With Sirens", "MGK")),
        (("Dance With the Dead",), ("Dance With the Dead",)),
        (("Kendrick Lamar With MAN WITH A MISSION",), ("Kendrick Lamar", "MAN WITH A MISSION")),
        (("Girls with Guitars",), ("Girls with Guitars",)),
        (("LE SSERAFIM (w/ ILLIT, KATSEYE)",), ("LE SSERAFIM", "ILLIT", "KATSEYE")),
        (("Shakira X Burna Boy",), ("Shakira", "Burna Boy")),
        (("Shakira x Burna Boy",), ("Shakira", "Burna Boy")),
        (("Lil Nas X",), ("Lil Nas X",)),
        (("Lil Nas X & Jack Harlow",), ("Lil Nas X", "Jack Harlow")),
        (("Lil Nas X, Jack Harlow",), ("Lil Nas X", "Jack Harlow")),
        (("Lil Nas X X NBA YoungBoy",), ("Lil Nas X", "NBA YoungBoy")),
        (("X Ambassadors",), ("X Ambassadors",)),
        (("Charli xcx",), ("Charli xcx",)),
        (("Tyler, The Creator",), ("Tyler, The Creator",)),
        (("Tyler, The Creator, Kali Uchis",), ("Tyler, The Creator", "Kali Uchis")),
        (("Tyler, The Creator;",), ("Tyler, The Creator",)),
        (("Ariana Grande, The Weeknd",), ("Ariana Grande", "The Weeknd")),
        (("Simon & Garfunkel",), ("Simon & Garfunkel",)),
        (("Earth, Wind & Fire Featuring The Emotions",), ("Earth, Wind & Fire", "The Emotions")),
        (("Crosby, Stills, Nash & Young",), ("Crosby, Stills, Nash & Young",)),
        (("AC/DC",), ("AC/DC",)),
        (("Dan + Shay & Justin Bieber",), ("Dan + Shay", "Justin Bieber")),
        (("Earth, Wind & Fire", "Someone & Else"), ("Earth, Wind & Fire", "Someone & Else")),
        (("24kGoldn", "iann dior", "24kGoldn"), ("24kGoldn", "iann dior")),
        (("HUNTR/X: EJAE, AUDREY NUNA & REI AMI",), ("HUNTR/X", "EJAE", "AUDREY NUNA", "REI AMI")),
        (("A. R. Rahman & ",), ("A. R. Rahman",)),
        (("Swift Left Draft",), ("Swift Left Draft",)),
        (("feat. Nobody",), ("Nobody",)),
        ((), ()),
        (("",), ()),
    ],
)
def test_a_credit_is_split_only_where_that_is_right(credit, artists):
    assert artists == parse_credit(credit).artists


def test_guests_are_counted():
    assert [0, 2] == [parse_credit((text,)).guests for text in ("A & B", "A Featuring B & C")]


def test_a_credit_of_nobody_has_no_lead():
    nobody = parse_credit(())
    assert ("", frozenset(), "") == (nobody.lead, nobody.lead_parts, nobody.text)


@pytest.mark.parametrize(
    ("name", "form"), [("The Weeknd", "weeknd"), ("The The", "the the"), ("The", "the"), ("Ke$ha", "kesha")]
)
def test_an_artist_has_one_normal_form(name, form):
    assert form == artist_form(name)


def test_names_of_a_list_are_found_in_order():
    assert ("A", "B", "C") == split_names("A, B & C")


@given(
    st.permutations(["Tyler, The Creator", "SZA", "Earth, Wind & Fire", "Lil Nas X"]),
    st.sampled_from([", ", " & ", " x ", " + ", "; "]),
)
def test_order_and_joiner_of_names_do_not_change_the_parts(names, joiner):
    assert parse_credit(tuple(names)).parts == parse_credit((joiner.join(names),)).parts
