"""What every ChartArchive and RawPages does. Run each of CHECKS on a fresh store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from tophits.domain.charts import Cadence, Chart, Entry
from tophits.domain.errors import ChartRefused, UsageError
from tophits.history.ports import RawPage
from tophits.testing.contracts.expect import Check, Ports, equal, raises

NOW = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
DAY = date(2026, 7, 16)

ENTRIES = (
    Entry(
        1,
        "BIRDS OF A FEATHER",
        ("Billie Eilish",),
        "USUM72401994",
        "6dOtVTDdiauQNBQEDOtlAB",
        5_000_000_000,
        "apple:1739659142",
        2,
        explicit=False,
    ),
    Entry(2, "夜に駆ける", ("YOASOBI",), previous_rank=1, streams=0),
    Entry(3, "Beautiful Things", ("Benson Boone",), None, "6tNQ70jh4OwmPGpYy6R2o9", 12, explicit=True),
    Entry(4, 'Die With A "Smile"; 1\\2 %_', ("Lady Gaga", "Bruno Mars")),
)
CHART = Chart("apple", "apple", "us", Cadence.DAY, DAY, DAY, date(2026, 7, 17), ENTRIES)


def a_chart_comes_back_as_it_was_given(store: Ports) -> None:
    """Every field of every entry."""
    bare = replace(CHART, territory="global", published=None, entries=(Entry(1, "Ordinary", ("Alex Warren",)),))
    kept = store.charts.keep([CHART, bare], NOW)
    equal([True, True], [one.is_new for one in kept])
    equal([CHART, bare], [store.charts.entries(one.info.chart_id) for one in kept])
    equal(4, kept[0].info.depth)


def an_equal_chart_is_kept_once(store: Ports) -> None:
    """In one batch and among batches."""
    first = store.charts.keep([CHART, CHART], NOW)
    again = store.charts.keep([CHART], NOW + timedelta(days=1))
    equal([True, False, False], [one.is_new for one in (*first, *again)])
    equal({first[0].info}, {one.info for one in (*first, *again)})
    equal([first[0].info], list(store.charts.infos(DAY, DAY)))


def the_first_fetch_is_remembered(store: Ports) -> None:
    """Whatever comes later, and whichever days it is about."""
    equal(None, store.charts.first_kept())
    store.charts.keep([CHART], NOW)
    old = replace(CHART, period_from=DAY - timedelta(days=9), period_to=DAY - timedelta(days=9))
    store.charts.keep([old], NOW + timedelta(days=3))
    equal(NOW, store.charts.first_kept())


def nothing_can_be_kept(store: Ports) -> None:
    """No charts, no trouble."""
    equal([], list(store.charts.keep([], NOW)))
    equal([], list(store.charts.infos(date(2000, 1, 1), date(2100, 1, 1))))
    equal([], list(store.charts.joined([])))


def a_corrected_chart_takes_the_place_of_the_older_one(store: Ports) -> None:
    """In reading; the older one stays where it is."""
    corrected = replace(CHART, entries=_ranked(ENTRIES[1], ENTRIES[0]))
    (first,) = store.charts.keep([CHART], NOW)
    (second,) = store.charts.keep([corrected], NOW)
    equal((True, first.info.chart_id), (second.is_new, second.replaces))
    equal([second.info], list(store.charts.infos(DAY, DAY)))
    equal(CHART, store.charts.entries(first.info.chart_id))
    (third,) = store.charts.keep([CHART], NOW)
    equal((True, second.info.chart_id), (third.is_new, third.replaces))
    equal([third.info], list(store.charts.infos(DAY, DAY)))


def a_withdrawn_chart_is_as_if_it_had_not_been_kept(store: Ports) -> None:
    """The one that it had replaced is read again, and an equal one is new; its own lines stay."""
    corrected = replace(CHART, entries=_ranked(ENTRIES[1], ENTRIES[0]))
    (first,) = store.charts.keep([CHART], NOW)
    (second,) = store.charts.keep([corrected], NOW)
    equal(
        [True, False, [first.info]],
        [
            *(store.charts.withdraw(second.info.chart_id, NOW, "mixed up") for _ in "ab"),
            [*store.charts.infos(DAY, DAY)],
        ],
    )
    equal(corrected, store.charts.entries(second.info.chart_id))
    equal([False], [kept.is_new for kept in store.charts.keep([CHART], NOW)])
    store.charts.withdraw(first.info.chart_id, NOW, "")
    equal([], list(store.charts.infos(DAY, DAY)))
    (again,) = store.charts.keep([CHART], NOW)
    equal((True, None), (again.is_new, again.replaces))
    equal([again.info], list(store.charts.infos(DAY, DAY)))


def digests_are_equal_exactly_when_entries_are(store: Ports) -> None:
    """Whatever the day, the territory or the source."""
    other = (*ENTRIES[:2], replace(ENTRIES[2], streams=13), ENTRIES[3])
    charts = [
        CHART,
        replace(CHART, period_from=DAY + timedelta(1), period_to=DAY + timedelta(1)),
        replace(CHART, territory="gb", source="deezer"),
        replace(CHART, territory="de", entries=other),
        replace(CHART, territory="fr", entries=(*ENTRIES[:3], replace(ENTRIES[3], previous_rank=9))),
        replace(CHART, territory="br", entries=(*ENTRIES[:3], replace(ENTRIES[3], artists=("Lady Gaga, Bruno Mars",)))),
    ]
    digests = [kept.info.digest for kept in store.charts.keep(charts, NOW)]
    equal((1, 4), (len(set(digests[:3])), len(set(digests))))


def infos_are_the_charts_that_touch_the_days(store: Ports) -> None:
    """Oldest first; a week touches when one of its days does."""
    week = replace(CHART, cadence=Cadence.WEEK, period_from=DAY - timedelta(6), period_to=DAY)
    days = [replace(CHART, period_from=DAY + timedelta(n), period_to=DAY + timedelta(n)) for n in (2, 0, 1)]
    store.charts.keep([*days, week], NOW)
    equal(
        [(Cadence.WEEK, DAY), (Cadence.DAY, DAY), (Cadence.DAY, DAY + timedelta(1))],
        [(info.cadence, info.period_to) for info in store.charts.infos(DAY, DAY + timedelta(1))],
    )
    equal([Cadence.WEEK], [info.cadence for info in store.charts.infos(DAY - timedelta(9), DAY - timedelta(6))])
    equal([], list(store.charts.infos(DAY - timedelta(9), DAY - timedelta(7))))


def charts_are_joined_to_songs_in_the_order_asked_for(store: Ports) -> None:
    """One spelling is one song, also in another chart."""
    turned = replace(CHART, territory="gb", entries=_ranked(*reversed(ENTRIES)))
    first, second = (kept.info for kept in store.charts.keep([CHART, turned], NOW))
    joined = list(store.charts.joined([second.chart_id, first.chart_id, second.chart_id]))
    equal([second.chart_id, first.chart_id, second.chart_id], [one.chart_id for one in joined])
    equal(list(joined[1].songs), list(reversed(joined[0].songs)))
    equal((4, 4), (len(joined[1].songs), len(set(joined[1].songs))))
    equal(joined[1].song_at(4), joined[0].song_at(1))
    equal([one.song_at(rank) for one in joined for rank in range(1, 5)], [song for one in joined for song in one.songs])


def the_charts_of_one_reading_share_the_numbers_of_names(store: Ports) -> None:
    """Whoever adds up by name, and joins names to songs at the end, gets every song of every chart."""
    other = replace(CHART, territory="gb", entries=_ranked(Entry(1, "Ordinary", ("Alex Warren",)), *ENTRIES[2:]))
    ids = [kept.info.chart_id for kept in store.charts.keep([CHART, other], NOW)]
    one, two = store.charts.joined(ids)
    equal(id(one.song_of), id(two.song_of))
    equal((4, 3, 5), (len({*one.names}), len({*two.names}), len({*one.names, *two.names})))
    equal(list(one.names[2:]), list(two.names[1:]))


def a_chart_says_whether_it_repeats_a_name(store: Ports) -> None:
    """A publisher's mistake, but its lines stay as they are."""
    twice = replace(CHART, territory="gb", entries=_ranked(*ENTRIES, replace(ENTRIES[0], streams=3)))
    ids = [kept.info.chart_id for kept in store.charts.keep([CHART, twice], NOW)]
    joined = list(store.charts.joined(ids))
    equal([(4, False), (5, True)], [(len(one.names), one.has_repeats) for one in joined])
    equal(joined[1].song_at(1), joined[1].song_at(5))
    equal(twice, store.charts.entries(ids[1]))


