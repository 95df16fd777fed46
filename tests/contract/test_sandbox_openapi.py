"""The sandbox against Spotify's own description of its answers, where that file is there.

Known gaps between that file and Development Mode, taken out of the schema before anything is checked: fields
marked deprecated are not demanded (they are absent there), `images` may be null on a playlist and a row's
`item` may be null (both reported), a `next` of the last page is null as it says.
"""

import base64
from functools import cache
from pathlib import Path

import orjson
import pytest
import yaml
from jsonschema import Draft202012Validator
from world_client import client_of, foreign_playlist, track_id, uri, uris, world_with

SCHEMA = Path(__file__).parents[3] / "shared" / "spotify" / "fixed-spotify-open-api.yml"
pytestmark = pytest.mark.skipif(not SCHEMA.exists(), reason="needs ../shared/spotify/fixed-spotify-open-api.yml")


@cache
def description() -> dict:
    document = yaml.load(SCHEMA.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    schemas = document["components"]["schemas"]
    for name in ("PlaylistObject", "SimplifiedPlaylistObject"):
        schemas[name]["properties"]["images"]["nullable"] = True
    schemas["PlaylistTrackObject"]["properties"]["item"]["nullable"] = True
    return _modern(document)


def _modern(part):
    """OpenAPI 3.0 in the words of JSON Schema: `nullable`, and deprecated fields that nobody must send."""
    if isinstance(part, list):
        return [_modern(item) for item in part]
    if not isinstance(part, dict):
        return part
    made = {name: _modern(value) for name, value in part.items()}
    properties = part.get("properties")
    if isinstance(part.get("required"), list) and isinstance(properties, dict):
        made["required"] = [name for name in part["required"] if not properties.get(name, {}).get("deprecated")]
    if part.get("nullable") is True:
        inner = {name: value for name, value in made.items() if name not in ("nullable", "description", "example")}
        return {"anyOf": [inner, {"type": "null"}]}
    return made


def problems(path: str, method: str, status: int, answer: object) -> list[str]:
    """What the description has against this answer."""
    operation = description()["paths"][path][method]
    response = operation["responses"][str(status)]
    if "$ref" in response:
        response = description()["components"]["responses"][response["$ref"].rpartition("/")[2]]
    if "content" not in response:
        return [] if answer is None else [f"{answer!r}, but no body is described"]
    schema = {**response["content"]["application/json"]["schema"], "components": description()["components"]}
    return [f"{error.json_path}: {error.message[:200]}" for error in Draft202012Validator(schema).iter_errors(answer)]


@pytest.fixture(scope="module")
def ready():
    """A world in which there is something of everything, its client, and two playlists."""
    world = world_with()
    client = client_of(world)
    own = client.create(*range(120), description="ours & theirs")
    other = foreign_playlist(world, 1, 2)
    client.send("PUT", "/me/library", uris=f"spotify:playlist:{other}")
    client.create()
    world.track_is_blocked(track_id(3))
    world.row_goes_null(own, 5)
    return client, own, other


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/me", {}),
        ("/me/playlists", {"limit": 2}),
        ("/playlists/{playlist_id}", {}),
        ("/playlists/{playlist_id}/items", {"limit": 50}),
        ("/playlists/{playlist_id}/items", {"limit": 50, "offset": 100}),
        ("/playlists/{playlist_id}/images", {}),
        ("/search", {"q": "song", "type": "track,album,artist,playlist", "limit": 10}),
        ("/search", {"q": "isrc:DEXX26000002", "type": "track", "market": "DE"}),
        ("/search", {"q": "zzzzzz", "type": "track"}),
        ("/tracks/{id}", {}),
        ("/me/library/contains", {"uris": uri(1)}),
        ("/me/top/tracks", {"limit": 50}),
    ],
)
def test_what_is_read_is_as_described(ready, path, query):
    client, own, _ = ready
    answer = client.get(path.format(playlist_id=own, id=track_id(3)), **query)

    assert [] == problems(path, "get", 200, answer)


def test_a_foreign_playlist_is_as_described(ready):
    client, _, other = ready

    assert [] == problems("/playlists/{playlist_id}", "get", 200, client.get(f"/playlists/{other}"))


JPEG = base64.b64encode(b"\xff\xd8\xff\xe0picture")


@pytest.mark.parametrize(
    ("method", "path", "body", "query"),
    [
        ("POST", "/me/playlists", {"name": "Hits", "description": "x", "public": False}, {}),
        ("PUT", "/playlists/{playlist_id}", {"name": "Hits"}, {}),
        ("POST", "/playlists/{playlist_id}/items", {"uris": uris(1)}, {}),
        ("PUT", "/playlists/{playlist_id}/items", {"uris": uris(1, 2)}, {}),
        ("PUT", "/playlists/{playlist_id}/items", {"range_start": 1, "insert_before": 0}, {}),
        ("DELETE", "/playlists/{playlist_id}/items", {"items": [{"uri": uri(1)}]}, {}),
        ("PUT", "/playlists/{playlist_id}/images", JPEG, {}),
        ("PUT", "/me/library", None, {"uris": uri(1)}),
        ("DELETE", "/me/library", None, {"uris": uri(1)}),
    ],
)
def test_what_is_written_is_answered_as_described(method, path, body, query):
    client = client_of(world_with())
    client.headers["Content-Type"] = "image/jpeg" if body is JPEG else "application/json"
    playlist = client.create(7, 8)

    response = client.send(method, path.format(playlist_id=playlist), body, **query)

    answer = orjson.loads(response.body) if response.body else None
    assert [] == problems(path, method.lower(), response.status, answer)


@pytest.mark.parametrize(
    ("scenario", "token", "status"),
    [("kind", "wrong", 401), ("no-premium", None, 403), ("not-allowlisted", None, 403)],
)
def test_errors_are_as_described(scenario, token, status):
    client = client_of(world_with(scenario))
    client.token = token or client.token

    seen, answer = client.ask("GET", "/me")

    assert status == seen
    assert [] == problems("/me", "get", status, answer)


def removed_operations() -> list[tuple[str, str]]:
    if not SCHEMA.exists():
        return []
    return [
        (method.upper(), path)
        for path, operations in description()["paths"].items()
        for method, operation in operations.items()
        if isinstance(operation, dict) and operation.get("deprecated")
    ]


def test_every_deprecated_operation_is_gone():
    client = client_of(world_with())
    playlist = client.create()
    ids = {"playlist_id": playlist, "user_id": "someone", "id": "0" * 22, "category_id": "pop"}
    answered = {(method, path): client.send(method, path.format(**ids)).status for method, path in removed_operations()}

    odd = {operation: status for operation, status in answered.items() if status != 403}

    assert 40 < len(answered)
    assert {
        ("GET", "/recommendations"): 404,
        ("GET", "/recommendations/available-genre-seeds"): 404,
        # listed as removed, and answered 200 when it was tried
        ("DELETE", "/playlists/{playlist_id}/followers"): 200,
    } == odd


def test_the_check_can_fail():
    broken = {"href": "x", "items": [], "limit": "20", "next": None, "offset": 0, "previous": None}

    found = problems("/playlists/{playlist_id}/items", "get", 200, broken)

    assert {"$: 'total' is a required property", "$.limit: '20' is not of type 'integer'"} == set(found)
