"""From a song to its track, look-up by look-up."""

import pytest

from tophits.domain.matches import Confidence, Evidence
from tophits.domain.songs import Song, SongId
from tophits.domain.tracks import Artist, Track
from tophits.matching.candidates import recordings
from tophits.matching.confidence import gap
from tophits.matching.lookups import ByIsrc, ByName
from tophits.matching.match import QUERY_LENGTH, check_track, match, query
from tophits.matching.penalties import compare, distance, doubts


def song(title="Luther", artists=("Kendrick Lamar & SZA",), **known):
    return Song(SongId(1), title, artists, "kendrick lamar", "luther|kendrick lamar", **known)


def track(number, title="Luther", artists=("Kendrick Lamar", "SZA"), duration_ms=177_000, **known):
    return Track(f"id{number}", title, tuple(Artist(None, name) for name in artists), duration_ms, **known)


def answer(matching, *answers):
    """Drive a matching with these answers; the look-ups it made and the match."""
    asked = []
    waiting = list(answers)
    try:
        look_up = next(matching)
        while True:
            asked.append(look_up)
            look_up = matching.send(waiting.pop(0))
    except StopIteration as stop:
        return asked, stop.value


def searched(wanted, *tracks, **options):
    return answer(match(wanted, **options), tracks)[1]


def test_a_charts_id_is_free_and_strong():
    asked, found = answer(match(song(spotify_ids=("a", "b"))))
    assert [] == asked
    assert ("spotify:track:a", Confidence.STRONG, Evidence.CHART_ID) == (found.uri, found.confidence, found.evidence)
    assert (None, 0, True) == (found.track, found.calls, found.is_publishable)


def test_a_benched_id_gives_way_to_the_next_and_then_to_a_search():
    wanted = song(spotify_ids=("a", "b"))
    found = answer(match(wanted, benched=frozenset({"spotify:track:a"})))[1]
    assert ("spotify:track:b", Confidence.MEDIUM) == (found.uri, found.confidence)
    both = frozenset({"spotify:track:a", "spotify:track:b"})
    asked, found = answer(match(wanted, benched=both), (track(1),))
    assert [ByName("Luther", "Kendrick Lamar")] == asked
    assert "spotify:track:id1" == found.uri


def test_without_leave_to_search_nothing_is_asked_for():
    asked, found = answer(match(song(isrcs=("USUG1",)), allow_search=False))
    assert ([], None, Confidence.NONE, 0) == (asked, found.uri, found.confidence, found.calls)


def test_an_isrc_is_searched_for_before_the_name():
    asked, found = answer(match(song(isrcs=("USUG1",))), (track(1, isrc="USUG1"), track(2, isrc="OTHER")))
    assert [ByIsrc("USUG1")] == asked
    assert ("spotify:track:id1", Confidence.STRONG, Evidence.ISRC, 1) == (
        found.uri,
        found.confidence,
        found.evidence,
        found.calls,
    )


def test_an_isrc_that_names_another_song_is_not_believed():
    elsewhere = track(1, "Baby Shark", ("Pinkfong",), isrc="USUG1")
    asked, found = answer(match(song(isrcs=("USUG1",))), (elsewhere,), (track(2),))
    assert [ByIsrc("USUG1"), ByName("Luther", "Kendrick Lamar")] == asked
    assert ("spotify:track:id2", Evidence.SEARCH, 2) == (found.uri, found.evidence, found.calls)


def test_an_isrc_that_names_another_song_waits_for_a_person_when_nothing_else_is_found():
    elsewhere = track(1, "Baby Shark", ("Pinkfong",), isrc="USUG1")
    found = answer(match(song(isrcs=("USUG1",))), (elsewhere,), ())[1]
    assert (Confidence.LOW, False, 2) == (found.confidence, found.is_publishable, found.calls)


@pytest.mark.parametrize(
    ("title", "artists", "expected"),
    [
        ("夜に駆ける", ("YOASOBI",), Confidence.STRONG),
        ("Into The Night", ("YOASOBI",), Confidence.MEDIUM),
        ("夜に駆ける", ("ヨアソビ",), Confidence.MEDIUM),
        ("Into The Night", ("ヨアソビ",), Confidence.LOW),
        ("夜に駆ける - Live", ("YOASOBI",), Confidence.LOW),
        ("夜に駆ける (Karaoke Version)", ("YOASOBI",), Confidence.LOW),
    ],
)
def test_with_an_isrc_either_title_or_artist_may_be_spelled_otherwise_not_both(title, artists, expected):
    wanted = song("夜に駆ける", ("YOASOBI",), isrcs=("JP1",))
    found = answer(match(wanted), (track(1, title, artists, isrc="JP1"),), ())[1]
    assert expected == found.confidence


