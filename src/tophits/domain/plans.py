"""Plans: what to change in a playlist, as a value that can be printed, counted and refused."""

from dataclasses import dataclass

MAX_URIS = 100
"""The most URIs one call may carry (web-api-2026.md, section 1.4)."""


@dataclass(frozen=True, slots=True)
class Replace:
    """`PUT` with URIs: the playlist is exactly these afterwards. At most MAX_URIS."""

    uris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Add:
    """`POST`: put URIs in at `position` (from 0), or at the end when it is None. At most MAX_URIS."""

    uris: tuple[str, ...]
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """`PUT` with a range: take `length` rows from `start` and put them before the row that is now at `before`."""

    start: int
    before: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Remove:
    """`DELETE`: every copy of each URI goes. At most MAX_URIS."""

    uris: tuple[str, ...]


Step = Replace | Add | Move | Remove
"""One writing call."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The way from the rows a playlist has to the list it should have.

    `wanted` is the list afterwards. `steps` carried out in order lead from `old` to `wanted`; none when they
    are equal. `reason` says why these steps. `added`, `removed` and `moved` are URIs, for people and for the
    churn budget.
    """

    old: tuple[str | None, ...]
    wanted: tuple[str, ...]
    steps: tuple[Step, ...]
    reason: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]

    @property
    def calls(self) -> int:
        """How many writing calls it takes."""
        return len(self.steps)
