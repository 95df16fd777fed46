"""What every SongShelf and MatchBook does. Run each of CHECKS on a fresh store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tophits.domain.charts import Cadence, Chart, Entry
from tophits.domain.errors import UsageError
from tophits.domain.matches import Confidence, Evidence, Match
from tophits.domain.songs import ChartName, SongId
from tophits.domain.tracks import Artist, Track
from tophits.matching.book import BookEntry, Standing
from tophits.testing.contracts.expect import Check, Ports, equal, false, raises, true

NOW = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
DAY = date(2026, 7, 16)
BIRDS = ChartName("BIRDS OF A FEATHER", ("Billie Eilish",))
BIRDS_ID = "6dOtVTDdiauQNBQEDOtlAB"
OTHER_ID = "7dOtVTDdiauQNBQEDOtlAB"
BIRDS_ISRC = "USUM72401994"


def one_spelling_is_one_song(store: Ports) -> None:
    """However often it is charted; case and a missing id make no other song."""
    first, second, third = _charted(
        store, BIRDS, replace(BIRDS, title="Birds of a Feather"), replace(BIRDS, spotify_id=BIRDS_ID)
    )
    equal((first, first), (second, third))
    equal(_charted(store, BIRDS, day=1), [first])


def an_id_joins_spellings_that_look_different(store: Ports) -> None:
    """A strong key stands above the form."""
    japanese = ChartName("夜に駆ける", ("YOASOBI",), isrc="JPU901903517")
    latin = ChartName("Racing into the Night", ("ヨアソビ",), isrc="JPU901903517")
    first, second = _charted(store, japanese, latin)
    equal(first, second)


def another_version_is_another_song(store: Ports) -> None:
    """As matching.identity tells them apart."""
    names = [replace(BIRDS, title=BIRDS.title + suffix) for suffix in ("", " (Live)", " (Sped Up)")]
    equal(3, len(set(_charted(store, *names))))


def songs_that_an_id_brings_together_become_the_older_one(store: Ports) -> None:
    """For charts of the past too, without rewriting them."""
    old, new = _charted(
        store, replace(BIRDS, isrc=BIRDS_ISRC), ChartName("Vögel einer Feder", ("B. Eilish",), spotify_id=BIRDS_ID)
    )
    true(old != new)
    both = ChartName("Birds (of a Feather)", ("Billie E.",), BIRDS_ISRC, BIRDS_ID)
    (joined,) = _charted(store, both, day=1)
    equal(old, joined)
    equal([old, old], list(next(iter(store.charts.joined([1]))).songs))
    equal(store.songs.songs([old])[old], store.songs.songs([new])[new])
    equal(old, store.songs.songs([new])[new].id)


def a_song_is_spelt_as_most_charts_spell_it(store: Ports) -> None:
    """And its ids are in the order of how many charts gave them, then how recently."""
    loud, quiet = BIRDS, replace(BIRDS, title="Birds Of A Feather", explicit=True)
    (song,) = _charted(store, replace(loud, spotify_id=OTHER_ID, isrc="USUM72401993"))
    for day in (1, 2, 3):
        _charted(store, replace(quiet, spotify_id=BIRDS_ID, isrc=BIRDS_ISRC), day=day)
    _charted(store, replace(loud, spotify_id="8dOtVTDdiauQNBQEDOtlAB"), day=4)
    known = store.songs.songs([song])[song]
    equal(("Birds Of A Feather", ("Billie Eilish",), True), (known.title, known.artists, known.explicit))
    equal((BIRDS_ID, "8dOtVTDdiauQNBQEDOtlAB", OTHER_ID), known.spotify_ids)
    equal((BIRDS_ISRC, "USUM72401993"), known.isrcs)
    true(bool(known.lead) and bool(known.work))


def unknown_songs_are_left_out(store: Ports) -> None:
    """No number is made up."""
    (song,) = _charted(store, BIRDS)
    equal([song], list(store.songs.songs([song, SongId(song + 1)])))


def songs_are_found_by_number_id_isrc_and_words(store: Ports) -> None:
    """Whatever case or accents."""
    beyonce = ChartName("TEXAS HOLD 'EM", ("Beyoncé",))
    odd = ChartName("100% Pure_Love", ("Crystal Waters",))
    birds, texas, pure = _charted(store, replace(BIRDS, spotify_id=BIRDS_ID, isrc=BIRDS_ISRC), beyonce, odd)
    for text, expected in (
        (f"#{birds}", [birds]),
        (BIRDS_ID, [birds]),
        (f"spotify:track:{BIRDS_ID}", [birds]),
        ("usum7-24-01994", [birds]),
        ("  eilish BIRDS ", [birds]),
        ("beyonce", [texas]),
        ("BEYONCÉ texas", [texas]),
        ("100%", [pure]),
        ("pure_love", [pure]),
        ("pure%love", []),
        ("#999", []),
        ("nobody", []),
        ("", []),
    ):
        equal((text, expected), (text, [song.id for song in store.songs.find(text)]))


def the_most_charted_song_is_found_first(store: Ports) -> None:
    """And no more than asked for."""
    first, second = _charted(store, ChartName("Hello", ("Adele",)), ChartName("Hello", ("Lionel Richie",)))
    _charted(store, ChartName("Hello", ("Lionel Richie",)), day=1)
    equal([second, first], [song.id for song in store.songs.find("hello")])
    equal([second], [song.id for song in store.songs.find("hello", limit=1)])


def a_person_can_merge_songs(store: Ports) -> None:
    """Chains of merges end at the last one, and later charts follow."""
    names = [ChartName(title, ("Somebody",)) for title in ("One", "Two", "Three")]
    one, two, three = _charted(store, *names)
    store.songs.merge(two, one)
    store.songs.merge(three, two)
    store.songs.merge(three, one)
    equal({one: three, two: three, three: three}, {k: v.id for k, v in store.songs.songs([one, two, three]).items()})
    equal([three, three, three], _charted(store, *names, day=1))
    equal([three], [song.id for song in store.songs.find(f"#{one}")])
    raises(UsageError, lambda: store.songs.merge(one, SongId(999)))
    raises(UsageError, lambda: store.songs.merge(SongId(999), one))


def a_person_can_split_a_spelling_off(store: Ports) -> None:
    """For good: neither its form nor an id that both come to share joins it again."""
    whole, part = replace(BIRDS, spotify_id=BIRDS_ID), replace(BIRDS, spotify_id=OTHER_ID)
    song, same = _charted(store, whole, part)
    equal(song, same)
    alone = store.songs.split(part)
    true(alone != song)
    equal([song, alone], list(next(iter(store.charts.joined([1]))).songs))
    equal([song, alone], _charted(store, whole, part, day=1))
    equal([alone], _charted(store, replace(part, title="Something Else"), day=2))
    equal([song], _charted(store, BIRDS, day=3))
    _charted(store, ChartName("Both", ("Together",), BIRDS_ISRC, OTHER_ID), day=4)
    _charted(store, ChartName("Both", ("Again",), BIRDS_ISRC, BIRDS_ID), day=5)
    equal([song, alone], _charted(store, whole, part, day=6))


def a_split_holds_whatever_number_the_source_gives(store: Ports) -> None:
    """The spelling is pinned, not one source's line."""
    part = replace(BIRDS, title="Birds of a Feather")
    song, _ = _charted(store, BIRDS, part)
    alone = store.songs.split(part)
    numbered = Entry(1, part.title, part.artists, source_id="apple:1739659142")
    (kept,) = store.charts.keep([Chart("apple", "apple", "de", Cadence.DAY, DAY, DAY, None, (numbered,))], NOW)
    equal([alone], [found for one in store.charts.joined([kept.info.chart_id]) for found in one.songs])
    equal([song], _charted(store, BIRDS, day=1))


