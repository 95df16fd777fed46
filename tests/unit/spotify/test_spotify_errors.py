"""The error table of web-api-2026.md, section 3: which of our errors each answer is, and what it tells a person."""

import pytest
from spotify_stand import answer, stand, web_error

from tophits.domain.errors import (
    CallRefused,
    LoginNeeded,
    NotAllowed,
    NotFound,
    QuotaExceeded,
    RateLimited,
    SpotifyUnavailable,
    WriteUnclear,
)
from tophits.domain.plans import Replace

PREMIUM = (
    "Active premium subscription required for the owner of the app. When the subscription status changes, it can"
    " take a few hours before requests are allowed again."
)
ALLOWLIST = (
    "The user is not registered for this application. Please check your settings on"
    " https://developer.spotify.com/dashboard."
)
GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
NEW_TOKEN = answer(200, {"access_token": "again", "expires_in": 3600})

READ_ERRORS = [
    ("bad limit", [web_error(400, "Invalid limit")], CallRefused, "Invalid limit", "bug"),
    ("too many ids", [web_error(400, "Too many ids requested")], CallRefused, "Too many ids", "bug"),
    ("no uris", [web_error(400, "No uris provided")], CallRefused, "No uris", "bug"),
    ("album uri", [web_error(400, "Invalid base62 id")], CallRefused, "base62", "bug"),
    ("old token", [web_error(401, "The access token expired")] * 2, LoginNeeded, "expired", "auth login"),
    (
        "one text for all",
        [web_error(401, "Missing/invalid/expired access token")] * 2,
        LoginNeeded,
        "Missing/invalid",
        "auth login",
    ),
    (
        "app token",
        [web_error(401, "Valid user authentication required")] * 2,
        LoginNeeded,
        "user authentication",
        "not for a person",
    ),
    ("forbidden", [web_error(403, "Forbidden")] * 2, NotAllowed, "Forbidden", "not your playlist"),
    ("no scope", [web_error(403, "Insufficient client scope")], NotAllowed, "scope", "grant all"),
    ("not listed", [web_error(403, ALLOWLIST)], NotAllowed, "not registered", "User Management"),
    (
        "not listed, older",
        [web_error(403, "User not registered in the Developer Dashboard")],
        NotAllowed,
        "not registered",
        "User Management",
    ),
    (
        "not listed, plain text",
        [answer(403, b"User not registered in the Developer Dashboard")],
        NotAllowed,
        "not registered",
        "User Management",
    ),
    ("no premium", [web_error(403, PREMIUM)], NotAllowed, "Active premium", "Premium subscription"),
    (
        "country",
        [web_error(403, "Spotify is unavailable in this country")],
        NotAllowed,
        "in this country",
        "from where the machine calls",
    ),
    ("empty 403", [answer(403)] * 2, NotAllowed, "an empty answer", "not your playlist"),
    ("gone", [web_error(404, "Resource not found")], NotFound, "Resource not found", "gone"),
    ("picture", [answer(413)], CallRefused, "413", "185 KB"),
    ("unheard of", [answer(418, b"I'm a teapot")], CallRefused, "teapot", "bug"),
    (
        "limited",
        [web_error(429, "API rate limit exceeded", {"Retry-After": "3"})] * 4,
        RateLimited,
        "rate",
        "time named",
    ),
    ("limited, no header", [web_error(429, "Too many requests")] * 4, RateLimited, "Too many", "time named"),
    (
        "hours of limit",
        [web_error(429, "API rate limit exceeded", {"Retry-After": "79892"})],
        QuotaExceeded,
        "rate limit",
        "stays closed",
    ),
    (
        "quota",
        [web_error(429, "Too many requests", {"Retry-After": "52531"}, reason="QUOTA_EXCEEDED")],
        QuotaExceeded,
        "before 2026-07-18 16:35",
        "stays closed",
    ),
    ("500", [web_error(500, "Server error.")] * 3, SpotifyUnavailable, "Server error.", "Run again later"),
    ("502 as a page", [answer(502, GATEWAY)] * 3, SpotifyUnavailable, "502 Bad Gateway", "Run again later"),
    ("503 empty", [answer(503)] * 3, SpotifyUnavailable, "503", "Run again later"),
    (
        "a redirect",
        [answer(302, None, {"Location": "http://portal/"})] * 3,
        SpotifyUnavailable,
        "302",
        "Run again later",
    ),
    ("half a body", [answer(200, b'{"id": "x", "na')] * 3, SpotifyUnavailable, "broken body", "Run again later"),
    ("a page of HTML", [answer(200, GATEWAY)] * 3, SpotifyUnavailable, "broken body", "Run again later"),
]


