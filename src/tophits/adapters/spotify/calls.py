"""The dozen calls of the Web API that the bot makes, as values (web-api-2026.md, section 1).

A call says what it costs (its family), whether it changes anything, and which shape of path it has, so that
whoever sends, counts or judges it needs no second list. None ever carries a `snapshot_id`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from tophits.domain.errors import CallRefused
from tophits.domain.plans import MAX_URIS, Add, Move, Remove, Replace, Step
from tophits.domain.quotas import Family

PAGE = 50
"""Rows or playlists a page may hold: the documented limit, though 100 was accepted once."""

MOST_FOUND = 10
"""The largest `limit` of a search in Development Mode."""

LIBRARY_URIS = 40
"""URIs that one library call may carry."""

TRACK_FIELDS = (
    "id,uri,type,name,duration_ms,explicit,is_local,is_playable,"
    "external_ids(isrc),artists(id,name),album(name,album_type,release_date)"
)
# Both names are asked for: `item` is the name since February 2026, and Extended Quota Mode still says `track`.
ROW_FIELDS = f"total,items(added_at,is_local,item({TRACK_FIELDS}),track({TRACK_FIELDS}))"
LOOK_FIELDS = "id,name,description,public,snapshot_id,owner(id),items(total),tracks(total)"

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `template` is its path with names for the ids, for logs and counters.

    `writes` means that sending it twice may change things twice. `expects_json` is whether a good answer has
    a JSON body.
    """

    family: Family
    method: str
    template: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Json | None = None
    writes: bool = False
    expects_json: bool = True

    def url(self, api_url: str) -> str:
        """The whole address below the API's own, such as https://api.spotify.com/v1."""
        query = f"?{urlencode(self.query, quote_via=quote)}" if self.query else ""
        return api_url.rstrip("/") + self.path + query

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def _at(template: str, an_id: str) -> tuple[str, str]:
    """A template and the path made from it. An id from outside cannot leave its place in the path."""
    return template, template.replace("{id}", quote(an_id, safe=""))


def me() -> Call:
    """Who the login belongs to."""
    return Call(Family.ME, "GET", "/me", "/me")


def look(playlist_id: str) -> Call:
    """What is written on a playlist and how many rows it has."""
    return Call(Family.PLAYLIST, "GET", *_at("/playlists/{id}", playlist_id), query=(("fields", LOOK_FIELDS),))


def rows(playlist_id: str, offset: int) -> Call:
    """A page of a playlist's rows."""
    query = (("fields", ROW_FIELDS), ("limit", str(PAGE)), ("offset", str(offset)))
    return Call(Family.PLAYLIST, "GET", *_at("/playlists/{id}/items", playlist_id), query=query)


def step(playlist_id: str, wanted: Step) -> Call:
    """One step of a plan, in the exact bodies of section 1.4.

    Raises:
        CallRefused: the step does not fit into one call.
    """
    method, body = _step_body(wanted)
    return Call(Family.PLAYLIST, method, *_at("/playlists/{id}/items", playlist_id), body=body, writes=True)


def _step_body(wanted: Step) -> tuple[str, Json]:
    if not isinstance(wanted, Move):
        _refuse_overlong(wanted.uris)
    match wanted:
        case Replace(uris):
            return "PUT", {"uris": list(uris)}
        case Add(uris, None):
            return "POST", {"uris": list(uris)}
        case Add(uris, position):
            return "POST", {"uris": list(uris), "position": position}
        case Move(start, before, length):
            return "PUT", {"range_start": start, "insert_before": before, "range_length": length}
        case Remove(uris):
            return "DELETE", {"items": [{"uri": uri} for uri in uris]}


def _refuse_overlong(uris: Sequence[str]) -> None:
    if len(uris) > MAX_URIS:
        raise CallRefused(f"A call carries at most {MAX_URIS} URIs, not {len(uris)}; nothing was sent")


def create(name: str, description: str, *, public: bool) -> Call:
    """Make an empty playlist."""
    body: dict[str, object] = {"name": name, "public": public}
    if description:  # an empty one is left out: its fate is undocumented
        body["description"] = description
    return Call(Family.PLAYLIST, "POST", "/me/playlists", "/me/playlists", body=body, writes=True)


def describe(playlist_id: str, changes: Json) -> Call:
    """Change what is written on a playlist. The answer's body is not JSON."""
    return Call(
        Family.PLAYLIST,
        "PUT",
        *_at("/playlists/{id}", playlist_id),
        body=changes,
        writes=True,
        expects_json=False,
    )


def library(offset: int) -> Call:
    """A page of the playlists in the user's library, own and followed."""
    query = (("limit", str(PAGE)), ("offset", str(offset)))
    return Call(Family.PLAYLIST, "GET", "/me/playlists", "/me/playlists", query=query)


def contains(playlist_ids: Sequence[str]) -> Call:
    """Whether playlists are in the user's library. At most LIBRARY_URIS."""
    uris = ",".join(f"spotify:playlist:{each}" for each in playlist_ids)
    return Call(Family.LIBRARY, "GET", "/me/library/contains", "/me/library/contains", query=(("uris", uris),))


def track(spotify_id: str, country: str | None) -> Call:
    """One track."""
    return Call(Family.TRACK, "GET", *_at("/tracks/{id}", spotify_id), query=_market(country))


def search(words: str, country: str | None) -> Call:
    """Tracks that fit a query of at most 250 characters."""
    query = (("q", words), ("type", "track"), ("limit", str(MOST_FOUND)), *_market(country))
    return Call(Family.SEARCH, "GET", "/search", "/search", query=query)


def _market(country: str | None) -> tuple[tuple[str, str], ...]:
    return () if country is None else (("market", country.upper()),)
