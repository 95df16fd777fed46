"""The world as an ASGI application, and the one thing ASGI has no word for: hanging up without an answer."""

from asyncio import Transport
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol

from tophits.sandbox.request import Request
from tophits.sandbox.world import World

Message = MutableMapping[str, Any]  # as loose as the ASGI specification has it
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
HANG_UP = "sandbox.hang_up"


class HangingUp(H11Protocol):
    """HTTP/1.1 whose application may close its connection: it finds the way to do so in its scope."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as in the class above
        """Hand the way to hang up to every call of this connection."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, HANG_UP: transport.close}


def config_of(world: World) -> Config:
    """How the server runs: no logs, no headers of its own."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        request = await _request(scope, receive)
        response = world.handle(request)
        if response.is_withheld:
            scope["state"][HANG_UP]()
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        headers = {**response.headers, "content-length": str(len(response.body))}
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": response.status, "headers": raw})
        await send({"type": "http.response.body", "body": response.body})

    return Config(
        application,
        http=HangingUp,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=2,
    )


async def _request(scope: Scope, receive: Receive) -> Request:
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Request(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers, body)
