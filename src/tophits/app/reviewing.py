"""Use cases of the review list: a person's lasting decisions about songs and tracks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tophits.app.audit import write_down
from tophits.app.compose import ACCOUNT, Bot
from tophits.app.songs import find_song
from tophits.domain.errors import SpotifyError, UsageError
from tophits.domain.matches import Confidence, Evidence, Match
from tophits.domain.songs import ChartName, Song
from tophits.domain.tracks import Track, read_track_id, track_uri
from tophits.matching.book import BookEntry, Standing

MOST_SONGS = 20
"""How many songs of one name are looked through for a spelling."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A song that waits for a person, or what was decided about it. `unchecked` says why Spotify was not asked."""

    song: int
    title: str
    artists: tuple[str, ...]
    standing: Standing
    candidate: str | None
    candidate_name: str | None
    doubts: tuple[str, ...]
    note: str | None
    unchecked: str | None = None


def waiting(bot: Bot) -> tuple[ReviewLine, ...]:
    """The songs below medium confidence, oldest first."""
    entries = bot.store.matches.waiting()
    songs = bot.store.songs.songs(entry.match.song for entry in entries)
    return tuple(_line(songs[entry.match.song], entry) for entry in entries if entry.match.song in songs)


def choose(bot: Bot, song: str, track: str, note: str | None) -> ReviewLine:
    """This song is this track, for good. `track` is an id, a URI or a link of open.spotify.com.

    Spotify is asked once whether there is such a track. Where it cannot be asked now, the person is believed.

    Raises:
        UsageError: no such song; no track in the text; or Spotify does not know the track.
    """
    found = find_song(song, bot.store.songs)
    spotify_id = read_track_id(track)
    if spotify_id is None:
        raise UsageError(f"{track!r} is no Spotify track", remedy="Give a track's link, URI or id of 22 characters.")
    known, unchecked = _ask_for(bot, spotify_id)
    if known is None and unchecked is None:
        raise UsageError(f"Spotify knows no track {spotify_id}", remedy="Copy the track's link in Spotify again.")
    match = Match(found.id, track_uri(spotify_id), known, Confidence.STRONG, Evidence.PERSON)
    entry = BookEntry(match, Standing.CHOSEN, bot.clock.now(), checked=True, note=note)
    return replace(_decide(bot, found, entry, "choose"), unchecked=unchecked)


def _ask_for(bot: Bot, spotify_id: str) -> tuple[Track | None, str | None]:
    """The track if Spotify knows it, and why it could not be asked, if so."""
    if bot.store.logins.get(ACCOUNT) is None:
        return None, "nobody is logged in"
    try:
        return bot.client().tracks.track(spotify_id), None
    except SpotifyError as error:
        return None, str(error)


def ban(bot: Bot, song: str, note: str | None) -> ReviewLine:
    """This song comes into no list, for good."""
    found = find_song(song, bot.store.songs)
    nothing = Match(found.id, None, None, Confidence.NONE, None)
    return _decide(bot, found, BookEntry(nothing, Standing.BANNED, bot.clock.now(), note=note), "ban")


def release(bot: Bot, song: str) -> ReviewLine:
    """Take a person's decision back: the bot looks for a track itself again, at the next run."""
    found = find_song(song, bot.store.songs)
    nothing = Match(found.id, None, None, Confidence.NONE, None)
    now = bot.clock.now()
    return _decide(bot, found, BookEntry(nothing, Standing.MISSING, now, next_try=now), "release")


def merge(bot: Bot, keep: str, drop: str) -> Song:
    """Two songs are one: charts of the past count for `keep` too."""
    kept, dropped = find_song(keep, bot.store.songs), find_song(drop, bot.store.songs)
    if kept.id == dropped.id:
        raise UsageError(f"{keep!r} and {drop!r} are one song already")
    bot.store.songs.merge(kept.id, dropped.id)
    write_down(bot, "merge", f"song {kept.id}", f"took in song {dropped.id}")
    return bot.store.songs.songs([kept.id])[kept.id]


def split(bot: Bot, title: str, artists: Sequence[str]) -> Song:
    """One spelling is a song of its own, for good, whichever ids came with it.

    Raises:
        UsageError: no chart spells a song so.
    """
    shelf = bot.store.songs
    wanted = title, tuple(artists)
    songs = shelf.find(" ".join((*artists, title)), limit=MOST_SONGS)
    spellings = [name for song in songs for name in shelf.spellings(song.id) if (name.title, name.artists) == wanted]
    number = shelf.split(spellings[0] if spellings else ChartName(title, tuple(artists)))
    for name in spellings[1:]:
        other = shelf.split(name)
        if other != number:
            shelf.merge(number, other)
    write_down(bot, "split", f"song {number}", f"{', '.join(artists)} - {title}")
    return shelf.songs([number])[number]


def _decide(bot: Bot, song: Song, entry: BookEntry, action: str) -> ReviewLine:
    known = bot.store.matches.entries([song.id]).get(song.id)
    if known is not None:
        entry = replace(entry, benched_uris=known.benched_uris - {entry.match.uri or ""})
    bot.store.matches.put(entry, by_person=True)
    write_down(bot, action, f"song {song.id}", f"{song.credit} - {song.title} {entry.match.uri or ''}".strip())
    return _line(song, entry)


def _line(song: Song, entry: BookEntry) -> ReviewLine:
    track = entry.match.track
    return ReviewLine(
        song=song.id,
        title=song.title,
        artists=song.artists,
        standing=entry.standing,
        candidate=entry.match.uri,
        candidate_name=f"{', '.join(artist.name for artist in track.artists)} - {track.title}" if track else None,
        doubts=tuple(f"{penalty.name}: {penalty.detail}" for penalty in entry.match.penalties),
        note=entry.note,
    )
