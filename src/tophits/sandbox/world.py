"""The whole pretend Spotify: accounts service and Web API on one port, its people, its faults and its journal."""

import threading
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

import orjson

from tophits.domain.clock import Clock
from tophits.domain.quotas import Family
from tophits.sandbox.accounts import SCOPES, Accounts, Consent, Tokens
from tophits.sandbox.accounts_calls import AccountsCalls, ConsentMode
from tophits.sandbox.buckets import family_of
from tophits.sandbox.catalogue import Catalogue
from tophits.sandbox.clock import SandboxClock
from tophits.sandbox.faults import Fault, Faults
from tophits.sandbox.journal import CallRecord, Cause, Journal
from tophits.sandbox.playlists import Change, Details, Playlist, inserted, moved, new_rows, removed
from tophits.sandbox.publishers.hosts import PREFIX, Publishers
from tophits.sandbox.request import WITHHELD, Request, Response, json_response, text_response
from tophits.sandbox.scenarios import KIND, Scenario
from tophits.sandbox.spotify import Spotify
from tophits.sandbox.webapi import Fate, WebApi

LISTENER = "sandbox-listener"
"""The user who logs in."""
STRANGER = "somebody-else"
"""Another user, who owns the playlists that are not the listener's."""


class World:
    """Answers calls, and lets the rest of the world happen. Safe among threads: one lock over everything.

    The same catalogue, seed, scenario and calls at the same moments give the same answers.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        scenario: Scenario = KIND,
        clock: Clock | None = None,
        country: str = "DE",
        consent: ConsentMode = "at-once",
    ) -> None:
        self.clock: Clock = clock or SandboxClock()
        self.scenario = scenario
        self.faults = Faults(scenario.odds, seed)
        self.accounts = Accounts(self.clock, seed, scenario.withheld_scopes)
        self._lock = threading.RLock()
        self._spotify = Spotify(catalogue, scenario, seed=seed, clock=self.clock, country=country)
        self._spotify.add_user(LISTENER, "Sandbox Listener", country)
        self._spotify.add_user(STRANGER, "Somebody Else", country)
        self._accounts_calls = AccountsCalls(self.accounts, person=LISTENER, consent=consent)
        self._web_api = WebApi(self._spotify, self.accounts, self.faults)
        self._count = 0
        self._seed = seed

    # --- calls

    def handle(self, request: Request) -> Response:
        """Answer one call."""
        with self._lock:
            self._spotify.settle()
            self._count += 1
            number = self._spotify.journal.next_number()
            fault = self.faults.fate_of(self._count, request)
            response = self._answer(request, Fate(number, fault))
            self._write_down(request, response, number)
            return response

    @property
    def journal(self) -> Journal:
        """What truly happened until now, writes that were due meanwhile included."""
        with self._lock:
            self._spotify.settle()
            return self._spotify.journal

    @cached_property
    def publishers(self) -> Publishers:
        """Who publishes charts over the catalogue's songs; made at the first call, since only fetching needs them."""
        return Publishers(self._spotify.catalogue, self.clock, self._seed)

    def _answer(self, request: Request, fate: Fate) -> Response:
        if fate.fault is Fault.DROPPED_BEFORE:
            return Response(WITHHELD)
        if request.path.startswith("/v1/"):
            response = self._web_api.answer(request, fate)
        elif request.path.startswith(PREFIX):
            response = self.publishers.handle(request)
        elif request.path.startswith("/image/"):
            response = self._image(request.path.removeprefix("/image/"))
        else:
            response = self._accounts_answer(request, fate)
        if fate.fault is Fault.DROPPED_AFTER:
            return Response(WITHHELD)
        if fate.fault is Fault.TRUNCATED and len(response.body) > 1:
            return replace(response, body=response.body[: len(response.body) // 2])
        return response

    def _accounts_answer(self, request: Request, fate: Fate) -> Response:
        if fate.fault is Fault.ERROR_BEFORE:
            return self._web_api.error_5xx()
        response = self._accounts_calls.answer(request)
        if response is None:
            return json_response(404, {"error": {"status": 404, "message": "Service not found"}})
        return self._web_api.error_5xx() if fate.fault in (Fault.ERROR_AFTER, Fault.LATE) else response

    def _image(self, digest: str) -> Response:
        for playlist in self._spotify.playlists.values():
            for cover in playlist.covers:
                if cover.digest == digest:
                    return Response(200, {"content-type": "image/jpeg"}, cover.jpeg)
        return text_response(404, "Not found")

    def _write_down(self, request: Request, response: Response, number: int) -> None:
        """Bodies of the accounts service hold secrets, those of pictures are long: neither is kept."""
        is_web_api = request.path.startswith("/v1/")
        access = self._web_api.access_of(request) if is_web_api else None
        retry_after = response.headers.get("retry-after")
        self._spotify.journal.calls.append(
            CallRecord(
                number=number,
                at=self.clock.now(),
                method=request.method,
                path=request.path,
                query=request.query if is_web_api else "",
                body=_decoded(request.body) if is_web_api else None,
                client_id=access.client_id if access else None,
                user_id=access.user_id if access else None,
                family=family_of(request.path) if is_web_api else None,
                status=response.status,
                retry_after_s=int(retry_after) if retry_after else None,
            )
        )

    # --- people

    def sign_in(self, *, user_id: str = LISTENER, client_id: str = "sandbox", scopes: Iterable[str] = SCOPES) -> Tokens:
        """A login without a browser, consented to now."""
        with self._lock:
            now = self.clock.now()
            return self.accounts.sign_in(Consent(client_id, user_id, "", frozenset(scopes), "", now))

    def sit_down(self, user_id: str) -> None:
        """From now on this user sits at the browser and answers `/authorize`."""
        with self._lock:
            self._accounts_calls.person = user_id

    def add_user(self, user_id: str, display_name: str, country: str) -> None:
        """A new Spotify user."""
        with self._lock:
            self._spotify.add_user(user_id, display_name, country)

    def revoke_login(self, user_id: str = LISTENER) -> None:
        """The user takes all apps' access away."""
        with self._lock:
            self.accounts.revoke(user_id)

    # --- a person with the Spotify app

    def make_playlist(self, details: Details, uris: Iterable[str] = (), *, owner_id: str = STRANGER) -> str:
        """Somebody makes a playlist; its id."""
        with self._lock:
            owner = self._spotify.users[owner_id]
            playlist = self._spotify.create(owner, details, cause=Cause.PERSON, call=None, at=self.clock.now())
            if added := tuple(uris):
                self.person_adds(playlist.id, added)
            return playlist.id

    def person_adds(self, playlist_id: str, uris: Iterable[str], position: int | None = None) -> None:
        """The owner adds tracks, at the end unless a position is given."""
        now, added = self.clock.now(), tuple(uris)
        owner_id = self._playlist(playlist_id).owner_id
        self._person(playlist_id, lambda p: inserted(p.rows, new_rows(added, now, owner_id), position))

    def person_removes(self, playlist_id: str, uris: Iterable[str]) -> None:
        """The owner removes every copy of some tracks."""
        doomed = frozenset(uris)
        self._person(playlist_id, lambda p: removed(p.rows, doomed, p.rows))

    def person_moves(self, playlist_id: str, start: int, before: int, length: int = 1) -> None:
        """The owner drags rows elsewhere."""
        self._person(playlist_id, lambda p: moved(p.rows, start, before, length, p.rows))

    def person_describes(
        self,
        playlist_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        public: bool | None = None,
    ) -> None:
        """The owner renames the playlist, or changes its description or public flag; None leaves it as it is."""
        with self._lock:
            playlist = self._playlist(playlist_id)
            old = playlist.details
            playlist.details = replace(
                old,
                name=old.name if name is None else name,
                description=old.description if description is None else description,
                public=old.public if public is None else public,
            )
            self._spotify.touch(playlist, self.clock.now())

    def person_unfollows(self, playlist_id: str, user_id: str = LISTENER) -> None:
        """A user removes the playlist from the library; it is still there for whoever has its id."""
        with self._lock:
            user = self._spotify.users[user_id]
            user.followed = [followed for followed in user.followed if followed != playlist_id]

    def person_invites(self, playlist_id: str, user_id: str) -> None:
        """The owner makes another user a collaborator."""
        with self._lock:
            self._playlist(playlist_id).collaborators.add(user_id)

    def playlist_uris(self, playlist_id: str) -> tuple[str | None, ...]:
        """The rows as they truly are at this moment, without a call."""
        with self._lock:
            self._spotify.settle()
            return self._playlist(playlist_id).uris

    def _person(self, playlist_id: str, change: Change) -> None:
        with self._lock:
            self._spotify.settle()
            self._spotify.change(self._playlist(playlist_id), change, Cause.PERSON, None, self.clock.now())

    def _playlist(self, playlist_id: str) -> Playlist:
        return self._spotify.playlists[playlist_id]

    # --- the rest of the world

    def track_dies(self, track_id: str) -> None:
        """A track is taken down: a 404, a 502 for writes that name it, null rows where it stood."""
        with self._lock:
            self._spotify.kill(track_id, self.clock.now())

    def track_returns(self, track_id: str) -> None:
        """A dead track lives again; rows that went null stay null."""
        with self._lock:
            self._spotify.revive(track_id)

    def track_is_relinked(self, written: str, seen: str, country: str) -> None:
        """In this country reads show `seen` where `written` stands, and nothing says so."""
        with self._lock:
            self._spotify.relink(written, seen, country)

    def track_is_blocked(self, track_id: str, country: str | None = None) -> None:
        """A track cannot be played any more, in one country or everywhere."""
        with self._lock:
            self._spotify.block(track_id, country)

    def row_goes_null(self, playlist_id: str, position: int) -> None:
        """One row goes null and keeps its place."""
        with self._lock:
            self._spotify.null_row(self._playlist(playlist_id), position, self.clock.now())

    def quota_is_spent(self, family: Family, client_id: str = "sandbox") -> None:
        """Somebody else used the developer's quota up: this bucket is closed for a day."""
        with self._lock:
            self._web_api.buckets.close(self.accounts.apps[client_id].developer, family, self.clock.now())


def _decoded(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
