"""The calls on the user and the user's library (web-api-2026.md, section 1)."""

from tophits.sandbox.call import BASE62_ID, Call
from tophits.sandbox.request import Refused, Response, empty_response, json_response
from tophits.sandbox.wire import me_wire

MAX_URIS = 40
KINDS = ("track", "album", "episode", "show", "audiobook", "artist", "user", "playlist")
PEOPLE = ("artist", "user")


def me(call: Call) -> Response:
    """GET /me."""
    return json_response(200, me_wire(call.user, call.base))


def save(call: Call) -> Response:
    """PUT /me/library?uris=: unknown ids are answered 200 as well; a playlist is followed."""
    uris = _uris(call, _MODIFY)
    user = call.user

    def effect(_: object, __: object) -> None:
        for kind, uri in uris:
            if kind != "playlist":
                user.saved.add(uri)
            elif _id(uri) in call.spotify.playlists and _id(uri) not in user.followed:
                user.followed.insert(0, _id(uri))

    call.write(effect)
    return empty_response(200)


def forget(call: Call) -> Response:
    """DELETE /me/library?uris=: a playlist is unfollowed, which is all the deleting there is."""
    uris = _uris(call, _MODIFY)
    user = call.user

    def effect(_: object, __: object) -> None:
        gone = {_id(uri) for kind, uri in uris if kind == "playlist"}
        user.followed = [playlist_id for playlist_id in user.followed if playlist_id not in gone]
        user.saved.difference_update(uri for _, uri in uris)

    call.write(effect)
    return empty_response(200)


def contains(call: Call) -> Response:
    """GET /me/library/contains?uris=: a truth for each URI, in order."""
    user = call.user
    followed = set(user.followed)
    uris = _uris(call, _READ)
    return json_response(200, [_id(uri) in followed if kind == "playlist" else uri in user.saved for kind, uri in uris])


def unfollow(call: Call, playlist_id: str) -> Response:
    """DELETE /playlists/{id}/followers: listed as removed, and answered 200 when it was tried."""
    call.need("playlist-modify-public", "playlist-modify-private")
    user = call.user

    def effect(_: object, __: object) -> None:
        user.followed = [followed for followed in user.followed if followed != playlist_id]

    call.write(effect)
    return empty_response(200)


_MODIFY = {"playlist": "playlist-modify-public", "people": "user-follow-modify", "other": "user-library-modify"}
_READ = {"playlist": "playlist-read-private", "people": "user-follow-read", "other": "user-library-read"}


def _uris(call: Call, scopes: dict[str, str]) -> list[tuple[str, str]]:
    """Kind and URI of each; only the query string counts, and each kind needs its scope."""
    given = [uri.strip() for uri in call.query.get("uris", "").split(",") if uri.strip()]
    if not given:
        raise Refused(400, "Missing required field: uris")
    if len(given) > MAX_URIS:
        raise Refused(400, "Too many uris requested")
    checked = []
    for uri in given:
        match uri.split(":"):
            case ["spotify", kind, name] if kind in KINDS and (kind == "user" or BASE62_ID.fullmatch(name)):
                call.need(scopes["people" if kind in PEOPLE else kind if kind == "playlist" else "other"])
                checked.append((kind, uri))
            case _:
                raise Refused(400, "Invalid Spotify URI")
    return checked


def _id(uri: str) -> str:
    return uri.rpartition(":")[2]
