"""All invented songs matched through the sandbox's own search, among their look-alikes."""

import random
from dataclasses import replace
from functools import cache

import pytest

from tophits.domain.songs import Song, SongId
from tophits.domain.tracks import Artist, Track
from tophits.matching.lookups import ByIsrc
from tophits.matching.match import match
from tophits.sandbox.catalogue import invented_catalogue


def as_found(track):
    return track


def without_help(track):
    """A track as a poor answer tells it: no ISRC, no duration, no kind of album."""
    return replace(track, isrc=None, duration_ms=0, album_kind=None)


@cache
def catalogue():
    return invented_catalogue(7)


def track_of(found):
    return Track(
        id=found.id,
        title=found.title,
        artists=tuple(Artist(artist.id, artist.name) for artist in found.artists),
        duration_ms=found.duration_ms,
        album=found.album,
        album_kind=found.album_type,
        isrc=found.isrc,
        explicit=found.explicit,
        release_date=found.release_date,
    )


def search(look_up):
    asked = (
        f"isrc:{look_up.isrc}" if isinstance(look_up, ByIsrc) else f'track:"{look_up.title}" artist:"{look_up.artist}"'
    )
    return tuple(track_of(found) for found in catalogue().search(asked, limit=10, offset=0))


def matched(song, told, chance):
    matching = match(song)
    tracks = None
    try:
        while True:
            look_up = next(matching) if tracks is None else matching.send(tracks)
            answer = [told(track) for track in search(look_up)]
            if chance is not None:
                chance.shuffle(answer)
            tracks = tuple(answer)
    except StopIteration as stop:
        return stop.value


@pytest.mark.parametrize(
    ("by_isrc", "told", "shuffled"),
    [(False, as_found, False), (True, as_found, False), (False, as_found, True), (False, without_help, True)],
)
def test_precision_is_at_least_995_of_1000_and_recall_950(by_isrc, told, shuffled, record_property):
    chance = random.Random(1) if shuffled else None
    right = wrong = 0
    for number, invented in enumerate(catalogue().songs):
        isrcs = (invented.isrc,) if by_isrc and invented.isrc else ()
        found = matched(Song(SongId(number), invented.title, invented.artists, "", "", isrcs), told, chance)
        if found.is_publishable:
            right += found.track_id in invented.track_ids
            wrong += found.track_id not in invented.track_ids
    precision, recall = right / (right + wrong), right / len(catalogue().songs)
    record_property("precision", precision)
    record_property("recall", recall)
    assert (precision >= 0.995, recall >= 0.95) == (True, True), f"precision {precision:.4f}, recall {recall:.4f}"
