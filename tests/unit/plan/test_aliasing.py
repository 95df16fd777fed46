"""Aliases are learnt from what stands where we wrote, and only from good evidence."""

from dataclasses import replace

import pytest

from tophits.domain.tracks import Artist, Row, Track
from tophits.plan.aliasing import LearntAlias, learn

WRITTEN = Track(
    id="0VjIjW4GlUZAMYd2vXMi3b",
    title="Blinding Lights",
    artists=(Artist("1Xyo4u8uXC1ZmMpatF05PJ", "The Weeknd"),),
    duration_ms=200_040,
    isrc="USUG11904206",
)
SHOWN = replace(WRITTEN, id="0sf12qNH5qcw8qpgymFOqD", duration_ms=201_573)
OTHER_ISRC = replace(SHOWN, isrc="USUG11904201")


def row(track):
    return Row(track.uri, track)


def recording_of(track):
    return track.title.casefold()


def learnt(shown, known=WRITTEN, **more):
    tracks = {} if known is None else {WRITTEN.uri: known}
    return learn([WRITTEN.uri], [shown], tracks, recording_of=recording_of, **more)


def test_an_equal_isrc_is_evidence():
    assert (LearntAlias(WRITTEN.uri, SHOWN.uri, "same ISRC USUG11904206"),) == learnt(row(SHOWN))


def test_an_isrc_that_a_chart_gave_is_evidence_for_a_track_never_seen():
    isrcs = {WRITTEN.uri: ("USUG11904206",)}
    assert (LearntAlias(WRITTEN.uri, SHOWN.uri, "same ISRC USUG11904206"),) == learnt(row(SHOWN), None, isrcs=isrcs)


def test_an_equal_recording_by_the_same_lead_artist_is_evidence_without_isrc():
    expected = (LearntAlias(WRITTEN.uri, SHOWN.uri, "same lead artist, title, version and length"),)
    assert expected == learnt(row(OTHER_ISRC))
    assert expected == learnt(row(replace(SHOWN, isrc=None)), replace(WRITTEN, isrc=None))


@pytest.mark.parametrize(
    "shown",
    [
        replace(OTHER_ISRC, duration_ms=202_041),
        replace(OTHER_ISRC, duration_ms=198_039),
        replace(OTHER_ISRC, title="Blinding Lights - Remix"),
        replace(OTHER_ISRC, artists=(Artist("7gZ8BDcS8cEr0YBpKPFbPz", "Karaoke Stars"), *WRITTEN.artists)),
        replace(OTHER_ISRC, artists=(Artist(None, "The Weeknd"),)),
        replace(OTHER_ISRC, artists=()),
    ],
    ids=["longer", "shorter", "another version", "another lead", "a lead without id", "no artist"],
)
def test_another_recording_is_no_alias(shown):
    assert () == learnt(row(shown))


@pytest.mark.parametrize("length_ms", [202_040, 198_040])
def test_two_seconds_are_near_enough(length_ms):
    assert 1 == len(learnt(row(replace(OTHER_ISRC, duration_ms=length_ms))))


@pytest.mark.parametrize(
    "shown",
    [
        row(WRITTEN),
        Row(None),
        Row(SHOWN.uri),
        row(replace(SHOWN, playable=False)),
        Row("spotify:local:The+Weeknd::Blinding+Lights:200", SHOWN, is_local=True),
    ],
    ids=["what was written", "null", "undescribed", "unplayable", "a local file"],
)
def test_a_row_that_proves_nothing_teaches_nothing(shown):
    assert () == learnt(shown)


def test_a_track_nothing_is_known_about_teaches_nothing():
    assert () == learnt(row(SHOWN), None)


def test_two_missing_isrcs_are_not_equal_isrcs():
    assert () == learnt(row(replace(SHOWN, isrc=None, title="Save Your Tears")), replace(WRITTEN, isrc=None))


def test_a_track_that_we_wrote_ourselves_at_another_place_is_nobodys_alias():
    tracks = {WRITTEN.uri: WRITTEN, SHOWN.uri: SHOWN}
    rows = [row(SHOWN), row(WRITTEN)]
    assert () == learn([WRITTEN.uri, SHOWN.uri], rows, tracks, recording_of=recording_of)


def test_rows_that_end_early_teach_as_far_as_they_go():
    written = [WRITTEN.uri, "spotify:track:7qiZfU4dY1lWllzX7mPBI3"]
    assert [SHOWN.uri] == [
        alias.seen for alias in learn(written, [row(SHOWN)], {WRITTEN.uri: WRITTEN}, recording_of=recording_of)
    ]
