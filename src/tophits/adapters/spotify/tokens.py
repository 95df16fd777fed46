"""Gives out the access token, and gets a new one when it is used up: one refresh at a time.

Since summer 2026 a refresh normally brings no new refresh token; when one comes it replaces the old one in the
store before the access token is used, because the old one is dead from that moment (section 2, "Rotation").
Refreshing never extends the six months: `consented_at` stays.
"""

from dataclasses import replace
from datetime import timedelta
from threading import Lock
from typing import Protocol

from tophits.adapters.spotify.accounts import Accounts
from tophits.adapters.spotify.wire import Secret
from tophits.domain.errors import LoginNeeded
from tophits.quota.logins import Login, Logins

LEEWAY = timedelta(minutes=1)
"""A token that ends sooner is not used any more: it has to live until the answer."""


class AccessTokens(Protocol):
    """Where a call gets its access token."""

    def access(self) -> Secret:
        """An access token that is good as far as is known."""
        ...

    def renewed(self, rejected: str) -> Secret:
        """Another one than `rejected`, which Spotify refused with a 401."""
        ...


class KeptTokens:
    """The access tokens of the login kept for an account."""

    def __init__(self, accounts: Accounts, logins: Logins, account: str) -> None:
        self._accounts = accounts
        self._logins = logins
        self._account = account
        self._lock = Lock()
        self._dead: str | None = None
        self._unsaved: Login | None = None

    def access(self) -> Secret:
        """The kept access token, refreshed when it has a minute or less to live.

        Raises:
            LoginNeeded: there is no login, or its refresh token is dead.
            SpotifyUnavailable: the accounts service is out; the login may be well.
        """
        with self._lock:
            login = self._login()
            token = self._fresh(login)
            return self._refreshed(login) if token is None else token

    def renewed(self, rejected: str) -> Secret:
        """A new access token, unless another thread or process has put one there meanwhile."""
        with self._lock:
            login = self._login()
            token = self._fresh(login)
            return self._refreshed(login) if token is None or token == rejected else token

    def _login(self) -> Login:
        if self._unsaved is not None:
            # An earlier refresh could not be stored. Its refresh token may be the only living one.
            self._store(self._unsaved)
        login = self._logins.get(self._account)
        if login is None:
            raise LoginNeeded(f"Nobody is logged in for the account {self._account}")
        return login

    def _fresh(self, login: Login) -> Secret | None:
        ends = login.access_expires_at
        is_alive = ends is not None and ends > self._accounts.clock.now() + LEEWAY
        return Secret(login.access_token) if is_alive and login.access_token else None

    def _refreshed(self, login: Login) -> Secret:
        if login.refresh_token == self._dead:
            raise LoginNeeded("Spotify has said before that this login is dead; it was not asked again")
        form = {
            "grant_type": "refresh_token",
            "refresh_token": Secret(login.refresh_token),
            "client_id": login.client_id,
        }
        try:
            tokens = self._accounts.tokens(form)
        except LoginNeeded:
            self._dead = login.refresh_token
            other = self._token_of_another(login)
            if other is None:
                raise
            return other
        now = self._accounts.clock.now()
        self._store(
            replace(
                login,
                refresh_token=tokens.refresh_token or login.refresh_token,
                access_token=tokens.access_token,
                access_expires_at=now + tokens.expires_in,
                scopes=login.scopes if tokens.scopes is None else tokens.scopes,
            )
        )
        return Secret(tokens.access_token)

    def _token_of_another(self, tried: Login) -> Secret | None:
        """What another process stored while we asked: with rotation, its refresh kills our refresh token."""
        login = self._logins.get(self._account)
        return None if login is None or login.refresh_token == tried.refresh_token else self._fresh(login)

    def _store(self, login: Login) -> None:
        self._unsaved = login
        kept = self._logins.get(self._account)
        # The newest consent wins (I12): somebody may have logged in again while we asked.
        if kept is None or kept.consented_at <= login.consented_at:
            self._logins.put(login)
        self._unsaved = None


class GivenToken:
    """A token that is tried before its login is kept: there is nothing to renew it with yet."""

    def __init__(self, token: str) -> None:
        self._token = Secret(token)

    def access(self) -> Secret:
        """The token."""
        return self._token

    def renewed(self, rejected: str) -> Secret:
        """The same: a new token that is refused at once stays refused."""
        del rejected
        return self._token