def streams_are_joined_only_where_all_are_known(store: Ports) -> None:
    """A part of them cannot be compared."""
    whole = replace(CHART, territory="gb", entries=tuple(replace(e, streams=9 - e.rank) for e in ENTRIES))
    none = replace(CHART, territory="de", entries=tuple(replace(e, streams=None) for e in ENTRIES))
    ids = [kept.info.chart_id for kept in store.charts.keep([CHART, whole, none], NOW)]
    streams = [one.streams for one in store.charts.joined(ids)]
    equal([None, [8, 7, 6, 5], None], [None if one is None else list(one) for one in streams])


def a_broken_chart_keeps_the_whole_batch_out(store: Ports) -> None:
    """All or none: no entries, a gap, a repeat, not from 1."""
    ranks = ((), (1, 3), (1, 1), (2, 3), (0, 1))
    for broken in ranks:
        entries = tuple(Entry(rank, f"Song {n}", ("Somebody",)) for n, rank in enumerate(broken))
        chart = replace(CHART, territory="de", entries=entries)
        error = raises(ChartRefused, partial(store.charts.keep, [CHART, chart], NOW))
        equal(("apple", "de", DAY), (error.source, error.territory, error.day))
    equal([], list(store.charts.infos(DAY, DAY)))
    equal([], list(store.songs.find("birds")))


