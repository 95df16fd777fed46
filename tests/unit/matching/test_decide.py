"""What the book keeps, and when a song is looked for again."""

from datetime import UTC, datetime, timedelta

import pytest

from tophits.domain.matches import Confidence, Evidence, Match
from tophits.domain.songs import SongId
from tophits.domain.tracks import Track
from tophits.matching.book import BookEntry, Standing
from tophits.matching.decide import decide, due

NOW = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
NOTHING = Match(SongId(1), None, None, Confidence.NONE, None, calls=1)
TRACK = Track("a", "Luther", (), 177_000)
DOUBTFUL = Match(SongId(1), TRACK.uri, TRACK, Confidence.LOW, Evidence.SEARCH, calls=1)
FOUND = Match(SongId(1), TRACK.uri, TRACK, Confidence.MEDIUM, Evidence.SEARCH, calls=1)
BY_CHART = Match(SongId(1), TRACK.uri, None, Confidence.STRONG, Evidence.CHART_ID)


def test_a_publishable_match_is_found_for_good():
    entry = decide(FOUND, NOW)
    assert (Standing.FOUND, True, None, 0) == (entry.standing, entry.checked, entry.next_try, entry.tries)
    assert not due(entry, NOW + timedelta(days=3650))


def test_a_charts_id_is_not_checked_before_its_title_was_seen():
    assert not decide(BY_CHART, NOW).checked


def test_what_is_missing_is_looked_for_after_1_3_7_and_30_days():
    moment, entry, pauses = NOW, None, []
    for _ in range(6):
        entry = decide(NOTHING, moment, earlier=entry)
        assert entry.standing is Standing.MISSING
        pauses.append((entry.next_try - moment).days)
        assert not due(entry, entry.next_try - timedelta(seconds=1))
        assert due(entry, entry.next_try)
        moment = entry.next_try
    assert [1, 3, 7, 30, 30, 30] == pauses


def test_what_is_doubtful_waits_for_a_person_and_is_still_tried_again():
    entry = decide(DOUBTFUL, NOW, earlier=decide(NOTHING, NOW))
    assert (Standing.UNSURE, 2, NOW + timedelta(days=3)) == (entry.standing, entry.tries, entry.next_try)


def test_a_match_that_asked_for_nothing_was_no_try():
    entry = decide(Match(SongId(1), None, None, Confidence.NONE, None), NOW)
    assert (Standing.MISSING, 0) == (entry.standing, entry.tries)
    assert due(entry, NOW)


def test_a_dead_track_is_benched_for_30_days_and_remembered():
    entry = decide(FOUND, NOW, earlier=decide(FOUND, NOW), benched=True)
    assert (Standing.BENCHED, NOW + timedelta(days=30)) == (entry.standing, entry.next_try)
    assert frozenset({"spotify:track:a"}) == entry.benched_uris
    assert not due(entry, NOW + timedelta(days=29))
    assert due(entry, NOW + timedelta(days=30))
    assert entry.benched_uris == decide(NOTHING, NOW, earlier=entry).benched_uris
    assert entry.benched_uris == decide(NOTHING, NOW, earlier=entry, benched=True).benched_uris


@pytest.mark.parametrize("standing", [Standing.CHOSEN, Standing.BANNED])
def test_a_persons_decision_is_never_due(standing):
    assert not due(BookEntry(FOUND, standing, NOW, next_try=NOW), NOW)


def test_a_song_without_an_entry_is_due_and_one_that_nothing_is_tried_for_is_not():
    assert due(None, NOW)
    assert not due(BookEntry(NOTHING, Standing.MISSING, NOW), NOW)
