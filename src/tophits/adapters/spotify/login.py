"""Logging in with Authorization Code and PKCE: no secret, one proof per attempt (web-api-2026.md, section 2).

An attempt is a value: it is made, its address is shown to a person (or followed, at a stand-in that needs no
person), and the redirected address comes back, by a callback or pasted by hand. Only a login that has answered
`GET /me` is handed out, so that a working one is never replaced by one that does not work.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from tophits.adapters.spotify import calls
from tophits.adapters.spotify.accounts import ACCOUNTS_URL, Accounts
from tophits.adapters.spotify.gate import API_URL, Gate
from tophits.adapters.spotify.headers import PLAIN_HEADERS
from tophits.adapters.spotify.reading import user_in
from tophits.adapters.spotify.tokens import GivenToken
from tophits.adapters.spotify.wire import Dropped, Request, Secret, Send
from tophits.adapters.spotify.words import words_of
from tophits.domain.clock import Clock
from tophits.domain.errors import LoginNeeded, SpotifyUnavailable, UsageError
from tophits.domain.events import Observe, unobserved
from tophits.quota.ledger import Ledger
from tophits.quota.logins import Login

SCOPES = ("playlist-modify-private", "playlist-modify-public", "playlist-read-private", "ugc-image-upload")

REDIRECT_URI = "http://127.0.0.1:8888/callback"
"""A loopback address in numbers: `localhost` is refused since November 2025."""

VERIFIER_BYTES = 64
"""86 characters in base64url; 43 to 128 are allowed."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to log in. `url` is what the person opens."""

    client_id: str
    redirect_uri: str
    accounts_url: str
    scopes: frozenset[str]
    url: str = field(repr=False)
    state: str = field(repr=False)
    verifier: str = field(repr=False)


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier: BASE64URL(SHA256(verifier)) without padding (RFC 7636, section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def attempt(
    client_id: str,
    *,
    redirect_uri: str = REDIRECT_URI,
    accounts_url: str = ACCOUNTS_URL,
    scopes: Iterable[str] = SCOPES,
) -> Attempt:
    """Begin an attempt, with a verifier and a state of its own."""
    verifier = secrets.token_urlsafe(VERIFIER_BYTES)
    state = secrets.token_urlsafe(16)
    asked = tuple(scopes)
    query = {
        "client_id": client_id,
        "response_type": "code",
        "redirect_uri": redirect_uri,
        "state": state,
        "scope": " ".join(asked),
        "code_challenge_method": "S256",
        "code_challenge": challenge(verifier),
    }
    url = f"{accounts_url.rstrip('/')}/authorize?{urlencode(query)}"
    return Attempt(client_id, redirect_uri, accounts_url, frozenset(asked), url, state, verifier)


def code_in(redirected: str, begun: Attempt) -> str:
    """The code in the address that Spotify redirected to, as a callback got it or a person pasted it.

    Raises:
        LoginNeeded: the person, or Spotify, said no.
        UsageError: the address is not one that this attempt leads to.
    """
    query = parse_qs(urlsplit(redirected.strip().strip("'\"<>")).query)
    state, error, code = (query.get(name, [""])[0] for name in ("state", "error", "code"))
    if not (error or code):
        raise UsageError(
            "There is no code in that address",
            remedy=f"Paste the whole address that the browser ended on; it begins with {begun.redirect_uri}",
        )
    if not hmac.compare_digest(state.encode(), begun.state.encode()):
        raise UsageError(
            "That address belongs to another attempt to log in",
            remedy="Open the newest address shown, and paste where that one leads to.",
        )
    if error == "access_denied":
        raise LoginNeeded("The consent was refused in the browser")
    if error:
        raise LoginNeeded(f"Spotify ended the login with: {error[:60]}")
    return code


def log_in(
    send: Send,
    clock: Clock,
    ledger: Ledger,
    account: str,
    begun: Attempt,
    code: str,
    observe: Observe = unobserved,
    *,
    api_url: str = API_URL,
) -> Login:
    """Exchange a code for a login that works: `GET /me` was answered. It is not kept yet.

    Raises:
        LoginNeeded: the code is used up or wrong, or the client unknown.
        NotAllowed: login itself succeeded, but the account is not allow-listed, or the owner has no Premium.
        SpotifyUnavailable: an outage.
    """
    form = {
        "grant_type": "authorization_code",
        "code": Secret(code),
        "redirect_uri": begun.redirect_uri,
        "client_id": begun.client_id,
        "code_verifier": Secret(begun.verifier),
    }
    consented_at = clock.now()
    tokens = Accounts(send, clock, observe, begun.accounts_url).tokens(form, once=True)
    if tokens.refresh_token is None:
        raise SpotifyUnavailable("Spotify's accounts service gave no refresh token for a new consent")
    gate = Gate(send, clock, ledger, GivenToken(tokens.access_token), observe, api_url=api_url)
    user = user_in(gate.call(calls.me()))
    return Login(
        account=account,
        client_id=begun.client_id,
        refresh_token=tokens.refresh_token,
        access_token=tokens.access_token,
        access_expires_at=consented_at + tokens.expires_in,
        # An answer without `scope` grants what was asked for (RFC 6749, section 5.1).
        scopes=begun.scopes if tokens.scopes is None else tokens.scopes,
        consented_at=consented_at,
        user_id=user.id,
        country=user.country,
    )


def log_in_at_stand_in(
    send: Send,
    clock: Clock,
    ledger: Ledger,
    account: str,
    client_id: str,
    observe: Observe = unobserved,
    *,
    api_url: str,
    accounts_url: str,
) -> Login:
    """Log in where `/authorize` redirects at once because no person has to consent, as in the sandbox.

    Raises:
        LoginNeeded: it did not redirect with a code: there a person is needed.
    """
    begun = attempt(client_id, accounts_url=accounts_url)
    try:
        answer = send(Request("GET", begun.url, PLAIN_HEADERS))
    except Dropped as dropped:
        why = str(dropped)
    else:
        if answer.status >= 500:
            raise SpotifyUnavailable(f"{accounts_url} is out: {answer.status} {words_of(answer)}")
        target = answer.header("Location")
        if not 300 <= answer.status < 400 or target is None:
            raise LoginNeeded(f"{accounts_url} wants a person to consent ({answer.status}: {words_of(answer)})")
        code = Secret(code_in(target, begun))
        return log_in(send, clock, ledger, account, begun, code, observe, api_url=api_url)
    raise SpotifyUnavailable(f"{accounts_url} does not answer: {why}")