def an_unknown_chart_is_the_askers_mistake(store: Ports) -> None:
    """With a remedy, and no trace."""
    raises(UsageError, lambda: store.charts.entries(1))
    raises(UsageError, lambda: list(store.charts.joined([1])))


def raw_pages_come_back_oldest_first(store: Ports) -> None:
    """Byte for byte, each body of a source once."""
    new = RawPage("apple", "us.json", NOW, b'{"feed": 1}' * 1000)
    old = RawPage("apple", "us.json", NOW - timedelta(days=2), bytes(range(256)))
    other = RawPage("kworb", "us.html", NOW, b"")
    for page in (new, old, other, replace(new, name="again", fetched_at=NOW + timedelta(days=1))):
        store.pages.keep(page)
    equal([old, new], list(store.pages.pages("apple")))
    equal([other], list(store.pages.pages("kworb")))
    equal([], list(store.pages.pages("deezer")))
    equal(1, store.pages.forget(NOW))
    equal([new], list(store.pages.pages("apple")))


def _ranked(*entries: Entry) -> tuple[Entry, ...]:
    return tuple(replace(entry, rank=rank) for rank, entry in enumerate(entries, 1))


CHECKS: Sequence[Check] = (
    a_chart_comes_back_as_it_was_given,
    an_equal_chart_is_kept_once,
    the_first_fetch_is_remembered,
    nothing_can_be_kept,
    a_corrected_chart_takes_the_place_of_the_older_one,
    a_withdrawn_chart_is_as_if_it_had_not_been_kept,
    digests_are_equal_exactly_when_entries_are,
    infos_are_the_charts_that_touch_the_days,
    charts_are_joined_to_songs_in_the_order_asked_for,
    the_charts_of_one_reading_share_the_numbers_of_names,
    a_chart_says_whether_it_repeats_a_name,
    streams_are_joined_only_where_all_are_known,
    a_broken_chart_keeps_the_whole_batch_out,
    an_unknown_chart_is_the_askers_mistake,
    raw_pages_come_back_oldest_first,
)
