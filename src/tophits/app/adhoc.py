"""Use case: rank without publishing. Touches no Spotify."""

from dataclasses import dataclass
from datetime import date

from tophits.app.compose import Bot
from tophits.app.texts import pick
from tophits.domain.errors import UsageError
from tophits.domain.rankings import Coverage, Mix, RankedSong, SourceReason, Window
from tophits.pipeline.gathering import gather
from tophits.ranking.coverage import select
from tophits.ranking.points import rank
from tophits.ranking.rules import unruled
from tophits.ranking.window import reading_span


@dataclass(frozen=True, slots=True)
class Place:
    """A song in a ranking. `points` are in units of 1 / POINT; `reasons` add up to them exactly."""

    position: int
    title: str
    artists: tuple[str, ...]
    points: int
    reasons: tuple[SourceReason, ...]
    song: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A ranking to look at. `held` says why a run would not publish it; the list is there all the same."""

    coverage: Coverage | None
    places: tuple[Place, ...]
    held: tuple[str, ...] = ()


def rank_edition(bot: Bot, key: str, day: date) -> Standing:
    """What an edition would hold on a day, were every song on Spotify."""
    pick((key,), tuple(bot.settings.editions), "edition")
    edition = bot.editions()[key]
    gathered = gather(edition, day, bot.settings.weights, bot.kept())
    if gathered.ranking is None:
        return Standing(None, (), gathered.held)
    return Standing(gathered.ranking.coverage, _places(gathered.ranking.songs[: edition.size]))


def rank_window(bot: Bot, first: date, last: date, size: int, sources: tuple[str, ...]) -> Standing:
    """The songs of any window, by the configured weights or by the named sources alone, with no edition's rules.

    Raises:
        UsageError: the window ends before it begins, the size is no size, or a source has no charts.
    """
    if last < first:
        raise UsageError(f"The window ends before it begins: {first} to {last}")
    if size < 1:
        raise UsageError(f"{size} is no size", remedy="Give a whole number from 1.")
    window = Window(first, last)
    infos = bot.store.charts.infos(*reading_span(window))
    known = tuple(sorted({info.source for info in infos}))
    pick(sources, known, "source with charts in that window")
    weights = dict.fromkeys(sources, 1.0) or {
        **dict.fromkeys((name for name in known if name not in bot.settings.sources), 1.0),
        **bot.settings.weights,
    }
    territories = dict(bot.settings.territory)
    if not any(info.territory in territories or info.territory == "global" for info in infos):
        territories = {info.territory: 1.0 for info in infos}
    selection = select(infos, Mix(weights, territories), window)
    if not selection.chart_ids:
        return Standing(None, (), (f"no chart covers {first} to {last}",))
    points = rank(selection, bot.store.charts.joined, size)
    songs = bot.store.songs.songs([scored.song for scored in points])
    ranking = unruled(points, songs, selection.coverage)
    return Standing(selection.coverage, _places(ranking.songs[:size]))


def _places(songs: tuple[RankedSong, ...]) -> tuple[Place, ...]:
    return tuple(
        Place(
            number, ranked.song.title, ranked.song.artists, ranked.points, ranked.reasons, ranked.song.id, ranked.note
        )
        for number, ranked in enumerate(songs, start=1)
    )
