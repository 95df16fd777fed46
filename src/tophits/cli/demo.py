"""`tophits demo`: the whole thing in a pretend world."""

from pathlib import Path
from typing import Annotated

import typer

from tophits.cli.context import ExitCode


def demo(
    once: Annotated[bool, typer.Option("--once", help="Build the lists and end.")] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1 for the pretend Spotify; 0 takes a free one.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="What songs, charts and faults follow from.")] = 0,
    home: Annotated[
        Path | None, typer.Option("--home", help="Keep the demo's state here; default: thrown away.")
    ] = None,
) -> None:
    """Build four playlists from charts in an embedded Spotify, then break things and watch the lists stay whole.

    Touches no network beyond this machine and none of your own state.
    """
    from tophits.app.demo import run_demo

    del once  # until there is a dashboard to stay for, the demo always ends by itself
    if not run_demo(port=port, seed=seed, home=home, say=typer.echo):
        raise typer.Exit(ExitCode.FAILED)
