"""How each publisher spells a song: the same recording under several names, as in real charts."""

import re

from tophits.sandbox.tracks import InventedSong, number_from

_GUESTS_IN_TITLE = re.compile(r"\s*[(\[](?:feat\.|with) [^)\]]*[)\]]")
_LETTER_AFTER_SPACE = re.compile(r"(?<= )[a-z]")


def spotify_credit(song: InventedSong) -> str:
    """All artists, joined by a comma."""
    return ", ".join(song.artists)


def youtube_credit(song: InventedSong) -> str:
    """All artists, joined by an ampersand."""
    return " & ".join(song.artists)


def billboard_title(title: str) -> str:
    """The title without its guests, every word with a capital."""
    without = _GUESTS_IN_TITLE.sub("", title) or title
    return _LETTER_AFTER_SPACE.sub(lambda letter: letter.group().upper(), without)


def billboard_credit(song: InventedSong) -> str:
    """Guests after "Featuring" or "With"; equals joined by "&", "X" and commas."""
    lead, *others = song.artists
    if not others:
        return lead
    if "feat. " in song.title:
        return f"{lead} Featuring {' & '.join(others)}"
    if "(with " in song.title or "[with " in song.title:
        return f"{lead} With {' & '.join(others)}"
    if len(others) > 1:
        return f"{', '.join(song.artists[:-1])} & {others[-1]}"
    joint = " X " if number_from("joint", *song.artists) % 3 == 0 else " & "
    return f"{lead}{joint}{others[0]}"


def quoted(text: str) -> str:
    """A CSV cell, in quotes only where it must be."""
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n') else text
