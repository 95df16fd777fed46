"""What is read from Spotify's JSON, in the shapes that it really has, and in those that it has had."""

import json
from datetime import UTC, datetime

import pytest
from spotify_stand import answer, stand, web_error

from tophits.apply.ports import Look
from tophits.domain.errors import CallRefused, NotAllowed, SpotifyUnavailable, WriteUnclear
from tophits.domain.plans import Add, Move, Remove, Replace
from tophits.domain.tracks import Artist, Row, Track

ESPRESSO = {
    "id": "2qSkIjg1o9h3YT9RAgYN75",
    "uri": "spotify:track:2qSkIjg1o9h3YT9RAgYN75",
    "type": "track",
    "name": "Espresso",
    "duration_ms": 175459,
    "explicit": True,
    "is_local": False,
    "is_playable": True,
    "external_ids": {"isrc": "USUM72401994"},
    "artists": [{"id": "74KM79TiuVKeVCqs8QtB0B", "name": "Sabrina Carpenter"}],
    "album": {"name": "Espresso", "album_type": "single", "release_date": "2024-04-12"},
}
ESPRESSO_TRACK = Track(
    "2qSkIjg1o9h3YT9RAgYN75",
    "Espresso",
    (Artist("74KM79TiuVKeVCqs8QtB0B", "Sabrina Carpenter"),),
    175459,
    "Espresso",
    "single",
    "USUM72401994",
    True,
    "2024-04-12",
    True,
)
ADDED = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)


def a_row(item, **more):
    return {"added_at": "2026-07-18T02:00:00Z", "is_local": False, "item": item, **more}


def a_page(rows, total=None):
    return answer(200, {"total": len(rows) if total is None else total, "items": rows})


def numbered(first, last):
    return [a_row({**ESPRESSO, "id": f"id{n}", "uri": f"spotify:track:id{n}"}) for n in range(first, last)]


# --- rows


@pytest.mark.parametrize(
    ("row", "read"),
    [
        (a_row(ESPRESSO), Row(ESPRESSO_TRACK.uri, ESPRESSO_TRACK, ADDED)),
        ({"added_at": None, "track": ESPRESSO}, Row(ESPRESSO_TRACK.uri, ESPRESSO_TRACK)),
        (a_row(None), Row(None, None, ADDED)),
        (None, Row(None)),
        (
            a_row({"id": None, "uri": "spotify:local:Artist:Album:Title:200", "name": "Title"}, is_local=True),
            Row("spotify:local:Artist:Album:Title:200", None, ADDED, is_local=True),
        ),
        (
            a_row({"id": "e1", "uri": "spotify:episode:e1", "type": "episode", "name": "Part 1"}),
            Row("spotify:episode:e1", None, ADDED),
        ),
        (a_row({"id": "x", "name": "no uri"}), Row(None, None, ADDED)),
        ({**a_row(ESPRESSO), "added_at": "yesterday"}, Row(ESPRESSO_TRACK.uri, ESPRESSO_TRACK)),
    ],
    ids=["item", "the old name", "null item", "null row", "local file", "episode", "no uri", "odd date"],
)
def test_a_row_is_read_whatever_it_is(row, read):
    s = stand(a_page([row, a_row(ESPRESSO)]))
    assert read == s.client.reader.rows("p1")[0]


def test_unplayable_tracks_keep_their_place_and_say_so():
    blocked = {**ESPRESSO, "is_playable": False, "restrictions": {"reason": "market"}}
    s = stand(a_page([a_row(ESPRESSO), a_row(blocked), a_row(None), a_row(ESPRESSO)]))
    assert [True, False, False, True] == [row.is_sound for row in s.client.reader.rows("p1")]


def test_rows_that_hold_neither_name_are_no_null_rows():
    s = stand(a_page([{"added_at": None, "entry": ESPRESSO}]))
    with pytest.raises(SpotifyUnavailable, match="neither item nor track"):
        s.client.reader.rows("p1")


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2), (250, 5)])
def test_rows_cost_a_call_for_each_50_begun(total, pages):
    answers = [a_page(numbered(at, min(at + 50, total)), total) for at in range(0, max(total, 1), 50)]
    s = stand(*answers)
    rows = s.client.reader.rows("p1")
    assert (pages, [f"spotify:track:id{n}" for n in range(total)]) == (len(s.asked), [row.uri for row in rows])
    assert [f"offset={at}" for at in range(0, max(total, 1), 50)] == [
        request.url.rpartition("&")[2] for request in s.script.requests
    ]


