"""Look-ups as searches: narrow, short enough, and with nothing in them that ends a filter early."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spotify_stand import answer, stand

from tophits.adapters.spotify.searching import LONGEST_QUERY, query
from tophits.domain.errors import SpotifyUnavailable
from tophits.matching.lookups import ByIsrc, ByName

TRACK = {"id": "t1", "uri": "spotify:track:t1", "type": "track", "name": "Song", "artists": [{"id": "a", "name": "A"}]}
LONG = "Symphonia " * 40


@pytest.mark.parametrize(
    ("lookup", "words"),
    [
        (ByIsrc("USUM72401994"), "isrc:USUM72401994"),
        (ByIsrc("us-um7-24-01994"), "isrc:usum72401994"),
        (ByIsrc(" "), ""),
        (ByName("Espresso", "Sabrina Carpenter"), 'track:"Espresso" artist:"Sabrina Carpenter"'),
        (ByName("3:15 (Breathe)", "Russ"), 'track:"3 15 (Breathe)" artist:"Russ"'),
        (ByName('"Heroes"', "David Bowie"), 'track:"Heroes" artist:"David Bowie"'),
        (ByName("Re: Stacks", "Bon Iver"), 'track:"Re Stacks" artist:"Bon Iver"'),
        (ByName("アイドル", "YOASOBI"), 'track:"アイドル" artist:"YOASOBI"'),
        (ByName("Title alone", ":"), 'track:"Title alone"'),
        (ByName("", "Artist alone"), 'artist:"Artist alone"'),
        (ByName('"', ":"), ""),
    ],
)
def test_a_look_up_becomes_a_query(lookup, words):
    assert words == query(lookup)


@pytest.mark.parametrize(("title", "artist"), [(LONG, "A"), ("A", LONG), (LONG, LONG), ("x" * 400, "y" * 400)])
def test_a_long_one_is_cut_to_what_spotify_takes(title, artist):
    words = query(ByName(title, artist))
    assert 80 < len(words) <= LONGEST_QUERY
    assert words.startswith('track:"')
    assert words.endswith('"')
    assert 4 == words.count('"')


@given(st.text(max_size=400), st.text(max_size=400))
def test_no_title_and_no_artist_breaks_out_of_its_filter(title, artist):
    words = query(ByName(title, artist))
    assert len(words) <= LONGEST_QUERY
    assert words.count('"') in {0, 2, 4}
    assert words.count(":") == words.count('"') // 2


def test_a_search_asks_for_ten_tracks_and_reads_items_alone():
    s = stand(answer(200, {"tracks": {"total": 0, "items": [None, TRACK, {"type": "episode"}]}}))
    found = s.client.search(ByIsrc("USUM72401994"))
    assert ["t1"] == [track.id for track in found]
    assert {"q": ["isrc:USUM72401994"], "type": ["track"], "limit": ["10"]} == parse_qs(
        urlsplit(s.script.requests[0].url).query
    )


def test_a_search_names_the_market_where_a_country_is_set():
    s = stand(answer(200, {"tracks": {"items": []}}), country="de")
    assert () == s.client.search(ByName("A", "B"))
    assert s.script.requests[0].url.endswith("&market=DE")


def test_nothing_to_look_for_costs_nothing():
    s = stand()
    assert ((), []) == (s.client.search(ByName("", "")), s.asked)


@pytest.mark.parametrize("odd", [{}, {"tracks": None}, {"tracks": {"items": None}}, []])
def test_an_answer_without_results_is_not_nothing_found(odd):
    s = stand(answer(200, odd))
    with pytest.raises(SpotifyUnavailable):
        s.client.search(ByName("A", "B"))
