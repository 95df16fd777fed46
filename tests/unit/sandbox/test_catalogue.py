"""The invented songs, and catalogues from files."""

from collections import Counter
from pathlib import Path

import pytest

from tophits.domain.errors import UsageError
from tophits.sandbox.catalogue import Catalogue, SandboxTrack, invented_catalogue, read_catalogue

HEADER = "id,title,artists,album,album_type,duration_ms,isrc,explicit,release_date"
AN_ID = "4Xb0HlgZR8i4oF7SP3vrd1"
ANOTHER_ID = "76arZZIbUvhOnOHo1hjgNR"


@pytest.fixture(scope="module")
def invented() -> Catalogue:
    return invented_catalogue(0)


def true_tracks(catalogue: Catalogue) -> list[SandboxTrack]:
    found = [catalogue.get(track_id) for song in catalogue.songs for track_id in song.track_ids]
    return [track for track in found if track is not None]


# --- Invented ------------------------------------------------------------------------------------------


def test_a_seed_gives_the_same_catalogue_every_time(invented: Catalogue) -> None:
    again = invented_catalogue(0)
    assert list(invented) == list(again)
    assert invented.songs == again.songs


def test_another_seed_gives_other_tracks(invented: Catalogue) -> None:
    other = invented_catalogue(1)
    assert set() == {track.id for track in invented} & {track.id for track in other}


def test_there_are_enough_songs_and_more_wrong_tracks_than_right_ones(invented: Catalogue) -> None:
    right = {track.id for track in true_tracks(invented)}
    assert len(invented.songs) >= 600
    assert len(invented) - len(right) > len(right)


def test_every_song_is_there_under_its_title_artists_and_isrc(invented: Catalogue) -> None:
    for song in invented.songs:
        track = invented.get(song.track_ids[0])
        assert track is not None
        assert (song.title, song.artists) == (track.title, tuple(artist.name for artist in track.artists))
        assert song.isrc in {held.isrc for held in map(invented.get, song.track_ids) if held is not None}


def test_ids_and_isrcs_look_like_the_real_ones(invented: Catalogue) -> None:
    for track in invented:
        assert 22 == len(track.id)
        assert track.id.isalnum()
        assert track.isrc is not None
        assert 12 == len(track.isrc)
        assert 60_000 < track.duration_ms < 400_000


def test_no_track_is_the_recording_of_two_songs(invented: Catalogue) -> None:
    counts = Counter(track_id for song in invented.songs for track_id in song.track_ids)
    assert [1] == list(set(counts.values()))


def test_one_isrc_is_on_several_ids_and_no_wrong_track_has_it(invented: Catalogue) -> None:
    assert sum(len(invented.by_isrc(song.isrc or "")) > 1 for song in invented.songs) > 100
    for song in invented.songs:
        assert {track.id for track in invented.by_isrc(song.isrc or "")} <= set(song.track_ids)


@pytest.mark.parametrize(
    "part",
    [
        "(Karaoke Version)",
        "Made Famous by",
        "(Piano Tribute",
        "(Cover)",
        " Remix",
        " - Live at",
        " - Acoustic",
        " - Sped Up",
        " - Slowed + Reverb",
        " - Instrumental",
        "(feat. ",
        "(with ",
        " - Radio Edit",
    ],
)
def test_there_are_look_alikes_of_every_kind(invented: Catalogue, part: str) -> None:
    assert sum(part in track.title for track in invented) >= 10


def test_there_are_other_songs_of_the_same_title_by_others(invented: Catalogue) -> None:
    artists_of: dict[str, set[str]] = {}
    for track in invented:
        artists_of.setdefault(track.title, set()).add(track.artists[0].name)
    assert sum(len(artists) > 1 for artists in artists_of.values()) >= 100


def test_there_are_other_recordings_of_the_same_title_and_artist(invented: Catalogue) -> None:
    right = {track.id: song for song in invented.songs for track in map(invented.get, song.track_ids) if track}
    named = {(song.title, song.artists) for song in invented.songs}
    again = [
        track
        for track in invented
        if track.id not in right and (track.title, tuple(artist.name for artist in track.artists)) in named
    ]
    assert len(again) >= 10


def test_songs_have_explicit_and_clean_tracks(invented: Catalogue) -> None:
    flags = [{track.explicit for track in map(invented.get, song.track_ids) if track} for song in invented.songs]
    assert sum(flag == {True, False} for flag in flags) >= 50


@pytest.mark.parametrize(
    "part", ["&", ",", " x ", "/", "夜", "하늘", "林", "ный", "نو", "Αλ", "आर", "ธา", "שי", "é", "Ft."]
)
def test_artists_have_names_that_mislead(invented: Catalogue, part: str) -> None:
    assert any(part in artist for song in invented.songs for artist in song.artists)


# --- Looking up ----------------------------------------------------------------------------------------


def test_an_isrc_is_found_in_any_spelling(invented: Catalogue) -> None:
    isrc = invented.songs[0].isrc or ""
    spelled = f"{isrc[:2].lower()}-{isrc[2:5]}-{isrc[5:7]}-{isrc[7:]}"
    assert invented.by_isrc(isrc) == invented.by_isrc(spelled)
    assert () == invented.by_isrc("ZZZZZ0000000")


def test_an_unknown_id_is_not_there(invented: Catalogue) -> None:
    assert None is invented.get("nothing")


