"""Editions: the playlists that the bot keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tophits.domain.songs import SongId


class Explicit(StrEnum):
    """What an edition does with explicit songs."""

    ANY = "any"
    CLEAN_ONLY = "clean-only"
    PREFER_CLEAN = "prefer-clean"


class EditPolicy(StrEnum):
    """What happens to a person's edit of the playlist (I6)."""

    OVERWRITE = "overwrite"
    KEEP = "keep"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Rules:
    """What an edition does with a ranking before it is a list.

    `max_per_artist` counts by lead artist; None is no limit. `pins` puts songs at fixed positions (from 1).
    `min_charts` is the least number of charts that must name a song. `one_per_work` keeps the best recording
    of each work. `hysteresis` is a share of the size: a song that is on the list stays until it falls below
    size * (1 + hysteresis). `half_life_days` is a decay by age; None, the default, is no decay.
    """

    max_per_artist: int | None = None
    explicit: Explicit = Explicit.ANY
    pins: Mapping[int, SongId] = field(default_factory=dict)
    bans: frozenset[SongId] = frozenset()
    banned_artists: frozenset[str] = frozenset()
    """Normal forms of lead artists."""
    min_charts: int = 1
    one_per_work: bool = True
    hysteresis: float = 0.0
    half_life_days: float | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """A playlist the bot keeps, as configured.

    `key` is the name used in commands (`daily`). `window_days` is 1 for "the latest charts". `territories`
    maps each territory to its weight; a single entry for one country. `churn_budget` is the share of the
    list that may change at once without being held. `keep_added_within` is the number of calls up to which
    moves are preferred to a rewrite, so that "date added" survives; None always takes the fewest calls.
    `cron` is five fields, in the configured zone.
    """

    key: str
    title: str
    size: int
    window_days: int
    territories: Mapping[str, float]
    cron: str
    churn_budget: float
    description: str = ""
    public: bool = True
    rules: Rules = Rules()
    on_edit: EditPolicy = EditPolicy.OVERWRITE
    keep_added_within: int | None = None
    manages_metadata: bool = False
