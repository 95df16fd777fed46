"""The one small port that everything here is a wrapper of: a request goes out, a response comes back, or it is dropped.

Nothing in these shapes shows a token when it is printed: headers and bodies stay out of every `repr`, and so
does the query of an address, which carries codes during a login.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace


class Secret(str):
    """A token as a string that a traceback with local variables does not show."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(***)"


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """What is sent. `url` is absolute, its query included."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None

    def __repr__(self) -> str:
        return f"Request({self.method} {self.url.partition('?')[0]})"


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, whole: a body that broke off is `Dropped` instead."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        """A header's value, whatever the case of its name; None when it was not sent."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), None)

    def without(self, *secrets: str) -> "Response":
        """The same with every secret masked in the body, so that words quoted from it are safe to show."""
        body = self.body
        for secret in filter(None, secrets):
            body = body.replace(secret.encode(), b"***")
        return replace(self, body=body)


class Dropped(Exception):
    """No answer, or none complete.

    `may_have_arrived` is False only when it is certain that the server never saw the request: then even a
    write may be sent again.
    """

    def __init__(self, message: str, *, may_have_arrived: bool) -> None:
        super().__init__(message)
        self.may_have_arrived = may_have_arrived


Send = Callable[[Request], Response]
"""Sends one request, once. Raises Dropped and nothing else; follows no redirect; retries nothing."""

Outcome = Response | Dropped
"""How one sending ended."""
