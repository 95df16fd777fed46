"""The one error tree. Every error has a stable name, and knows what a person can do about it.

Libraries' exceptions are translated into these at the wall (the adapters) and nowhere else.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import ClassVar


class Retry(Enum):
    """Whether doing the same again can help."""

    NEVER = "never"
    """Not before a person or a new input changed something."""
    LATER = "later"
    """Yes, at `not_before` if that is known, else at the next slot."""


class TopHitsError(Exception):
    """Anything that went wrong and has a name.

    `name` is stable and is what alerts, pages and tests refer to; `str(error)` says what happened in one
    sentence; `remedy` says what to do about it. `not_before` is set where the moment is known from which on
    trying again makes sense.
    """

    name: ClassVar[str] = "error"
    default_remedy: ClassVar[str] = "The message says what is known about it; run again, and report it if it stays."
    retry: ClassVar[Retry] = Retry.NEVER

    def __init__(self, message: str, *, remedy: str | None = None, not_before: datetime | None = None) -> None:
        super().__init__(message)
        self.remedy = remedy or self.default_remedy
        self.not_before = not_before


# --- What a user typed or configured -------------------------------------------------------------------


class UsageError(TopHitsError):
    """A command was given something that does not fit."""

    name = "usage"
    default_remedy = "Run the command with --help to see what it takes."


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a configuration file.

    `number` is stable (C001...), `line` counts from 1 and is None where no line is to blame, `where` is the
    dotted path of the setting.
    """

    number: str
    where: str
    line: int | None
    message: str
    hint: str


class ConfigError(TopHitsError):
    """The configuration is wrong; `mistakes` has all of them at once."""

    name = "config"
    default_remedy = "Mend the lines named, then run: tophits config check"

    def __init__(self, message: str, mistakes: tuple[Mistake, ...] = (), *, remedy: str | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.mistakes = mistakes


# --- Charts --------------------------------------------------------------------------------------------


class ChartRefused(TopHitsError):
    """A chart is broken or implausible; nothing of it is kept (I5)."""

    name = "chart-refused"
    default_remedy = "Look at the line named. A chart is never mended by guessing; fetch or export it again."

    def __init__(
        self,
        reason: str,
        *,
        source: str,
        territory: str | None = None,
        day: date | None = None,
        line: int | None = None,
        file: str | None = None,
    ) -> None:
        place = [f"source {source}"]
        if territory:
            place.append(f"territory {territory}")
        if day:
            place.append(f"day {day.isoformat()}")
        if file:
            place.append(f"file {file}")
        if line is not None:
            place.append(f"line {line}")
        super().__init__(f"{reason} ({', '.join(place)})")
        self.reason = reason
        self.source = source
        self.territory = territory
        self.day = day
        self.line = line
        self.file = file


# --- Spotify -------------------------------------------------------------------------------------------


class SpotifyError(TopHitsError):
    """Spotify answered, or did not answer, in a way that stops what was being done."""

    name = "spotify"
    retry = Retry.LATER


class SpotifyUnavailable(SpotifyError):
    """A 5xx, a time-out or no connection on a *read*: nothing can have changed."""

    name = "spotify-unavailable"
    default_remedy = "Run again later. If it lasts, check the network and Spotify's status."


class WriteUnclear(SpotifyError):
    """A 5xx, a time-out or a broken answer on a *write*: it may or may not have been applied (I3)."""

    name = "write-unclear"
    default_remedy = "Run again later: the next run reads the playlist and decides from what it finds."


class RateLimited(SpotifyError):
    """A 429 of the rolling 30-second window, longer than the client is willing to wait inside a call."""

    name = "rate-limited"
    default_remedy = "Run again at the time named."


class QuotaExceeded(SpotifyError):
    """`QUOTA_EXCEEDED`, or a `Retry-After` beyond a minute. `family` is closed until `not_before`."""

    name = "quota-exceeded"
    default_remedy = "Run again at the time named: this family of calls stays closed until then. Do not call by hand."

    def __init__(self, message: str, *, family: str, not_before: datetime) -> None:
        super().__init__(message, not_before=not_before)
        self.family = family


class BudgetSpent(SpotifyError):
    """Our own budget has no room for the calls asked for; nothing was sent (I7)."""

    name = "budget-spent"
    default_remedy = "Run again later, when older calls are a day old. Budgets are settings (quota.*)."

    def __init__(self, message: str, *, family: str, not_before: datetime | None) -> None:
        super().__init__(message, not_before=not_before)
        self.family = family


class LoginNeeded(SpotifyError):
    """There is no login, or Spotify says that it is dead."""

    name = "login-needed"
    default_remedy = "Log in again: tophits auth login"
    retry = Retry.NEVER


class NotAllowed(SpotifyError):
    """A 403: a removed endpoint, a missing scope, not allow-listed, no Premium, or somebody else's playlist."""

    name = "not-allowed"
    default_remedy = "Read Spotify's words in the message: each has its own cause."
    retry = Retry.NEVER


class NotFound(SpotifyError):
    """A 404."""

    name = "not-found"
    default_remedy = "The id is wrong, or what it named is gone."
    retry = Retry.NEVER


class CallRefused(SpotifyError):
    """A 400, 413 or another answer that says that the call itself is wrong: our bug, never retried."""

    name = "call-refused"
    default_remedy = "This is a bug of the bot: please report it with the message."
    retry = Retry.NEVER


# --- Our own machine -----------------------------------------------------------------------------------


class StoreError(TopHitsError):
    """The store cannot be read or written."""

    name = "store"
    default_remedy = "Check that the home folder is there, writable, on a local disk with room."
    retry = Retry.LATER


class HomeUnusable(StoreError):
    """The home folder cannot be made, read or written."""

    name = "home-unusable"
    default_remedy = "Give a folder that you may write with --home DIR or TOPHITS_HOME."
    retry = Retry.NEVER


class DiskFull(StoreError):
    """There is no room to write; what was being written was rolled back."""

    name = "disk-full"
    default_remedy = "Make room on the disk of the home folder, then run again."


class HomeBusy(StoreError):
    """Another process holds what this one needs."""

    name = "home-busy"
    default_remedy = "Another tophits works on this home. Wait for it, or stop it."


class EditionBusy(TopHitsError):
    """Another process works on this edition."""

    name = "edition-busy"
    default_remedy = "Wait for the other run to end: tophits editions"
    retry = Retry.LATER


class EditionFrozen(TopHitsError):
    """A person froze this edition; nothing is written to its playlist."""

    name = "edition-frozen"
    default_remedy = "When you want it to be written again: tophits thaw EDITION"


class PlaylistNotOurs(TopHitsError):
    """The playlist belongs to another Spotify user."""

    name = "playlist-not-ours"
    default_remedy = "Only playlists that the logged-in user owns can be kept by the bot."


class ChartUnavailable(ChartRefused):
    """A publisher's page could not be had: no connection, an error, a closed door; nothing is known of the chart."""

    name = "chart-unavailable"
    default_remedy = "Fetch again later. If it lasts, look at the publisher's page by hand."
    retry = Retry.LATER
