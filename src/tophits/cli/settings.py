"""`tophits config`: check the configuration, show its schema."""

import typer

from tophits.cli.context import ConfigOption, HomeOption

app = typer.Typer(help="The configuration.", no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.command()
def check(home: HomeOption = None, config: ConfigOption = None) -> None:
    """Read the configuration and name every mistake with its line and a hint. Exit code 2 when there are any."""
    from tophits.app.home import find_home, settings_of

    found = find_home(home, config)
    settings = settings_of(found)
    typer.echo(f"{found.config or 'No configuration file, environment and defaults alone'}: no mistakes")
    typer.echo(
        f"zone {settings.zone}; editions: {', '.join(settings.editions)}; sources: {', '.join(settings.weights)}"
    )


@app.command()
def schema() -> None:
    """Print the JSON Schema of tophits.yaml, for editors."""
    from tophits.cli.context import print_json
    from tophits.config.schema import json_schema

    print_json(json_schema())