def test_no_page_is_asked_for_at_an_address_that_the_answer_gives():
    elsewhere = answer(200, {"total": 51, "items": numbered(0, 50), "next": "https://thief.example.test/next"})
    s = stand(elsewhere, a_page(numbered(50, 51), 51))
    s.client.reader.rows("p1")
    assert all(request.url.startswith("https://api.example.test/v1/") for request in s.script.requests)


def test_rows_that_shift_while_they_are_read_are_read_again():
    s = stand(
        a_page(numbered(0, 50), 60),
        a_page(numbered(51, 60), 59),
        a_page(numbered(1, 51), 59),
        a_page(numbered(51, 60), 59),
    )
    assert [f"spotify:track:id{n}" for n in range(1, 60)] == [row.uri for row in s.client.reader.rows("p1")]


@pytest.mark.parametrize("short", [[], numbered(0, 9)])
def test_a_page_that_is_too_short_is_read_again_and_then_given_up(short):
    s = stand(a_page(short, 20), a_page(short, 20))
    with pytest.raises(SpotifyUnavailable, match="kept changing"):
        s.client.reader.rows("p1")
    assert 2 == len(s.asked)


@pytest.mark.parametrize("odd", [[], 7, None, {"items": []}, {"total": "3", "items": []}, {"total": 3, "items": None}])
def test_a_page_without_sense_is_no_empty_playlist(odd):
    s = stand(answer(200, json.dumps(odd).encode()))
    with pytest.raises(SpotifyUnavailable, match="makes no sense"):
        s.client.reader.rows("p1")


# --- tracks


@pytest.mark.parametrize(
    ("change", "field", "read"),
    [
        ({"external_ids": {"isrc": "us-um7-24-01994"}}, "isrc", "USUM72401994"),
        ({"external_ids": {}}, "isrc", None),
        ({"external_ids": None}, "isrc", None),
        ({"artists": None}, "artists", ()),
        ({"artists": [None, {"id": "a"}, {"name": "B"}]}, "artists", (Artist(None, "B"),)),
        ({"album": None}, "album_kind", None),
        ({"album": {"release_date": "1999"}}, "release_date", "1999"),
        ({"is_playable": None}, "playable", None),
        ({"explicit": "yes"}, "explicit", None),
        ({"duration_ms": None}, "duration_ms", 0),
    ],
)
def test_a_track_is_read_as_far_as_it_is_described(change, field, read):
    s = stand(answer(200, {**ESPRESSO, **change}))
    assert read == getattr(s.client.tracks.track("t1"), field)


def test_an_unknown_track_is_none_and_a_senseless_answer_is_not():
    s = stand(web_error(404, "Resource not found"), answer(200, {"id": "x"}))
    assert s.client.tracks.track("t1") is None
    with pytest.raises(SpotifyUnavailable):
        s.client.tracks.track("t1")


@pytest.mark.parametrize(("country", "query"), [(None, ""), ("de", "?market=DE")])
def test_a_market_is_named_only_where_a_country_is_set(country, query):
    s = stand(answer(200, ESPRESSO), country=country)
    s.client.tracks.track("t1")
    assert f"https://api.example.test/v1/tracks/t1{query}" == s.script.requests[0].url


# --- looks

PLAYLIST = {
    "id": "p1",
    "name": "Daily",
    "description": "Rock &amp; Roll &lt;3 &quot;now&quot; &#x2F; it&#x27;s",
    "public": False,
    "snapshot_id": "AAAB",
    "owner": {"id": "listener"},
    "items": {"total": 50},
}


def test_a_look_is_one_call_and_reads_the_description_as_it_was_written():
    s = stand(answer(200, PLAYLIST))
    assert Look("p1", "AAAB", 50, "Daily", 'Rock & Roll <3 "now" / it\'s', "listener", False) == (
        s.client.reader.look("p1")
    )
    assert 1 == len(s.asked)


def test_the_older_name_of_items_is_read_too():
    old = {key: value for key, value in PLAYLIST.items() if key != "items"} | {"tracks": {"total": 7}}
    assert 7 == stand(answer(200, old)).client.reader.look("p1").total


def test_somebody_elses_playlist_says_whose_it_is():
    s = stand(answer(200, {**PLAYLIST, "items": None, "owner": {"id": "stranger"}}))
    with pytest.raises(NotAllowed, match="it belongs to stranger") as caught:
        s.client.reader.look("p1")
    assert "owns" in caught.value.remedy


@pytest.mark.parametrize("missing", ["id", "owner"])
def test_a_playlist_without_sense_is_refused(missing):
    s = stand(answer(200, {**PLAYLIST, missing: None}))
    with pytest.raises(SpotifyUnavailable):
        s.client.reader.look("p1")


