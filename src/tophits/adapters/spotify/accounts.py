"""Spotify's accounts service: the one form post that gives tokens, and what its answers mean (section 2).

PKCE has no secret: no Authorization header is sent, the client id stands in the form. What the service says is
masked before it is quoted, since a refused form could be echoed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from tophits.adapters.spotify.headers import PLAIN_HEADERS
from tophits.adapters.spotify.verdicts import is_outage
from tophits.adapters.spotify.waits import LONGEST_WAIT, growing_pause, retry_after
from tophits.adapters.spotify.wire import Dropped, Outcome, Request, Response, Send
from tophits.adapters.spotify.words import decoded, words_of
from tophits.domain.clock import Clock
from tophits.domain.errors import CallRefused, LoginNeeded, RateLimited, SpotifyError, SpotifyUnavailable
from tophits.domain.events import Event, Observe, Value

ACCOUNTS_URL = "https://accounts.spotify.com"

HOUR = timedelta(hours=1)
"""An access token's life, where the answer does not say."""

SECRET_FIELDS = ("refresh_token", "code", "code_verifier")

MOST_TRIES = 3
"""Sendings of one form, the first included."""

REMEDY_FOR_CLIENT = (
    "Check the client id (spotify.client_id) against developer.spotify.com/dashboard, then log in again."
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the accounts service granted. `refresh_token` is None when the old one stays."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in: timedelta
    scopes: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts service as it is reached: `url` has no trailing path."""

    send: Send
    clock: Clock
    observe: Observe
    url: str = ACCOUNTS_URL

    def tokens(self, form: Mapping[str, str], *, once: bool = False) -> Tokens:
        """Post a form. `once` is for codes, which are used up even when the answer is lost.

        Raises:
            LoginNeeded: the token or code is dead, or the client unknown. Never retried.
            SpotifyUnavailable: an outage; says nothing about the token.
            RateLimited: too many requests.
        """
        tries = 0
        while True:
            outcome = self._post(form, tries)
            result = _judged(outcome, tries, self.clock, is_last=self._last(outcome, tries, once=once))
            if isinstance(result, Tokens):
                return result
            if isinstance(result, SpotifyError):
                raise result
            tries += 1
            self.clock.wait(result)

    @staticmethod
    def _last(outcome: Outcome, tries: int, *, once: bool) -> bool:
        never_arrived = isinstance(outcome, Dropped) and not outcome.may_have_arrived
        refused_early = isinstance(outcome, Response) and outcome.status == 429
        return tries + 1 >= MOST_TRIES or (once and not never_arrived and not refused_early)

    def _post(self, form: Mapping[str, str], tries: int) -> Outcome:
        headers = {**PLAIN_HEADERS, "Content-Type": "application/x-www-form-urlencoded"}
        request = Request("POST", f"{self.url.rstrip('/')}/api/token", headers, urlencode(form).encode())
        began = self.clock.now()
        outcome: Outcome
        try:
            answer = self.send(request)
        except Dropped as dropped:
            outcome = dropped.with_traceback(None)  # its frames hold the form
        else:
            # A good answer is made of secrets and never quoted; a bad one is quoted, so it is masked.
            secrets = [form[name] for name in SECRET_FIELDS if name in form]
            outcome = answer if answer.status == 200 else answer.without(*secrets)
        status = outcome.status if isinstance(outcome, Response) else 0
        took = max(self.clock.now() - began, timedelta(0)) // timedelta(milliseconds=1)
        facts: dict[str, Value] = {"grant": form["grant_type"], "status": status, "duration_ms": took, "retries": tries}
        self.observe(Event("spotify.token", began, facts))
        return outcome


def _judged(outcome: Outcome, tries: int, clock: Clock, *, is_last: bool) -> Tokens | SpotifyError | timedelta:
    """The tokens, the error, or the pause before the next try."""
    asked: timedelta | None = None
    match outcome:
        case Dropped():
            said = str(outcome)
        case Response(status=200):
            tokens = _tokens_in(outcome)
            if tokens is not None:
                return tokens
            said = "200 without tokens"
        case Response(status=status) if status == 429 or is_outage(status):
            asked = retry_after(outcome.header("Retry-After"), clock.now())
            said = f"{status} {words_of(outcome)}"
            if status == 429 and (is_last or (asked or timedelta(0)) > LONGEST_WAIT):
                pause = growing_pause(tries) if asked is None else asked
                return RateLimited(f"Spotify's accounts service: {said}", not_before=clock.now() + pause)
        case Response():
            return _refusal(outcome)
    if is_last:
        return SpotifyUnavailable(f"Spotify's accounts service gives no good answer: {said}")
    return growing_pause(tries, asked)


def _refusal(response: Response) -> SpotifyError:
    words = words_of(response)
    said = f"Spotify's accounts service refused the login with {response.status}: {words}"
    match words.reason:
        case "invalid_grant":
            return LoginNeeded(said)
        case "invalid_client" | "unauthorized_client":
            return LoginNeeded(said, remedy=REMEDY_FOR_CLIENT)
        case _:
            return CallRefused(f"{said} ({words.reason})" if words.reason else said)


def _tokens_in(response: Response) -> Tokens | None:
    try:
        answer = decoded(response.body)
    except ValueError:
        return None
    match answer:
        case {"access_token": str(access), **rest} if access.isascii() and access.isprintable() and access:
            refresh, scope = rest.get("refresh_token"), rest.get("scope")
            return Tokens(
                access,
                refresh if isinstance(refresh, str) and refresh else None,
                _life(rest.get("expires_in")),
                frozenset(scope.split()) if isinstance(scope, str) and scope.strip() else None,
            )
        case _:
            return None


def _life(seconds: object) -> timedelta:
    # A token that claims to live longer than a day is asked for again after a day.
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds > 0:
        return timedelta(seconds=min(seconds, 86_400))
    return HOUR
