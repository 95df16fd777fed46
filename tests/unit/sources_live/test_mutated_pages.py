"""Every source is fed pages gone wrong: what comes out is the truth, or an error with a name, never a wrong list."""

from collections import Counter

import pytest
from page_mutations import MUTATIONS, mutated
from publisher_stand import LIVE, TODAY, answers, before, charts_of, own_names, true_chart

from tophits.domain.errors import ChartRefused
from tophits.sources.checking import Known, checked
from tophits.sources.facts import facts_of
from tophits.sources.protocol import drive

KINDS = (*MUTATIONS, "yesterday's")
NO_RANKS = {"apple us", "apple jp", "lastfm", "deezer", "listenbrainz"}
"""Lists whose order alone is the rank. Two of their rows in each other's place leave no trace on the page."""
NO_TRACE = {
    *(("two rows swapped", key) for key in NO_RANKS),
    *(("values exchanged", key) for key in LIVE),
    *(("shuffled", key) for key in ("lastfm", "deezer")),
}
"""What nobody can notice for certain: rows in each other's place where no rank is printed, a name exchanged with that
of a song that is new, and a whole shuffle of fifty rows, which one time in twenty is like yesterday's order enough."""


def same(value, truth):
    """Equal, or not told at all."""
    return value is None or value == truth


def equals(chart, truth, own):
    """Whether a chart is the truth; ids and flags may be lacking, since then only less is said.

    `own` is the truth in the storefront's own script: a name that could not be looked up stays so.
    """
    return (chart.territory, chart.cadence, chart.period_from, chart.period_to, len(chart.entries)) == (
        truth.territory,
        truth.cadence,
        truth.period_from,
        truth.period_to,
        len(truth.entries),
    ) and all(
        (one.rank, one.spotify_id, one.streams) == (other.rank, other.spotify_id, other.streams)
        and one.title in {other.title, local.title}
        and one.artists in {other.artists, local.artists}
        and same(one.source_id, other.source_id)
        and same(one.explicit, other.explicit)
        and same(one.previous_rank, other.previous_rank)
        for one, other, local in zip(chart.entries, truth.entries, own.entries, strict=True)
    )


def outcome(key, kind, seed):
    """`truth`, `yesterday's truth`, `refused` or `wrong`."""
    source, _ = LIVE[key]
    earlier = true_chart(key, before(key))
    result = _late(key) if kind == "yesterday's" else charts_of(key, spoil=lambda body: mutated(body, kind, seed))
    if result.refused:
        return "refused"
    (chart,) = result.charts
    known = Known(TODAY, earlier, facts_of(source).is_dated_by_capture)
    try:
        chart = checked(chart, known)
    except ChartRefused:
        return "refused"
    if equals(chart, true_chart(key), own_names(key)):
        return "truth"
    return "yesterday's truth" if equals(chart, earlier, own_names(key, before(key))) else "wrong"


def _late(key):
    """Pages of the time before, fetched today."""
    source, chart_id = LIVE[key]
    return drive(source.read(chart_id, TODAY), answers(before(key)))


def tally(key, pages):
    """How often each outcome comes of so many pages, evenly of all kinds, and the wrong ones that can be noticed."""
    counts, wrong = Counter(), []
    for seed in range(pages):
        kind = KINDS[seed % len(KINDS)]
        found = outcome(key, kind, seed)
        if found == "wrong" and (kind, key) in NO_TRACE:
            found = "no trace"
        counts[found] += 1
        if found == "wrong":
            wrong.append((kind, seed))
    return counts, wrong


@pytest.mark.parametrize("key", LIVE)
def test_a_page_gone_wrong_gives_the_truth_or_a_named_error(key):
    counts, wrong = tally(key, 80)
    assert [] == wrong
    assert counts["refused"] > 30


@pytest.mark.slow
@pytest.mark.parametrize("key", LIVE)
def test_a_thousand_pages_gone_wrong_give_the_truth_or_a_named_error(key):
    assert [] == tally(key, 1000)[1]
