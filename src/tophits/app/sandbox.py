"""Use case: serve the pretend Spotify for any client."""

from collections.abc import Callable
from pathlib import Path

from tophits.app.texts import pick


def serve(
    port: int, catalogue: Path | None, scenario: str, seed: int, consent: str, say: Callable[[str], None]
) -> None:
    """Serve until interrupted.

    Raises:
        UsageError: an unknown scenario or consent mode, a broken catalogue, or a port that is taken.
    """
    from tophits.sandbox.catalogue import invented_catalogue, read_catalogue
    from tophits.sandbox.clock import WallClock
    from tophits.sandbox.scenarios import SCENARIOS
    from tophits.sandbox.serve import serve_forever
    from tophits.sandbox.world import World

    pick((scenario,), tuple(SCENARIOS), "scenario")
    pick((consent,), ("once", "ask"), "way of consent")
    tracks = read_catalogue(catalogue) if catalogue is not None else invented_catalogue(seed)
    world = World(
        tracks,
        seed=seed,
        scenario=SCENARIOS[scenario],
        clock=WallClock(),
        consent="ask" if consent == "ask" else "at-once",
    )

    def ready(address: str) -> None:
        say(f"A pretend Spotify with {len(tracks)} tracks is at {address} (scenario {scenario}, client id: sandbox)")
        say(f"Accounts: {address}/authorize and {address}/api/token; Web API: {address}/v1. Stop it with Ctrl-C.")

    serve_forever(world, port, ready)


def scenarios() -> tuple[tuple[str, str], ...]:
    """Every named hardship with what happens in it."""
    from tophits.sandbox.scenarios import SCENARIOS

    return tuple((name, scenario.description) for name, scenario in SCENARIOS.items())
