"""Which of our errors an answer is, and what a person can do about it: the table of web-api-2026.md, section 3."""

from dataclasses import dataclass

from tophits.adapters.spotify.calls import Call
from tophits.adapters.spotify.wire import Response
from tophits.adapters.spotify.words import Words, words_of
from tophits.domain.errors import CallRefused, LoginNeeded, NotAllowed, NotFound, SpotifyError


@dataclass(frozen=True, slots=True)
class Cause:
    """A known cause of a 403: words that give it away, and the remedy."""

    marks: tuple[str, ...]
    remedy: str


CAUSES_OF_403 = (
    Cause(
        ("premium",),
        "The owner of the Spotify app needs an active Premium subscription. After subscribing it can take a few"
        " hours until calls are allowed again.",
    ),
    Cause(
        ("not registered", "not be registered", "user management"),
        "Add the account at developer.spotify.com/dashboard: the app, Settings, User Management (at most 5). Then"
        " log in again: tophits auth login",
    ),
    Cause(
        ("insufficient client scope", "insufficient scope", "scope"),
        "The login lacks a permission. Log in again and grant all that is asked for: tophits auth login",
    ),
    Cause(
        ("in this country",),
        "Spotify refuses this machine's country. If it does not pass by itself, check from where the machine calls.",
    ),
)

REMEDY_FOR_FORBIDDEN_PLAYLIST = (
    "Either this is not your playlist (only one that the logged-in user owns or collaborates on can be kept), or"
    " Spotify has removed this endpoint for the app."
)
REMEDY_FOR_FORBIDDEN = (
    "Spotify has removed this endpoint for apps in Development Mode, or does not allow it to this login. If"
    " it worked before, look for news on developer.spotify.com/blog."
)
REMEDY_FOR_TOO_LARGE = "The picture is too large: a JPEG may have about 185 KB."
REMEDY_FOR_APP_ONLY = "The login stands for the app alone, not for a person. Log in again: tophits auth login"


def cause_of_403(words: Words) -> Cause | None:
    """The cause that the words name; None when they name none."""
    said = f"{words.message} {words.reason}".lower()
    return next((cause for cause in CAUSES_OF_403 if any(mark in said for mark in cause.marks)), None)


def refusal(call: Call, response: Response) -> SpotifyError:
    """The error for an answer that says no: any 4xx but 429."""
    words = words_of(response)
    said = f"Spotify refused {call} with {response.status}: {words}"
    match response.status:
        case 401:
            app_only = "user authentication required" in words.message.lower()
            return LoginNeeded(said, remedy=REMEDY_FOR_APP_ONLY if app_only else None)
        case 403:
            cause = cause_of_403(words)
            return NotAllowed(said, remedy=cause.remedy if cause else _remedy_for_forbidden(call))
        case 404 | 410:
            return NotFound(said)
        case 413:
            return CallRefused(said, remedy=REMEDY_FOR_TOO_LARGE)
        case _:
            return CallRefused(said)


def _remedy_for_forbidden(call: Call) -> str:
    return REMEDY_FOR_FORBIDDEN_PLAYLIST if call.template.startswith("/playlists/{id}") else REMEDY_FOR_FORBIDDEN
