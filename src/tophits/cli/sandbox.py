"""`tophits sandbox`: the pretend Spotify, for any client."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The pretend Spotify.", no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one.")] = 8899,
    catalogue: Annotated[Path | None, typer.Option(help="CSV of tracks; default: the invented songs.")] = None,
    scenario: Annotated[str, typer.Option(help="A hardship; see: tophits sandbox scenarios")] = "kind",
    seed: Annotated[int, typer.Option(help="What the invented songs and all faults follow from.")] = 0,
    consent: Annotated[str, typer.Option(help="once: redirect at once. ask: show a page with a button.")] = "once",
) -> None:
    """Serve a pretend Spotify (accounts and Web API) until interrupted. Client id: sandbox."""
    from tophits.app.sandbox import serve as serve_world

    serve_world(port, catalogue, scenario, seed, consent, say=typer.echo)


@app.command()
def scenarios() -> None:
    """List the named hardships."""
    from tophits.app.sandbox import scenarios as all_scenarios
    from tophits.cli.context import table

    table(list(all_scenarios()), ("scenario", "what happens"))
