"""The pretend Web API under `/v1`: who may call what, in which order refusals come, and which function answers.

Faithful to Development Mode as of November 2026 (web-api-2026.md). Endpoints that live on there but that no
playlist bot needs (albums, artists, player, ...) are not pretended: they answer 501 and say so.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tophits.sandbox import library_calls
from tophits.sandbox.accounts import Access, Accounts
from tophits.sandbox.buckets import Buckets, family_of, rate_limited
from tophits.sandbox.call import AppliedLater, Call
from tophits.sandbox.faults import Fault, Faults
from tophits.sandbox.journal import Cause
from tophits.sandbox.playlist_calls import PlaylistCalls
from tophits.sandbox.request import Refused, Request, Response, empty_response, json_response, text_response
from tophits.sandbox.spotify import Spotify
from tophits.sandbox.track_calls import TrackCalls
from tophits.sandbox.wire import TrackWires

ONE_401 = "Missing/invalid/expired access token"
EXPIRED = "The access token expired"
NO_PREMIUM = (
    "Active premium subscription required for the owner of the app. When the subscription status changes, "
    "it can take a few hours before requests are allowed again."
)
NOT_ALLOWLISTED = (
    "The user is not registered for this application. Please check your settings on "
    "https://developer.spotify.com/dashboard."
)

ERRORS_5XX = (
    json_response(500, {"error": {"status": 500, "message": "Server error."}}),
    json_response(502, {"error": {"status": 502, "message": "Bad gateway."}}),
    text_response(502, "<html><head><title>502 Bad Gateway</title></head></html>", "text/html"),
    text_response(503, "upstream connect error"),
    empty_response(504),
)
"""Bodies may be JSON, HTML, plain text or empty (web-api-2026.md, section 3)."""

_REMOVED = re.compile(
    r"""/v1/(?:
        playlists/[^/]+/tracks | playlists/[^/]+/followers(?:/contains)?
      | tracks | albums | artists | shows | episodes | audiobooks | chapters
      | artists/[^/]+/(?:top-tracks|related-artists)
      | audio-features(?:/[^/]+)? | audio-analysis/[^/]+
      | browse/.* | markets
      | users/[^/]+(?:/playlists)?
      | me/(?:tracks|albums|shows|episodes|audiobooks|following)/contains
    )""",
    re.VERBOSE,
)
"""Gone for any verb: 403."""
_REMOVED_WRITES = re.compile(r"/v1/me/(?:tracks|albums|shows|episodes|audiobooks|following)")
_NOT_PRETENDED = re.compile(
    r"/v1/(?:albums|artists|shows|episodes|audiobooks|chapters)/.*"
    r"|/v1/me/(?:tracks|albums|shows|episodes|audiobooks|following|player.*|top/artists)"
)
Routes = tuple[tuple[str, re.Pattern[str], Callable[..., Response]], ...]


@dataclass(frozen=True, slots=True)
class Fate:
    """What is decided about a call before it is answered."""

    number: int
    fault: Fault | None = None

    @property
    def cause(self) -> Cause:
        """What the journal says of rows that change now."""
        failed = self.fault in (Fault.ERROR_AFTER, Fault.DROPPED_AFTER)
        return Cause.FAILED_CALL if failed else Cause.CALL


class WebApi:
    """Answers `/v1`. Not safe among threads by itself: the world holds the lock."""

    def __init__(self, spotify: Spotify, accounts: Accounts, faults: Faults) -> None:
        self._spotify = spotify
        self._accounts = accounts
        self._faults = faults
        self.buckets = Buckets(spotify.scenario.quotas, spotify.scenario.calls_per_window)
        wires = TrackWires(spotify)
        self._playlists = PlaylistCalls(wires)
        self._tracks = TrackCalls(wires)
        self._routes = self._table()

    def access_of(self, request: Request) -> Access | None:
        """Whose token the call carries, expired or not."""
        scheme, _, token = (request.header("authorization") or "").partition(" ")
        return self._accounts.access(token.strip()) if scheme.lower() == "bearer" else None

    def answer(self, request: Request, fate: Fate) -> Response:
        """The answer to one call, faults that work inside included; dropping and cutting are the world's."""
        try:
            access = self._admitted(request, fate)
            if fate.fault is Fault.ERROR_BEFORE:
                return self.error_5xx()
            call = Call(request, fate.number, self._spotify, access, fate.cause, fate.fault is Fault.LATE)
            response = self._dispatched(call)
        except Refused as refusal:
            response = refusal.response()
        except AppliedLater:
            return self.error_5xx()
        return self.error_5xx() if fate.fault in (Fault.ERROR_AFTER, Fault.LATE) else response

    def error_5xx(self) -> Response:
        """One of the ways in which Spotify itself or a proxy before it fails."""
        return self._faults.draw(ERRORS_5XX)

    def _admitted(self, request: Request, fate: Fate) -> Access:
        """The gate: token, rate limit, quota, Premium, allowlist; in this order.

        Raises:
            Refused: the call goes no further.
        """
        access = self.access_of(request)
        if access is None:
            raise unauthorized(ONE_401, "invalid_token")
        now = self._spotify.clock.now()
        if now >= access.ends_at:
            raise unauthorized(EXPIRED, "invalid_token")
        if fate.fault is Fault.FALSE_401:
            raise unauthorized(ONE_401, "invalid_token")
        if fate.fault is Fault.RATE_LIMITED:
            raise rate_limited(7)
        developer = self._accounts.apps[access.client_id].developer
        family = family_of(request.path)
        if fate.fault is Fault.QUOTA_EXCEEDED and family is not None:
            self.buckets.close(developer, family, now)
        self.buckets.take(access.client_id, developer, family, now)
        if not self._spotify.scenario.has_premium:
            raise Refused(403, NO_PREMIUM)
        if not self._spotify.scenario.is_allowlisted and access.user_id is not None:
            raise Refused(403, NOT_ALLOWLISTED)
        return access

    def _dispatched(self, call: Call) -> Response:
        # a slash at the end makes no difference: client libraries do ask for `/me/`
        path, method = call.request.path.rstrip("/"), call.request.method
        answer = self._route(method, path)
        if answer is not None:
            return answer(call)
        if path.startswith("/v1/recommendations"):
            raise Refused(404, "Resource not found")
        if _REMOVED.fullmatch(path) or (method != "GET" and _REMOVED_WRITES.fullmatch(path)):
            raise Refused(403, "Forbidden")
        if _NOT_PRETENDED.fullmatch(path):
            raise Refused(501, "The sandbox does not pretend this endpoint.")
        if any(pattern.fullmatch(path) for _, pattern, _ in self._routes):
            raise Refused(405, "Method not allowed")
        raise Refused(404, "Service not found")

    def _route(self, method: str, path: str) -> Callable[[Call], Response] | None:
        """The function that answers; ids in the path are handed to it."""
        for verb, pattern, answer in self._routes:
            if verb == method and (fits := pattern.fullmatch(path)) is not None:
                return partial(_answered, answer, fits.groups())
        return None

    def _table(self) -> Routes:
        playlists, tracks = self._playlists, self._tracks
        lines: tuple[tuple[str, str, Callable[..., Response]], ...] = (
            ("GET", "me", library_calls.me),
            ("GET", "me/playlists", playlists.mine),
            ("POST", "me/playlists", playlists.create),
            ("GET", "me/top/tracks", tracks.favourites),
            ("PUT", "me/library", library_calls.save),
            ("DELETE", "me/library", library_calls.forget),
            ("GET", "me/library/contains", library_calls.contains),
            ("GET", "playlists/{}", playlists.one),
            ("PUT", "playlists/{}", playlists.describe),
            ("GET", "playlists/{}/items", playlists.rows),
            ("POST", "playlists/{}/items", playlists.add),
            ("PUT", "playlists/{}/items", playlists.put),
            ("DELETE", "playlists/{}/items", playlists.delete),
            ("GET", "playlists/{}/images", playlists.covers),
            ("PUT", "playlists/{}/images", playlists.upload),
            ("DELETE", "playlists/{}/followers", library_calls.unfollow),
            ("GET", "search", tracks.search),
            ("GET", "tracks/{}", tracks.one),
        )
        return tuple((verb, re.compile("/v1/" + path.replace("{}", "([^/]+)")), answer) for verb, path, answer in lines)


def _answered(answer: Callable[..., Response], ids: tuple[str, ...], call: Call) -> Response:
    return answer(call, *ids)


def unauthorized(message: str, error: str) -> Refused:
    """A 401; the header tells which of the cases it is."""
    challenge = f'Bearer realm="spotify", error="{error}", error_description="{message}"'
    return Refused(401, message, headers={"www-authenticate": challenge})
