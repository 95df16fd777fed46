"""A call and its answer as values, so that the embedded world and the HTTP face are one and the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

WITHHELD = 0
"""The status of an answer that never comes: the connection is dropped."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `path` begins with a slash; `query` is the raw string behind the question mark."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """A header's value, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), None)

    @property
    def base(self) -> str:
        """The address that the client believes the server has, without a slash at its end."""
        return f"http://{self.header('host') or '127.0.0.1'}"


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. A status of WITHHELD means that the client gets none."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_withheld(self) -> bool:
        """Whether the connection is dropped instead."""
        return self.status == WITHHELD


def json_response(status: int, value: object, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with a JSON body."""
    return Response(status, {"content-type": "application/json; charset=utf-8", **(headers or {})}, orjson.dumps(value))


def text_response(status: int, text: str, content_type: str = "text/plain; charset=utf-8") -> Response:
    """An answer with a text body."""
    return Response(status, {"content-type": content_type}, text.encode())


def empty_response(status: int) -> Response:
    """An answer without a body."""
    return Response(status)


class Refused(Exception):
    """The pretend Spotify says no: raised wherever a call turns out to be wrong, answered once in the Web API."""

    def __init__(
        self, status: int, message: str, *, reason: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.reason = reason
        self.headers = headers or {}

    def response(self) -> Response:
        """The error body of web-api-2026.md, section 3."""
        error: dict[str, object] = {"status": self.status, "message": self.message}
        if self.reason is not None:
            error["reason"] = self.reason
        return json_response(self.status, {"error": error}, self.headers)
