"""Use case: say why a song is where it is (I8)."""

from dataclasses import dataclass
from datetime import date

from tophits.app.compose import Bot
from tophits.app.songs import find_song
from tophits.app.texts import pick
from tophits.domain.errors import UsageError
from tophits.domain.matches import Match
from tophits.domain.rankings import ChartReason, Coverage, Mix, SourceReason
from tophits.pipeline.gathering import infos_for
from tophits.ranking.coverage import select
from tophits.ranking.points import explain as explain_points
from tophits.ranking.published import PublishedList, PublishedPosition


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a song stands where it stands in an edition's newest list.

    `rows` are the lines of charts that gave it points, best first; `sources` the same added up by source and
    territory. Both add up to `points` exactly, in units of 1 / POINT. `adds_up` is False when charts were
    merged or replaced since, so that the rows of today tell another story than the list then.
    """

    edition: str
    day: date
    position: int
    song: int
    title: str
    artists: tuple[str, ...]
    uri: str
    points: int
    note: str | None
    match: Match | None
    sources: tuple[SourceReason, ...]
    rows: tuple[ChartReason, ...]
    adds_up: bool
    coverage: Coverage


def explain(bot: Bot, edition: str, what: str) -> Explanation:
    """Explain a position (`7`) or a song (`#12`, an id, an ISRC, words of its title) of the newest list.

    Raises:
        UsageError: no list yet, no such position, or the song is not in the list.
    """
    pick((edition,), tuple(bot.settings.editions), "edition")
    published = _newest(bot, edition)
    if published is None:
        raise UsageError(f"{edition} was never published", remedy=f"Make the first list: tophits run {edition}")
    found = _position(bot, published, what)
    rows = _rows(bot, published, found)
    return Explanation(
        edition=edition,
        day=published.day,
        position=found.position,
        song=found.song_id,
        title=found.title,
        artists=found.artists,
        uri=found.uri,
        points=found.points,
        note=found.note,
        match=found.match,
        sources=found.reasons,
        rows=rows,
        adds_up=sum(row.points for row in rows) == found.points,
        coverage=published.coverage,
    )


def _newest(bot: Bot, edition: str) -> PublishedList | None:
    """The newest list that reached the playlist; one that a guard held did not."""
    newest = bot.store.published.newest(edition)
    if newest is None or newest.snapshot_id is not None:
        return newest
    verified = bot.store.snapshots.last_verified(edition)
    return bot.store.published.of_snapshot(verified.id) if verified is not None else None


def _position(bot: Bot, published: PublishedList, what: str) -> PublishedPosition:
    if what.isdigit():
        for position in published.positions:
            if position.position == int(what):
                return position
        raise UsageError(
            f"{published.edition} has no position {what}", remedy=f"Positions go from 1 to {len(published.positions)}."
        )
    song = find_song(what, bot.store.songs)
    for position in published.positions:
        if position.song_id == song.id:
            return position
    raise UsageError(
        f"{song.credit} - {song.title} is not in {published.edition}",
        remedy=f"See why a song is missing: tophits run {published.edition} --dry-run",
    )


def _rows(bot: Bot, published: PublishedList, found: PublishedPosition) -> tuple[ChartReason, ...]:
    """The chart lines of the song, from the very charts that the list was made of."""
    edition = bot.editions()[published.edition]
    window = published.coverage.window
    used = frozenset(published.chart_ids)
    reach = infos_for(bot.store.charts, published.day, edition.window_days)
    infos = [info for info in reach if info.chart_id in used]
    mix = Mix(bot.settings.weights, edition.territories)
    selection = select(infos, mix, window, edition.rules.half_life_days)
    rows = explain_points(selection, bot.store.charts.joined, found.song_id)
    return tuple(sorted(rows, key=lambda row: (-row.points, row.period_to, row.source, row.territory)))