def a_split_lasts_when_its_song_is_merged(store: Ports) -> None:
    """By a person, or by an id in the very chart that would join the two again."""
    whole, part = replace(BIRDS, spotify_id=BIRDS_ID), replace(BIRDS, spotify_id=OTHER_ID)
    first, second = ChartName("First", ("Somebody",), isrc=BIRDS_ISRC), ChartName("Second", ("Somebody",))
    oldest, other, song, _ = _charted(store, first, second, whole, part)
    alone = store.songs.split(part)
    bridges = [ChartName(title, ("B",), BIRDS_ISRC, number) for title, number in (("X", BIRDS_ID), ("Y", OTHER_ID))]
    _charted(store, *bridges, day=1)
    equal([oldest, alone], _charted(store, whole, part, day=2))
    store.songs.merge(other, oldest)
    _charted(store, ChartName("Z", ("B",), BIRDS_ISRC, OTHER_ID), day=3)
    equal([other, alone], _charted(store, whole, part, day=4))
    equal(other, store.songs.songs([song])[song].id)


def a_split_can_be_undone_by_a_merge(store: Ports) -> None:
    """And then lasts likewise."""
    part = replace(BIRDS, spotify_id=OTHER_ID)
    song, _ = _charted(store, replace(BIRDS, spotify_id=BIRDS_ID), part)
    alone = store.songs.split(part)
    store.songs.merge(song, alone)
    equal([song], _charted(store, part, day=1))
    equal(song, store.songs.songs([alone])[alone].id)
    again = store.songs.split(part)
    equal((True, True), (again != song, again != alone))


