"""Logging in: one proof per attempt, and only a login that works is handed out."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from spotify_stand import ACCOUNTS, API, Script, answer, web_error

from tophits.adapters.spotify.login import SCOPES, attempt, challenge, code_in, log_in, log_in_at_stand_in
from tophits.adapters.spotify.wire import Dropped
from tophits.domain.errors import LoginNeeded, NotAllowed, SpotifyUnavailable, UsageError
from tophits.quota.ledger import Budgets
from tophits.testing.clock import ManualClock
from tophits.testing.memory import MemoryLedger

ME = answer(200, {"id": "listener", "country": "DE"})
TOKENS = answer(200, {"access_token": "A1", "refresh_token": "R1", "expires_in": 3600, "scope": " ".join(SCOPES)})


def begun(**more):
    return attempt("client-1", accounts_url=ACCOUNTS, **more)


def exchange(script, made, code="CODE"):
    return log_in(script, ManualClock(), MemoryLedger(Budgets()), "main", made, code, api_url=API)


def test_the_challenge_is_the_one_of_rfc_7636_appendix_b():
    assert "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" == challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")


def test_the_address_asks_for_all_that_pkce_needs():
    made = begun()
    address = urlsplit(made.url)
    assert f"{ACCOUNTS}/authorize" == f"{address.scheme}://{address.netloc}{address.path}"
    assert {
        "client_id": ["client-1"],
        "response_type": ["code"],
        "redirect_uri": ["http://127.0.0.1:8888/callback"],
        "state": [made.state],
        "scope": ["playlist-modify-private playlist-modify-public playlist-read-private ugc-image-upload"],
        "code_challenge_method": ["S256"],
        "code_challenge": [challenge(made.verifier)],
    } == parse_qs(address.query)


def test_every_attempt_has_a_verifier_and_a_state_of_its_own():
    made = [begun() for _ in range(20)]
    assert (20, 20) == (len({each.verifier for each in made}), len({each.state for each in made}))
    assert all(43 <= len(each.verifier) <= 128 for each in made)


@pytest.mark.parametrize("frame", ["{}", "  {}\n", '"{}"', "<{}>", "'{}'"])
def test_a_pasted_address_gives_its_code(frame):
    made = begun()
    pasted = frame.format(f"{made.redirect_uri}?code=AQ-x_1&state={made.state}")
    assert "AQ-x_1" == code_in(pasted, made)


def test_a_refused_consent_needs_a_login():
    made = begun()
    with pytest.raises(LoginNeeded, match="refused"):
        code_in(f"{made.redirect_uri}?error=access_denied&state={made.state}", made)


def test_another_error_is_told():
    made = begun()
    with pytest.raises(LoginNeeded, match="server_error"):
        code_in(f"{made.redirect_uri}?error=server_error&state={made.state}", made)


@pytest.mark.parametrize("state", ["", "&state=", "&state=other", "&state=%C3%A4"])
@pytest.mark.parametrize("what", ["code=X", "error=access_denied"])
def test_an_address_of_another_attempt_is_not_used(what, state):
    made = begun()
    with pytest.raises(UsageError, match="another attempt"):
        code_in(f"{made.redirect_uri}?{what}{state}", made)


@pytest.mark.parametrize(
    "pasted", ["", "nonsense", "http://127.0.0.1:8888/callback", "https://accounts.spotify.com/authorize?x=1"]
)
def test_what_is_no_redirected_address_is_explained(pasted):
    with pytest.raises(UsageError) as caught:
        code_in(pasted, begun())
    assert "http://127.0.0.1:8888/callback" in caught.value.remedy


def test_a_code_becomes_a_login_that_has_answered():
    made, script = begun(), Script([ME], [TOKENS])
    login = exchange(script, made)
    now = ManualClock().now()
    assert ("main", "client-1", "A1", "R1", "listener", "DE") == (
        login.account,
        login.client_id,
        login.access_token,
        login.refresh_token,
        login.user_id,
        login.country,
    )
    assert (now, now + timedelta(hours=1), frozenset(SCOPES)) == (
        login.consented_at,
        login.access_expires_at,
        login.scopes,
    )
    assert {
        "grant_type": ["authorization_code"],
        "code": ["CODE"],
        "redirect_uri": [made.redirect_uri],
        "client_id": ["client-1"],
        "code_verifier": [made.verifier],
    } == parse_qs(script.forms[0].body.decode())


def test_a_used_code_needs_a_new_login():
    refusal = answer(400, {"error": "invalid_grant", "error_description": "Invalid authorization code"})
    with pytest.raises(LoginNeeded, match="Invalid authorization code"):
        exchange(Script([], [refusal]), begun())


def test_a_code_is_posted_once_when_its_answer_may_be_lost():
    script = Script([], [answer(503), TOKENS])
    with pytest.raises(SpotifyUnavailable):
        exchange(script, begun())
    assert 1 == len(script.forms)


def test_a_code_that_never_left_is_posted_again():
    script = Script([ME], [Dropped("no connection", may_have_arrived=False), TOKENS])
    assert "listener" == exchange(script, begun()).user_id


def test_a_login_without_a_refresh_token_is_none():
    with pytest.raises(SpotifyUnavailable, match="no refresh token"):
        exchange(Script([], [answer(200, {"access_token": "A1"})]), begun())


def test_an_account_that_is_not_listed_is_found_out_at_once():
    script = Script([web_error(403, "The user is not registered for this application.")], [TOKENS])
    with pytest.raises(NotAllowed) as caught:
        exchange(script, begun())
    assert "User Management" in caught.value.remedy


def test_a_token_that_is_refused_at_once_is_no_login():
    with pytest.raises(LoginNeeded):
        exchange(Script([web_error(401, "expired")] * 2, [TOKENS]), begun())


class Redirecting(Script):
    """A stand-in whose /authorize redirects at once."""

    def __call__(self, request):
        if "/authorize?" not in request.url:
            return super().__call__(request)
        state = parse_qs(urlsplit(request.url).query)["state"][0]
        return answer(302, None, {"location": f"http://127.0.0.1:8888/callback?code=C1&state={state}"})


def at_stand_in(script):
    return log_in_at_stand_in(
        script, ManualClock(), MemoryLedger(Budgets()), "main", "sandbox", api_url=API, accounts_url=ACCOUNTS
    )


def test_a_stand_in_that_redirects_at_once_needs_no_person():
    assert ("sandbox", "listener") == (
        (login := at_stand_in(Redirecting([ME], [TOKENS]))).client_id,
        login.user_id,
    )


def test_where_a_person_must_consent_it_is_said():
    with pytest.raises(LoginNeeded, match="wants a person to consent"):
        at_stand_in(Script([answer(200, b"<html><title>Log in</title></html>")]))


@pytest.mark.parametrize("outage", [Dropped("no connection", may_have_arrived=False), answer(503)])
def test_a_stand_in_that_does_not_answer_is_an_outage(outage):
    with pytest.raises(SpotifyUnavailable):
        at_stand_in(Script([outage]))
