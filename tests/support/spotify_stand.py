"""A Spotify that answers from a script, and a client set up to talk to it."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tophits.adapters.spotify.client import Client, spotify_client
from tophits.adapters.spotify.wire import Dropped, Request, Response
from tophits.domain.events import Event
from tophits.domain.quotas import Family
from tophits.quota.ledger import Budgets
from tophits.quota.logins import Login
from tophits.testing.clock import ManualClock
from tophits.testing.memory import MemoryLedger, MemoryLogins

API = "https://api.example.test/v1"
ACCOUNTS = "https://accounts.example.test"
ACCESS = "ACCESS-canary-6f1d2c"
REFRESH = "REFRESH-canary-93ab07"


def answer(status: int, body: object = None, headers: Mapping[str, str] | None = None) -> Response:
    """An answer; a body that is no bytes is sent as JSON, None as nothing."""
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return Response(status, headers or {}, sent)


def web_error(status: int, message: str, headers: Mapping[str, str] | None = None, **more: object) -> Response:
    """An error in the Web API's words."""
    return answer(status, {"error": {"status": status, "message": message, **more}}, headers)


@dataclass
class Script:
    """A Send that gives the answers in order and keeps what was asked. Token posts have answers of their own."""

    answers: list[Response | Dropped] = field(default_factory=list)
    grants: list[Response | Dropped] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    forms: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Response:
        is_form = request.url.endswith("/api/token")
        (self.forms if is_form else self.requests).append(request)
        outcome = (self.grants if is_form else self.answers).pop(0)
        if isinstance(outcome, Dropped):
            raise outcome
        return outcome


@dataclass
class Stand:
    """A client, and everything round it that a test looks at."""

    script: Script
    clock: ManualClock
    ledger: MemoryLedger
    logins: MemoryLogins
    events: list[Event]
    client: Client

    @property
    def asked(self) -> list[str]:
        """Method and path of every Web API request sent."""
        return [f"{r.method} {r.url.removeprefix(API).partition('?')[0]}" for r in self.script.requests]

    @property
    def used(self) -> dict[Family, int]:
        """What counts in the ledger, reserved calls included."""
        return {family: count for family, count in self.ledger.state(self.clock.now()).used.items() if count}

    @property
    def reserved(self) -> dict[Family, int]:
        """What counts and was not sent."""
        sent = Counter(Family(event.facts["family"]) for event in self.events if event.name == "spotify.call")
        return dict(Counter(self.used) - sent)


def a_login(clock: ManualClock, **changes: object) -> Login:
    """A login whose access token is good for half an hour."""
    facts = {
        "account": "main",
        "client_id": "client-1",
        "refresh_token": REFRESH,
        "access_token": ACCESS,
        "access_expires_at": clock.now() + timedelta(minutes=30),
        "scopes": frozenset({"playlist-modify-private"}),
        "consented_at": clock.now() - timedelta(days=30),
        "user_id": "listener",
        **changes,
    }
    return Login(**facts)


def stand(*answers, grants=(), login=None, ledger=None, country=None) -> Stand:
    """A client before a script. `login` changes facts of the login; False is nobody logged in."""
    clock = ManualClock()
    script = Script(list(answers), list(grants))
    ledger = ledger or MemoryLedger(Budgets())
    logins = MemoryLogins()
    if login is not False:
        logins.put(a_login(clock, **(login or {})))
    events: list[Event] = []
    client = spotify_client(
        script, clock, ledger, logins, "main", events.append, api_url=API, accounts_url=ACCOUNTS, country=country
    )
    return Stand(script, clock, ledger, logins, events, client)
