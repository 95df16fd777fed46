"""Invents songs, the tracks that are their recordings, and the look-alikes that a matcher must not fall for."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tophits.sandbox import words
from tophits.sandbox.tracks import InventedSong, SandboxArtist, SandboxTrack, base62_id

SONGS = 760
"""How many songs are invented."""
_FIRST_RELEASE = date(2016, 1, 1)
_RELEASE_DAYS = 3600
_CHARTED_VERSIONS = (" (Live)", " - Sped Up", " (Acoustic)", " (10 Minute Version)", " - Remix", " (Nora's Version)")
"""Versions that are themselves the hit, while the plain recording is the wrong answer."""

_Credit = tuple[str, tuple[str, ...]]
"""A song's title without guests, and its artists."""


@dataclass(frozen=True, slots=True)
class _Recording:
    """What all tracks of one recording share."""

    title: str
    plain_title: str
    artists: tuple[str, ...]
    isrc: str
    duration_ms: int
    explicit: bool
    released: date


def invented_tracks(seed: int) -> tuple[list[SandboxTrack], list[InventedSong]]:
    """All tracks and songs of one seed, in no telling order: right and wrong tracks are shuffled together."""
    inventor = _Inventor(seed)
    credits_of_songs = inventor.credits()
    inventor.taken = {(title, artists[0]) for title, artists in credits_of_songs}
    for title, artists in credits_of_songs:
        inventor.invent(title, artists)
    inventor.draw.shuffle(inventor.tracks)
    return inventor.tracks, inventor.songs


