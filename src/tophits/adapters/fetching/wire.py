"""The one small port that fetching is a wrapper of: a call goes out, an answer comes back, or it is dropped.

Addresses may hold a user's key, so nothing here shows a query, a header or a body when it is printed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """What is sent. `address` is absolute; `largest` is how many bytes of an answer are waited for."""

    method: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    largest: int = 8 * 1024 * 1024

    def __repr__(self) -> str:
        return f"Call({self.method} {self.address.partition('?')[0]})"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole: a body that broke off is `Dropped` instead. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    def without(self, secrets: tuple[str, ...]) -> "Answer":
        """The same with every secret masked, so that it may be kept and quoted."""
        body = self.body
        for secret in filter(None, secrets):
            body = body.replace(secret.encode(), b"***")
        return replace(self, body=body)


class Dropped(Exception):
    """No answer, or none complete. The message has no words of the library or the server in it."""


Send = Callable[[Call], Answer]
"""Sends one call, once. Raises Dropped and nothing else; follows no redirect; retries nothing."""