def test_a_track_that_is_added_again_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    catalogue = read(tmp_path, f"id,title,artists,isrc\n{AN_ID},Before,Somebody,USUM71900001\n")
    other = read(tmp_path, f"id,title,artists,isrc\n{AN_ID},After,Somebody,USUM71900002\n")
    assert ["Before"] == [track.title for track in catalogue.search("somebody", limit=10, offset=0)]
    catalogue.add(next(iter(other)))
    assert 1 == len(catalogue)
    assert () == catalogue.by_isrc("USUM71900001")
    assert ["After"] == [track.title for track in catalogue.search("somebody", limit=10, offset=0)]
    assert () == catalogue.search("before", limit=10, offset=0)


# --- Read from a file ----------------------------------------------------------------------------------


def read(folder: Path, text: str) -> Catalogue:
    path = folder / "tracks.csv"
    path.write_bytes(text.encode())
    return read_catalogue(path)


def test_a_full_row_is_read_as_it_stands(tmp_path: Path) -> None:
    text = f'{HEADER}\n{AN_ID},"Left, Right","Marrow & Pike;Nyx9",Hours,album,201000,us-um7-19-00001,True,2019-05\n'
    track = read(tmp_path, text).get(AN_ID)
    assert track is not None
    assert ("Left, Right", ["Marrow & Pike", "Nyx9"]) == (track.title, [artist.name for artist in track.artists])
    assert ("Hours", "album", 201_000) == (track.album, track.album_type, track.duration_ms)
    assert ("USUM71900001", True, "2019-05") == (track.isrc, track.explicit, track.release_date)


def test_what_is_not_given_is_made_up_in_the_same_way_every_time(tmp_path: Path) -> None:
    text = f"\ufeffid,title,artists\r\nspotify:track:{AN_ID},君,ミズキ\r\n\r\n"
    track = read(tmp_path, text).get(AN_ID)
    assert track is not None
    assert track == read(tmp_path, text).get(AN_ID)
    assert ("君", "single", None, False) == (track.album, track.album_type, track.isrc, track.explicit)
    assert 120_000 < track.duration_ms < 300_000
    assert 10 == len(track.release_date)


def test_rows_of_one_isrc_are_one_song(tmp_path: Path) -> None:
    text = f"id,title,artists,isrc\n{AN_ID},A,B,USUM71900001\n{ANOTHER_ID},A,B,USUM71900001\n{'7' * 22},C,D,\n"
    songs = read(tmp_path, text).songs
    assert [(AN_ID, ANOTHER_ID), ("7" * 22,)] == [song.track_ids for song in songs]
    assert ["USUM71900001", None] == [song.isrc for song in songs]


GOOD_ROW = f"{AN_ID},Song,Somebody,,,,,,\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "lacks the columns id, title, artists"),
        ("id,title\n", 1, "lacks the columns artists"),
        ("id,title,artists,artist\n", 1, "mean nothing here: artist"),
        ("id,title,artists,title\n", 1, "names a column twice"),
        (f"{HEADER}\n{GOOD_ROW}{AN_ID},Song\n", 3, "has 2 cells, but the first line names 9"),
        (f"{HEADER}\n{GOOD_ROW}{GOOD_ROW}", 3, "which line 2 has already"),
        (f"{HEADER}\nshort,Song,Somebody,,,,,,\n", 2, "has the id 'short'"),
        (f"{HEADER}\n{AN_ID[:-1]}-,Song,Somebody,,,,,,\n", 2, "not 22 letters and digits"),
        (f"{HEADER}\n{AN_ID},,Somebody,,,,,,\n", 2, "has no title"),
        (f"{HEADER}\n{AN_ID},Song, ; ,,,,,,\n", 2, "has no artists"),
        (f"{HEADER}\n{AN_ID},Song,Somebody,,ep,,,,\n", 2, "has the album_type 'ep'"),
        (f"{HEADER}\n{AN_ID},Song,Somebody,,,3:20,,,\n", 2, "has the duration_ms '3:20'"),
        (f"{HEADER}\n{AN_ID},Song,Somebody,,,0,,,\n", 2, "has the duration_ms '0'"),
        (f"{HEADER}\n{AN_ID},Song,Somebody,,,,US123,,\n", 2, "has the isrc 'US123'"),
        (f"{HEADER}\n{AN_ID},Song,Somebody,,,,,maybe,\n", 2, "has 'maybe' for explicit"),
        (f"{HEADER}\n{AN_ID},Song,Somebody,,,,,,18.7.2026\n", 2, "has the release_date '18.7.2026'"),
        (f"{HEADER}\n{AN_ID},Song,Somebody,,,,,,2026-13\n", 2, "has the release_date '2026-13'"),
        (f'{HEADER}\n{AN_ID},"Song"x,Somebody,,,,,,\n', 2, "is not CSV"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(UsageError) as raised:
        read(tmp_path, text)
    assert str(raised.value).startswith(f"Line {line} of the catalogue ")
    assert words in str(raised.value)


def test_a_file_without_tracks_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no tracks"):
        read(tmp_path, HEADER + "\n")


def test_a_file_that_is_not_there_or_not_text_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_catalogue(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes(b"id,title,artists\nx,Caf\xe9,y\n")
    with pytest.raises(UsageError, match="is not UTF-8"):
        read_catalogue(tmp_path / "latin.csv")
