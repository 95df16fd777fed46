"""The pretend publishers behave as their true hosts do."""

import json
from collections import Counter

import pytest
from publisher_stand import songs

from tophits.sandbox.publishers.hosts import Publishers
from tophits.sandbox.publishers.listings import recording_id
from tophits.sandbox.request import Request
from tophits.sandbox.spelling import spotify_credit
from tophits.testing.clock import ManualClock


@pytest.fixture(scope="module")
def publishers():
    return Publishers(songs(), ManualClock())


def ask(publishers, address, method="GET", body=b"", **headers):
    host, _, rest = address.partition("/")
    path, _, query = rest.partition("?")
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return publishers.handle(Request(method, f"/publishers/{host}/{path}", query, headers, body))


@pytest.mark.parametrize(
    ("address", "status", "part"),
    [
        ("rss.applemarketingtools.com/api/v2/us/music/most-played/10/songs.json", 301, b""),
        ("rss.marketingtools.apple.com/api/v2/us/music/most-played/200/songs.json", 500, b"Error"),
        ("api.deezer.com/playlist/1/tracks", 200, b'"code":800'),
        ("api.listenbrainz.org/1/stats/sitewide/recordings?range=all_time", 204, b""),
        ("ws.audioscrobbler.com/2.0/?method=chart.gettoptracks&api_key=wrong", 403, b'"error":10'),
        ("kworb.net/spotify/country/xx_daily.html", 404, b""),
        ("raw.githubusercontent.com/mhollingshead/billboard-hot-100/main/date/2026-07-17.json", 404, b""),
        ("charts.youtube.com/youtubei/v1/browse", 400, b"invalid argument"),
        ("nowhere.example/", 502, b""),
    ],
)
def test_a_host_refuses_in_its_own_way(publishers, address, status, part):
    found = ask(publishers, address)
    assert (status, True) == (found.status, part in found.body)


def test_kworb_sends_utf_8_and_says_no_charset(publishers):
    page = ask(publishers, "kworb.net/spotify/country/jp_daily.html")
    assert "text/html" == page.headers["content-type"]
    assert "Japan" in page.body.decode()


def test_a_page_that_has_not_changed_is_not_sent_again(publishers):
    address = "kworb.net/spotify/country/us_daily.html"
    page = ask(publishers, address)
    assert 304 == ask(publishers, address, if_none_match=page.headers["etag"]).status


def test_the_same_songs_and_moment_give_the_same_pages(publishers):
    other = Publishers(songs(), ManualClock())
    address = "rss.marketingtools.apple.com/api/v2/jp/music/most-played/100/songs.json"
    assert ask(publishers, address).body == ask(other, address).body


def test_the_id_mapping_knows_seven_songs_in_ten_by_exact_names_and_by_recording(publishers):
    host = "labs.api.listenbrainz.org/spotify-id-from-"
    rows = [{"artist_name": spotify_credit(s), "release_name": "", "track_name": s.title} for s in songs()]
    by_names = json.loads(ask(publishers, f"{host}metadata/json", "POST", json.dumps(rows).encode()).body)
    known = Counter(row["spotify_track_ids"] is not None for row in by_names)
    assert 0.65 < known[True] / len(rows) < 0.75
    mbids = [{"recording_mbid": recording_id(s)} for s in songs()]
    by_mbid = json.loads(ask(publishers, f"{host}mbid/json", "POST", json.dumps(mbids).encode()).body)
    found = [(song.track_ids[0], row["spotify_track_ids"]) for song, row in zip(songs(), by_mbid, strict=True)]
    assert all(ids is None or ids[0] == first for first, ids in found)


def test_the_id_mapping_wants_all_fields(publishers):
    found = ask(publishers, "labs.api.listenbrainz.org/spotify-id-from-metadata/json", "POST", b'[{"track_name":"x"}]')
    assert 400 == found.status
