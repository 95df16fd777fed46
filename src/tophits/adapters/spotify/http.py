"""Sends requests over HTTP, and lets none of the library's exceptions, log lines or patience through."""

import logging
from time import monotonic
from types import TracebackType
from typing import Self

import httpx2

from tophits.adapters.spotify.wire import Dropped, Request, Response

LIBRARY_LOGGERS = ("httpx2", "httpcore2")
"""The library's INFO line prints whole addresses and its DEBUG lines print headers: both may hold secrets."""

NOT_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
)
"""Raised before the first byte of the request has left."""

PLAIN_WORDS: dict[type[Exception], str] = {
    httpx2.ConnectTimeout: "connecting took too long",
    httpx2.ConnectError: "no connection",
    httpx2.PoolTimeout: "no connection was free",
    httpx2.ProxyError: "the proxy refused",
    httpx2.ReadTimeout: "the answer took too long",
    httpx2.WriteTimeout: "sending took too long",
    httpx2.RemoteProtocolError: "the connection ended before the answer did",
    httpx2.ReadError: "the connection broke while the answer was read",
    httpx2.WriteError: "the connection broke while sending",
    httpx2.DecodingError: "the answer was garbled",
}
"""The library's own words may quote what a server sent, so they are not passed on."""

LARGEST_ANSWER = 8 * 1024 * 1024
"""Bytes. A page of 50 rows is below 200 kB."""


class Http:
    """A `Send` over HTTP that keeps its connections. Close it, or use it in a `with`."""

    def __init__(self, *, connect_s: float = 10.0, read_s: float = 30.0, deadline_s: float = 60.0) -> None:
        for name in LIBRARY_LOGGERS:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._deadline_s = deadline_s
        # A stand-in on this machine is spoken to directly, whatever proxy the environment names.
        direct: dict[str, httpx2.BaseTransport | None] = dict.fromkeys(
            ("all://127.0.0.1", "all://[::1]", "all://localhost")
        )
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(read_s, connect=connect_s),
            follow_redirects=False,
            mounts=direct,
        )

    def __call__(self, request: Request) -> Response:
        """Send one request, once, and read its answer whole.

        Raises:
            Dropped: no answer within the deadline, none complete, or none at all.
        """
        try:
            return self._exchange(request)
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            kind = type(error)
        # Raised out here, so that the library's exception, which holds our headers, is not chained to it.
        raise Dropped(PLAIN_WORDS.get(kind, kind.__name__), may_have_arrived=not issubclass(kind, _BEFORE_SENDING))

    def _exchange(self, request: Request) -> Response:
        end = monotonic() + self._deadline_s
        body = bytearray()
        with self._client.stream(
            request.method, request.url, headers=dict(request.headers), content=request.body
        ) as answer:
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    raise Dropped("the answer was far too long", may_have_arrived=True)
                if monotonic() > end:
                    raise Dropped("the answer took too long", may_have_arrived=True)
            return Response(
                answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, bytes(body)
            )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_BEFORE_SENDING = (*NOT_SENT, httpx2.InvalidURL)
