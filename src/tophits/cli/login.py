"""`tophits auth`: the login to Spotify."""

from typing import TYPE_CHECKING

import typer

from tophits.cli.context import ConfigOption, ExitCode, HomeOption, JsonOption, open_bot, print_json

if TYPE_CHECKING:
    from tophits.app.login import LoginLine

app = typer.Typer(help="The login to Spotify.", no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.command()
def login(home: HomeOption = None, config: ConfigOption = None) -> None:
    """Log in: at a sandbox at once, else by opening an address and pasting where it leads to."""
    from tophits.app.login import begin, finish, log_in_at_stand_in

    with open_bot(home, config) as bot:
        if bot.settings.spotify.is_stand_in:
            line = log_in_at_stand_in(bot)
        else:
            begun = begin(bot)
            typer.echo("Open this address in a browser, on any machine, and agree:\n")
            typer.echo(f"  {begun.url}\n")
            typer.echo("The browser then ends on an address that may not load. Paste that address here, whole.")
            line = finish(bot, begun, typer.prompt("Address"))
    _tell(line)


@app.command()
def status(json: JsonOption = False, home: HomeOption = None, config: ConfigOption = None) -> None:
    """Say who is logged in, and until when. Exit code 3 when nobody is."""
    from tophits.app.login import status as login_status

    with open_bot(home, config) as bot:
        line = login_status(bot)
    if json:
        print_json(line)
    elif line is not None:
        _tell(line)
    else:
        typer.echo("Nobody is logged in. Log in: tophits auth login")
    if line is None:
        raise typer.Exit(ExitCode.NOT_NOW)


def _tell(line: "LoginLine") -> None:
    typer.echo(
        f"Logged in as {line.user or 'unknown'}; consent of {line.consented_at:%Y-%m-%d}, ends {line.ends_at:%Y-%m-%d}"
    )
