"""`tophits editions`: which playlists the bot keeps."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from tophits.cli.context import ConfigOption, ExitCode, HomeOption, JsonOption, open_bot, print_json, say, table

if TYPE_CHECKING:
    from tophits.app.adopting import Adoption

app = typer.Typer(help="The playlists that the bot keeps.", rich_markup_mode=None, add_completion=False)


@app.callback(invoke_without_command=True)
def editions(
    context: typer.Context, json: JsonOption = False, home: HomeOption = None, config: ConfigOption = None
) -> None:
    """The playlists that the bot keeps; without a further word, list them."""
    if context.invoked_subcommand is None:
        list_(json=json, home=home, config=config)


@app.command("list")
def list_(json: JsonOption = False, home: HomeOption = None, config: ConfigOption = None) -> None:
    """List the editions: size, window, schedule, playlist, last run."""
    from tophits.app.adopting import editions as all_editions

    with open_bot(home, config) as bot:
        lines, zone = all_editions(bot), ZoneInfo(bot.settings.zone)
    if json:
        print_json(lines)
        return

    def local(moment: str) -> str:
        return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M}"

    table(
        [
            (
                line.key,
                line.title,
                f"{line.tracks if line.tracks is not None else '-'}/{line.size}",
                f"{line.window_days}d",
                line.cron,
                line.playlist or "none yet",
                f"{line.last_state} {local(line.last_run)}" if line.last_run else "never",
                f"frozen: {line.frozen_why or 'by hand'}" if line.frozen else "",
            )
            for line in lines
        ],
        ("edition", "title", "tracks", "window", "schedule", "playlist", f"last run ({zone})", ""),
    )


@app.command()
def adopt(
    edition: Annotated[str, typer.Argument(help="The edition.")],
    playlist: Annotated[str, typer.Argument(help="Id, URI or link of a playlist that you own.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Let an edition take over an existing playlist of yours; its first list waits for your approval."""
    from tophits.app.adopting import adopt as take_over

    def agree(adoption: "Adoption") -> bool:
        say(f"{adoption.name} has {adoption.tracks} tracks, which {edition} would replace:")
        for name in adoption.first:
            say(f"  {name}")
        if adoption.tracks > len(adoption.first):
            say(f"  and {adoption.tracks - len(adoption.first)} more")
        say("They are kept as a snapshot, so that they can be had back: tophits undo")
        return yes or typer.confirm("Take it over?")

    with open_bot(home, config) as bot:
        adopted = take_over(bot, edition, playlist, agree=agree)
    if adopted is None:
        say("Nothing was changed")
        raise typer.Exit(ExitCode.NOT_NOW)
    say(f"{edition} keeps {adopted.name} from now on; write its first list with: tophits run {edition} --approve")


@app.command()
def forget(
    edition: Annotated[str, typer.Argument(help="The edition.")], home: HomeOption = None, config: ConfigOption = None
) -> None:
    """Let an edition's playlist go: it stays in Spotify as it is; the next run makes a new one."""
    from tophits.app.adopting import forget as let_go

    with open_bot(home, config) as bot:
        playlist = let_go(bot, edition)
    say(f"{edition} has no playlist any more" + (f"; {playlist} stays in Spotify as it is" if playlist else ""))
