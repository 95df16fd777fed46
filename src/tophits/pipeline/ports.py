"""Everything the pipeline is handed: the ports it speaks through, and what it may do."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from tophits.apply.editions_state import EditionStates
from tophits.apply.ports import AliasBook, Journal, PlaylistKeeper, PlaylistReader, PlaylistWriter, TrackReader
from tophits.domain.clock import Clock
from tophits.domain.events import Observe
from tophits.domain.quotas import Family
from tophits.domain.tracks import Track
from tophits.history.ports import ChartArchive, SongShelf
from tophits.matching.book import MatchBook
from tophits.matching.lookups import LookUp
from tophits.ranking.published import PublishedLists
from tophits.snapshot.ports import Snapshots

Search = Callable[[LookUp], tuple[Track, ...]]
"""Answers a look-up of matching with one search call."""


class Reserve(Protocol):
    """Reserves calls for as long as its context lasts; what is not spent is given back."""

    def __call__(self, wanted: Mapping[Family, int], /, *, may_use_spare: bool = False) -> AbstractContextManager[None]:
        """Reserve all of them or raise BudgetSpent or QuotaExceeded before anything is sent."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What the bot keeps."""

    archive: ChartArchive
    shelf: SongShelf
    book: MatchBook
    lists: PublishedLists
    snapshots: Snapshots
    journal: Journal
    aliases: AliasBook
    states: EditionStates


@dataclass(frozen=True, slots=True)
class Spotify:
    """What the bot may ask of Spotify. `country` is the account's, or empty where it is not known.

    `calls` counts the calls sent so far, by family.
    """

    reader: PlaylistReader
    writer: PlaylistWriter
    keeper: PlaylistKeeper
    tracks: TrackReader
    search: Search
    reserve: Reserve
    calls: Callable[[], Mapping[Family, int]]
    country: str


@dataclass(frozen=True, slots=True)
class Ports:
    """All of it. `still_ours` raises when this process lost the right to write; `token` makes unguessable words."""

    kept: Kept
    spotify: Spotify
    clock: Clock
    observe: Observe
    still_ours: Callable[[], None]
    token: Callable[[], str]
