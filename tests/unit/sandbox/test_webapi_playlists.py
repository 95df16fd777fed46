"""The Web API's calls on playlists: web-api-2026.md, sections 1, 1.3, 1.4 and 1.6."""

import base64
from datetime import timedelta

import orjson
import pytest
from world_client import HOST, client_of, error, foreign_playlist, uri, uris, world_with

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 20
READ = ("playlist-read-private",)
WRITE = ("playlist-modify-public", "playlist-modify-private")


def items(playlist_id: str) -> str:
    return f"/playlists/{playlist_id}/items"


# --- making and describing


def test_a_new_playlist_is_empty_public_and_ones_own():
    status, made = client_of(world_with()).ask("POST", "/me/playlists", {"name": "Hits"})

    assert (201, "Hits", True, False, None, None, "sandbox-listener") == (
        status,
        made["name"],
        made["public"],
        made["collaborative"],
        made["description"],
        made["images"],
        made["owner"]["id"],
    )
    assert (0, []) == (made["items"]["total"], made["items"]["items"])
    assert "tracks" not in made
    assert f"http://{HOST}/v1/playlists/{made['id']}" == made["href"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, error(400, "Missing required field: name")),
        ({"name": ""}, error(400, "Missing required field: name")),
        ({"name": "x", "collaborative": True}, error(400, "Collaborative playlists can not be public")),
        ({"name": "x", "description": 7}, error(400, "Invalid description")),
        ({"name": "x", "public": "yes"}, error(400, "Error parsing JSON.")),
        (b"{broken", error(400, "Error parsing JSON.")),
    ],
)
def test_a_playlist_cannot_be_made_from_this(body, expected):
    assert expected == client_of(world_with()).ask("POST", "/me/playlists", body)


@pytest.mark.parametrize(
    ("public", "scope", "expected"),
    [
        (True, "playlist-modify-public", 201),
        (True, "playlist-modify-private", 403),
        (False, "playlist-modify-private", 201),
        (False, "playlist-modify-public", 403),
    ],
)
def test_which_scope_is_needed_follows_the_public_flag(public, scope, expected):
    client = client_of(world_with(), scopes=[scope])

    assert expected == client.send("POST", "/me/playlists", {"name": "x", "public": public}).status


def test_descriptions_come_back_escaped():
    client = client_of(world_with())
    playlist = client.create(description='Rock & Roll <3 it\'s "here" a/b')

    expected = "Rock &amp; Roll &lt;3 it&#x27;s &quot;here&quot; a&#x2F;b"
    assert expected == client.get(f"/playlists/{playlist}")["description"]
    assert expected == client.get("/me/playlists")["items"][0]["description"]


def test_changing_details_answers_without_json_and_moves_the_snapshot():
    client = client_of(world_with())
    playlist = client.create(1, 2)
    before = client.get(f"/playlists/{playlist}")

    response = client.send("PUT", f"/playlists/{playlist}", {"name": "New", "public": False})
    after = client.get(f"/playlists/{playlist}")

    assert (200, b"") == (response.status, response.body)
    assert ("New", False) == (after["name"], after["public"])
    assert before["snapshot_id"] != after["snapshot_id"]
    assert before["items"]["items"] == after["items"]["items"]


def test_private_may_not_stick():
    client = client_of(world_with("private-does-not-stick"))
    playlist = client.create(public=False)

    assert client.get(f"/playlists/{playlist}")["public"] is True
    assert 200 == client.send("PUT", f"/playlists/{playlist}", {"public": False}).status
    assert client.get(f"/playlists/{playlist}")["public"] is True


# --- reading


def test_the_first_hundred_rows_are_embedded_in_ones_own_playlist():
    client = client_of(world_with())
    playlist = client.create(*range(250))

    embedded = client.get(f"/playlists/{playlist}")["items"]

    assert (100, 250, 100) == (len(embedded["items"]), embedded["total"], embedded["limit"])
    assert f"http://{HOST}/v1{items(playlist)}?offset=100&limit=100" == embedded["next"]
    assert uris(*range(250)) == client.rows(playlist)