def a_spelling_that_is_alone_keeps_its_song(store: Ports) -> None:
    """And one that nobody charted cannot be split."""
    (song,) = _charted(store, BIRDS)
    equal(song, store.songs.split(BIRDS))
    raises(UsageError, lambda: store.songs.split(replace(BIRDS, title="Birds")))


def a_match_comes_back_as_it_was_put(store: Ports) -> None:
    """Every field."""
    entry = replace(
        _entry(1), tries=2, next_try=NOW + timedelta(days=3), checked=True, benched_uris=frozenset({"spotify:track:b"})
    )
    nothing = BookEntry(Match(SongId(2), None, None, Confidence.NONE, None), Standing.MISSING, NOW, note="no track")
    equal((True, True), (store.matches.put(entry), store.matches.put(nothing)))
    ids = [SongId(number) for number in (1, 2, 3)]
    equal({1: entry, 2: nothing}, dict(store.matches.entries(ids)))
    newer = replace(nothing, tries=1)
    store.matches.put(newer)
    equal({2: newer}, dict(store.matches.entries([SongId(2)])))


def a_persons_decision_stands(store: Ports) -> None:
    """Until a person takes it back."""
    for standing in (Standing.CHOSEN, Standing.BANNED):
        chosen = replace(_entry(1), standing=standing)
        true(store.matches.put(chosen, by_person=True))
        false(store.matches.put(_entry(1)))
        equal({1: chosen}, dict(store.matches.entries([SongId(1)])))
    true(store.matches.put(_entry(1), by_person=True))
    true(store.matches.put(replace(_entry(1), tries=1)))


def a_chosen_track_that_died_is_known_as_dead(store: Ports) -> None:
    """A machine adds dead tracks to what a person chose, and nothing else; to a ban it adds nothing."""
    dead = frozenset({"spotify:track:dead"})
    chosen = replace(_entry(1), standing=Standing.CHOSEN, note="mine", benched_uris=frozenset({"spotify:track:old"}))
    banned = replace(_entry(2), standing=Standing.BANNED)
    for entry in (chosen, banned):
        store.matches.put(entry, by_person=True)
    false(store.matches.put(replace(_entry(1), standing=Standing.BENCHED, note="machine", benched_uris=dead)))
    equal(0, store.matches.put_all([replace(_entry(2), standing=Standing.BENCHED, benched_uris=dead)]))
    expected = {1: replace(chosen, benched_uris=chosen.benched_uris | dead), 2: banned}
    equal(expected, dict(store.matches.entries([SongId(1), SongId(2)])))


