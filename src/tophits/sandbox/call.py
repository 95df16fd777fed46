"""One call to the Web API while it is being answered: who calls, what was sent, and how a write is carried out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from urllib.parse import parse_qsl

import orjson

from tophits.sandbox.accounts import Access
from tophits.sandbox.journal import Cause
from tophits.sandbox.request import Refused, Request
from tophits.sandbox.spotify import Spotify, User

T = TypeVar("T")
BASE62_ID = re.compile(r"[0-9A-Za-z]{22}")
MARKET = re.compile(r"[A-Z]{2}")


class AppliedLater(Exception):
    """The write was put off; its caller hears of a failure."""


@dataclass(slots=True)
class Call:
    """A call that passed the gate.

    `cause` is what the journal says of a write that happens now. `is_late` puts writes off.
    """

    request: Request
    number: int
    spotify: Spotify
    access: Access
    cause: Cause
    is_late: bool
    base: str = field(init=False)
    query: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.base = self.request.base
        self.query = dict(parse_qsl(self.request.query, keep_blank_values=True))

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.spotify.clock.now()

    @property
    def user(self) -> User:
        """Who calls.

        Raises:
            Refused: an app's own token has no user.
        """
        if self.access.user_id is None:
            raise Refused(401, "Valid user authentication required")
        return self.spotify.users[self.access.user_id]

    @property
    def country(self) -> str:
        """The account's country, which beats `market`; an app's own token has only `market`."""
        market = self.query.get("market")
        if market is not None and market != "from_token" and not MARKET.fullmatch(market):
            raise Refused(400, "Invalid market code")
        if self.access.user_id is not None:
            return self.user.country
        return market if market and market != "from_token" else self.spotify.country

    def need(self, *scopes: str) -> None:
        """One of these scopes must have been granted.

        Raises:
            Refused: none was.
        """
        if self.access.user_id is None:
            raise Refused(401, "Valid user authentication required")
        if self.access.scopes.isdisjoint(scopes):
            raise Refused(403, "Insufficient client scope")

    def write(self, effect: Callable[[datetime, Cause], T]) -> T:
        """Carry a write out now, or later where this call's fate says so.

        Raises:
            AppliedLater: it was put off.
        """
        if not self.is_late:
            return effect(self.now, self.cause)

        def carry_out(at: datetime) -> None:
            effect(at, Cause.LATE)

        self.spotify.later(carry_out, self.number)
        raise AppliedLater

    def json(self) -> object:
        """The decoded body; None when there is none.

        Raises:
            Refused: it is not JSON.
        """
        if not self.request.body.strip():
            return None
        try:
            return orjson.loads(self.request.body)
        except orjson.JSONDecodeError:
            raise Refused(400, "Error parsing JSON.") from None

    def json_object(self) -> dict[str, object]:
        """The body as an object; empty when it is none."""
        value = self.json()
        return value if isinstance(value, dict) else {}

    def number_in_query(self, name: str, default: int, allowed: range) -> int:
        """A number of the query string.

        Raises:
            Refused: it is none, or out of range.
        """
        text = self.query.get(name)
        if text is None:
            return default
        try:
            number = int(text)
        except ValueError:
            number = -1
        if number not in allowed:
            raise Refused(400, f"Invalid {name}")
        return number


def check_id(spotify_id: str) -> str:
    """The id, when it has the shape of one.

    Raises:
        Refused: it has not.
    """
    if not BASE62_ID.fullmatch(spotify_id):
        raise Refused(400, "Invalid base62 id")
    return spotify_id