def test_somebody_elses_playlist_has_no_items_and_its_rows_are_forbidden():
    world = world_with()
    client = client_of(world)
    playlist = foreign_playlist(world, 1, 2)

    assert "items" not in client.get(f"/playlists/{playlist}")
    assert error(403, "Forbidden") == client.ask("GET", items(playlist))
    assert error(403, "Forbidden") == client.ask("POST", items(playlist), {"uris": uris(3)})
    assert error(403, "Forbidden") == client.ask("PUT", f"/playlists/{playlist}", {"name": "mine"})


def test_a_collaborator_reads_and_writes():
    world = world_with()
    client = client_of(world)
    playlist = foreign_playlist(world, 1)
    world.person_invites(playlist, "sandbox-listener")

    assert 201 == client.send("POST", items(playlist), {"uris": uris(2)}).status
    assert uris(1, 2) == client.rows(playlist)


@pytest.mark.parametrize(
    ("playlist", "expected"),
    [
        ("37i9dQZF1DXcBWIGoYBM5M", error(404, "Resource not found")),
        ("37i9dQZEVXbMDoHDwVN2tF", error(404, "Resource not found")),
        ("0" * 22, error(404, "Resource not found")),
        ("nonsense", error(400, "Invalid base62 id")),
    ],
)
def test_a_playlist_that_is_not_there_for_us(playlist, expected):
    assert expected == client_of(world_with()).ask("GET", f"/playlists/{playlist}")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"limit": 0}, error(400, "Invalid limit")),
        ({"limit": 101}, error(400, "Invalid limit")),
        ({"offset": -1}, error(400, "Invalid offset")),
        ({"fields": "items("}, error(400, "Invalid fields")),
        ({"market": "xx"}, error(400, "Invalid market code")),
    ],
)
def test_a_page_cannot_be_read_like_this(query, expected):
    client = client_of(world_with())

    assert expected == client.ask("GET", items(client.create(1)), **query)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("total", {"total": 2}),
        (
            "items(item(name,uri)),total",
            {"items": [{"item": {"name": f"Song {n}", "uri": uri(n)}} for n in (1, 2)], "total": 2},
        ),
        ("items(track(name))", {"items": [{}, {}]}),
        ("items.is_local,limit", {"items": [{"is_local": False}] * 2, "limit": 20}),
    ],
)
def test_fields_filter_a_page(fields, expected):
    client = client_of(world_with())

    assert expected == client.get(items(client.create(1, 2)), fields=fields)


def test_the_cheap_poll_gives_the_snapshot_and_the_number_of_rows():
    client = client_of(world_with())
    playlist = client.create(1, 2)

    poll = client.get(f"/playlists/{playlist}", fields="snapshot_id,items.total")

    assert {"snapshot_id": client.get(f"/playlists/{playlist}")["snapshot_id"], "items": {"total": 2}} == poll


def test_pages_repeat_the_callers_filter():
    client = client_of(world_with())

    page = client.get(items(client.create(*range(5))), fields="next,previous", limit=2, offset=2)

    assert page["next"].endswith("?fields=next%2Cprevious&offset=4&limit=2")
    assert page["previous"].endswith("?fields=next%2Cprevious&offset=0&limit=2")


def test_a_row_says_when_and_by_whom_in_the_new_names():
    client = client_of(world_with())

    (row,) = client.get(items(client.create(1)))["items"]

    assert {"added_at", "added_by", "is_local", "item"} == set(row)
    assert ("2026-07-18T02:00:00Z", "sandbox-listener") == (row["added_at"], row["added_by"]["id"])


def test_reading_rows_needs_its_scope():
    world = world_with()
    playlist = client_of(world).create(1)
    writer = client_of(world, scopes=WRITE)

    assert error(403, "Insufficient client scope") == writer.ask("GET", items(playlist))
    assert 200 == writer.send("GET", f"/playlists/{playlist}").status


