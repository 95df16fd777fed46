"""The accounts service: consent, codes, tokens, six months."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import orjson
import pytest
from world_client import START, Client, error, world_with

from tophits.sandbox.accounts import App, challenge_of, six_months_after
from tophits.sandbox.faults import Fault
from tophits.sandbox.request import Request
from tophits.sandbox.world import LISTENER

VERIFIER = "v" * 43
REDIRECT = "http://127.0.0.1:8899/callback"


def authorize(world, method="GET", body=b"", **changes):
    query = {
        "client_id": "sandbox",
        "response_type": "code",
        "redirect_uri": REDIRECT,
        "state": "xyz",
        "scope": "playlist-read-private playlist-modify-public",
        "code_challenge_method": "S256",
        "code_challenge": challenge_of(VERIFIER),
    } | changes
    given = {name: value for name, value in query.items() if value is not None}
    return world.handle(Request(method, "/authorize", urlencode(given), {}, body))


def callback(response):
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def token(world, headers=None, **form):
    given = {name: value for name, value in form.items() if value is not None}
    response = world.handle(Request("POST", "/api/token", "", headers or {}, urlencode(given).encode()))
    return response.status, orjson.loads(response.body)


def by_code(world, code, **changes):
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "client_id": "sandbox",
        "code_verifier": VERIFIER,
    }
    return token(world, **(form | changes))


def login(world):
    status, tokens = by_code(world, callback(authorize(world))["code"])
    assert status == 200
    return tokens


def refresh(world, refresh_token, **changes):
    return token(
        world, **({"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": "sandbox"} | changes)
    )


def test_consent_sends_the_browser_back_with_code_and_state():
    response = authorize(world_with())

    assert 302 == response.status
    assert response.headers["location"].startswith(REDIRECT + "?")
    assert {"code", "state"} == set(callback(response))
    assert "xyz" == callback(response)["state"]


def test_a_code_becomes_a_login_that_works():
    world = world_with()

    tokens = login(world)

    assert ("Bearer", 3600, "playlist-modify-public playlist-read-private") == (
        tokens["token_type"],
        tokens["expires_in"],
        tokens["scope"],
    )
    assert LISTENER == Client(world, tokens["access_token"]).get("/me")["id"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "nobody"}, b"INVALID_CLIENT: Invalid client"),
        ({"redirect_uri": "http://localhost:8899/callback"}, b"INVALID_CLIENT: Invalid redirect URI"),
        ({"redirect_uri": "http://192.168.1.5/callback"}, b"INVALID_CLIENT: Invalid redirect URI"),
        ({"redirect_uri": "https://127.0.0.1.example.org/callback"}, b"INVALID_CLIENT: Invalid redirect URI"),
        ({"redirect_uri": "http://[::1"}, b"INVALID_CLIENT: Invalid redirect URI"),
        ({"redirect_uri": "http://127.0.0.1/\r\nSet-Cookie: a=b"}, b"INVALID_CLIENT: Invalid redirect URI"),
        ({"redirect_uri": None}, b"INVALID_CLIENT: Invalid redirect URI"),
    ],
)
def test_a_wrong_app_or_redirect_is_told_to_the_browser_and_sent_nowhere(changes, words):
    response = authorize(world_with(), **changes)

    assert (400, words) == (response.status, response.body)
    assert "location" not in response.headers


@pytest.mark.parametrize("redirect", ["http://127.0.0.1/", "http://127.0.0.1:1/x?y=z", "http://[::1]:5000/callback"])
def test_any_loopback_address_will_do_for_the_sandbox(redirect):
    response = authorize(world_with(), redirect_uri=redirect)

    assert 302 == response.status
    assert "code" in callback(response)


@pytest.mark.parametrize(
    ("redirect", "expected"),
    [
        ("https://bot.example.org/callback", 302),
        ("https://bot.example.org/callback/", 400),
        ("https://bot.example.org/Callback", 400),
        ("http://127.0.0.1:4711/cb", 302),
        ("http://127.0.0.1:4711/other", 400),
        ("http://[::1]:4711/cb", 302),
    ],
)
def test_a_registered_redirect_matches_exactly_but_for_a_loopback_port(redirect, expected):
    world = world_with()
    redirects = ("https://bot.example.org/callback", "http://127.0.0.1/cb", "http://[::1]/cb")
    world.accounts.register(App("bot", "somebody", "secret", redirects))

    assert expected == authorize(world, client_id="bot", redirect_uri=redirect).status


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": "é" * 44}, "invalid_request"),
        ({"scope": "playlist-modify-everything"}, "invalid_scope"),
    ],
)
def test_other_mistakes_come_back_with_the_browser(changes, expected):
    assert {"error": expected, "state": "xyz"} == callback(authorize(world_with(), **changes))


def test_consent_can_be_asked_for_on_a_page_with_a_button():
    world = world_with(consent="ask")

    page = authorize(world, state='"><script>')

    assert (200, "text/html; charset=utf-8") == (page.status, page.headers["content-type"])
    assert b"<button" in page.body
    assert b"<script>" not in page.body
    assert "code" in callback(authorize(world, "POST", b"answer=agree"))
    assert {"error": "access_denied", "state": "xyz"} == callback(authorize(world, "POST", b"answer=cancel"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"code": "wrong"}, ("invalid_grant", "Invalid authorization code")),
        ({"code": None}, ("invalid_request", "code must be supplied")),
        ({"redirect_uri": "http://127.0.0.1:1/callback"}, ("invalid_grant", "Invalid redirect URI")),
        ({"code_verifier": "w" * 43}, ("invalid_grant", "code_verifier was incorrect")),
        ({"code_verifier": None}, ("invalid_grant", "code_verifier was incorrect")),
        ({"client_id": "nobody"}, ("invalid_client", "Invalid client")),
        ({"client_secret": "wrong"}, ("invalid_client", "Invalid client secret")),
        ({"grant_type": None}, ("unsupported_grant_type", "grant_type parameter is missing")),
        (
            {"grant_type": "password"},
            (
                "unsupported_grant_type",
                "grant_type must be client_credentials, authorization_code or refresh_token",
            ),
        ),
    ],
)
def test_the_token_endpoint_refuses_with_its_own_words(changes, expected):
    world = world_with()
    code = callback(authorize(world))["code"]

    status, answer = by_code(world, **({"code": code} | changes))

    assert (400, expected) == (status, (answer["error"], answer["error_description"]))


@pytest.mark.parametrize("verifier", ["v" * 42, "v" * 129, "v" * 42 + " "])
def test_a_verifier_of_the_wrong_shape_is_refused_even_if_its_digest_fits(verifier):
    world = world_with()
    code = callback(authorize(world, code_challenge=challenge_of(verifier)))["code"]

    assert 400 == by_code(world, code, code_verifier=verifier)[0]


def test_a_code_works_once():
    world = world_with()
    code = callback(authorize(world))["code"]

    assert [200, 400] == [by_code(world, code)[0], by_code(world, code)[0]]


def test_a_code_dies_after_ten_minutes():
    world = world_with()
    code = callback(authorize(world))["code"]
    world.clock.wait(timedelta(minutes=10))

    assert (400, {"error": "invalid_grant", "error_description": "Authorization code expired"}) == by_code(world, code)


def test_an_access_token_lives_an_hour_and_a_refresh_brings_another_without_a_new_refresh_token():
    world = world_with()
    tokens = login(world)
    world.clock.wait(timedelta(hours=1))

    assert error(401, "The access token expired") == Client(world, tokens["access_token"]).ask("GET", "/me")
    status, fresh = refresh(world, tokens["refresh_token"])
    assert 200 == status
    assert "refresh_token" not in fresh
    assert 200 == Client(world, fresh["access_token"]).send("GET", "/me").status


def test_a_login_ends_six_months_after_its_consent_however_often_it_was_refreshed():
    world = world_with()
    refresh_token = login(world)["refresh_token"]
    ends_at = datetime(2027, 1, 18, 2, 0, tzinfo=UTC)
    for _ in range(5):
        world.clock.wait(timedelta(days=30))
        assert 200 == refresh(world, refresh_token)[0]

    world.clock.move_to(ends_at - timedelta(seconds=1))
    assert 200 == refresh(world, refresh_token)[0]
    world.clock.move_to(ends_at)
    assert (400, {"error": "invalid_grant", "error_description": "Refresh token expired"}) == refresh(
        world, refresh_token
    )


@pytest.mark.parametrize(
    ("consent", "end"),
    [
        ((2026, 7, 18), (2027, 1, 18)),
        ((2026, 8, 31), (2027, 2, 28)),
        ((2027, 8, 30), (2028, 2, 29)),
        ((2026, 12, 31), (2027, 6, 30)),
        ((2026, 6, 1), (2026, 12, 1)),
    ],
)
def test_six_months_are_calendar_months(consent, end):
    assert datetime(*end, tzinfo=UTC) == six_months_after(datetime(*consent, tzinfo=UTC))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"refresh_token": "wrong"}, ("invalid_grant", "Invalid refresh token")),
        ({"refresh_token": None}, ("invalid_request", "refresh_token must be supplied")),
        ({"client_id": None}, ("invalid_client", "Invalid client")),
    ],
)
def test_a_refresh_is_refused_with_its_own_words(changes, expected):
    world = world_with()
    login(world)
    form = {"refresh_token": login(world)["refresh_token"]} | changes

    status, answer = refresh(world, **form)

    assert (400, expected) == (status, (answer["error"], answer["error_description"]))


def test_a_revoked_login_is_dead_at_once():
    world = world_with()
    tokens = login(world)

    world.revoke_login()

    assert (400, {"error": "invalid_grant", "error_description": "Refresh token revoked"}) == refresh(
        world, tokens["refresh_token"]
    )
    assert 401 == Client(world, tokens["access_token"]).send("GET", "/me").status


def test_another_apps_refresh_token_is_worth_nothing():
    world = world_with()
    world.accounts.register(App("other", "somebody", "secret"))

    assert (
        "Invalid refresh token"
        == refresh(world, login(world)["refresh_token"], client_id="other")[1]["error_description"]
    )


def test_an_app_with_its_secret_gets_a_token_without_a_user():
    world = world_with()
    basic = base64.b64encode(b"sandbox:sandbox-secret").decode()

    status, tokens = token(world, {"Authorization": f"Basic {basic}"}, grant_type="client_credentials")
    client = Client(world, tokens["access_token"])

    assert 200 == status
    assert "refresh_token" not in tokens
    assert 200 == client.send("GET", "/search", q="Song 7", type="track").status
    assert error(401, "Valid user authentication required") == client.ask("GET", "/me")
    assert error(401, "Valid user authentication required") == client.ask("POST", "/me/playlists", {"name": "x"})


@pytest.mark.parametrize(
    "header", ["Basic ???", "Basic " + base64.b64encode(b"sandbox:wrong").decode(), "Basic", "Basic \u00e9"]
)
def test_a_wrong_secret_is_refused(header):
    assert 400 == token(world_with(), {"Authorization": header}, grant_type="client_credentials")[0]


def test_a_login_without_pkce_needs_the_secret():
    world = world_with()
    response = authorize(world, code_challenge=None, code_challenge_method=None)
    code = callback(response)["code"]

    assert "Invalid client secret" == by_code(world, code, code_verifier=None)[1]["error_description"]
    status, tokens = by_code(world, code, code_verifier=None, client_secret="sandbox-secret")
    assert 200 == status
    assert [400, 200] == [
        refresh(world, tokens["refresh_token"], client_secret=secret)[0] for secret in (None, "sandbox-secret")
    ]


def test_whoever_sits_at_the_browser_is_logged_in():
    world = world_with()
    world.add_user("anna", "Anna", "AT")
    world.sit_down("anna")

    assert "anna" == Client(world, login(world)["access_token"]).get("/me")["id"]


def test_scopes_that_are_withheld_are_missing_though_the_consent_seemed_good():
    world = world_with("missing-scope")

    tokens = login(world)

    assert "playlist-read-private" == tokens["scope"]
    assert error(403, "Insufficient client scope") == Client(world, tokens["access_token"]).ask(
        "POST", "/me/playlists", {"name": "x"}
    )


def test_other_verbs_and_paths_are_refused():
    world = world_with()

    assert [405, 405, 404] == [
        world.handle(Request(method, path)).status
        for method, path in [("GET", "/api/token"), ("DELETE", "/authorize"), ("GET", "/")]
    ]


def test_no_secret_of_the_accounts_service_reaches_the_journal():
    world = world_with()
    tokens = login(world)
    refresh(world, tokens["refresh_token"])

    written = repr(world.journal)

    assert not [secret for secret in (tokens["refresh_token"], tokens["access_token"], VERIFIER) if secret in written]
    assert START == world.journal.calls[0].at
    assert {None} == {call.family for call in world.journal.calls}
    assert not parse_qs(world.journal.calls[0].query)


def test_an_outage_of_the_token_service_is_no_dead_token():
    world = world_with()
    refresh_token = login(world)["refresh_token"]
    form = urlencode({"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": "sandbox"}).encode()
    world.faults.on("POST", "/api/token", Fault.ERROR_BEFORE)
    world.faults.on("POST", "/api/token", Fault.DROPPED_AFTER)

    statuses = [world.handle(Request("POST", "/api/token", "", {}, form)).status for _ in range(3)]

    assert 500 <= statuses[0]
    assert [0, 200] == statuses[1:]


def test_a_code_is_spent_by_an_answer_that_was_lost():
    world = world_with()
    code = callback(authorize(world))["code"]
    world.faults.on("POST", "/api/token", Fault.ERROR_AFTER)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "client_id": "sandbox"}
    sent = urlencode(form | {"code_verifier": VERIFIER}).encode()

    assert 500 <= world.handle(Request("POST", "/api/token", "", {}, sent)).status
    assert "Invalid authorization code" == by_code(world, code)[1]["error_description"]


def test_years_of_refreshing_do_not_pile_up_tokens():
    world = world_with()
    refresh_token = login(world)["refresh_token"]
    for _ in range(400):
        world.clock.wait(timedelta(hours=8))
        assert 200 == refresh(world, refresh_token)[0]

    assert 260 > len(world.accounts.accesses)
