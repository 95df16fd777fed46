"""The pretend accounts service: apps, consents, codes and tokens (web-api-2026.md, section 2)."""

import base64
import hashlib
import hmac
import random
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tophits.domain.clock import Clock

ACCESS_LIVES = timedelta(hours=1)
CODE_LIVES = timedelta(minutes=10)
LOGIN_MONTHS = 6
TIDY_ABOVE = 256
"""Access tokens that are kept before old ones are looked for."""
VERIFIER_LENGTHS = range(43, 129)
VERIFIER_LETTERS = frozenset(string.ascii_letters + string.digits + "-._~")
LOOPBACK = ("127.0.0.1", "::1")

SCOPES = frozenset(
    {
        "app-remote-control",
        "playlist-modify-private",
        "playlist-modify-public",
        "playlist-read-collaborative",
        "playlist-read-private",
        "streaming",
        "ugc-image-upload",
        "user-follow-modify",
        "user-follow-read",
        "user-library-modify",
        "user-library-read",
        "user-modify-playback-state",
        "user-read-currently-playing",
        "user-read-email",
        "user-read-playback-position",
        "user-read-playback-state",
        "user-read-private",
        "user-read-recently-played",
        "user-top-read",
    }
)
"""Every scope that may be asked for."""


@dataclass(frozen=True, slots=True)
class App:
    """A registered client. `redirects` empty: any loopback address goes. `developer` owns the quota."""

    client_id: str
    developer: str
    secret: str
    redirects: tuple[str, ...] = ()

    def may_redirect_to(self, uri: str) -> bool:
        """Exact match of case, path and slash; a loopback address registered without a port may have any."""
        if not uri.isprintable() or " " in uri:
            return False
        if not self.redirects:
            return _is_loopback(uri)
        return uri in self.redirects or (_is_loopback(uri) and _without_port(uri) in self.redirects)


@dataclass(frozen=True, slots=True)
class Consent:
    """What a user agreed to, waiting to be fetched with its code. `challenge` is None without PKCE."""

    client_id: str
    user_id: str
    redirect_uri: str
    scopes: frozenset[str]
    challenge: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Login:
    """One user's consent to one app: a refresh token and its end, counted from the consent."""

    refresh_token: str
    client_id: str
    user_id: str
    scopes: frozenset[str]
    ends_at: datetime
    is_pkce: bool
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """What an access token allows. `user_id` is None for an app's own token."""

    client_id: str
    user_id: str | None
    scopes: frozenset[str]
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Tokens:
    """A fresh pair, as a client would hold it. `refresh_token` is None where none is given."""

    access_token: str
    refresh_token: str | None
    scopes: frozenset[str]

    def wire(self) -> dict[str, object]:
        """The answer of the token endpoint."""
        answer: dict[str, object] = {
            "access_token": self.access_token,
            "token_type": "Bearer",
            "scope": " ".join(sorted(self.scopes)),
            "expires_in": int(ACCESS_LIVES.total_seconds()),
        }
        if self.refresh_token is not None:
            answer["refresh_token"] = self.refresh_token
        return answer


