"""The pretend Deezer, Last.fm, ListenBrainz and YouTube: lists in JSON, each with its publisher's habits."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs

from tophits.domain.charts import GLOBAL
from tophits.sandbox.popularity import VIEWERS
from tophits.sandbox.publishers.listings import Listings, artist_id, recording_id, song_id
from tophits.sandbox.publishers.spotify_tables import NAMES
from tophits.sandbox.request import Request, Response, empty_response, json_response
from tophits.sandbox.tracks import base62_id, number_from

DEEZER_HOST, LASTFM_HOST = "api.deezer.com", "ws.audioscrobbler.com"
LISTENBRAINZ_HOST, YOUTUBE_HOST = "api.listenbrainz.org", "charts.youtube.com"
PLAYLISTS: Mapping[str, str] = {"3155776842": GLOBAL, "1313619455": "us", "1111143121": "de"}
LASTFM_KEY = "0123456789abcdef0123456789abcdef"
"""The one key that the pretend Last.fm takes."""
_LISTENERS, _SCROBBLERS, _STREAMERS = "listenbrainz", "lastfm", "deezer"
_DEEZER_DEPTH = 50
_LASTFM_NAMES = {name: code for code, name in {**NAMES, "kr": "Korea, Republic of"}.items() if code != GLOBAL}
_THURSDAY = 3


def query_of(request: Request) -> dict[str, str]:
    """The query's values by name, the first of each."""
    return {name: values[0] for name, values in parse_qs(request.query).items()}


def deezer(listings: Listings, request: Request, day: date) -> Response:
    """A playlist's tracks; errors come with HTTP 200."""
    parts = request.path.strip("/").split("/")
    territory = PLAYLISTS.get(parts[1]) if len(parts) == 3 and parts[0] == "playlist" else None
    if territory is None:
        return json_response(200, {"error": {"type": "DataException", "message": "no data", "code": 800}})
    limit = int(query_of(request).get("limit", "25"))
    rows = []
    for listed in listings.listed(f"{_STREAMERS} {territory}", day, _DEEZER_DEPTH):
        number = int(song_id("deezer", listed.song))
        artist = listed.song.artists[0]
        rows.append(
            {
                "id": number,
                "readable": True,
                "title": listed.song.title,
                "link": f"https://www.deezer.com/track/{number}",
                "duration": 180,
                "rank": 900_000 + number % 90_000,
                "explicit_lyrics": number % 4 == 0,
                "artist": {"id": int(artist_id("deezer", artist)), "name": artist, "type": "artist"},
                "album": {"id": number + 1, "title": listed.song.title, "type": "album"},
                "type": "track",
            }
        )
    return json_response(200, {"data": rows[:limit], "checksum": f"{day:%Y%m%d}", "total": len(rows)})


def lastfm(listings: Listings, request: Request, day: date) -> Response:
    """Top tracks of the world or a country; a wrong key and too many calls are errors in a body of their own."""
    asked = query_of(request)
    if asked.get("api_key") != LASTFM_KEY:
        return json_response(403, {"error": 10, "message": "Invalid API key - You must be granted a valid key"})
    country = asked.get("country")
    if country is not None and country not in _LASTFM_NAMES:
        return json_response(200, {"error": 6, "message": "country param invalid"})
    depth = int(asked.get("limit", "50"))
    public = f"{_SCROBBLERS} {_LASTFM_NAMES[country] if country else GLOBAL}"
    tracks = [
        {
            "name": listed.song.title,
            "duration": "0",
            "playcount": str(1_000_000 + number_from("plays", listed.song.track_ids[0]) % 9_000_000),
            "listeners": str(100_000 + number_from("listeners", listed.song.track_ids[0]) % 900_000),
            "mbid": recording_id(listed.song) if listed.rank % 3 else "",
            "url": f"https://www.last.fm/music/_/{base62_id('lastfm', listed.song.track_ids[0])}",
            "artist": {"name": listed.song.artists[0], "mbid": "", "url": "https://www.last.fm/music/_"},
            "image": [{"#text": "", "size": "small"}],
        }
        for listed in listings.listed(public, _week_start(day), depth)
    ]
    about = {"page": "1", "perPage": str(depth), "totalPages": "20", "total": "1000"}
    if country:
        about["country"] = country
    return json_response(200, {"tracks": {"track": tracks, "@attr": about}})


def listenbrainz(listings: Listings, request: Request, day: date) -> Response:
    """Everybody's recordings of the last week, month or year; 204 while they are not computed."""
    asked = query_of(request)
    span, depth = asked.get("range", "all_time"), min(int(asked.get("count", "25")), 1000)
    monday = _week_start(day)
    first_of_month = day.replace(day=1)
    spans = {
        "week": (monday - timedelta(days=7), monday),
        "month": ((first_of_month - timedelta(days=1)).replace(day=1), first_of_month),
        "year": (date(day.year - 1, 1, 1), date(day.year, 1, 1)),
    }
    if span not in spans:
        return empty_response(204)
    first, after = spans[span]
    listed = list(listings.listed(_LISTENERS, after - timedelta(days=1), depth))
    recordings = [
        {
            "artist_mbids": [],
            "artist_name": " & ".join(one.song.artists),
            "listen_count": max(one.plays // 1000, 1),
            "recording_mbid": recording_id(one.song),
            "release_mbid": "",
            "release_name": one.song.title,
            "track_name": one.song.title,
        }
        for one in listed
    ]
    for one in recordings[4::9]:
        del one["recording_mbid"]
    payload = {
        "recordings": recordings,
        "offset": 0,
        "count": len(recordings),
        "total_recording_count": 1000,
        "range": span,
        "last_updated": _moment(day),
        "from_ts": _moment(first),
        "to_ts": _moment(after),
    }
    return json_response(200, {"payload": payload})


def youtube(listings: Listings, request: Request, day: date) -> Response:
    """The internal answer to the page of weekly top songs."""
    try:
        asked = parse_qs(json.loads(request.body)["query"])
        territory = asked["chart_params_country_code"][0]
    except (ValueError, KeyError, TypeError):
        return json_response(400, {"error": {"code": 400, "message": "Request contains an invalid argument."}})
    ends = day - timedelta(days=(day.weekday() - _THURSDAY - 1) % 7 + 1)
    public = VIEWERS if territory == GLOBAL else f"{VIEWERS} {territory}"
    rows = []
    for listed in listings.listed(public, ends, 100, back=7):
        place: dict[str, int] = {"currentPosition": listed.rank, "periodsOnChart": 3}
        if listed.previous is not None:
            place["previousPosition"] = listed.previous
        rows.append(
            {
                "id": base62_id("youtube", listed.song.track_ids[0]),
                "name": listed.song.title,
                "viewCount": str(listed.plays * 7),
                "encryptedVideoId": base62_id("video", listed.song.track_ids[0])[-11:],
                "artists": [{"name": name} for name in listed.song.artists],
                "chartEntryMetadata": place,
            }
        )
    content = {
        "perspectiveMetadata": {"entityId": territory},
        "chartPeriods": [{"id": "w", "startTime": str(ends - timedelta(days=6)), "endTime": str(ends)}],
        "trackTypes": [{"listType": "TOP_TRACKS", "chartPeriodType": "WEEKLY", "trackViews": rows}],
    }
    section = {"musicAnalyticsSectionRenderer": {"content": content}}
    return json_response(200, {"contents": {"sectionListRenderer": {"contents": [section]}}})


def _week_start(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _moment(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
