"""`tophits history`, `diff`, `undo`, `freeze` and `thaw`."""

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from tophits.cli.context import ConfigOption, ExitCode, HomeOption, JsonOption, open_bot, print_json, say, table

if TYPE_CHECKING:
    from tophits.app.lists import Undone

EditionArgument = Annotated[str, typer.Argument(help="The edition.")]


def history(
    edition: EditionArgument,
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    json: JsonOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """List an edition's snapshots, newest first."""
    from tophits.app.lists import history as snapshots

    with open_bot(home, config) as bot:
        lines, zone = snapshots(bot, edition, limit), ZoneInfo(bot.settings.zone)
    if json:
        print_json(lines)
    elif not lines:
        typer.echo(f"{edition} has no snapshots yet")
    else:
        table(
            [
                (
                    str(line.snapshot),
                    f"{line.taken_at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
                    line.why,
                    str(line.tracks),
                    str(line.run or ""),
                )
                for line in lines
            ],
            ("snapshot", f"taken ({zone})", "shows", "tracks", "run"),
        )


def diff(
    edition: EditionArgument,
    before: Annotated[int | None, typer.Argument(help="A snapshot; default: the last different one.")] = None,
    after: Annotated[int | None, typer.Argument(help="A snapshot; default: the newest.")] = None,
    json: JsonOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Show what changed from one snapshot to another."""
    from tophits.app.lists import difference

    with open_bot(home, config) as bot:
        found = difference(bot, edition, before, after)
    if json:
        print_json(found)
        return
    typer.echo(f"{edition}: snapshot {found.before} to {found.after}")
    for place, name in found.went:
        say(f"  - {place:>3}        {name}")
    for place, name in found.came:
        say(f"  + {place:>3}        {name}")
    for was, place, name in found.moved:
        say(f"    {place:>3} ({was - place:+d})  {name}".replace("(+", "(up ").replace("(-", "(down "))
    typer.echo(f"{len(found.came)} came, {len(found.went)} went, {len(found.moved)} moved")


def undo(
    edition: Annotated[str | None, typer.Argument(help="The edition.")] = None,
    snapshot: Annotated[
        int | None, typer.Argument(help="A snapshot; default: the list before the last change.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every edition that has an earlier list.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    json: JsonOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Bring an earlier list back, as far as Spotify allows; what it cannot take back is named first."""
    from tophits.app.lists import undo as bring_back
    from tophits.domain.errors import TopHitsError, UsageError

    if (edition is None) is not every:
        raise UsageError("Name one edition, or say --all")
    failed = False
    results = []
    with open_bot(home, config) as bot:
        for key in [edition] if edition is not None else list(bot.settings.editions):
            try:
                results.append(bring_back(bot, key, snapshot, dry_run=dry_run))
            except TopHitsError as error:
                if not every:
                    raise
                failed = failed or not isinstance(error, UsageError)
                typer.echo(f"{key}: {error}", err=True)
    if json:
        print_json(results)
    else:
        for one in results:
            _show_undone(one)
    if failed:
        raise typer.Exit(ExitCode.FAILED)


def _show_undone(one: "Undone") -> None:
    """What an undo did or would do; what is lost with it first."""
    verb = "was" if one.done else "would be"
    for edit in one.edits:
        say(f"{one.edition}: a person's edit {verb} written over: {edit}")
    for name in one.lost:
        say(f"{one.edition}: Spotify cannot take back: {name}")
    verb = "is back" if one.done else "would come back"
    typer.echo(f"{one.edition}: snapshot {one.snapshot} ({one.tracks} tracks) {verb}; {one.plan.splitlines()[0]}")
    if one.done:
        typer.echo(f"  The next run writes the charts' list again. To keep this one: tophits freeze {one.edition}")


def freeze(
    edition: EditionArgument,
    why: Annotated[str | None, typer.Option(help="A word for whoever wonders later.")] = None,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Keep the bot's hands off an edition's playlist until it is thawed."""
    from tophits.app.lists import freeze as freeze_edition

    with open_bot(home, config) as bot:
        freeze_edition(bot, edition, why)
    typer.echo(f"{edition} is frozen: nothing is written to its playlist until: tophits thaw {edition}")


def thaw(edition: EditionArgument, home: HomeOption = None, config: ConfigOption = None) -> None:
    """Let the bot write an edition's playlist again."""
    from tophits.app.lists import thaw as thaw_edition

    with open_bot(home, config) as bot:
        thaw_edition(bot, edition)
    typer.echo(f"{edition} is kept by the bot again, from the next run on")
