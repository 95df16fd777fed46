"""The settings of one playlist, and the four playlists that are kept when nobody says otherwise."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, NewType, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from tophits.config.cron import cron_fault
from tophits.config.territories import Territories
from tophits.domain.editions import Edition, EditPolicy, Explicit, Rules
from tophits.domain.songs import SongId
from tophits.sources.columns import isrc, spotify_id

SongRef = NewType("SongRef", str)
"""A song as a person names it: a Spotify id, URI or address, an ISRC, or `Artist - Title`."""

FROZEN = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)

DEFAULT_EDITIONS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "daily": {"size": 50, "window_days": 1, "cron": "0 4 * * *", "churn_budget": 0.60},
        "weekly": {"size": 100, "window_days": 7, "cron": "0 4 * * 6", "churn_budget": 0.40},
        "monthly": {"size": 200, "window_days": 30, "cron": "0 4 * * 6", "churn_budget": 0.25},
        "yearly": {"size": 250, "window_days": 365, "cron": "0 4 1 * *", "churn_budget": 0.20},
    }
)
"""Sizes, windows and times of design section 1, churn budgets of its Guards."""


def _cron(text: str) -> str:
    fault = cron_fault(text)
    if fault:
        raise PydanticCustomError(
            "C011", "the schedule {text} cannot be: {fault}", {"text": repr(text), "fault": fault, "hint": _CRON_HINT}
        )
    return " ".join(text.split())


_CRON_HINT = "'0 4 * * 6' is Saturday at 04:00; quote it."


def _song(text: str) -> str:
    text = text.strip()
    if spotify_id(text) or isrc(text) or all(part.strip() for part in text.partition(" - ")):
        return text
    raise PydanticCustomError(
        "C016",
        "{text} names no song",
        {"text": repr(text), "hint": "Write a Spotify id or URI, an ISRC, or 'Artist - Title'."},
    )


def _one_line(text: str) -> str:
    if any(ord(c) < 32 for c in text):
        raise PydanticCustomError("C007", "must be one line", {"hint": "Spotify keeps no line breaks."})
    return text


Line = Annotated[str, AfterValidator(_one_line)]
Song = Annotated[SongRef, AfterValidator(_song)]


class Pin(BaseModel):
    """A song at a fixed position, from 1."""

    model_config = FROZEN

    position: int = Field(ge=1, description="The position, from 1.")
    song: Song = Field(description="A Spotify id or URI, an ISRC, or 'Artist - Title'.")


class RulesSettings(BaseModel):
    """What is done with a ranking before it is a list."""

    model_config = FROZEN

    max_per_artist: int | None = Field(
        default=None, ge=1, description="The most songs of one lead artist; null is no limit."
    )
    explicit: Explicit = Field(
        default=Explicit.ANY, description="Songs marked explicit: any, clean-only or prefer-clean."
    )
    pins: tuple[Pin, ...] = Field(default=(), description="Songs at fixed positions.")
    bans: tuple[Song, ...] = Field(default=(), description="Songs that are never in the list.")
    banned_artists: tuple[str, ...] = Field(default=(), description="Lead artists that are never in the list.")
    min_charts: int = Field(default=1, ge=1, description="The least number of charts that must name a song.")
    one_per_work: bool = Field(default=True, description="Only the best recording of each composition.")
    hysteresis: float = Field(
        default=0.0, ge=0, le=1, description="How far below its end a song may fall before it leaves."
    )
    half_life_days: float | None = Field(default=None, gt=0, description="A decay by age; null is none.")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        taken: set[int] = set()
        for pin in self.pins:
            if pin.position in taken:
                raise _pin_fault(f"two pins are at position {pin.position}", "Give each its own.")
            if pin.song in self.bans:
                raise _pin_fault(f"{pin.song} is pinned and banned", "Choose one of the two.")
            taken.add(pin.position)
        if len({pin.song for pin in self.pins}) < len(self.pins):
            raise _pin_fault("one song is pinned twice", "Keep one of the pins.")
        return self


class EditionSettings(BaseModel):
    """One playlist that is kept."""

    model_config = FROZEN

    title: Line = Field(min_length=1, max_length=100, description="The playlist's name.")
    size: int = Field(ge=1, le=10_000, description="The most songs it has.")
    window_days: int = Field(ge=1, le=3660, description="How many measured days it is about; 1 is the latest charts.")
    territory: Territories | None = Field(default=None, description="As `territory` above, for this playlist only.")
    cron: Annotated[str, AfterValidator(_cron)] = Field(
        description="When it is updated: five crontab fields, in `zone`."
    )
    churn_budget: float = Field(
        default=0.4, ge=0, le=1, description="The share that may change at once without being held."
    )
    description: Line = Field(default="", max_length=300, description="The playlist's description.")
    public: bool = Field(default=True, description="Whether it is made public.")
    on_edit: EditPolicy = Field(default=EditPolicy.OVERWRITE, description="A person's edit: overwrite, keep or hold.")
    keep_added_within: int | None = Field(
        default=None, ge=1, description="Prefer moves, which keep 'date added', while they take at most so many calls."
    )
    manages_metadata: bool = Field(
        default=False, description="Set name and description back when a person changed them."
    )
    rules: RulesSettings = Field(default=RulesSettings(), description="What is done with the ranking.")

    @model_validator(mode="after")
    def _fit(self) -> Self:
        for pin in self.rules.pins:
            if pin.position > self.size:
                raise _pin_fault(f"a pin is at position {pin.position} of {self.size}", "Positions go up to the size.")
        return self

    @property
    def song_refs(self) -> tuple[SongRef, ...]:
        """Every song that its rules name, each once, for whoever looks them up."""
        return tuple(dict.fromkeys([*(pin.song for pin in self.rules.pins), *self.rules.bans]))

    def to_edition(
        self,
        key: str,
        territories: Mapping[str, float],
        songs: Mapping[SongRef, SongId],
        artist_form: Callable[[str], str],
    ) -> Edition:
        """The edition to keep.

        `territories` counts where the edition names none of its own. `songs` gives the number of each song
        named; one that is not in it, because no chart has named it yet, has no rule for now. `artist_form`
        makes the normal form of a lead artist's name.
        """
        rules = self.rules
        return Edition(
            key=key,
            title=self.title,
            size=self.size,
            window_days=self.window_days,
            territories=dict(self.territory if self.territory is not None else territories),
            cron=self.cron,
            churn_budget=self.churn_budget,
            description=self.description,
            public=self.public,
            on_edit=self.on_edit,
            keep_added_within=self.keep_added_within,
            manages_metadata=self.manages_metadata,
            rules=Rules(
                max_per_artist=rules.max_per_artist,
                explicit=rules.explicit,
                pins={pin.position: songs[pin.song] for pin in rules.pins if pin.song in songs},
                bans=frozenset(songs[ref] for ref in rules.bans if ref in songs),
                banned_artists=frozenset(artist_form(name) for name in rules.banned_artists),
                min_charts=rules.min_charts,
                one_per_work=rules.one_per_work,
                hysteresis=rules.hysteresis,
                half_life_days=rules.half_life_days,
            ),
        )


def _pin_fault(message: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError("C016", "{message}", {"message": message, "hint": hint})