def test_an_isrc_unknown_to_spotify_leads_on_to_the_name():
    asked, found = answer(match(song(isrcs=("USUG1", "USUG2", "USUG3"))), (), (), (track(1),))
    assert [ByIsrc("USUG1"), ByIsrc("USUG2"), ByName("Luther", "Kendrick Lamar")] == asked
    assert ("spotify:track:id1", 3) == (found.uri, found.calls)


@pytest.mark.parametrize(
    ("title", "artists", "name", "expected"),
    [
        ("Luther", ("Kendrick Lamar", "SZA"), None, Confidence.STRONG),
        ("luther (with sza)", ("Kendrick Lamar", "SZA"), None, Confidence.STRONG),
        ("Luther", ("SZA", "Kendrick Lamar"), None, Confidence.STRONG),
        ("Luther", ("Kendrick Lamar",), "artist-missing", Confidence.LOW),
        ("Luther", ("Kendrick Lamar", "SZA", "Drake"), "artist-extra", Confidence.STRONG),
        ("Luther", ("Kendrick Lamar", "SZA", "Drake", "Future"), "artist-extra", Confidence.MEDIUM),
        ("Luther", ("Luther Vandross",), "artist", Confidence.NONE),
        ("Luther (Live)", ("Kendrick Lamar", "SZA"), "version", Confidence.LOW),
        ("Luther - Sped Up", ("Kendrick Lamar", "SZA"), "version", Confidence.LOW),
        ("Luther (Karaoke Version)", ("Kendrick Lamar", "SZA"), "imitation", Confidence.NONE),
        ("Luther", ("Karaoke All Stars",), "artist", Confidence.NONE),
        ("Luther Is Back", ("Kendrick Lamar", "SZA"), "title", Confidence.NONE),
        ("Something Else", ("Kendrick Lamar", "SZA"), "title", Confidence.NONE),
        ("Luther (Medley)", ("Kendrick Lamar", "SZA"), "medley", Confidence.NONE),
    ],
)
def test_by_name_only_the_recording_itself_is_published(title, artists, name, expected):
    found = searched(song(), track(1, title, artists))
    assert expected == found.confidence
    if name is not None:
        assert name in {penalty.name for penalty in compare(song(), track(1, title, artists))}


def test_a_title_with_nearly_all_words_in_common_is_shown_to_a_person():
    near = track(1, "All The Stars Tonight", ("Kendrick Lamar", "SZA"))
    assert Confidence.LOW == searched(song("All The Stars"), near).confidence


def test_an_imitators_album_is_noticed_unless_the_song_is_one():
    imitation = track(1, album="Hits Karaoke Vol. 3")
    assert Confidence.NONE == searched(song(), imitation).confidence
    tribute = song("Tribute", ("Tenacious D",))
    assert Confidence.STRONG == searched(tribute, track(1, "Tribute", ("Tenacious D",))).confidence


def test_a_version_that_the_song_has_and_the_track_lacks_counts_too():
    assert Confidence.LOW == searched(song("Luther (Live)"), track(1)).confidence


def test_a_song_of_many_guests_survives_the_loss_of_one():
    wanted = song("All Night", ("A Featuring B, C & D",))
    assert Confidence.MEDIUM == searched(wanted, track(1, "All Night", ("A", "B", "C"))).confidence


def test_nothing_found_is_no_match_and_its_cost_is_kept():
    found = searched(song())
    assert (None, None, Confidence.NONE, None, 1) == (
        found.uri,
        found.track_id,
        found.confidence,
        found.gap,
        found.calls,
    )


def test_benched_and_unplayable_tracks_are_not_chosen():
    found = searched(song(), track(1), track(2, playable=False), track(3), benched=frozenset({"spotify:track:id1"}))
    assert "spotify:track:id3" == found.uri


def test_copies_of_one_recording_do_not_compete():
    found = searched(song(), track(1), track(2, duration_ms=178_500), track(3, duration_ms=300_000, isrc="B"))
    assert (Confidence.LOW, 0.0) == (found.confidence, found.gap)
    assert "spotify:track:id1" == found.uri
    alone = searched(song(), track(1), track(2, duration_ms=178_500))
    assert (Confidence.STRONG, None) == (alone.confidence, alone.gap)


def test_two_recordings_of_nearly_one_length_are_edits_of_one_song():
    found = searched(song(), track(1, duration_ms=180_000), track(2, duration_ms=200_000))
    assert (Confidence.MEDIUM, 0.0) == (found.confidence, found.gap)


def test_a_worse_recording_is_no_rival():
    found = searched(song(), track(1), track(2, "Luther (Live)", duration_ms=400_000))
    assert (Confidence.STRONG, 0.6) == (found.confidence, found.gap)