def test_a_private_playlist_needs_the_scope_to_be_read_and_is_missing_in_lists_without_it():
    world = world_with()
    private, public = client_of(world).create(public=False), client_of(world).create()
    writer = client_of(world, scopes=WRITE)

    assert error(403, "Insufficient client scope") == writer.ask("GET", f"/playlists/{private}")
    assert [public] == [playlist["id"] for playlist in writer.get("/me/playlists")["items"]]
    assert [public, private] == [playlist["id"] for playlist in client_of(world).get("/me/playlists")["items"]]


def test_the_list_of_playlists_is_paged_and_has_owned_and_followed():
    world = world_with()
    client = client_of(world)
    owned = [client.create(number) for number in range(3)]
    followed = foreign_playlist(world, 1)
    client.send("PUT", "/me/library", uris=f"spotify:playlist:{followed}")

    page = client.get("/me/playlists", limit=2, offset=1)

    assert [owned[2], owned[1]] == [playlist["id"] for playlist in page["items"]]
    assert (4, f"http://{HOST}/v1/me/playlists?offset=3&limit=2") == (page["total"], page["next"])
    assert {"href": f"http://{HOST}/v1{items(owned[2])}", "total": 1} == page["items"][0]["items"]


@pytest.mark.parametrize("by", ["library", "followers", "person"])
def test_an_unfollowed_playlist_is_out_of_the_list_and_still_there(by):
    world = world_with()
    client = client_of(world)
    playlist = client.create(1)
    if by == "library":
        client.send("DELETE", "/me/library", uris=f"spotify:playlist:{playlist}")
    elif by == "followers":
        assert 200 == client.send("DELETE", f"/playlists/{playlist}/followers").status
    else:
        world.person_unfollows(playlist)

    assert [] == client.get("/me/playlists")["items"]
    assert [False] == client.get("/me/library/contains", uris=f"spotify:playlist:{playlist}")
    assert uris(1) == client.rows(playlist)
    assert 201 == client.send("POST", items(playlist), {"uris": uris(2)}).status


# --- writing rows


@pytest.mark.parametrize(
    ("method", "body", "query", "expected"),
    [
        ("POST", {"uris": uris(5)}, {}, (0, 1, 2, 5)),
        ("POST", uris(5, 6), {}, (0, 1, 2, 5, 6)),
        ("POST", {"uris": uris(5), "position": 0}, {}, (5, 0, 1, 2)),
        ("POST", {"uris": uris(5), "position": 3}, {}, (0, 1, 2, 5)),
        ("POST", {"uris": uris(0, 0)}, {}, (0, 1, 2, 0, 0)),
        ("POST", {"uris": uris(5)}, {"uris": ",".join(uris(7, 8)), "position": 1}, (0, 7, 8, 1, 2)),
        ("POST", None, {"uris": uri(7)}, (0, 1, 2, 7)),
        ("PUT", {"uris": uris(9, 1, 9)}, {}, (9, 1, 9)),
        ("PUT", {"uris": []}, {}, ()),
        ("PUT", uris(4), {}, (4,)),
        ("PUT", {"uris": uris(4)}, {"uris": uri(6)}, (6,)),
        ("PUT", {"range_start": 0, "insert_before": 3}, {}, (1, 2, 0)),
        ("PUT", {"range_start": 1, "insert_before": 0, "range_length": 2}, {}, (1, 2, 0)),
        ("DELETE", {"items": [{"uri": uri(1)}, {"uri": uri(8)}]}, {}, (0, 2)),
        ("DELETE", {"items": [{"uri": uri(1), "positions": [0]}]}, {}, (0, 2)),
    ],
)
def test_a_write_changes_the_rows_and_answers_with_the_new_snapshot(method, body, query, expected):
    client = client_of(world_with())
    playlist = client.create(0, 1, 2)

    status, answer = client.ask(method, items(playlist), body, **query)

    assert 201 if method == "POST" else 200 == status
    assert {"snapshot_id": client.get(f"/playlists/{playlist}")["snapshot_id"]} == answer
    assert uris(*expected) == client.rows(playlist)


