"""The named hardships of the pretend world."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tophits.domain.quotas import Family
from tophits.sandbox.faults import Fault, Odds

KIND_QUOTAS: Mapping[Family, int] = {
    Family.SEARCH: 400,
    Family.PLAYLIST: 1000,
    Family.TRACK: 1000,
    Family.LIBRARY: 600,
    Family.ME: 600,
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """How hard this world is. The default is `kind`: nothing goes wrong that a client did not ask for.

    `quotas` are calls in rolling 24 hours per developer account and family; `calls_per_window` is the app's
    rate limit over 30 s. `rows_lag` and `id_lag` say how long after a write the old rows and the old
    snapshot id are still shown. Shares are of the tracks of the catalogue (or, for `null_share`, of the rows
    written), chosen by the seed. `withheld_scopes` are never granted, though the consent seems good.
    """

    name: str
    description: str
    quotas: Mapping[Family, int] = field(default_factory=lambda: KIND_QUOTAS)
    calls_per_window: int = 200
    odds: tuple[Odds, ...] = ()
    late_by: timedelta = timedelta(seconds=20)
    rows_lag: timedelta = timedelta(0)
    id_lag: timedelta = timedelta(0)
    cover_lag: timedelta = timedelta(0)
    dead_share: float = 0.0
    relinked_share: float = 0.0
    unplayable_share: float = 0.0
    null_share: float = 0.0
    private_sticks: bool = True
    has_premium: bool = True
    is_allowlisted: bool = True
    withheld_scopes: frozenset[str] = frozenset()


KIND = Scenario("kind", "Nothing goes wrong: rows are visible at once and quotas are generous.")

_ALL = (
    KIND,
    Scenario(
        "tight-quota",
        "A day allows 30 searches, 60 playlist calls, 30 tracks and little else; then the bucket is closed for hours.",
        quotas={Family.SEARCH: 30, Family.PLAYLIST: 60, Family.TRACK: 30, Family.LIBRARY: 10, Family.ME: 20},
    ),
    Scenario(
        "snapshot-lag",
        "Rows settle after 0.6 s; the snapshot id after 30 s, with the old or a third one visible meanwhile.",
        rows_lag=timedelta(seconds=0.6),
        id_lag=timedelta(seconds=30),
        cover_lag=timedelta(seconds=5),
    ),
    Scenario("rate-limited", "Eight calls in 30 seconds, then 429 with seconds to wait.", calls_per_window=8),
    Scenario(
        "flaky",
        "One call in ten is answered with a 5xx: half of them before it was done, half after.",
        odds=(Odds(Fault.ERROR_BEFORE, 0.05), Odds(Fault.ERROR_AFTER, 0.05)),
    ),
    Scenario(
        "ambiguous-writes",
        "One write in four is answered with a 5xx although it was done.",
        odds=(Odds(Fault.ERROR_AFTER, 0.25),),
    ),
    Scenario(
        "late-writes",
        "One write in four is answered with a 5xx and done 20 s later.",
        odds=(Odds(Fault.LATE, 0.25),),
    ),
    Scenario(
        "dropped-answers",
        "One call in ten gets no answer: half of them were done.",
        odds=(Odds(Fault.DROPPED_BEFORE, 0.05), Odds(Fault.DROPPED_AFTER, 0.05)),
    ),
    Scenario(
        "dead-uris",
        "One track in fifty is gone: reading it is a 404, and a write that names it is a 502 every time.",
        dead_share=0.02,
    ),
    Scenario(
        "relinked",
        "One track in five shows another id in each country, and nothing says so.",
        relinked_share=0.2,
    ),
    Scenario(
        "null-rows",
        "One row in fifty goes null right after it was written; some tracks do so every time, some cannot be played.",
        null_share=0.02,
        unplayable_share=0.02,
    ),
    Scenario("false-401", "One good access token in ten is refused once.", odds=(Odds(Fault.FALSE_401, 0.1),)),
    Scenario("private-does-not-stick", "A playlist made private is public all the same.", private_sticks=False),
    Scenario(
        "no-premium", "Login is fine, then every call is a 403: the app's owner has no Premium.", has_premium=False
    ),
    Scenario(
        "not-allowlisted",
        "Login is fine, then every call is a 403: the user is not on the app's list.",
        is_allowlisted=False,
    ),
    Scenario(
        "missing-scope",
        "Login is fine, but the scopes to change playlists and pictures were not granted.",
        withheld_scopes=frozenset({"playlist-modify-public", "playlist-modify-private", "ugc-image-upload"}),
    ),
    Scenario("truncated-bodies", "One answer in ten breaks off in the middle.", odds=(Odds(Fault.TRUNCATED, 0.1),)),
    Scenario(
        "storm",
        "A little of everything: lag, 5xx, late and dropped answers, false 401, dead, relinked and null tracks.",
        calls_per_window=60,
        odds=(
            Odds(Fault.ERROR_BEFORE, 0.02),
            Odds(Fault.ERROR_AFTER, 0.02),
            Odds(Fault.LATE, 0.02),
            Odds(Fault.DROPPED_BEFORE, 0.01),
            Odds(Fault.DROPPED_AFTER, 0.02),
            Odds(Fault.TRUNCATED, 0.02),
            Odds(Fault.FALSE_401, 0.02),
            Odds(Fault.RATE_LIMITED, 0.02),
        ),
        rows_lag=timedelta(seconds=0.6),
        id_lag=timedelta(seconds=30),
        cover_lag=timedelta(seconds=5),
        dead_share=0.01,
        relinked_share=0.05,
        unplayable_share=0.01,
        null_share=0.005,
        private_sticks=False,
    ),
)

SCENARIOS: Mapping[str, Scenario] = {scenario.name: scenario for scenario in _ALL}
