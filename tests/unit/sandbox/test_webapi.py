"""The Web API's gate, the user, the library, tracks and search: statuses and bodies of web-api-2026.md."""

from datetime import timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from world_client import (
    HOST,
    Client,
    client_of,
    error,
    foreign_playlist,
    small_catalogue,
    track_id,
    uri,
    uris,
    world_with,
)

from tophits.sandbox.accounts import App
from tophits.sandbox.buckets import family_of
from tophits.sandbox.request import Request

SOME_ID = "0" * 22


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", f"/playlists/{SOME_ID}/tracks", 403),
        ("POST", f"/playlists/{SOME_ID}/tracks", 403),
        ("PUT", f"/playlists/{SOME_ID}/tracks", 403),
        ("DELETE", f"/playlists/{SOME_ID}/tracks", 403),
        ("GET", "/tracks?ids=1", 403),
        ("GET", "/albums", 403),
        ("GET", "/artists", 403),
        ("GET", f"/artists/{SOME_ID}/top-tracks", 403),
        ("GET", f"/artists/{SOME_ID}/related-artists", 403),
        ("GET", "/browse/new-releases", 403),
        ("GET", "/browse/featured-playlists", 403),
        ("GET", "/browse/categories/pop/playlists", 403),
        ("GET", "/markets", 403),
        ("GET", "/users/somebody", 403),
        ("GET", "/users/somebody/playlists", 403),
        ("POST", "/users/somebody/playlists", 403),
        ("PUT", "/me/tracks", 403),
        ("DELETE", "/me/albums", 403),
        ("GET", "/me/tracks/contains", 403),
        ("GET", "/me/following/contains", 403),
        ("GET", "/audio-features", 403),
        ("GET", f"/audio-features/{SOME_ID}", 403),
        ("GET", f"/audio-analysis/{SOME_ID}", 403),
        ("PUT", f"/playlists/{SOME_ID}/followers", 403),
        ("GET", "/recommendations", 404),
        ("GET", "/recommendations/available-genre-seeds", 404),
        ("GET", "/nothing", 404),
        ("PATCH", "/me", 405),
        ("POST", "/search", 405),
        ("GET", "/me/player", 501),
        ("GET", f"/albums/{SOME_ID}", 501),
    ],
)
def test_removed_and_unknown_endpoints(method, path, expected):
    path, _, query = path.partition("?")
    world = world_with()
    client = client_of(world)
    headers = {"Authorization": f"Bearer {client.token}"}

    response = world.handle(Request(method, f"/v1{path}", query, headers))

    assert expected == response.status
    assert expected == orjson.loads(response.body)["error"]["status"]


def test_removed_endpoints_are_forbidden_in_spotifys_words():
    assert error(403, "Forbidden") == client_of(world_with()).ask("GET", f"/playlists/{SOME_ID}/tracks")


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Bearer", "Basic abc", ""])
def test_a_missing_or_wrong_token_is_a_401_whose_header_says_why(authorization):
    headers = {} if authorization is None else {"authorization": authorization}

    response = world_with().handle(Request("GET", "/v1/me", "", headers))

    assert 401 == response.status
    assert "Missing/invalid/expired access token" == orjson.loads(response.body)["error"]["message"]
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


NO_PREMIUM = (
    "Active premium subscription required for the owner of the app. When the subscription status changes, "
    "it can take a few hours before requests are allowed again."
)
NOT_ALLOWLISTED = (
    "The user is not registered for this application. Please check your settings on "
    "https://developer.spotify.com/dashboard."
)


@pytest.mark.parametrize(("scenario", "message"), [("no-premium", NO_PREMIUM), ("not-allowlisted", NOT_ALLOWLISTED)])
@pytest.mark.parametrize("path", ["/me", "/me/playlists", "/search"])
def test_after_a_good_login_the_app_may_still_be_locked_out(scenario, message, path):
    assert error(403, message) == client_of(world_with(scenario)).ask("GET", path)


# --- me


def test_me_says_who_and_nothing_that_was_removed():
    me = client_of(world_with()).get("/me")

    assert "sandbox-listener" == me["id"]
    assert 10 == len(me["account_id"])
    assert f"http://{HOST}/v1/users/sandbox-listener" == me["href"]
    assert not {"country", "email", "product", "followers", "explicit_content"} & set(me)


def test_a_slash_at_the_end_makes_no_difference():
    client = client_of(world_with())

    assert client.get("/me") == client.get("/me/")


# --- tracks