@pytest.mark.parametrize(
    ("method", "body", "query", "expected"),
    [
        ("POST", {"uris": uris(*range(101))}, {}, error(400, "Too many ids requested")),
        ("PUT", {"uris": uris(*range(101))}, {}, error(400, "Too many ids requested")),
        ("DELETE", {"items": [{"uri": uri(n)} for n in range(101)]}, {}, error(400, "Too many ids requested")),
        ("POST", {}, {}, error(400, "No uris provided")),
        ("POST", None, {}, error(400, "No uris provided")),
        ("POST", {"uris": []}, {}, error(400, "No uris provided")),
        ("PUT", {}, {}, error(400, "No uris provided")),
        ("PUT", None, {}, error(400, "No uris provided")),
        ("PUT", {"uris": None}, {}, error(400, "No uris provided")),
        ("DELETE", {"tracks": [{"uri": uri(1)}]}, {}, error(400, "No uris provided")),
        ("DELETE", {"items": []}, {}, error(400, "No uris provided")),
        ("POST", {"uris": ["spotify:album:" + "0" * 22]}, {}, error(400, "Invalid base62 id")),
        ("PUT", {"uris": ["spotify:track:short"]}, {}, error(400, "Invalid base62 id")),
        ("POST", {"uris": ["spotify:local:a:b:c:1"]}, {}, error(400, "Invalid base62 id")),
        ("PUT", {"uris": ["nonsense"]}, {}, error(400, "Invalid Spotify URI")),
        ("PUT", {"uris": [7]}, {}, error(400, "Invalid Spotify URI")),
        ("POST", {"uris": uris(5), "position": 4}, {}, error(400, "Index out of bounds")),
        ("POST", {"uris": uris(5), "position": -1}, {}, error(400, "Index out of bounds")),
        ("POST", {"uris": uris(5)}, {"position": "x"}, error(400, "Index out of bounds")),
        ("PUT", {"range_start": 3, "insert_before": 0}, {}, error(400, "Index out of bounds")),
        ("PUT", {"range_start": 2, "insert_before": 0, "range_length": 2}, {}, error(400, "Index out of bounds")),
        ("PUT", {"range_start": 0, "insert_before": 4}, {}, error(400, "Index out of bounds")),
        ("PUT", {"range_start": 0}, {}, error(400, "Invalid insert_before")),
        ("PUT", {"range_start": "0", "insert_before": 1}, {}, error(400, "Invalid range_start")),
        (
            "PUT",
            {"range_start": 0, "insert_before": 1, "uris": uris(1)},
            {},
            error(400, "uris and range_start exclude each other"),
        ),
        (
            "PUT",
            {"range_start": 0, "insert_before": 1, "snapshot_id": "bad"},
            {},
            error(400, "Missing or bad version tag"),
        ),
        ("DELETE", {"items": [{"uri": uri(1)}], "snapshot_id": "bad"}, {}, error(400, "Missing or bad version tag")),
        ("PUT", b"{", {}, error(400, "Error parsing JSON.")),
        ("PUT", {"uris": ["spotify:track:" + "z" * 22]}, {}, error(502, "Bad gateway.")),
        ("POST", {"uris": [uri(1), "spotify:episode:" + "z" * 22]}, {}, error(502, "Bad gateway.")),
    ],
)
def test_a_write_that_is_refused_changes_nothing(method, body, query, expected):
    client = client_of(world_with())
    playlist = client.create(0, 1, 2)
    states = len(client.world.journal.playlists)

    assert expected == client.ask(method, items(playlist), body, **query)
    assert uris(0, 1, 2) == client.rows(playlist)
    assert states == len(client.world.journal.playlists)