def unsure_matches_wait_for_a_person(store: Ports) -> None:
    """Oldest first."""
    for number, age in ((1, 1), (2, 3), (3, 2)):
        store.matches.put(replace(_entry(number), standing=Standing.UNSURE, decided_at=NOW - timedelta(days=age)))
    store.matches.put(_entry(3))
    equal([2, 1], [entry.match.song for entry in store.matches.waiting()])


def many_matches_are_put_at_once(store: Ports) -> None:
    """Those that a person decided stay as they are."""
    chosen = replace(_entry(2), standing=Standing.CHOSEN)
    store.matches.put(chosen, by_person=True)
    equal(0, store.matches.put_all([]))
    equal(2, store.matches.put_all([_entry(1), _entry(2), _entry(3)]))
    found = store.matches.entries([SongId(number) for number in (1, 2, 3)])
    equal({1: _entry(1), 2: chosen, 3: _entry(3)}, dict(found))


def a_match_follows_its_song_into_a_merge(store: Ports) -> None:
    """A person's decision before a machine's; else that of the song that is kept."""
    names = [ChartName(title, ("Somebody",)) for title in ("One", "Two", "Three", "Four", "Five", "Six")]
    one, two, three, four, five, six = _charted(store, *names)
    store.matches.put(_entry(two))
    store.songs.merge(one, two)
    equal({one: one, two: one}, {k: v.match.song for k, v in store.matches.entries([one, two]).items()})
    store.matches.put(_entry(three))
    store.matches.put(replace(_entry(four, uri="spotify:track:b"), standing=Standing.CHOSEN), by_person=True)
    store.songs.merge(three, four)
    equal(Standing.CHOSEN, store.matches.entries([three])[three].standing)
    false(store.matches.put(_entry(four)))
    store.matches.put(_entry(five, uri="spotify:track:c"))
    store.matches.put(_entry(six, uri="spotify:track:d"))
    store.songs.merge(five, six)
    equal("spotify:track:c", store.matches.entries([six])[six].match.uri)


def _charted(store: Ports, *names: ChartName, day: int = 0) -> list[SongId]:
    """Put spellings into a chart of their own; their songs."""
    entries = tuple(
        Entry(rank, name.title, name.artists, name.isrc, name.spotify_id, explicit=name.explicit)
        for rank, name in enumerate(names, 1)
    )
    on = DAY + timedelta(days=day)
    (kept,) = store.charts.keep([Chart("apple", "apple", "us", Cadence.DAY, on, on, None, entries)], NOW)
    return [SongId(song) for joined in store.charts.joined([kept.info.chart_id]) for song in joined.songs]


def _entry(number: int, uri: str = "spotify:track:a") -> BookEntry:
    track = Track(uri.removeprefix("spotify:track:"), "Ordinary", (Artist("x", "Alex Warren"),), 186_000)
    match = Match(SongId(number), uri, track, Confidence.STRONG, Evidence.ISRC, (), 0.5, 1)
    return BookEntry(match, Standing.FOUND, NOW)


CHECKS: Sequence[Check] = (
    one_spelling_is_one_song,
    an_id_joins_spellings_that_look_different,
    another_version_is_another_song,
    songs_that_an_id_brings_together_become_the_older_one,
    a_song_is_spelt_as_most_charts_spell_it,
    unknown_songs_are_left_out,
    songs_are_found_by_number_id_isrc_and_words,
    the_most_charted_song_is_found_first,
    a_person_can_merge_songs,
    a_person_can_split_a_spelling_off,
    a_split_holds_whatever_number_the_source_gives,
    a_split_lasts_when_its_song_is_merged,
    a_split_can_be_undone_by_a_merge,
    a_spelling_that_is_alone_keeps_its_song,
    a_match_comes_back_as_it_was_put,
    a_persons_decision_stands,
    a_chosen_track_that_died_is_known_as_dead,
    unsure_matches_wait_for_a_person,
    many_matches_are_put_at_once,
    a_match_follows_its_song_into_a_merge,
)