def test_a_track_has_the_fields_of_development_mode():
    track = client_of(world_with()).get(f"/tracks/{track_id(2)}")

    assert (track_id(2), uri(2), "Song 2", "track", 180_002, {"isrc": "DEXX26000002"}, True, False) == (
        track["id"],
        track["uri"],
        track["name"],
        track["type"],
        track["duration_ms"],
        track["external_ids"],
        track["is_playable"],
        track["explicit"],
    )
    assert not {"popularity", "available_markets", "linked_from"} & (set(track) | set(track["album"]))
    assert ("single", "2026-01-30", "day") == tuple(
        track["album"][name] for name in ("album_type", "release_date", "release_date_precision")
    )


@pytest.mark.parametrize(
    ("spotify_id", "expected"),
    [
        ("z" * 22, error(404, "Resource not found")),
        ("short", error(400, "Invalid base62 id")),
        ("!" * 22, error(400, "Invalid base62 id")),
    ],
)
def test_a_track_that_is_not_there(spotify_id, expected):
    assert expected == client_of(world_with()).ask("GET", f"/tracks/{spotify_id}")


def test_a_market_is_two_capitals_and_the_accounts_country_beats_it():
    world = world_with()
    world.track_is_relinked(track_id(1), track_id(9), "DE")
    client = client_of(world)

    assert error(400, "Invalid market code") == client.ask("GET", f"/tracks/{track_id(1)}", market="germany")
    assert track_id(9) == client.get(f"/tracks/{track_id(1)}", market="US")["id"]
    world.add_user("joe", "Joe", "US")
    assert track_id(1) == client_of(world, "joe").get(f"/tracks/{track_id(1)}", market="DE")["id"]


# --- search


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"type": "track"}, error(400, "No search query")),
        ({"q": "", "type": "track"}, error(400, "No search query")),
        ({"q": "x" * 251, "type": "track"}, error(400, "Query exceeds maximum length of 250 characters")),
        ({"q": "x"}, error(400, "Missing parameter type")),
        ({"q": "x", "type": "song"}, error(400, "Bad search type field song")),
        ({"q": "x", "type": "track", "limit": 11}, error(400, "Invalid limit")),
        ({"q": "x", "type": "track", "limit": 0}, error(400, "Invalid limit")),
        ({"q": "x", "type": "track", "limit": "many"}, error(400, "Invalid limit")),
        ({"q": "x", "type": "track", "offset": -1}, error(400, "Invalid offset")),
        ({"q": "x", "type": "track", "offset": 1001}, error(400, "Invalid offset")),
        (
            {"q": "x", "type": "track", "limit": 10, "offset": 991},
            error(400, "Limit + Offset exceeds maximum of 1000"),
        ),
    ],
)
def test_a_search_is_refused_in_spotifys_words(query, expected):
    assert expected == client_of(world_with()).ask("GET", "/search", **query)


@pytest.mark.parametrize("query", [{"q": "x" * 250}, {"q": "x", "limit": 10, "offset": 990}])
def test_a_search_at_the_edge_is_answered(query):
    assert 200 == client_of(world_with()).send("GET", "/search", type="track", **query).status


def test_a_search_gives_five_hits_unless_told_and_pages_with_absolute_addresses():
    client = client_of(world_with())

    first = client.get("/search", q="song", type="track")["tracks"]
    path, _, query = first["next"].removeprefix(f"http://{HOST}/v1").partition("?")
    second = orjson.loads(
        client.world.handle(
            Request("GET", "/v1" + path, query, {"host": HOST, "authorization": f"Bearer {client.token}"})
        ).body
    )["tracks"]

    assert (5, 5, 0, None) == (first["limit"], len(first["items"]), first["offset"], first["previous"])
    assert (5, 5) == (second["limit"], second["offset"])
    assert second["previous"].endswith("offset=0&limit=5")
    assert not {item["id"] for item in first["items"]} & {item["id"] for item in second["items"]}


def test_total_is_wrong_and_one_isrc_has_several_tracks():
    found = client_of(world_with()).get("/search", q="isrc:DEXX26000002", type="track")["tracks"]

    assert 0 == found["total"]
    assert {track_id(2), track_id(3)} == {track["id"] for track in found["items"]}


def test_other_types_have_a_page_of_their_own():
    found = client_of(world_with()).get("/search", q='track:"Song 7"', type="track,artist,album,playlist", limit=2)

    assert {"tracks", "artists", "albums", "playlists"} == set(found)
    assert "Artist 7" == found["artists"]["items"][0]["name"]
    assert "Album 7" == found["albums"]["items"][0]["name"]
    assert [] == found["playlists"]["items"]