class TokenRefused(Exception):
    """The token endpoint says no: always a 400."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


@dataclass(slots=True)
class Accounts:
    """All apps, codes, logins and tokens. Not safe among threads by itself: the world holds the lock."""

    clock: Clock
    seed: int
    withheld_scopes: frozenset[str] = frozenset()
    apps: dict[str, App] = field(default_factory=dict)
    codes: dict[str, Consent] = field(default_factory=dict)
    logins: dict[str, Login] = field(default_factory=dict)
    accesses: dict[str, Access] = field(default_factory=dict)
    _dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(f"accounts/{self.seed}")
        self.register(App("sandbox", "sandbox-developer", "sandbox-secret"))

    def register(self, app: App) -> None:
        """Make an app known."""
        self.apps[app.client_id] = app

    def consent(self, consent: Consent) -> str:
        """Keep what the user agreed to; the code that fetches it once, within ten minutes."""
        code = self._token("AQ", 120)
        self.codes[code] = replace(consent, scopes=consent.scopes - self.withheld_scopes)
        return code

    def sign_in(self, consent: Consent) -> Tokens:
        """A login without the browser's part, for tests of everything behind it."""
        return self._log_in(replace(consent, scopes=consent.scopes - self.withheld_scopes))

    def exchange(self, form: Mapping[str, str], authorization: str | None) -> Tokens:
        """Answer the token endpoint.

        Raises:
            TokenRefused: with the words of web-api-2026.md, section 2.
        """
        app, is_proven = self._client(form, authorization)
        match form.get("grant_type"):
            case "authorization_code":
                return self._by_code(app, form, is_proven=is_proven)
            case "refresh_token":
                return self._by_refresh_token(app, form, is_proven=is_proven)
            case "client_credentials":
                if not is_proven:
                    raise TokenRefused("invalid_client", "Invalid client secret")
                return self._grant(Access(app.client_id, None, frozenset(), self.clock.now() + ACCESS_LIVES))
            case None | "":
                raise TokenRefused("unsupported_grant_type", "grant_type parameter is missing")
        raise TokenRefused(
            "unsupported_grant_type", "grant_type must be client_credentials, authorization_code or refresh_token"
        )

    def access(self, token: str) -> Access | None:
        """What a token allows; None when it is unknown. It may have expired."""
        return self.accesses.get(token)

    def revoke(self, user_id: str) -> None:
        """The user took the app's access away: all logins and access tokens die."""
        for token, login in self.logins.items():
            if login.user_id == user_id:
                self.logins[token] = replace(login, is_revoked=True)
        self.accesses = {token: access for token, access in self.accesses.items() if access.user_id != user_id}

    def _client(self, form: Mapping[str, str], authorization: str | None) -> tuple[App, bool]:
        """The app that asks, and whether it proved itself with its secret."""
        client_id, secret = form.get("client_id"), form.get("client_secret")
        if authorization is not None:
            client_id, secret = _basic(authorization)
        app = self.apps.get(client_id or "")
        if app is None:
            raise TokenRefused("invalid_client", "Invalid client")
        if secret and not hmac.compare_digest(secret.encode(), app.secret.encode()):
            raise TokenRefused("invalid_client", "Invalid client secret")
        return app, bool(secret)

    def _by_code(self, app: App, form: Mapping[str, str], *, is_proven: bool) -> Tokens:
        code = form.get("code")
        if not code:
            raise TokenRefused("invalid_request", "code must be supplied")
        consent = self.codes.get(code)
        if consent is None or consent.client_id != app.client_id:
            raise TokenRefused("invalid_grant", "Invalid authorization code")
        if self.clock.now() >= consent.at + CODE_LIVES:
            raise TokenRefused("invalid_grant", "Authorization code expired")
        if form.get("redirect_uri") != consent.redirect_uri:
            raise TokenRefused("invalid_grant", "Invalid redirect URI")
        if consent.challenge is None:
            if not is_proven:
                raise TokenRefused("invalid_client", "Invalid client secret")
        elif not _answers(form.get("code_verifier", ""), consent.challenge):
            raise TokenRefused("invalid_grant", "code_verifier was incorrect")
        del self.codes[code]
        return self._log_in(consent)

    def _by_refresh_token(self, app: App, form: Mapping[str, str], *, is_proven: bool) -> Tokens:
        token = form.get("refresh_token")
        if not token:
            raise TokenRefused("invalid_request", "refresh_token must be supplied")
        login = self.logins.get(token)
        if login is None or login.client_id != app.client_id:
            raise TokenRefused("invalid_grant", "Invalid refresh token")
        if login.is_revoked:
            raise TokenRefused("invalid_grant", "Refresh token revoked")
        if self.clock.now() >= login.ends_at:
            raise TokenRefused("invalid_grant", "Refresh token expired")
        if not login.is_pkce and not is_proven:
            raise TokenRefused("invalid_client", "Invalid client secret")
        ends_at = self.clock.now() + ACCESS_LIVES
        return self._grant(Access(app.client_id, login.user_id, login.scopes, ends_at))

    def _log_in(self, consent: Consent) -> Tokens:
        login = Login(
            self._token("AQ", 120),
            consent.client_id,
            consent.user_id,
            consent.scopes,
            six_months_after(consent.at),
            is_pkce=consent.challenge is not None,
        )
        self.logins[login.refresh_token] = login
        ends_at = self.clock.now() + ACCESS_LIVES
        tokens = self._grant(Access(login.client_id, login.user_id, login.scopes, ends_at))
        return replace(tokens, refresh_token=login.refresh_token)

    def _grant(self, access: Access) -> Tokens:
        """A new access token; those that ended a day ago are forgotten, so that years do not pile them up."""
        token = self._token("BQ", 120)
        dead = self.clock.now() - timedelta(days=1)
        if len(self.accesses) > TIDY_ABOVE:
            self.accesses = {name: known for name, known in self.accesses.items() if known.ends_at > dead}
        self.accesses[token] = access
        return Tokens(token, None, access.scopes)

    def _token(self, prefix: str, length: int) -> str:
        letters = string.ascii_letters + string.digits + "-_"
        return prefix + "".join(self._dice.choices(letters, k=length))


def six_months_after(moment: datetime) -> datetime:
    """The same day and time six months on; the month's last day where it has no such day."""
    month = moment.month + LOGIN_MONTHS
    year, month = moment.year + (month - 1) // 12, (month - 1) % 12 + 1
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _answers(verifier: str, challenge: str) -> bool:
    fits = len(verifier) in VERIFIER_LENGTHS and VERIFIER_LETTERS.issuperset(verifier)
    return fits and hmac.compare_digest(challenge_of(verifier).encode(), challenge.encode())


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    try:
        pair = base64.b64decode(encoded, validate=True).decode() if scheme.lower() == "basic" else ""
    except ValueError:  # no base64, or not UTF-8 inside
        pair = ""
    client_id, _, secret = pair.partition(":")
    return client_id, secret or "-"


def _is_loopback(uri: str) -> bool:
    """Whether it is plain HTTP to one of the two loopback addresses; the name `localhost` is none of them."""
    try:
        parts = urlsplit(uri)
    except ValueError:  # half an IPv6 address
        return False
    return parts.scheme == "http" and parts.hostname in LOOPBACK


def _without_port(uri: str) -> str:
    parts = urlsplit(uri)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or ""
    return parts._replace(netloc=host).geturl()
