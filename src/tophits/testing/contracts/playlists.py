"""What every PlaylistReader, PlaylistWriter, PlaylistKeeper and TrackReader has to do, as checks to run on it.

Run each of CHECKS on a fresh Bench of the implementation:

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
    def test_playlists(check):
        check(a_bench())
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from tophits.apply.ports import PlaylistKeeper, PlaylistReader, PlaylistWriter, TrackReader
from tophits.domain.errors import CallRefused, NotFound
from tophits.domain.plans import MAX_URIS, Add, Move, Remove, Replace, Step
from tophits.domain.tracks import Track
from tophits.testing.contracts.expect import equal, false, raises

NOWHERE = "0000000000000000000000"
"""An id in the right shape that nothing has."""


@dataclass(frozen=True, slots=True)
class Bench:
    """An implementation to check. `tracks` are at least 130 tracks that it knows, all different."""

    reader: PlaylistReader
    writer: PlaylistWriter
    keeper: PlaylistKeeper
    track_reader: TrackReader
    tracks: Sequence[Track]

    def uris(self, first: int, last: int) -> tuple[str, ...]:
        """The URIs of a slice of the tracks."""
        return tuple(track.uri for track in self.tracks[first:last])

    def playlist(self, *steps: Step) -> str:
        """A new playlist after some steps."""
        playlist_id = self.keeper.create("Contract", "A playlist to be checked", public=False)
        for step in steps:
            self.writer.write(playlist_id, step)
        return playlist_id

    def read(self, playlist_id: str) -> tuple[str | None, ...]:
        """The URIs in it."""
        return tuple(row.uri for row in self.reader.rows(playlist_id))


def a_new_playlist_is_empty_and_says_what_was_given(bench: Bench) -> None:
    """Name, description and number of rows come back."""
    playlist_id = bench.keeper.create("Daily Top 50", "The hits of today", public=True)
    look = bench.reader.look(playlist_id)
    equal(
        (playlist_id, "Daily Top 50", "The hits of today", 0, True),
        (look.playlist_id, look.name, look.description, look.total, look.public),
    )
    equal((), bench.read(playlist_id))


def a_description_comes_back_as_it_was_given(bench: Bench) -> None:
    """Spotify escapes HTML in descriptions; a port does not."""
    given = 'Rock & Roll <3 "the best" it\'s #1 &amp; more'
    playlist_id = bench.keeper.create("Escapes", given, public=False)
    equal(given, bench.reader.look(playlist_id).description)


def describing_changes_only_what_is_given(bench: Bench) -> None:
    """The rest stays."""
    playlist_id = bench.playlist(Replace(bench.uris(0, 3)))
    bench.keeper.describe(playlist_id, name="Renamed")
    bench.keeper.describe(playlist_id, description="Told anew")
    look = bench.reader.look(playlist_id)
    equal(("Renamed", "Told anew", 3), (look.name, look.description, look.total))


def replacing_leaves_exactly_these_in_this_order(bench: Bench) -> None:
    """Also when something else was there."""
    wanted = tuple(reversed(bench.uris(20, 120)))
    playlist_id = bench.playlist(Replace(bench.uris(0, 60)), Replace(wanted))
    equal(wanted, bench.read(playlist_id))
    equal(len(wanted), bench.reader.look(playlist_id).total)


def rows_are_read_beyond_the_first_pages(bench: Bench) -> None:
    """120 rows are three pages."""
    playlist_id = bench.playlist(Replace(bench.uris(0, 100)), Add(bench.uris(100, 120)))
    equal(bench.uris(0, 120), bench.read(playlist_id))


def adding_goes_to_the_end_or_to_a_position(bench: Bench) -> None:
    """Positions count from 0."""
    playlist_id = bench.playlist(
        Replace(bench.uris(0, 3)), Add(bench.uris(3, 5)), Add(bench.uris(5, 7), position=0), Add(bench.uris(7, 8), 2)
    )
    equal(bench.uris(5, 7) + bench.uris(7, 8) + bench.uris(0, 5), bench.read(playlist_id))


def adding_twice_puts_it_there_twice(bench: Bench) -> None:
    """Nothing removes duplicates: that is why a write is not sent again."""
    playlist_id = bench.playlist(Replace(bench.uris(0, 2)), Add(bench.uris(0, 1)))
    equal(bench.uris(0, 2) + bench.uris(0, 1), bench.read(playlist_id))


def moving_takes_a_range_before_a_row(bench: Bench) -> None:
    """Forwards, backwards, and to the end. Rows are numbered as before the move."""
    a, b, c, d, e = bench.uris(0, 5)
    playlist_id = bench.playlist(Replace((a, b, c, d, e)), Move(start=3, before=1))
    equal((a, d, b, c, e), bench.read(playlist_id))
    bench.writer.write(playlist_id, Move(start=0, before=4, length=2))
    equal((b, c, a, d, e), bench.read(playlist_id))
    bench.writer.write(playlist_id, Move(start=0, before=5))
    equal((c, a, d, e, b), bench.read(playlist_id))


def removing_takes_every_copy(bench: Bench) -> None:
    """There is no way to take one of two."""
    a, b, c = bench.uris(0, 3)
    playlist_id = bench.playlist(Replace((a, b)), Add((a, c)), Remove((a,)))
    equal((b, c), bench.read(playlist_id))


def every_change_moves_the_snapshot_id(bench: Bench) -> None:
    """So that an unchanged one may be trusted."""
    playlist_id = bench.playlist(Replace(bench.uris(0, 2)))
    first = bench.reader.look(playlist_id).snapshot_id
    equal(first, bench.reader.look(playlist_id).snapshot_id)
    bench.writer.write(playlist_id, Add(bench.uris(2, 3)))
    false(first == bench.reader.look(playlist_id).snapshot_id)


def a_step_too_long_for_one_call_is_refused(bench: Bench) -> None:
    """And nothing is changed by it."""
    playlist_id = bench.playlist(Replace(bench.uris(0, 2)))
    raises(CallRefused, lambda: bench.writer.write(playlist_id, Add(bench.uris(0, MAX_URIS + 1))))
    equal(bench.uris(0, 2), bench.read(playlist_id))


def what_is_not_there_is_not_found(bench: Bench) -> None:
    """Looking, reading and writing alike."""
    raises(NotFound, lambda: bench.reader.look(NOWHERE))
    raises(NotFound, lambda: bench.reader.rows(NOWHERE))
    raises(NotFound, lambda: bench.writer.write(NOWHERE, Replace(bench.uris(0, 1))))


def rows_carry_their_tracks(bench: Bench) -> None:
    """As far as Spotify describes them, and when they were added."""
    playlist_id = bench.playlist(Replace(bench.uris(0, 2)))
    rows = bench.reader.rows(playlist_id)
    equal([track.title for track in bench.tracks[:2]], [row.track.title if row.track else None for row in rows])
    equal([True, True], [row.is_sound and row.added_at is not None for row in rows])


def own_playlists_are_listed_newest_first(bench: Bench) -> None:
    """So that one just made is found on the first page."""
    made = [bench.keeper.create(f"Number {number}", f"token-{number}", public=False) for number in range(3)]
    listed = list(islice(bench.keeper.owned(), 3))
    equal(made[::-1], [look.playlist_id for look in listed])
    equal(["token-2", "token-1", "token-0"], [look.description for look in listed])


def the_library_knows_what_is_followed(bench: Bench) -> None:
    """A playlist just made is; one that never was is not. More than a page's worth may be asked about."""
    playlist_id = bench.playlist()
    equal([True, False], list(bench.keeper.followed([playlist_id, NOWHERE])))
    equal([False] * 40 + [True], list(bench.keeper.followed([NOWHERE] * 40 + [playlist_id])))


def a_track_is_found_by_its_id(bench: Bench) -> None:
    """And None stands for one that Spotify does not know."""
    known = bench.tracks[0]
    found = bench.track_reader.track(known.id)
    equal((known.id, known.title), None if found is None else (found.id, found.title))
    equal(None, bench.track_reader.track(NOWHERE))


CHECKS: tuple[Callable[[Bench], None], ...] = (
    a_new_playlist_is_empty_and_says_what_was_given,
    a_description_comes_back_as_it_was_given,
    describing_changes_only_what_is_given,
    replacing_leaves_exactly_these_in_this_order,
    rows_are_read_beyond_the_first_pages,
    adding_goes_to_the_end_or_to_a_position,
    adding_twice_puts_it_there_twice,
    moving_takes_a_range_before_a_row,
    removing_takes_every_copy,
    every_change_moves_the_snapshot_id,
    a_step_too_long_for_one_call_is_refused,
    what_is_not_there_is_not_found,
    rows_carry_their_tracks,
    own_playlists_are_listed_newest_first,
    the_library_knows_what_is_followed,
    a_track_is_found_by_its_id,
)
