"""Sends calls over HTTP, and lets none of the library's exceptions, log lines or patience through."""

import logging
from time import monotonic
from types import TracebackType
from typing import Self

import httpx2

from tophits.adapters.fetching.wire import Answer, Call, Dropped

_LIBRARY_LOGGERS = ("httpx2", "httpcore2")
"""The library's INFO line prints whole addresses, and an address may hold a key."""

_PLAIN_WORDS: dict[type[Exception], str] = {
    httpx2.ConnectTimeout: "connecting took too long",
    httpx2.ConnectError: "no connection",
    httpx2.ProxyError: "the proxy refused",
    httpx2.ReadTimeout: "the answer took too long",
    httpx2.RemoteProtocolError: "the connection ended before the answer did",
    httpx2.ReadError: "the connection broke while the answer was read",
    httpx2.DecodingError: "the answer was garbled",
}


class Http:
    """A `Send` over HTTP that keeps its connections. Close it, or use it in a `with`."""

    def __init__(self, *, connect_s: float = 10.0, read_s: float = 30.0, deadline_s: float = 120.0) -> None:
        for name in _LIBRARY_LOGGERS:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._deadline_s = deadline_s
        # A stand-in on this machine is spoken to directly, whatever proxy the environment names.
        direct: dict[str, httpx2.BaseTransport | None] = dict.fromkeys(("all://127.0.0.1", "all://localhost"))
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(read_s, connect=connect_s), follow_redirects=False, mounts=direct
        )

    def __call__(self, call: Call) -> Answer:
        """Send one call, once, and read its answer whole.

        Raises:
            Dropped: no answer within the deadline, none complete, or none at all.
        """
        try:
            return self._exchange(call)
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            kind = type(error)
        # Raised out here, so that the library's exception, which holds the address, is not chained to it.
        raise Dropped(_PLAIN_WORDS.get(kind, kind.__name__))

    def _exchange(self, call: Call) -> Answer:
        end = monotonic() + self._deadline_s
        body = bytearray()
        with self._client.stream(call.method, call.address, headers=dict(call.headers), content=call.body) as answer:
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > call.largest:
                    raise Dropped(f"the answer has more than {call.largest >> 20} MB")
                if monotonic() > end:
                    raise Dropped("the answer took too long")
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status_code, headers, bytes(body))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