def test_one_isrc_joins_copies_whatever_their_length():
    tracks = (track(1, isrc="A"), track(2, duration_ms=250_000), track(3, duration_ms=250_500, isrc="A"))
    assert [3] == [len(found.copies) for found in recordings(song(), tracks, frozenset())]


@pytest.mark.parametrize(
    ("wanted", "first", "second"),
    [
        (song(spotify_ids=("id2",)), {}, {}),
        (song(explicit=True), {"explicit": False}, {"explicit": True}),
        (song(), {"album_kind": "compilation"}, {"album_kind": "single"}),
        (song(), {"release_date": "2025-01-02"}, {"release_date": "2024-11-22"}),
        (song(), {"release_date": "2024"}, {"release_date": "2024-11-22"}),
        (song(), {}, {"release_date": "2024"}),
    ],
)
def test_the_copy_to_play_is_chosen_by_stated_rules(wanted, first, second):
    found = recordings(wanted, (track(1, **first), track(2, **second)), frozenset())
    assert "id2" == found[0].best.track.id


def test_equal_copies_are_told_apart_by_the_lowest_id():
    assert "id1" == recordings(song(), (track(2), track(1)), frozenset())[0].best.track.id


def test_the_order_of_search_results_changes_nothing():
    tracks = (
        track(1),
        track(2, "Luther (Live)"),
        track(3, album_kind="compilation"),
        track(4, artists=("Cover Band",)),
    )
    assert searched(song(), *tracks) == searched(song(), *reversed(tracks))


def test_every_reason_for_doubt_is_named():
    wanted = song(isrcs=("A",), explicit=True)
    doubtful = track(1, "Luther (Live)", isrc="B", explicit=False, album_kind="compilation")
    penalties = compare(wanted, doubtful)
    assert ["version", "isrc", "compilation", "explicit"] == [penalty.name for penalty in penalties]
    assert (0.75, 0.6) == (distance(penalties), doubts(penalties))
    assert () == compare(song(), track(1))


def test_no_recordings_have_no_gap():
    assert gap(()) is None


@pytest.mark.parametrize(
    ("title", "artists", "expected"),
    [
        ("Something / Come Together", ("The Beatles",), Confidence.STRONG),
        ("Come Together", ("The Beatles",), Confidence.LOW),
    ],
)
def test_one_side_of_a_double_a_side_waits_for_a_person(title, artists, expected):
    found = searched(song("Something / Come Together", ("The Beatles",)), track(1, title, artists))
    assert expected == found.confidence


def test_an_id_decides_a_double_a_side():
    wanted = song("Something / Come Together", ("The Beatles",), spotify_ids=("id1",))
    assert answer(match(wanted))[1].is_publishable


@pytest.mark.parametrize(
    ("title", "artists", "expected"),
    [
        ("Luther", ("Kendrick Lamar", "SZA"), Confidence.STRONG),
        ("ルーサー", ("Kendrick Lamar", "SZA"), Confidence.MEDIUM),
        ("Luther", ("Kendrick Lamar",), Confidence.MEDIUM),
        ("Luther - Sped Up", ("Kendrick Lamar", "SZA"), Confidence.LOW),
        ("Baby Shark", ("Pinkfong",), Confidence.LOW),
    ],
)
def test_a_charts_id_is_checked_against_the_name_it_leads_to(title, artists, expected):
    found = check_track(song(), track(1, title, artists))
    assert (expected, Evidence.CHART_ID, "spotify:track:id1") == (found.confidence, found.evidence, found.uri)


@pytest.mark.parametrize(
    ("title", "artists", "expected"),
    [
        ("Mood (feat. iann dior)", ("24kGoldn",), ByName("Mood", "24kGoldn")),
        ("Bad - 2012 Remaster", ("Michael Jackson",), ByName("Bad", "Michael Jackson")),
        ('"Heroes": The Song', ("David Bowie",), ByName("Heroes The Song", "David Bowie")),
        ("MONTERO (Call Me By Your Name)", ("Lil Nas X",), ByName("MONTERO (Call Me By Your Name)", "Lil Nas X")),
        ("September", ("Earth, Wind & Fire",), ByName("September", "Earth, Wind & Fire")),
        ("Song", (), None),
        ('":"', ("Somebody",), None),
    ],
)
def test_the_search_asks_for_the_bare_title_and_the_lead(title, artists, expected):
    assert expected == query(song(title, artists))


def test_a_song_that_cannot_be_searched_for_costs_nothing():
    asked, found = answer(match(song("Luther", ())))
    assert ([], None, 0) == (asked, found.uri, found.calls)


def test_a_search_is_never_longer_than_spotify_takes():
    asked = query(song("word " * 100, ("name " * 100,)))
    assert len(asked.title) + len(asked.artist) <= QUERY_LENGTH
    assert len(f'track:"{asked.title}" artist:"{asked.artist}"') <= 250
