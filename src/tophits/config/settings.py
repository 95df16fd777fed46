"""The one typed tree of settings. How it is written in a file is `loading`'s concern."""

import ipaddress
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, field_validator
from pydantic_core import PydanticCustomError

from tophits.config.editions import FROZEN, EditionSettings, Line
from tophits.config.territories import Territories, country_code
from tophits.config.zones import zone_fault
from tophits.quota.ledger import Budgets

DEFAULT_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "apple": 1.0,
        "billboard": 1.0,
        "spotify_csv": 1.0,
        "kworb": 1.0,
        "file": 1.0,
        "youtube": 0.3,
        "lastfm": 0.1,
        "listenbrainz": 0.05,
        "deezer": 0.05,
    }
)
"""Design, section 5. A source without charts counts nothing, so those that need a file wait for it."""


def _zone(text: str) -> str:
    fault = zone_fault(text)
    if fault:
        raise PydanticCustomError(fault.number, "{message}", {"message": fault.message, "hint": fault.hint})
    return text


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
        sound = sound and parts.username is None and (parts.port or 1) > 0
    except ValueError:
        sound = False
    if not sound:
        hint = "Write it as https://host or http://127.0.0.1:8888, without user, query or '#'."
        raise PydanticCustomError("C015", "{text} is no address", {"text": repr(text), "hint": hint})
    return text.rstrip("/")


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


Address = Annotated[str, AfterValidator(_address)]


class SourceSettings(BaseModel):
    """How much one source counts."""

    model_config = FROZEN

    enabled: bool = Field(default=True, description="Whether it counts at all.")
    weight: float = Field(default=1.0, ge=0, description="How much it counts beside the others.")


class QuotaSettings(BaseModel):
    """Calls to Spotify in rolling 24 hours."""

    model_config = FROZEN

    searches: int = Field(default=100, ge=0, description="Searches.")
    others: int = Field(default=200, ge=1, description="All other calls together.")
    spare: float = Field(default=0.1, ge=0, le=0.9, description="The share that only resume and undo may use.")

    @property
    def budgets(self) -> Budgets:
        """As the ledger takes them."""
        return Budgets(self.searches, self.others, self.spare)


class SpotifySettings(BaseModel):
    """The Spotify app that the bot calls with, and where."""

    model_config = FROZEN

    client_id: str | None = Field(
        default=None, min_length=1, repr=False, description="The client id of your Spotify app."
    )
    accounts_url: Address = Field(default="https://accounts.spotify.com", description="The accounts service.")
    api_url: Address = Field(default="https://api.spotify.com/v1", description="The Web API.")
    country: Annotated[str, AfterValidator(country_code)] | None = Field(
        default=None, description="The country of the account."
    )

    @property
    def is_stand_in(self) -> bool:
        """Whether the Web API's address is on this machine: a sandbox, not Spotify."""
        return _is_loopback(self.api_url)


class Settings(BaseModel):
    """Everything that can be configured."""

    model_config = FROZEN

    zone: Annotated[str, AfterValidator(_zone)] = Field(description="The time zone of all schedules, by its IANA name.")
    territory: Territories = Field(
        default="global", validate_default=True, description="Whose hits: a country or `global`."
    )
    contact: Line = Field(
        "", max_length=200, description="An address for publishers, sent along when charts are fetched."
    )
    sources: Mapping[str, SourceSettings] = Field(description="How much each source counts.")
    quota: QuotaSettings = Field(default=QuotaSettings(), description="How many calls to Spotify may be spent.")
    spotify: SpotifySettings = Field(default=SpotifySettings(), description="The Spotify app.")
    editions: Mapping[str, EditionSettings] = Field(description="The playlists that are kept.")

    @field_validator("sources")
    @classmethod
    def _some_source(cls, sources: dict[str, SourceSettings]) -> Mapping[str, SourceSettings]:
        if not any(source.enabled and source.weight for source in sources.values()):
            raise PydanticCustomError("C012", "no source is left", {"hint": "Enable one with a weight above 0."})
        return MappingProxyType(sources)

    @field_validator("editions")
    @classmethod
    def _some_edition(cls, editions: dict[str, EditionSettings]) -> Mapping[str, EditionSettings]:
        if not editions:
            raise PydanticCustomError("C017", "no edition is left", {"hint": "Leave at least one switched on."})
        return MappingProxyType(editions)

    @property
    def weights(self) -> Mapping[str, float]:
        """The weight of each source that counts, by name."""
        return {name: source.weight for name, source in self.sources.items() if source.enabled and source.weight}
