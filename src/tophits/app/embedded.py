"""The pretend Spotify in this very process: calls go straight in, with no socket between."""

from urllib.parse import urlsplit

from tophits.adapters.spotify.wire import Dropped, Request, Response, Send
from tophits.sandbox.request import Request as WorldRequest
from tophits.sandbox.world import World

ADDRESS = "http://127.0.0.1:1"
"""A loopback address that nothing listens on: should a call ever miss the embedded world, it goes nowhere."""


def send_to(world: World) -> Send:
    """A connection into the world."""

    def send(request: Request) -> Response:
        parts = urlsplit(request.url)
        headers = {**request.headers, "host": parts.netloc}
        answer = world.handle(WorldRequest(request.method, parts.path, parts.query, headers, request.body or b""))
        if answer.is_withheld:
            raise Dropped("the connection ended before the answer did", may_have_arrived=True)
        return Response(answer.status, answer.headers, answer.body)

    return send


def environment_at(address: str, *, zone: str, territory: str) -> dict[str, str]:
    """Settings, as environment variables, of a bot whose Spotify is at this address."""
    return {
        "TOPHITS_ZONE": zone,
        "TOPHITS_TERRITORY": territory,
        "TOPHITS_SPOTIFY__CLIENT_ID": "sandbox",
        "TOPHITS_SPOTIFY__ACCOUNTS_URL": address,
        "TOPHITS_SPOTIFY__API_URL": f"{address}/v1",
    }
