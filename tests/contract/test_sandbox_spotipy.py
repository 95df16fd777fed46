"""The sandbox used by a client library that we did not write, over real HTTP."""

import base64
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
import spotipy
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import SpotifyClientCredentials, SpotifyOauthError, SpotifyPKCE
from world_client import foreign_playlist, track_id, uri, uris, world_with

from tophits.sandbox.faults import Fault
from tophits.sandbox.serve import serve
from tophits.sandbox.world import LISTENER

REDIRECT = "http://127.0.0.1:9090/callback"
SCOPE = (
    "playlist-modify-public playlist-modify-private playlist-read-private ugc-image-upload user-top-read "
    "user-library-read user-library-modify"
)


@pytest.fixture
def world():
    return world_with()


@pytest.fixture
def base(world):
    with serve(world) as address:
        yield address


def login_of(base: str) -> SpotifyPKCE:
    """The library's own login, with the browser's part played by one request."""
    auth = SpotifyPKCE(
        client_id="sandbox",
        redirect_uri=REDIRECT,
        scope=SCOPE,
        state="state",
        open_browser=False,
        cache_handler=MemoryCacheHandler(),
    )
    auth.OAUTH_AUTHORIZE_URL, auth.OAUTH_TOKEN_URL = f"{base}/authorize", f"{base}/api/token"
    answer = requests.get(auth.get_authorize_url(), allow_redirects=False, timeout=10)
    code = dict(parse_qsl(urlsplit(answer.headers["location"]).query))["code"]
    auth.get_access_token(code, check_cache=False)
    return auth


@pytest.fixture
def auth(base):
    login = login_of(base)
    yield login
    login._session.close()


@pytest.fixture
def client(base, auth):
    with requests.Session() as session:
        spotify = spotipy.Spotify(auth_manager=auth, requests_session=session)
        spotify.prefix = f"{base}/v1/"
        yield spotify


def test_it_logs_in_with_pkce_and_refreshes(auth, client):
    before = auth.cache_handler.get_cached_token()
    fresh = auth.refresh_access_token(before["refresh_token"])

    assert before["refresh_token"] == fresh["refresh_token"]
    assert before["access_token"] != fresh["access_token"]
    assert LISTENER == client.current_user()["id"]


def test_it_understands_why_a_login_is_dead(world, auth):
    world.revoke_login()

    with pytest.raises(SpotifyOauthError, match="Refresh token revoked"):
        auth.refresh_access_token(auth.cache_handler.get_cached_token()["refresh_token"])


def test_it_makes_fills_reads_and_changes_a_playlist(client):
    playlist = client.current_user_playlist_create("Hits", description="ours")["id"]
    client.playlist_replace_items(playlist, uris(*range(100)))
    client.playlist_add_items(playlist, uris(*range(100, 120)))
    client.playlist_reorder_items(playlist, range_start=119, insert_before=0)
    client.playlist_remove_all_occurrences_of_items(playlist, uris(0, 1))

    rows, page = [], client.playlist_items(playlist, additional_types=("track",))
    while page:
        rows += [row["item"]["uri"] for row in page["items"]]
        page = client.next(page)

    assert uris(119, *range(2, 119)) == rows
    assert 118 == client.playlist(playlist)["items"]["total"]
    assert {"snapshot_id", "items"} == set(client.playlist(playlist, fields="snapshot_id,items.total"))


def test_it_describes_and_illustrates_a_playlist(client):
    playlist = client.current_user_playlist_create("Hits")["id"]
    client.playlist_change_details(playlist, name="New", description="a & b")
    client.playlist_upload_cover_image(playlist, base64.b64encode(b"\xff\xd8\xff\xe0picture").decode())

    assert ("New", "a &amp; b") == tuple(client.playlist(playlist)[name] for name in ("name", "description"))
    assert 1 == len(client.playlist_cover_image(playlist))


def test_it_follows_and_unfollows(world, client):
    theirs = foreign_playlist(world, 1)
    client.current_user_follow_playlist(theirs)
    assert [theirs] == [playlist["id"] for playlist in client.current_user_playlists()["items"]]
    assert [True, False] == client.current_user_saved_items([f"spotify:playlist:{theirs}", uri(1)])

    client.current_user_unfollow_playlist(theirs)

    assert [] == client.current_user_playlists()["items"]


def test_it_finds_tracks(client):
    assert "Song 7" == client.track(track_id(7))["name"]
    found = client.search('track:"Song 7" artist:"Artist 7"', limit=10, type="track")["tracks"]["items"]
    assert track_id(7) == found[0]["id"]
    assert 20 == len(client.current_user_top_tracks()["items"])


def test_it_saves_tracks(client):
    client.current_user_saved_tracks_add([track_id(1)])

    assert [True, False] == client.current_user_saved_tracks_contains([track_id(1), track_id(2)])


@pytest.mark.parametrize(
    ("call", "status", "words"),
    [
        (lambda client: client.tracks([track_id(1)]), 403, "Forbidden"),
        (lambda client: client.recommendations(seed_tracks=[track_id(1)]), 404, "Resource not found"),
        (lambda client: client.search("x", limit=11), 400, "Invalid limit"),
        (lambda client: client.track("z" * 22), 404, "Resource not found"),
        (lambda client: client.user_playlists("someone"), 403, "Forbidden"),
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_tells_the_sandboxs_errors(client, call, status, words):
    with pytest.raises(spotipy.SpotifyException, match=words) as caught:
        call(client)

    assert status == caught.value.http_status


def test_it_sees_a_server_error_once_and_a_quota_with_its_reason(world, base, auth):
    with requests.Session() as session:  # a session of one's own retries nothing
        client = spotipy.Spotify(auth_manager=auth, requests_session=session)
        client.prefix = f"{base}/v1/"
        world.faults.on("GET", "/v1/me/", Fault.ERROR_BEFORE)
        with pytest.raises(spotipy.SpotifyException) as failed:
            client.current_user()
        world.faults.on("GET", "/v1/search", Fault.QUOTA_EXCEEDED)
        with pytest.raises(spotipy.SpotifyException) as spent:
            client.search("song", limit=5)

    assert 500 <= failed.value.http_status
    assert (429, "QUOTA_EXCEEDED", "86400") == (
        spent.value.http_status,
        spent.value.reason,
        spent.value.headers["Retry-After"],
    )


def test_an_app_alone_may_search(base):
    auth = SpotifyClientCredentials("sandbox", "sandbox-secret", cache_handler=MemoryCacheHandler())
    auth.OAUTH_TOKEN_URL = f"{base}/api/token"
    with requests.Session() as session:
        client = spotipy.Spotify(auth_manager=auth, requests_session=session)
        client.prefix = f"{base}/v1/"
        found = client.search("song 7", limit=5)["tracks"]["items"]
        with pytest.raises(spotipy.SpotifyException, match="Valid user authentication required"):
            client.current_user_playlists()
    auth._session.close()

    assert found
