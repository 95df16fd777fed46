"""The pretend Apple: most-played feeds by storefront, names localised, and the look-up that gives Latin ones."""

import json
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import parse_qs

from tophits.sandbox.catalogue import InventedSong
from tophits.sandbox.publishers.listings import Listings, artist_id, song_id
from tophits.sandbox.request import Request, Response, json_response, text_response
from tophits.sandbox.tracks import number_from

HOST, OLD_HOST, LOOKUP_HOST = "rss.marketingtools.apple.com", "rss.applemarketingtools.com", "itunes.apple.com"
_KANA = dict(zip("abcdefghijklmnopqrstuvwxyz", "アブクデエフグハイジケルムノオプキラスツウヴワザヤゼ", strict=True))
_HANGUL = dict(zip("abcdefghijklmnopqrstuvwxyz", "아브크드에프그하이즈키르므느오프쿠라스트우비와자야제", strict=True))
_SCRIPTS = {"jp": _KANA, "kr": _HANGUL}


def credit(song: InventedSong) -> str:
    """Collaborators joined as Apple joins them."""
    *others, last = song.artists
    return f"{', '.join(others)} & {last}" if others else last


def localised(name: str, storefront: str) -> str:
    """A name as a storefront writes it: every third one in the storefront's own script."""
    script = _SCRIPTS.get(storefront)
    if script is None or number_from("localised", name) % 3:
        return name
    return "".join(script.get(letter, letter) for letter in name.casefold())


def feed(listings: Listings, storefront: str, depth: int, made_at: datetime) -> bytes:
    """The feed of a storefront, as made at a moment."""
    results = []
    for listed in listings.listed(storefront, made_at.date(), depth):
        song, number = listed.song, song_id("apple", listed.song)
        lead = artist_id("apple", song.artists[0])
        item = {
            "artistName": localised(credit(song), storefront),
            "id": number,
            "name": song.title,
            "releaseDate": "2026-01-02",
            "kind": "songs",
            "artistId": lead,
            "artistUrl": f"https://music.apple.com/{storefront}/artist/{lead}",
            "contentAdvisoryRating": "Explict",
            "artworkUrl100": "https://is1-ssl.example/100x100bb.jpg",
            "genres": [{"genreId": "34", "name": "Music", "url": "https://itunes.apple.com/us/genre/id34"}],
            "url": f"https://music.apple.com/{storefront}/album/{number}?i={number}",
        }
        if number_from("explicit", song.track_ids[0]) % 4:
            del item["contentAdvisoryRating"]
        results.append(item)
    document = {
        "title": "Top Songs",
        "id": f"https://{HOST}/api/v2/{storefront}/music/most-played/{depth}/songs.json",
        "author": {"name": "Apple", "url": "https://www.apple.com/"},
        "links": [{"self": f"https://{HOST}/api/v2/{storefront}/music/most-played/{depth}/songs.json"}],
        "copyright": f"Copyright © {made_at.year} Apple Inc. All rights reserved.",
        "country": storefront,
        "icon": "https://www.apple.com/favicon.ico",
        "updated": format_datetime(made_at),
        "results": results,
    }
    return json.dumps({"feed": document}, ensure_ascii=False).encode()


def lookup(listings: Listings, request: Request) -> Response:
    """English names by id; ids that are unknown are left out."""
    wanted = (parse_qs(request.query).get("id") or [""])[0].split(",")
    songs = {song_id("apple", song): song for song in listings.songs}
    results = [
        {
            "wrapperType": "track",
            "kind": "song",
            "artistId": int(artist_id("apple", songs[number].artists[0])),
            "trackId": int(number),
            "artistName": credit(songs[number]),
            "trackName": songs[number].title,
            "collectionName": songs[number].title,
            "trackTimeMillis": 180_000,
        }
        for number in wanted
        if number in songs
    ]
    body = json.dumps({"resultCount": len(results), "results": results}, ensure_ascii=False).encode()
    return Response(200, {"content-type": "text/javascript; charset=utf-8"}, body)


def answer(listings: Listings, request: Request, made_at: datetime) -> Response:
    """What the feed's host answers."""
    parts = request.path.strip("/").split("/")
    if len(parts) != 7 or parts[:2] != ["api", "v2"] or parts[3:5] != ["music", "most-played"]:
        return text_response(404, "Not Found")
    storefront, depth = parts[2], parts[5]
    if depth not in ("10", "25", "50", "100"):
        return json_response(500, {"error": "Internal Server Error"})
    body = feed(listings, storefront, int(depth), made_at)
    return Response(200, {"content-type": "application/json"}, body)
