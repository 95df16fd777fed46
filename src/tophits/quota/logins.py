"""Logins: one Spotify user's consent for one developer account. Tokens never show in a repr (I9)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Login:
    """A consent and its tokens. `consented_at` starts the six months after which Spotify ends it."""

    account: str
    client_id: str
    refresh_token: str = field(repr=False)
    access_token: str | None = field(repr=False)
    access_expires_at: datetime | None
    scopes: frozenset[str]
    consented_at: datetime
    user_id: str | None = None
    country: str | None = None


class Logins(Protocol):
    """Kept logins, one an account, readable by the owner of the home alone."""

    def get(self, account: str) -> Login | None:
        """The account's login."""
        ...

    def put(self, login: Login) -> None:
        """Keep it in place of the older one: after a kill there is either the old or the new one, whole."""
        ...

    def forget(self, account: str) -> None:
        """Drop it."""
        ...
