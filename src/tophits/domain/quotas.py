"""The families of Spotify calls that have a quota of their own."""

from enum import StrEnum


class Family(StrEnum):
    """An endpoint family: what is closed together after `QUOTA_EXCEEDED`."""

    SEARCH = "search"
    PLAYLIST = "playlist"
    TRACK = "track"
    LIBRARY = "library"
    ME = "me"
