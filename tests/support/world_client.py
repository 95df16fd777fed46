"""A client that fits in a pocket, and the few tracks that the tests of the world play with."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode

import orjson

from tophits.sandbox.accounts import SCOPES
from tophits.sandbox.catalogue import Catalogue, SandboxArtist, SandboxTrack
from tophits.sandbox.clock import SandboxClock
from tophits.sandbox.playlists import Details
from tophits.sandbox.request import Request, Response
from tophits.sandbox.scenarios import SCENARIOS, Scenario
from tophits.sandbox.world import LISTENER, World

START = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
HOST = "sandbox.test:8080"


def track_id(number: int) -> str:
    return f"{number:022d}"


def uri(number: int) -> str:
    return f"spotify:track:{track_id(number)}"


def uris(*numbers: int) -> list[str]:
    return [uri(number) for number in numbers]


def small_catalogue(size: int = 300) -> Catalogue:
    """Tracks 0, 1, 2, ...; 2 and 3 are one recording, on a single and on an album."""
    return Catalogue(_track(number) for number in range(size))


def _track(number: int) -> SandboxTrack:
    artist = SandboxArtist(f"{number:021d}A", f"Artist {number}")
    isrc = f"DEXX2600{2 if number == 3 else number:04d}"
    return SandboxTrack(
        id=track_id(number),
        title=f"Song {2 if number == 3 else number}",
        artists=(artist,),
        album=f"Album {number}",
        album_id=f"{number:021d}B",
        album_type="single" if number % 2 == 0 else "album",
        duration_ms=180_000 + number,
        isrc=isrc,
        explicit=number % 5 == 0,
        release_date="2026-01-30",
        track_number=1,
    )


@dataclass
class Client:
    """Sends calls to a world with one access token."""

    world: World
    token: str
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, body: object = None, **query: object) -> Response:
        headers = {"Host": HOST, "Authorization": f"Bearer {self.token}", **self.headers}
        raw = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        return self.world.handle(Request(method, f"/v1{path}", urlencode(query), headers, raw))

    def ask(self, method: str, path: str, body: object = None, **query: object) -> tuple[int, object]:
        response = self.send(method, path, body, **query)
        return response.status, orjson.loads(response.body) if response.body else None

    def get(self, path: str, **query: object):
        status, answer = self.ask("GET", path, **query)
        assert status == 200, answer
        return answer

    def create(self, *numbers: int, **details: object) -> str:
        status, answer = self.ask("POST", "/me/playlists", {"name": "Hits", **details})
        assert status == 201, answer
        for start in range(0, len(numbers), 100):
            status, problem = self.ask(
                "POST", f"/playlists/{answer['id']}/items", {"uris": uris(*numbers[start : start + 100])}
            )
            assert status == 201, problem
        return answer["id"]

    def rows(self, playlist_id: str) -> list[str | None]:
        """URIs as a client sees them."""
        seen, offset = [], 0
        while True:
            page = self.get(f"/playlists/{playlist_id}/items", limit=50, offset=offset)
            seen += [row["item"] and row["item"]["uri"] for row in page["items"]]
            if page["next"] is None:
                return seen
            offset += 50


def world_with(scenario: str | Scenario = "kind", **options: object) -> World:
    chosen = SCENARIOS[scenario] if isinstance(scenario, str) else scenario
    catalogue = options.pop("catalogue", None) or small_catalogue()
    return World(catalogue, scenario=chosen, clock=SandboxClock(START), **options)


def client_of(world: World, user_id: str = LISTENER, scopes: object = SCOPES) -> Client:
    return Client(world, world.sign_in(user_id=user_id, scopes=scopes).access_token)


def foreign_playlist(world: World, *numbers: int) -> str:
    return world.make_playlist(Details("Theirs"), uris(*numbers))


def error(status: int, message: str) -> tuple[int, object]:
    return status, {"error": {"status": status, "message": message}}