# --- the library


def test_owned_playlists_leave_out_followed_ones_and_nulls():
    listed = [PLAYLIST, None, {**PLAYLIST, "id": "p2", "owner": {"id": "stranger"}}, {**PLAYLIST, "id": "p3"}]
    s = stand(answer(200, {"total": 4, "items": listed}))
    assert ["p1", "p3"] == [look.playlist_id for look in s.client.keeper.owned()]


def test_pages_of_the_library_are_asked_for_only_as_far_as_needed():
    page = answer(200, {"total": 120, "items": [PLAYLIST] * 50})
    s = stand(page)
    next(iter(s.client.keeper.owned()))
    assert 1 == len(s.asked)


def test_whose_playlists_they_are_is_asked_where_the_login_does_not_say():
    page = answer(200, {"total": 1, "items": [PLAYLIST]})
    s = stand(answer(200, {"id": "listener"}), page, login={"user_id": None})
    assert 1 == len(list(s.client.keeper.owned()))
    assert ["GET /me", "GET /me/playlists"] == s.asked


@pytest.mark.parametrize("odd", [{}, [True], [True, False, True], None])
def test_an_answer_about_other_playlists_is_refused(odd):
    s = stand(answer(200, json.dumps(odd).encode()))
    with pytest.raises(SpotifyUnavailable):
        s.client.keeper.followed(["p1", "p2"])


def test_nothing_asked_about_the_library_costs_nothing():
    s = stand()
    assert ((), []) == (tuple(s.client.keeper.followed([])), s.asked)


# --- writes: the exact bodies of section 1.4


@pytest.mark.parametrize(
    ("step", "method", "body"),
    [
        (Replace(("spotify:track:a", "spotify:track:b")), "PUT", {"uris": ["spotify:track:a", "spotify:track:b"]}),
        (Replace(()), "PUT", {"uris": []}),
        (Add(("spotify:track:a",)), "POST", {"uris": ["spotify:track:a"]}),
        (Add(("spotify:track:a",), 0), "POST", {"uris": ["spotify:track:a"], "position": 0}),
        (Move(9, 0, 2), "PUT", {"range_start": 9, "insert_before": 0, "range_length": 2}),
        (Remove(("spotify:track:a",)), "DELETE", {"items": [{"uri": "spotify:track:a"}]}),
    ],
)
def test_a_step_is_sent_in_its_exact_body_and_names_no_snapshot(step, method, body):
    s = stand(answer(201, {"snapshot_id": "AAAC"}))
    assert "AAAC" == s.client.writer.write("p1", step)
    assert (method, "https://api.example.test/v1/playlists/p1/items", body) == (
        s.script.requests[0].method,
        s.script.requests[0].url,
        json.loads(s.script.requests[0].body),
    )


def test_an_answer_without_a_snapshot_id_is_an_answer_all_the_same():
    assert stand(answer(200, {})).client.writer.write("p1", Replace(())) is None


def test_a_step_too_long_is_refused_before_it_is_sent():
    s = stand()
    with pytest.raises(CallRefused, match="nothing was sent"):
        s.client.writer.write("p1", Remove(("spotify:track:a",) * 101))
    assert [] == s.asked


@pytest.mark.parametrize(
    ("description", "body"),
    [
        ("Hits", {"name": "Daily", "public": False, "description": "Hits"}),
        ("", {"name": "Daily", "public": False}),
    ],
)
def test_a_playlist_is_made_in_one_call(description, body):
    s = stand(answer(201, {"id": "p9"}))
    assert "p9" == s.client.keeper.create("Daily", description, public=False)
    assert (["POST /me/playlists"], body) == (s.asked, json.loads(s.script.requests[0].body))


def test_a_playlist_that_was_made_but_not_named_is_unclear():
    s = stand(answer(201, {"name": "Daily"}))
    with pytest.raises(WriteUnclear):
        s.client.keeper.create("Daily", "", public=True)


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({"name": "N"}, {"name": "N"}),
        ({"description": ""}, {"description": ""}),
        ({"name": "N", "description": "D"}, {"name": "N", "description": "D"}),
    ],
)
def test_only_what_is_given_is_described(given, body):
    s = stand(answer(200))
    s.client.keeper.describe("p1", **given)
    assert body == json.loads(s.script.requests[0].body)


def test_describing_nothing_costs_nothing():
    s = stand()
    s.client.keeper.describe("p1")
    assert [] == s.asked
