"""From kept charts to an edition's ranking, or the reasons why there can be none today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tophits.domain.charts import ChartInfo
from tophits.domain.editions import Edition
from tophits.domain.rankings import Mix, Ranking
from tophits.domain.songs import SongId
from tophits.history.ports import ChartArchive
from tophits.pipeline.ports import Kept
from tophits.ranking.coverage import Selection, select
from tophits.ranking.guards import check_charts
from tophits.ranking.points import rank
from tophits.ranking.rules import keep_for, order
from tophits.ranking.window import MAX_GAP_DAYS, known_at, window_for

LONG_AGO = timedelta(days=427)
"""How far back a held run looks for the sources to name: a year and the longest gap on either side."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A ranking and what it was made of, or, when `held` is not empty, why none is to be published today.

    `noticed` are things that hold nothing, such as one stale source among fresh ones. `origins` maps each
    source to whose data it is.
    """

    ranking: Ranking | None
    selection: Selection | None
    held: tuple[str, ...] = ()
    noticed: tuple[str, ...] = ()
    origins: Mapping[str, str] | None = None


def gather(edition: Edition, at: date, source_weights: Mapping[str, float], kept: Kept) -> Gathered:
    """Guard the charts that are there on the day `at`, and rank them by the edition's rules."""
    mix = Mix(source_weights, edition.territories)
    infos = known_at(infos_for(kept.archive, at, edition.window_days), at)
    first = kept.archive.first_kept()
    since = first.date() if first is not None else None
    verdict = check_charts(infos, mix, at, since)
    if verdict.is_held:
        # Who fell silent long ago is named, too: a longer look back costs nothing that matters now.
        verdict = check_charts(kept.archive.infos(at - LONG_AGO, at), mix, at, since)
        return Gathered(None, None, held=tuple(reason.message for reason in verdict.reasons))
    said = tuple(reason.message for reason in verdict.reasons)
    window = window_for(infos, mix, edition.window_days, at)
    selection = select(infos, mix, window, edition.rules.half_life_days)
    if not selection.chart_ids:
        return Gathered(None, None, held=(f"no chart covers {window.first} to {window.last}",))
    previous = _previous(edition, kept)
    ranking = rank_selection(selection, edition, previous, kept)
    origins = {info.source: info.origin for info in infos}
    return Gathered(ranking, selection, noticed=said, origins=origins)


def _previous(edition: Edition, kept: Kept) -> Sequence[SongId]:
    """The songs of the list that the playlist holds; one that was held back is not it."""
    verified = kept.snapshots.last_verified(edition.key)
    published = kept.lists.of_snapshot(verified.id) if verified is not None else None
    return [position.song_id for position in published.positions] if published is not None else []


def rank_selection(selection: Selection, edition: Edition, previous: Sequence[SongId], kept: Kept) -> Ranking:
    """Points, then the edition's rules; a ban in the review list is a ban for every edition."""
    points = rank(selection, kept.archive.joined, keep_for(edition.size, edition.rules))
    wanted = [scored.song for scored in points]
    songs = kept.shelf.songs([*wanted, *edition.rules.pins.values()])
    return order(points, songs, edition.rules, edition.size, selection.coverage, previous)


def infos_for(archive: ChartArchive, at: date, window_days: int) -> Sequence[ChartInfo]:
    """The charts that can matter for a window of so many days that ends at `at` or a little before."""
    return archive.infos(at - timedelta(days=window_days + 2 * MAX_GAP_DAYS), at)
