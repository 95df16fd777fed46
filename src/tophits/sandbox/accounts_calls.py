"""The pages and the endpoint of the accounts service: `/authorize` for a browser, `/api/token` for a program."""

import html
from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from tophits.sandbox.accounts import SCOPES, Accounts, Consent, TokenRefused
from tophits.sandbox.request import Request, Response, json_response, text_response

S256_LENGTH = 43
"""Characters of a SHA-256 digest in base64url without padding."""
ConsentMode = Literal["at-once", "ask"]

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox: allow access?</title></head>
<body><main><h1>Allow access to the sandbox?</h1>
<p>The app <strong>{client}</strong> asks to act for <strong>{user}</strong>:</p><ul>{scopes}</ul>
<form method="post" action="/authorize?{query}">
<button name="answer" value="agree">Agree</button> <button name="answer" value="cancel">Cancel</button>
</form></main></body></html>
"""


class AccountsCalls:
    """Answers the accounts service. `person` is the user who sits at the browser."""

    def __init__(self, accounts: Accounts, *, person: str, consent: ConsentMode) -> None:
        self._accounts = accounts
        self.person = person
        self._consent = consent

    def answer(self, request: Request) -> Response | None:
        """The answer; None when the path is not the accounts service's."""
        match (request.method, request.path):
            case ("GET" | "POST", "/authorize"):
                return self._authorize(request)
            case ("POST", "/api/token"):
                return self._token(request)
            case (_, "/authorize" | "/api/token"):
                return text_response(405, "Method not allowed")
        return None

    def _authorize(self, request: Request) -> Response:
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        app = self._accounts.apps.get(query.get("client_id", ""))
        if app is None:
            return text_response(400, "INVALID_CLIENT: Invalid client")
        redirect_uri = query.get("redirect_uri", "")
        if not app.may_redirect_to(redirect_uri):
            return text_response(400, "INVALID_CLIENT: Invalid redirect URI")
        refusal = _wrong_with(query)
        if refusal is not None:
            return _redirect(redirect_uri, query, {"error": refusal})
        if self._consent == "ask" and request.method == "GET":
            return self._ask(request, query)
        if self._consent == "ask" and dict(parse_qsl(request.body.decode("utf-8", "replace"))).get("answer") != "agree":
            return _redirect(redirect_uri, query, {"error": "access_denied"})
        consent = Consent(
            app.client_id,
            self.person,
            redirect_uri,
            frozenset(query.get("scope", "").split()),
            query.get("code_challenge"),
            self._accounts.clock.now(),
        )
        return _redirect(redirect_uri, query, {"code": self._accounts.consent(consent)})

    def _ask(self, request: Request, query: Mapping[str, str]) -> Response:
        scopes = query.get("scope", "").split() or ["nothing but the name"]
        page = _PAGE.format(
            client=html.escape(query["client_id"]),
            user=html.escape(self.person),
            scopes="".join(f"<li>{html.escape(scope)}</li>" for scope in scopes),
            query=html.escape(request.query, quote=True),
        )
        return text_response(200, page, "text/html; charset=utf-8")

    def _token(self, request: Request) -> Response:
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            tokens = self._accounts.exchange(form, request.header("authorization"))
        except TokenRefused as refusal:
            return json_response(400, {"error": refusal.error, "error_description": refusal.description})
        return json_response(200, tokens.wire(), {"cache-control": "no-store"})


def _wrong_with(query: Mapping[str, str]) -> str | None:
    """The `error` that goes back to the app with the browser, where the request does not hold."""
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    if "code_challenge" in query and (
        query.get("code_challenge_method") != "S256" or len(query["code_challenge"]) != S256_LENGTH
    ):
        return "invalid_request"
    if not SCOPES.issuperset(query.get("scope", "").split()):
        return "invalid_scope"
    return None


def _redirect(uri: str, query: Mapping[str, str], answer: Mapping[str, str]) -> Response:
    state = {"state": query["state"]} if "state" in query else {}
    joint = "&" if "?" in uri else "?"
    return Response(302, {"location": uri + joint + urlencode({**answer, **state})})
