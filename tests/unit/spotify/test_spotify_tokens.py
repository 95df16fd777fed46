"""Access tokens: refreshed in time, stored before they are used, and never asked for twice in vain."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from spotify_stand import ACCESS, ACCOUNTS, REFRESH, a_login, answer, stand, web_error

from tophits.adapters.spotify.wire import Dropped
from tophits.domain.errors import CallRefused, LoginNeeded, RateLimited, SpotifyUnavailable, StoreError
from tophits.testing.memory import MemoryLogins

ME = answer(200, {"id": "listener"})
NO_TOKEN = {"access_token": None, "access_expires_at": None}


def granted(**more):
    return answer(200, {"access_token": "NEW", "token_type": "Bearer", "expires_in": 3600, **more})


def dead(description="Refresh token expired"):
    return answer(400, {"error": "invalid_grant", "error_description": description})


def test_a_good_access_token_is_used_as_it_is():
    s = stand(ME)
    s.client.me()
    assert ([], f"Bearer {ACCESS}") == (s.script.forms, s.script.requests[0].headers["Authorization"])


@pytest.mark.parametrize("left_s", [60, 1, 0, -1, -100_000])
def test_a_token_in_its_last_minute_is_replaced_first(left_s):
    s = stand(ME, grants=[granted()])
    login = s.logins.get("main")
    s.clock.move_to(login.access_expires_at - timedelta(seconds=left_s))
    s.client.me()
    assert "Bearer NEW" == s.script.requests[0].headers["Authorization"]


def test_the_form_is_the_one_of_pkce_with_no_authorization_header():
    s = stand(ME, login=NO_TOKEN, grants=[granted()])
    s.client.me()
    form = s.script.forms[0]
    assert f"{ACCOUNTS}/api/token" == form.url
    assert {"grant_type": ["refresh_token"], "refresh_token": [REFRESH], "client_id": ["client-1"]} == parse_qs(
        form.body.decode()
    )
    assert "authorization" not in {name.lower() for name in form.headers}
    assert "application/x-www-form-urlencoded" == form.headers["Content-Type"]


def test_a_refresh_without_a_new_refresh_token_keeps_the_old_one_and_the_consent_date():
    s = stand(ME, login=NO_TOKEN, grants=[granted(scope="a b")])
    before = s.logins.get("main")
    s.client.me()
    after = s.logins.get("main")
    assert (REFRESH, "NEW", frozenset({"a", "b"}), before.consented_at) == (
        after.refresh_token,
        after.access_token,
        after.scopes,
        after.consented_at,
    )


def test_a_new_refresh_token_is_stored_before_the_access_token_is_used():
    s = stand(login=NO_TOKEN, grants=[granted(refresh_token="ROTATED")])
    kept_when_sent = []

    class Watching:
        def pop(self, _):
            kept_when_sent.append(s.logins.get("main").refresh_token)
            return ME

    s.script.answers = Watching()
    s.client.me()
    assert ["ROTATED"] == kept_when_sent


def test_a_refresh_that_cannot_be_stored_is_not_used_and_is_stored_the_next_time():
    class FullDisk(MemoryLogins):
        is_full = False

        def put(self, login):
            if self.is_full:
                raise StoreError("No room")
            super().put(login)

    s = stand(ME, login=NO_TOKEN, grants=[granted(refresh_token="ROTATED")])
    logins = FullDisk()
    logins.put(s.logins.get("main"))
    logins.is_full = True
    s.client.gate._tokens._logins = logins
    with pytest.raises(StoreError):
        s.client.me()
    assert [] == s.asked
    logins.is_full = False
    s.client.me()
    assert ("ROTATED", 1) == (logins.get("main").refresh_token, len(s.script.forms))


def test_a_newer_consent_is_never_overwritten_by_a_refresh_that_was_under_way():
    s = stand(ME, login=NO_TOKEN)
    newer = a_login(s.clock, refresh_token="CONSENTED-AGAIN", consented_at=s.clock.now())

    class Meanwhile:
        def pop(self, _):
            s.logins.put(newer)
            return granted()

    s.script.grants = Meanwhile()
    s.client.me()
    assert newer == s.logins.get("main")


@pytest.mark.parametrize("words", ["Refresh token expired", "Refresh token revoked", "Invalid refresh token"])
def test_a_dead_refresh_token_is_said_once_and_never_tried_again(words):
    s = stand(login=NO_TOKEN, grants=[dead(words)])
    for _ in range(3):
        with pytest.raises(LoginNeeded) as caught:
            s.client.me()
        assert "tophits auth login" in caught.value.remedy
    assert (1, []) == (len(s.script.forms), s.asked)
    assert REFRESH == s.logins.get("main").refresh_token, "kept until a new login works"


def test_a_new_login_ends_the_need_for_one():
    s = stand(ME, login=NO_TOKEN, grants=[dead()])
    with pytest.raises(LoginNeeded):
        s.client.me()
    s.logins.put(a_login(s.clock, refresh_token="FRESH", access_token="FRESH-ACCESS"))
    s.client.me()
    assert "Bearer FRESH-ACCESS" == s.script.requests[0].headers["Authorization"]


def test_a_refresh_token_that_another_process_rotated_meanwhile_is_no_dead_login():
    s = stand(ME, login=NO_TOKEN)
    theirs = a_login(s.clock, refresh_token="THEIRS", access_token="THEIR-ACCESS")

    class Meanwhile:
        def pop(self, _):
            s.logins.put(theirs)
            return dead("Refresh token revoked")

    s.script.grants = Meanwhile()
    s.client.me()
    assert "Bearer THEIR-ACCESS" == s.script.requests[0].headers["Authorization"]


def test_after_a_401_a_token_that_another_process_stored_is_used_without_a_refresh():
    s = stand(web_error(401, "expired"), ME)

    class Meanwhile(list):
        def pop(self, _):
            if len(s.script.requests) == 1:
                s.logins.put(a_login(s.clock, access_token="THEIR-ACCESS"))
            return super().pop(0)

    s.script.answers = Meanwhile(s.script.answers)
    s.client.me()
    assert ([], "Bearer THEIR-ACCESS") == (s.script.forms, s.script.requests[1].headers["Authorization"])


@pytest.mark.parametrize(
    "outage",
    [
        answer(503),
        answer(500, {"error": "server_error"}),
        answer(502, b"<html><title>Bad gateway</title></html>"),
        answer(200, b'{"access_token": "NE'),
        answer(200, {}),
        answer(200, {"access_token": "t\u00f6ken"}),
        answer(200, {"access_token": "a\r\nX: b"}),
        answer(302),
        Dropped("the answer took too long", may_have_arrived=True),
        Dropped("no connection", may_have_arrived=False),
    ],
)
def test_an_outage_of_the_accounts_service_is_no_dead_login(outage):
    s = stand(ME, login=NO_TOKEN, grants=[outage] * 3)
    with pytest.raises(SpotifyUnavailable):
        s.client.me()
    assert (3, []) == (len(s.script.forms), s.asked)
    s.script.grants = [outage, granted()]
    s.client.me()
    assert 1 == len(s.asked)


@pytest.mark.parametrize(
    ("refusal", "kind", "remedy"),
    [
        (answer(400, {"error": "invalid_client", "error_description": "Invalid client"}), LoginNeeded, "client id"),
        (answer(401, {"error": "invalid_client"}), LoginNeeded, "client id"),
        (answer(400, {"error": "invalid_request", "error_description": "what?"}), CallRefused, "bug"),
        (answer(400), CallRefused, "bug"),
    ],
)
def test_other_refusals_have_their_own_remedy(refusal, kind, remedy):
    s = stand(login=NO_TOKEN, grants=[refusal])
    with pytest.raises(kind) as caught:
        s.client.me()
    assert remedy in caught.value.remedy
    assert 1 == len(s.script.forms)


def test_a_short_limit_is_waited_out_and_a_long_one_is_not():
    s = stand(ME, login=NO_TOKEN, grants=[answer(429, None, {"Retry-After": "30"}), granted()])
    began = s.clock.now()
    s.client.me()
    assert timedelta(seconds=30) == s.clock.now() - began
    s = stand(login=NO_TOKEN, grants=[answer(429, None, {"Retry-After": "3000"})])
    with pytest.raises(RateLimited) as caught:
        s.client.me()
    assert s.clock.now() + timedelta(seconds=3000) == caught.value.not_before


@pytest.mark.parametrize(
    ("said", "meant_s"),
    [(1800, 1800), (10**12, 86_400), (0, 3600), (-5, 3600), ("60", 3600), (None, 3600), (True, 3600)],
)
def test_no_claim_about_its_life_confuses(said, meant_s):
    s = stand(ME, login=NO_TOKEN, grants=[granted(expires_in=said)])
    s.client.me()
    assert s.clock.now() + timedelta(seconds=meant_s) == s.logins.get("main").access_expires_at


def test_many_threads_refresh_once():
    from threading import Barrier, Thread

    s = stand(*[ME] * 4, login=NO_TOKEN, grants=[granted()])
    tokens, barrier = s.client.gate._tokens, Barrier(4)
    got = []
    threads = [Thread(target=lambda: (barrier.wait(), got.append(tokens.access()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (["NEW"] * 4, 1) == (got, len(s.script.forms))


def test_nobody_logged_in_is_told_without_a_call():
    s = stand(login=False)
    with pytest.raises(LoginNeeded, match="Nobody is logged in for the account main"):
        s.client.me()
    assert ([], []) == (s.asked, s.script.forms)
