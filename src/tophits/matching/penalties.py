"""Every reason to doubt that a track is a song, by name and with its weight.

The distance of a track from a song is the sum of its penalties, at most 1. Weights are set so that a
difference in what the recording *is* (title, version words, the lead, an imitation) alone goes beyond what
may be published, while a difference in how it is *sold* (compilation, explicit flag) only orders equals.
"""

import re

from tophits.domain.matches import Penalty
from tophits.domain.songs import Song
from tophits.domain.tracks import Track
from tophits.matching.identity import Identity, read_name
from tophits.matching.normal import words

TITLE = "title"
VERSION = "version"
ARTIST = "artist"
ARTIST_MISSING = "artist-missing"
ARTIST_EXTRA = "artist-extra"
IMITATION = "imitation"
DOUBLE_A_SIDE = "double-a-side"
MEDLEY = "medley"
COMPILATION = "compilation"
EXPLICIT = "explicit"
ISRC = "isrc"

ABOUT_THE_RECORDING = frozenset(
    {TITLE, VERSION, ARTIST, ARTIST_MISSING, ARTIST_EXTRA, IMITATION, DOUBLE_A_SIDE, MEDLEY}
)
"""Penalties that say that it may be another recording; the others order copies of one."""

_IMITATORS = re.compile(
    r"\b(?:karaoke|tribute|cover (?:band|version|versions|songs|all stars)|made famous by|made popular by"
    r"|originally performed|in the style of|backing track|backing tracks|instrumental (?:hits|versions)|kidz bop"
    r"|lullaby (?:renditions|versions|players)|8 bit (?:arcade|universe)|sing along|party tyme|the hit crew"
    r"|piano (?:tribute|renditions|dreamers)|ringtone|ringtones|workout (?:music|remix|mix)|type beat"
    r"|vitamin string quartet|rockabye baby|cover nation|hits remixed|soundalike|re made famous)\b"
)


def compare(song: Song, track: Track) -> tuple[Penalty, ...]:
    """The penalties of a track as a candidate for a song, the gravest first."""
    wanted = read_name(song.title, song.artists)
    found = read_name(track.title, tuple(artist.name for artist in track.artists))
    penalties = [
        *_title(wanted, found),
        *_versions(wanted, found),
        *_artists(wanted, found),
        *_imitation(song, track, found),
        *_selling(song, track),
    ]
    return tuple(sorted(penalties, key=lambda penalty: (-penalty.weight, penalty.name)))


def distance(penalties: tuple[Penalty, ...]) -> float:
    """How far apart they say that song and track are: 0 for equal, at most 1."""
    return min(1.0, round(sum(penalty.weight for penalty in penalties), 4))


def doubts(penalties: tuple[Penalty, ...]) -> float:
    """The distance without what only orders copies of one recording."""
    return distance(tuple(penalty for penalty in penalties if penalty.name in ABOUT_THE_RECORDING))


def _title(wanted: Identity, found: Identity) -> list[Penalty]:
    if wanted.title.is_medley != found.title.is_medley:
        return [Penalty(MEDLEY, 1.0, f"{wanted.title.base!r} against {found.title.base!r}")]
    if wanted.title.form == found.title.form:
        return []
    sides = {read_name(side, ()).title.form for side in wanted.title.sides}
    if found.title.form in sides:
        return [Penalty(DOUBLE_A_SIDE, 0.4, f"{found.title.base!r} is one side of {wanted.title.base!r}")]
    return [Penalty(TITLE, _unlike(wanted, found), f"{wanted.title.base!r} against {found.title.base!r}")]


def _unlike(wanted: Identity, found: Identity) -> float:
    """Between 0.4 and 1 by the words in common: never little enough to be published."""
    ours, theirs = set(words(wanted.title.base).split()), set(words(found.title.base).split())
    return round(1.0 - 0.6 * len(ours & theirs) / max(len(ours | theirs), 1), 4)


def _versions(wanted: Identity, found: Identity) -> list[Penalty]:
    lacking, extra = wanted.title.versions - found.title.versions, found.title.versions - wanted.title.versions
    return [
        *(Penalty(VERSION, 0.6, f"the track is not {word!r}") for word in sorted(lacking)),
        *(Penalty(VERSION, 0.6, f"the track is {word!r}") for word in sorted(extra)),
    ]


def _artists(wanted: Identity, found: Identity) -> list[Penalty]:
    missing, extra = wanted.parts - found.parts, found.parts - wanted.parts
    if not missing and not extra:
        return []
    lead_there = bool(wanted.credit.lead_parts) and wanted.credit.lead_parts <= found.parts
    if not lead_there and not (found.credit.lead_parts and found.credit.lead_parts <= wanted.parts):
        return [Penalty(ARTIST, 1.0, f"{wanted.credit.text!r} against {found.credit.text!r}")]
    penalties = []
    if missing:
        common = len(wanted.parts & found.parts)
        # Spotify names every guest as an artist: none of them there means the recording without guests.
        weight = 0.35 if common <= 1 else min(0.35, 0.12 * len(missing))
        penalties.append(Penalty(ARTIST_MISSING, weight, ", ".join(sorted(missing))))
    if extra:
        penalties.append(Penalty(ARTIST_EXTRA, min(0.2, 0.05 + 0.05 * len(extra)), ", ".join(sorted(extra))))
    return penalties


def _imitation(song: Song, track: Track, found: Identity) -> list[Penalty]:
    if _IMITATORS.search(words(f"{song.title} {song.credit}")):
        return []
    said = _IMITATORS.search(words(f"{track.title} | {found.credit.text} | {track.album or ''}"))
    return [Penalty(IMITATION, 1.0, said[0])] if said else []


def _selling(song: Song, track: Track) -> list[Penalty]:
    penalties = []
    if song.isrcs and track.isrc and track.isrc not in song.isrcs:
        penalties.append(Penalty(ISRC, 0.08, f"{track.isrc} is none of {', '.join(song.isrcs)}"))
    if track.album_kind == "compilation":
        penalties.append(Penalty(COMPILATION, 0.04, track.album or "a compilation"))
    if song.explicit is not None and track.explicit is not None and song.explicit != track.explicit:
        penalties.append(Penalty(EXPLICIT, 0.03, "the track is explicit" if track.explicit else "the track is clean"))
    return penalties
