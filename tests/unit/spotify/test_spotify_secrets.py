"""No token in anything that can be printed, logged, raised or observed (I9)."""

import logging
import traceback

import pytest
from spotify_stand import ACCESS, REFRESH, answer, stand, web_error

from tophits.adapters.spotify.accounts import Tokens
from tophits.adapters.spotify.login import attempt
from tophits.adapters.spotify.wire import Dropped, Request, Response
from tophits.domain.errors import TopHitsError
from tophits.domain.plans import Replace

ECHO = f"the header was Bearer {ACCESS}"
NO_TOKEN = {"access_token": None}


def told_by(error):
    """Everything that a log, a page or a report could show of an error, local variables of all frames included."""
    shown = [str(error), repr(error), error.remedy, repr(error.args), repr(vars(error))]
    shown += traceback.TracebackException.from_exception(error, capture_locals=True).format()
    return "\n".join(shown)


OUTCOMES = [
    [web_error(400, ECHO)],
    [answer(400, ECHO.encode())],
    [answer(400, f"<html><title>{ECHO}</title></html>".encode())],
    [web_error(401, ECHO)] * 2,
    [web_error(403, ECHO)] * 2,
    [web_error(404, ECHO)],
    [web_error(429, ECHO, {"Retry-After": "9999"})],
    [web_error(429, "x", reason=ECHO)] * 4,
    [web_error(500, ECHO)] * 3,
    [answer(200, ECHO.encode())] * 3,
    [Dropped("no connection", may_have_arrived=False)] * 3,
]


@pytest.mark.parametrize("act", ["read", "write"])
@pytest.mark.parametrize("answers", OUTCOMES, ids=range(len(OUTCOMES)))
def test_no_error_tells_the_access_token(answers, act, caplog):
    caplog.set_level(logging.DEBUG)
    s = stand(*answers, grants=[answer(200, {"access_token": ACCESS})])
    with pytest.raises(TopHitsError) as caught:
        s.client.reader.look("p1") if act == "read" else s.client.writer.write("p1", Replace(()))
    assert ACCESS not in told_by(caught.value)
    assert ACCESS not in repr(s.events)
    assert ACCESS not in caplog.text


@pytest.mark.parametrize(
    "grant",
    [
        answer(400, {"error": "invalid_grant", "error_description": f"{REFRESH} expired"}),
        answer(400, {"error": REFRESH}),
        answer(500, REFRESH.encode()),
        answer(400, f"<title>{REFRESH}</title><p>".encode()),
    ],
)
def test_no_error_tells_the_refresh_token(grant):
    s = stand(login=NO_TOKEN, grants=[grant] * 3)
    with pytest.raises(TopHitsError) as caught:
        s.client.me()
    assert REFRESH not in told_by(caught.value) + repr(s.events)


def test_nothing_prints_a_secret():
    made = attempt("client-1")
    request = Request(
        "GET", f"https://x.test/callback?code={ACCESS}", {"Authorization": f"Bearer {ACCESS}"}, REFRESH.encode()
    )
    response = Response(302, {"location": f"https://x.test/?code={ACCESS}"}, REFRESH.encode())
    shown = repr([request, response, Tokens(ACCESS, REFRESH, None, None), made, stand().logins.get("main")])
    assert not [secret for secret in (ACCESS, REFRESH, made.verifier, made.state) if secret in shown]
