"""Use cases of the login."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tophits.app.audit import write_down
from tophits.app.compose import ACCOUNT, Bot
from tophits.domain.errors import ConfigError

if TYPE_CHECKING:
    from tophits.adapters.spotify.login import Attempt

LOGIN_LIFE = timedelta(days=182)
"""A refresh token lives six months from consent (web-api-2026.md, section 2); the shortest half year has 181 days."""


@dataclass(frozen=True, slots=True)
class LoginLine:
    """The login as it may be shown: never a token."""

    account: str
    user: str | None
    scopes: tuple[str, ...]
    consented_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """A login that waits for a person's consent at `url`."""

    attempt: "Attempt" = field(repr=False)

    @property
    def url(self) -> str:
        """The address to open in a browser."""
        return self.attempt.url


def log_in_at_stand_in(bot: Bot) -> LoginLine:
    """Log in at a sandbox, where no person has to consent.

    Raises:
        ConfigError: the configured Spotify is the real one.
        SpotifyError: the sandbox does not answer, or refuses.
    """
    from tophits.adapters.spotify.login import log_in_at_stand_in as log_in

    spotify = bot.settings.spotify
    if not spotify.is_stand_in:
        raise ConfigError(
            "The configured Spotify is not a sandbox",
            remedy="Point spotify.api_url and spotify.accounts_url at a running sandbox: tophits sandbox serve",
        )
    login = log_in(
        bot.send,
        bot.clock,
        bot.store.ledger(ACCOUNT, bot.budgets()),
        ACCOUNT,
        spotify.client_id or "sandbox",
        bot.calls.observe,
        api_url=spotify.api_url,
        accounts_url=spotify.accounts_url,
    )
    bot.store.logins.put(login)
    write_down(bot, "log in", f"account {ACCOUNT}", f"user {login.user_id}")
    return _line(login.user_id, login.scopes, login.consented_at)


def begin(bot: Bot) -> Begun:
    """Begin a login at the real Spotify: the address to open, and what is needed to end it.

    Raises:
        ConfigError: no client id is configured.
    """
    from tophits.adapters.spotify.login import attempt

    client_id = bot.settings.spotify.client_id
    if not client_id:
        raise ConfigError(
            "There is no client id yet",
            remedy="Make an app at https://developer.spotify.com/dashboard with the redirect URI "
            "http://127.0.0.1:8888/callback and set spotify.client_id",
        )
    return Begun(attempt(client_id, accounts_url=bot.settings.spotify.accounts_url))


def finish(bot: Bot, begun: Begun, redirected: str) -> LoginLine:
    """End a login with the address that the browser was redirected to.

    Raises:
        UsageError, LoginNeeded, NotAllowed, SpotifyUnavailable.
    """
    from tophits.adapters.spotify.login import code_in, log_in

    login = log_in(
        bot.send,
        bot.clock,
        bot.store.ledger(ACCOUNT, bot.budgets()),
        ACCOUNT,
        begun.attempt,
        code_in(redirected, begun.attempt),
        bot.calls.observe,
        api_url=bot.settings.spotify.api_url,
    )
    bot.store.logins.put(login)
    write_down(bot, "log in", f"account {ACCOUNT}", f"user {login.user_id}")
    return _line(login.user_id, login.scopes, login.consented_at)


def status(bot: Bot) -> LoginLine | None:
    """The login that is kept, if any."""
    login = bot.store.logins.get(ACCOUNT)
    return _line(login.user_id, login.scopes, login.consented_at) if login is not None else None


def _line(user: str | None, scopes: frozenset[str], consented_at: datetime) -> LoginLine:
    return LoginLine(ACCOUNT, user, tuple(sorted(scopes)), consented_at, consented_at + LOGIN_LIFE)