def test_a_dead_track_is_not_found():
    world = world_with()
    client = client_of(world)
    world.track_dies(track_id(2))

    found = client.get("/search", q="isrc:DEXX26000002", type="track")["tracks"]["items"]

    assert [track_id(3)] == [track["id"] for track in found]


# --- favourites


def test_favourites_need_their_scope_and_stay_the_same():
    world = world_with()
    client = client_of(world)

    first = client.get("/me/top/tracks", limit=50)

    assert first == client.get("/me/top/tracks", limit=50)
    assert first["items"] != client.get("/me/top/tracks", limit=50, time_range="short_term")["items"]
    assert (300, 50, 50) == (first["total"], first["limit"], len({track["id"] for track in first["items"]}))
    assert error(400, "Invalid time range") == client.ask("GET", "/me/top/tracks", time_range="ever")
    assert error(403, "Insufficient client scope") == client_of(world, scopes=()).ask("GET", "/me/top/tracks")


# --- the library


def test_a_library_takes_and_gives_back():
    client = client_of(world_with())
    two = ",".join(uris(1, 2))

    before = client.get("/me/library/contains", uris=two)
    saved = client.send("PUT", "/me/library", uris=uri(2))
    after = client.get("/me/library/contains", uris=two)
    client.send("DELETE", "/me/library", uris=two)

    assert ([False, False], 200, b"", [False, True]) == (before, saved.status, saved.body, after)
    assert [False, False] == client.get("/me/library/contains", uris=two)