def test_deleting_takes_every_copy():
    client = client_of(world_with())
    playlist = client.create(1, 2, 1, 3, 1)

    client.send("DELETE", items(playlist), {"items": [{"uri": uri(1)}]})

    assert uris(2, 3) == client.rows(playlist)


def test_a_reorder_that_names_a_snapshot_is_applied_to_that_version():
    client = client_of(world_with())
    playlist = client.create(0, 1, 2)
    seen = client.get(f"/playlists/{playlist}")["snapshot_id"]
    client.world.person_adds(playlist, uris(9), position=0)

    body = {"range_start": 2, "insert_before": 0, "snapshot_id": seen}
    assert 200 == client.send("PUT", items(playlist), body).status

    assert uris(9, 2, 0, 1) == client.rows(playlist)


def test_a_replace_overwrites_what_a_person_did_meanwhile():
    client = client_of(world_with())
    playlist = client.create(0, 1, 2)
    client.world.person_moves(playlist, 0, 3)
    client.world.person_removes(playlist, uris(1))

    client.send("PUT", items(playlist), {"uris": uris(0, 1)})

    assert uris(0, 1) == client.rows(playlist)


def test_added_at_is_the_time_of_the_call_and_survives_reorder_and_replace():
    client = client_of(world_with())
    playlist = client.create(0, 1)
    client.world.clock.wait(timedelta(minutes=5))
    client.send("POST", items(playlist), {"uris": uris(2)})
    client.send("PUT", items(playlist), {"range_start": 2, "insert_before": 0})
    client.send("PUT", items(playlist), {"uris": uris(2, 0, 3)})

    times = [row["added_at"] for row in client.get(items(playlist))["items"]]

    assert ["2026-07-18T02:05:00Z", "2026-07-18T02:00:00Z", "2026-07-18T02:05:00Z"] == times


def test_a_playlist_has_an_end():
    client = client_of(world_with())
    playlist = client.create()
    client.world.person_adds(playlist, [uri(1)] * 9_999)

    assert 400 == client.send("POST", items(playlist), {"uris": uris(1, 2)}).status
    assert 201 == client.send("POST", items(playlist), {"uris": uris(1)}).status


# --- tracks that change


def test_a_dead_uri_fails_the_whole_write_every_time_until_the_track_returns():
    world = world_with()
    client = client_of(world)
    playlist = client.create(0, 1)
    world.track_dies("0" * 21 + "5")

    assert [502, 502] == [client.send("PUT", items(playlist), {"uris": uris(4, 5)}).status for _ in range(2)]
    assert 404 == client.send("GET", f"/tracks/{'0' * 21}5").status
    assert uris(0, 1) == client.rows(playlist)
    world.track_returns("0" * 21 + "5")
    assert 200 == client.send("PUT", items(playlist), {"uris": uris(4, 5)}).status


def test_rows_go_null_and_keep_their_place():
    world = world_with()
    client = client_of(world)
    playlist = client.create(0, 1, 2, 1)

    world.track_dies("0" * 21 + "1")
    world.row_goes_null(playlist, 0)

    assert [None, None, uri(2), None] == client.rows(playlist)
    assert 4 == client.get(f"/playlists/{playlist}")["items"]["total"]


def test_a_relinked_row_shows_another_id_and_deleting_what_was_read_removes_nothing():
    world = world_with()
    client = client_of(world)
    playlist = client.create(2, 7)
    world.track_is_relinked("0" * 21 + "2", "0" * 21 + "3", "DE")

    row = client.get(items(playlist))["items"][0]["item"]
    response = client.send("DELETE", items(playlist), {"items": [{"uri": uri(3)}]})

    assert (uri(3), "DEXX26000002") == (row["uri"], row["external_ids"]["isrc"])
    assert "linked_from" not in row
    assert (200, uris(3, 7)) == (response.status, client.rows(playlist))
    assert tuple(uris(2, 7)) == world.playlist_uris(playlist)