@pytest.mark.parametrize(
    ("answers", "kind", "words", "remedy"), [c[1:] for c in READ_ERRORS], ids=[c[0] for c in READ_ERRORS]
)
def test_a_refused_read_becomes_a_named_error_with_a_remedy(answers, kind, words, remedy):
    s = stand(*answers, grants=[NEW_TOKEN])
    with pytest.raises(kind) as caught:
        s.client.reader.look("p1")
    assert kind is type(caught.value)
    assert words in str(caught.value)
    assert remedy in caught.value.remedy
    assert len(answers) == len(s.asked), "sent as often as the table says, no more, no less"


WRITE_ERRORS = [
    ("bad uri", [web_error(400, "Invalid base62 id")], CallRefused),
    ("forbidden", [web_error(403, "Forbidden")] * 2, NotAllowed),
    ("no scope", [web_error(403, "Insufficient client scope")], NotAllowed),
    ("gone", [web_error(404, "Resource not found")], NotFound),
    ("limited", [web_error(429, "Too many requests", {"Retry-After": "1"})] * 4, RateLimited),
    ("quota", [web_error(429, "Too many requests", reason="QUOTA_EXCEEDED")], QuotaExceeded),
    ("500", [web_error(500, "Server error.")], WriteUnclear),
    ("502", [answer(502, GATEWAY)], WriteUnclear),
    ("503 with a pause", [answer(503, None, {"Retry-After": "1"})], WriteUnclear),
    ("504", [answer(504)], WriteUnclear),
    ("408", [answer(408)], WriteUnclear),
    ("a redirect", [answer(307, None, {"Location": "https://x.test"})], WriteUnclear),
    ("half a body", [answer(201, b'{"snapshot_id": "AAA')], WriteUnclear),
    ("no body", [answer(200)], WriteUnclear),
    ("accepted, without words", [answer(202)], WriteUnclear),
]


@pytest.mark.parametrize(("answers", "kind"), [c[1:] for c in WRITE_ERRORS], ids=[c[0] for c in WRITE_ERRORS])
def test_a_write_that_may_have_been_applied_is_sent_once(answers, kind):
    s = stand(*answers)
    with pytest.raises(kind) as caught:
        s.client.writer.write("p1", Replace(("spotify:track:a",)))
    assert kind is type(caught.value)
    assert len(answers) == len(s.asked)


def test_a_removed_endpoint_says_so_where_no_playlist_is_meant():
    s = stand(web_error(403, "Forbidden"), web_error(403, "Forbidden"))
    with pytest.raises(NotAllowed) as caught:
        s.client.tracks.track("t1")
    assert "removed this endpoint" in caught.value.remedy


def test_a_body_that_is_no_json_is_fine_where_none_is_promised():
    s = stand(answer(200, b"OK"))
    s.client.keeper.describe("p1", name="New")
    assert ["PUT /playlists/p1"] == s.asked


def test_a_long_or_unprintable_message_becomes_one_short_line():
    s = stand(answer(400, ("first\nsecond\x00\x1b[31m " + "x" * 5000).encode()))
    with pytest.raises(CallRefused) as caught:
        s.client.reader.look("p1")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 350


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'{"error": null}', b'{"error": {"message": 7}}', b'{"error": []}', b"\xff\xfe", b"[" * 3000],
)
def test_no_shape_of_an_error_body_breaks_the_client(body):
    s = stand(answer(400, body))
    with pytest.raises(CallRefused):
        s.client.reader.look("p1")