@pytest.mark.parametrize(
    ("query", "body", "expected"),
    [
        ({}, {"uris": [uri(1)]}, error(400, "Missing required field: uris")),
        ({"uris": ",".join(uris(*range(41)))}, None, error(400, "Too many uris requested")),
        ({"uris": "spotify:track:short"}, None, error(400, "Invalid Spotify URI")),
        ({"uris": "https://open.spotify.com/track/1"}, None, error(400, "Invalid Spotify URI")),
        ({"uris": ",".join(uris(*range(40)))}, None, (200, None)),
        ({"uris": "spotify:track:" + "z" * 22}, None, (200, None)),
        ({"uris": f"spotify:user:anna,spotify:artist:{SOME_ID},spotify:album:{SOME_ID}"}, None, (200, None)),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_the_library_reads_the_query_string_alone(method, query, body, expected):
    assert expected == client_of(world_with()).ask(method, "/me/library", body, **query)


def test_each_kind_of_uri_needs_its_scope():
    world = world_with()
    client = client_of(world, scopes=["playlist-modify-public", "playlist-read-private"])
    playlist = f"spotify:playlist:{foreign_playlist(world, 1)}"

    assert 200 == client.send("PUT", "/me/library", uris=playlist).status
    assert [True] == client.get("/me/library/contains", uris=playlist)
    assert error(403, "Insufficient client scope") == client.ask("PUT", "/me/library", uris=f"{playlist},{uri(1)}")
    assert error(403, "Insufficient client scope") == client.ask("GET", "/me/library/contains", uris="spotify:user:x")


# --- quotas and the rate limit


@pytest.mark.parametrize(
    ("path", "family"),
    [
        ("/v1/search", "search"),
        ("/v1/tracks/x", "track"),
        ("/v1/playlists/x", "playlist"),
        ("/v1/playlists/x/items", "playlist"),
        ("/v1/me/playlists", "playlist"),
        ("/v1/me/library/contains", "library"),
        ("/v1/me", "me"),
        ("/v1/me/", "me"),
        ("/v1/me/top/tracks", "me"),
        ("/v1/markets", None),
    ],
)
def test_each_endpoint_draws_from_its_bucket(path, family):
    assert family == family_of(path)


def spread(client: Client, path: str, calls: int, **query: object) -> list[int]:
    """Statuses of calls that are far enough apart for the rate limit."""
    statuses = []
    for _ in range(calls):
        statuses.append(client.send("GET", path, **query).status)
        client.world.clock.wait(timedelta(seconds=1))
    return statuses


def test_a_spent_quota_closes_its_bucket_for_hours_and_no_other():
    client = client_of(world_with("tight-quota"))
    assert [200] * 30 == spread(client, "/search", 30, q="song", type="track")

    refusal = client.send("GET", "/search", q="song", type="track")

    assert 429 == refusal.status
    assert {"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}} == orjson.loads(
        refusal.body
    )
    assert str(24 * 3600 - 30) == refusal.headers["retry-after"]
    assert 200 == client.send("GET", "/me").status


def test_a_second_client_id_of_the_same_developer_buys_nothing():
    world = world_with("tight-quota")
    world.accounts.register(App("second", "sandbox-developer", "s"))
    world.accounts.register(App("stranger", "another-developer", "s"))
    spread(client_of(world), "/search", 30, q="song", type="track")

    statuses = [
        Client(world, world.sign_in(client_id=client_id).access_token)
        .send("GET", "/search", q="x", type="track")
        .status
        for client_id in ("second", "stranger")
    ]

    assert [429, 200] == statuses


def test_a_quota_is_a_rolling_day():
    world = world_with("tight-quota")
    client = client_of(world)
    spread(client, "/me", 20)
    retry_after = int(client.send("GET", "/me").headers["retry-after"])

    world.clock.wait(timedelta(seconds=retry_after - 1))
    assert 401 == client.send("GET", "/me").status
    again = client_of(world)
    assert 429 == again.send("GET", "/me").status
    world.clock.wait(timedelta(seconds=1))
    assert 200 == again.send("GET", "/me").status


def test_a_closure_lasts_at_least_an_hour():
    world = world_with("tight-quota")
    for _ in range(20):
        assert 200 == client_of(world).send("GET", "/me").status
        world.clock.wait(timedelta(minutes=71))

    assert "3600" == client_of(world).send("GET", "/me").headers["retry-after"]


def test_the_rate_limit_is_a_window_of_thirty_seconds():
    world = world_with("rate-limited")
    client = client_of(world)
    assert [200] * 8 == spread(client, "/me", 8)

    refusal = client.send("GET", "/tracks/" + track_id(1))

    assert (429, "22") == (refusal.status, refusal.headers["retry-after"])
    assert {"error": {"status": 429, "message": "API rate limit exceeded"}} == orjson.loads(refusal.body)
    world.clock.wait(timedelta(seconds=22))
    assert 200 == client.send("GET", "/me").status


def test_the_kind_world_allows_a_day_of_300_searches_and_600_other_calls_and_200_in_a_window():
    client = client_of(world_with(catalogue=small_catalogue(5)))

    assert [200] * 200 == [client.send("GET", "/me").status for _ in range(200)]
    assert 429 == client.send("GET", "/me").status
    client.world.clock.wait(timedelta(seconds=30))
    assert {200} == set(spread(client, "/search", 300, q="song", type="track"))
    playlist = client.create()
    assert {200} == set(spread(client, f"/playlists/{playlist}", 600))


def test_somebody_else_can_spend_the_developers_quota():
    world = world_with()
    world.quota_is_spent(family_of("/v1/search"))

    refusal = client_of(world).send("GET", "/search", q="x", type="track")

    assert (429, str(24 * 3600)) == (refusal.status, refusal.headers["retry-after"])


# --- whatever is sent


CATALOGUE = small_catalogue(10)


def encoded(value: object) -> bytes:
    """As a client would send it; numbers that no JSON writer takes as text."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return repr(value).encode()


BODY_NAMES = (
    *("uris", "items", "uri", "position", "range_start", "insert_before", "range_length", "snapshot_id"),
    *("name", "description", "public", "collaborative"),
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(uris(1, 2)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(BODY_NAMES), inner, max_size=4),
    max_leaves=6,
)
PATHS = st.sampled_from(
    ["/me/playlists", "/playlists/{}", "/playlists/{}/items", "/playlists/{}/images", "/me/library", "/search", "/me"]
)
QUERIES = st.dictionaries(
    st.sampled_from(["uris", "limit", "offset", "fields", "market", "q", "type", "position", "time_range"]),
    st.text(max_size=6) | st.integers().map(str) | st.sampled_from(["track", uri(1), "items(item.name)", "DE"]),
    max_size=3,
)


@given(st.sampled_from(["GET", "POST", "PUT", "DELETE"]), PATHS, QUERIES, ANY_JSON.map(encoded))
def test_nothing_that_is_sent_breaks_the_world(method, path, query, body):
    client = client_of(world_with(catalogue=CATALOGUE))
    playlist = client.create(1, 2, 3)

    response = client.send(method, path.format(playlist), body, **query)

    assert response.status in {200, 201, 202, 400, 404, 405, 502}
    assert client.rows(playlist) is not None