def test_a_track_may_be_shown_under_an_id_that_was_never_heard_of():
    world = world_with()
    client = client_of(world)
    playlist = client.create(2)
    world.track_is_relinked("0" * 21 + "2", "Z" * 22, "DE")

    (row,) = client.get(items(playlist))["items"]

    assert ("Z" * 22, "Song 2") == (row["item"]["id"], row["item"]["name"])
    assert 200 == client.send("PUT", items(playlist), {"uris": [row["item"]["uri"]]}).status


def test_a_public_flag_of_null_changes_nothing():
    client = client_of(world_with())
    playlist = client.create()
    client.send("PUT", f"/playlists/{playlist}", {"public": None, "name": "New"})

    assert (True, "New") == tuple(client.get(f"/playlists/{playlist}")[name] for name in ("public", "name"))


def test_a_blocked_track_cannot_be_played_and_says_why():
    world = world_with()
    client = client_of(world)
    world.track_is_blocked("0" * 21 + "2", "DE")
    world.track_is_blocked("0" * 21 + "4", "US")

    rows = client.get(items(client.create(2, 4)))["items"]

    assert [(False, {"reason": "market"}), (True, None)] == [
        (row["item"]["is_playable"], row["item"].get("restrictions")) for row in rows
    ]


# --- the picture


def upload(client, playlist, text, content_type="image/jpeg"):
    client.headers["Content-Type"] = content_type
    try:
        return client.ask("PUT", f"/playlists/{playlist}/images", text)
    finally:
        client.headers.clear()


def test_a_picture_is_taken_and_shown():
    client = client_of(world_with())
    playlist = client.create()
    before = client.get(f"/playlists/{playlist}/images")

    assert (202, None) == upload(client, playlist, base64.b64encode(JPEG))
    (image,) = client.get(f"/playlists/{playlist}/images")

    assert [] == before
    assert {"url", "height", "width"} == set(image)
    assert image["url"].startswith(f"http://{HOST}/image/")
    assert [image] == client.get(f"/playlists/{playlist}")["images"]


@pytest.mark.parametrize(
    ("text", "content_type", "expected"),
    [
        (base64.b64encode(JPEG) + b"\n", "image/jpeg", 400),
        (b"data:image/jpeg;base64," + base64.b64encode(JPEG), "image/jpeg", 400),
        (base64.b64encode(b"\x89PNG\r\n"), "image/jpeg", 400),
        (base64.b64encode(JPEG), "application/json", 400),
        (b"", "image/jpeg", 400),
        (base64.b64encode(b"\xff\xd8\xff" + b"\0" * 196_606), "image/jpeg", 413),
        (base64.b64encode(b"\xff\xd8\xff" + b"\0" * 196_602), "image/jpeg", 202),
    ],
)
def test_a_picture_must_be_a_small_jpeg_in_plain_base64(text, content_type, expected):
    client = client_of(world_with())

    assert expected == upload(client, client.create(), text, content_type)[0]


def test_a_picture_without_its_scope_is_a_401():
    world = world_with()
    playlist = client_of(world).create()

    assert error(401, "Unauthorized.") == upload(client_of(world, scopes=WRITE), playlist, base64.b64encode(JPEG))


def test_once_there_are_rows_there_is_a_mosaic():
    client = client_of(world_with())

    assert [640] == [image["height"] for image in client.get(f"/playlists/{client.create(1)}/images")]


def test_bodies_reach_the_journal_decoded_but_pictures_do_not():
    client = client_of(world_with())
    playlist = client.create(1)
    upload(client, playlist, base64.b64encode(JPEG))

    calls = client.world.journal.calls

    assert [{"name": "Hits"}, {"uris": uris(1)}, None] == [call.body for call in calls]
    assert orjson.dumps([call.family for call in calls]) == b'["playlist","playlist","playlist"]'