class _Inventor:
    """Draws everything from one generator, in one order, so that a seed gives the same world on every machine."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.draw = random.Random(f"catalogue {seed}")  # a string, so that it does not depend on the hash seed
        self.tracks: list[SandboxTrack] = []
        self.songs: list[InventedSong] = []
        self.isrcs = 0
        self.taken: set[tuple[str, str]] = set()
        """Every song's plain title and lead artist: a look-alike must not be one of them by accident."""
        self.stars = self._artists()

    # --- Who and what ---------------------------------------------------------------------------------

    def _artists(self) -> list[str]:
        people = [f"{first} {last}" for first in words.FIRST_NAMES for last in words.LAST_NAMES]
        bands = [f"The {adjective} {noun}" for adjective in words.BAND_ADJECTIVES for noun in words.BAND_NOUNS]
        names = self.draw.sample(people, 130) + self.draw.sample(bands, 35) + list(words.MONONYMS)
        names += words.TRICKY_ARTISTS
        self.draw.shuffle(names)
        return names

    def _star(self) -> str:
        """Some artists have many songs and most have few, as in life."""
        return self.stars[int(len(self.stars) * self.draw.random() ** 1.9)]

    def credits(self) -> list[_Credit]:
        """Title and artists of every song; no two are equal in both."""
        pairs: list[_Credit] = [(title, (artist,)) for artist, titles in words.NON_LATIN for title in titles]
        titles = [f"{adjective} {noun}" for adjective in words.TITLE_ADJECTIVES for noun in words.TITLE_NOUNS]
        drawn = [*words.CHRISTMAS_TITLES, *words.TITLE_PHRASES, *self.draw.sample(words.TITLE_PHRASES, 30)]
        drawn += self.draw.sample(words.TITLE_NOUNS, 20)
        drawn += self.draw.sample(titles, 40)  # drawn again below: two songs of one name
        drawn += titles
        seen = set(pairs)
        for title in drawn:
            credit = self._credit()
            if (title, credit) not in seen and len(pairs) < SONGS:
                seen.add((title, credit))
                pairs.append((title, credit))
        return pairs

    def _credit(self) -> tuple[str, ...]:
        lead = self._star()
        guests = [guest for guest in (self._star() for _ in range(self.draw.choice((1, 1, 1, 2)))) if guest != lead]
        return (lead, *dict.fromkeys(guests)) if self.draw.random() < 0.28 else (lead,)

    def _spelled(self, title: str, artists: Sequence[str]) -> str:
        """The title as Spotify writes it: guests are often, not always, named in it."""
        if len(artists) == 1:
            return title
        guests = " & ".join(artists[1:])
        forms = (f"{title} (feat. {guests})", f"{title} (with {guests})", title, f"{title} (feat. {guests})")
        if "(" in title:
            forms = (f"{title} [feat. {guests}]", f"{title} [with {guests}]", title, title)
        return self.draw.choice(forms)

    # --- One song -------------------------------------------------------------------------------------

    def invent(self, title: str, artists: tuple[str, ...]) -> None:
        """Invent the recording, its tracks, and the look-alikes round it."""
        plain = self._recording(self._spelled(title, artists), title, artists)
        hit = plain
        if len(artists) == 1 and self.draw.random() < 0.035:
            version = self.draw.choice(_CHARTED_VERSIONS)
            hit = replace(self._again(plain), title=title + version, plain_title=title + version)
            self._release(plain, plain.title, "single")
        self.songs.append(InventedSong(hit.title, hit.artists, hit.isrc, self._true_tracks(hit)))
        self._versions(hit)
        self._strangers(hit)

    def _recording(self, title: str, plain_title: str, artists: tuple[str, ...]) -> _Recording:
        return _Recording(
            title,
            plain_title,
            artists,
            self._isrc(),
            self.draw.randrange(128_000, 262_000),
            self.draw.random() < 0.3,
            _FIRST_RELEASE + timedelta(days=self.draw.randrange(_RELEASE_DAYS)),
        )

    def _again(self, recording: _Recording) -> _Recording:
        """Another recording of the same thing: its own ISRC and another length."""
        longer = self.draw.choice((-1, 1)) * self.draw.randrange(7_000, 30_000)
        return replace(recording, isrc=self._isrc(), duration_ms=recording.duration_ms + longer)

    def _true_tracks(self, hit: _Recording) -> tuple[str, ...]:
        """Publish one recording the way labels do: single, album, deluxe album, compilation, clean version."""
        album = f"{self.draw.choice(words.TITLE_ADJECTIVES)} {self.draw.choice(words.TITLE_NOUNS)}"
        ids = [self._release(hit, hit.plain_title, "single")]
        if self.draw.random() < 0.45:
            ids.append(self._release(hit, album, "album", days_later=60))
            if self.draw.random() < 0.3:
                ids.append(self._release(hit, f"{album} (Deluxe)", "album", days_later=200))
        if self.draw.random() < 0.2:
            # The charts name the album's track as often as the single's.
            ids.reverse()
        if self.draw.random() < 0.15:
            ids.append(self._release(hit, self.draw.choice(words.COMPILATIONS), "compilation", days_later=250))
        if hit.explicit and self.draw.random() < 0.5:
            ids.append(self._release(replace(hit, isrc=self._isrc(), explicit=False), hit.plain_title, "single"))
        if self.draw.random() < 0.04:
            shorter = replace(hit, isrc=self._isrc(), title=f"{hit.title} - Radio Edit")
            ids.append(self._release(replace(shorter, duration_ms=hit.duration_ms - 15_000), hit.plain_title, "single"))
        return tuple(ids)

    def _versions(self, hit: _Recording) -> None:
        """Other recordings by the same artist, and remixes by others."""
        title = hit.title
        remixer = self.draw.choice(words.REMIXERS)
        chances: tuple[tuple[float, str, tuple[str, ...]], ...] = (
            (0.20, f"{title} - Live at {self.draw.choice(words.VENUES)}", hit.artists),
            (0.16, f"{title} - Acoustic", hit.artists),
            (0.14, f"{title} - Sped Up", hit.artists),
            (0.12, f"{title} - Slowed + Reverb", hit.artists),
            (0.14, f"{title} - Instrumental", hit.artists),
            (0.18, f"{title} - {remixer} Remix", (*hit.artists, remixer)),
            (0.05, f"{title} - Demo", hit.artists),
            (0.04, f"{title} (Extended Mix)", hit.artists),
        )
        for chance, other_title, artists in chances:
            if self.draw.random() < chance and other_title not in {hit.title, f"{hit.title} - Radio Edit"}:
                other = replace(self._again(hit), title=other_title, artists=artists)
                self._release(other, other_title, "single", days_later=self.draw.randrange(20, 400))
        if self.draw.random() < 0.04:
            # Sung again years later under the very same name: only ISRC and length tell it apart.
            self._release(self._again(hit), f"{hit.plain_title} (Revisited)", "album", days_later=900)

    def _strangers(self, hit: _Recording) -> None:
        """Karaoke, tribute and cover tracks, and songs by others that only share the name."""
        title, lead = hit.title, hit.artists[0]
        chances = (
            (0.30, f"{title} (Karaoke Version)", words.KARAOKE_ARTISTS),
            (0.12, f"{title} (Originally Performed by {lead}) [Instrumental]", words.KARAOKE_ARTISTS),
            (0.14, f"{title} - Made Famous by {lead}", words.TRIBUTE_ARTISTS),
            (0.08, f"{title} (Piano Tribute to {lead})", words.TRIBUTE_ARTISTS),
            (0.14, hit.plain_title, words.COVER_ARTISTS),
            (0.08, f"{hit.plain_title} (Cover)", words.COVER_ARTISTS),
            (0.12, hit.plain_title, tuple(self.draw.sample(self.stars, 3))),
        )
        for chance, other_title, performers in chances:
            performer = self.draw.choice(performers)
            if self.draw.random() < chance and (other_title, performer) not in self.taken:
                other = replace(self._again(hit), title=other_title, artists=(performer,), explicit=False)
                album = f"{performer} Sessions" if performer not in self.stars else other_title
                self._release(other, album, "album", days_later=self.draw.randrange(30, 500))

    # --- Tracks ---------------------------------------------------------------------------------------

    def _release(self, recording: _Recording, album: str, album_type: str, *, days_later: int = 0) -> str:
        """Put a track of the recording into the catalogue and return its id."""
        lead = "Various Artists" if album_type == "compilation" else recording.artists[0]
        track = SandboxTrack(
            id=base62_id(self.seed, "track", len(self.tracks)),
            title=recording.title,
            artists=tuple(SandboxArtist(base62_id(self.seed, "artist", name), name) for name in recording.artists),
            album=album,
            album_id=base62_id(self.seed, "album", album, lead),
            album_type=album_type,
            # Two masters of one recording differ by a breath.
            duration_ms=recording.duration_ms + (self.draw.randrange(-900, 900) if days_later else 0),
            isrc=recording.isrc,
            explicit=recording.explicit,
            release_date=(recording.released + timedelta(days=days_later)).isoformat(),
            track_number=1 if album_type == "single" else self.draw.randrange(1, 17),
        )
        self.tracks.append(track)
        return track.id

    def _isrc(self) -> str:
        self.isrcs += 1
        country = self.draw.choice(("US", "GB", "DE", "SE", "BR", "FR", "KR", "JP", "QZ"))
        return f"{country}T{self.isrcs % 40 + 10}{self.draw.randrange(16, 27)}{self.isrcs:05d}"
