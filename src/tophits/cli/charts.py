"""`tophits charts`: bring charts in, and look at what is kept."""

from pathlib import Path
from typing import Annotated

import typer

from tophits.cli import fetching
from tophits.cli.context import ConfigOption, ExitCode, HomeOption, JsonOption, open_bot, print_json, table

app = typer.Typer(
    help="Bring charts in, and look at what is kept.", no_args_is_help=True, rich_markup_mode=None, add_completion=False
)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV or JSON files; one may hold many days.")],
    source: Annotated[str | None, typer.Option(help="Whose charts these are; guessed from the columns.")] = None,
    territory: Annotated[str | None, typer.Option(help="Country code such as us, or global.")] = None,
    period: Annotated[str | None, typer.Option(help="day or week.")] = None,
    week_ending: Annotated[
        str | None, typer.Option(metavar="DATE", help="Last day that a weekly chart measures.")
    ] = None,
    json: JsonOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Bring chart files in.

    Period and date come from columns, then from these options, then from the file's name. A chart that is not
    plausible is refused and named; the others are kept. Exit code 1 when any was refused.
    """
    from tophits.app.charts import import_charts
    from tophits.app.texts import read_cadence, read_day

    with open_bot(home, config) as bot:
        done = import_charts(
            bot,
            files,
            source=source,
            territory=territory.lower() if territory else None,
            cadence=read_cadence(period),
            week_ending=read_day(week_ending),
            say=None if json or len(files) < 10 else lambda words: typer.echo(words, err=True),
        )
    if json:
        print_json(done)
    else:
        for one in done:
            for refusal in one.refused:
                typer.echo(f"refused: {refusal}", err=True)
        new, known, refused = (
            sum(counts) for counts in zip(*((d.new, d.known, len(d.refused)) for d in done), strict=True)
        )
        newer = sum(one.replaced for one in done)
        typer.echo(
            f"{len(done)} files: {new} charts new, {newer} newer versions, {known} known already, {refused} refused; "
            f"{sum(one.entries for one in done)} lines read"
        )
    if any(one.refused for one in done):
        raise typer.Exit(ExitCode.FAILED)


@app.command("list")
def list_(
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    territory: Annotated[str | None, typer.Option(help="Only this territory.")] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Charts that measure this day or later.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Charts that measure this day or earlier.")
    ] = None,
    json: JsonOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """List kept charts, oldest first."""
    from tophits.app.charts import charts
    from tophits.app.texts import read_day

    with open_bot(home, config) as bot:
        lines = charts(bot, first=read_day(first), last=read_day(last), source=source, territory=territory)
    if json:
        print_json(lines)
        return
    if not lines:
        typer.echo("No charts kept. Bring some in: tophits charts import FILE...")
        return
    rows = [
        (
            str(line.chart),
            line.source,
            line.territory,
            line.cadence.value,
            str(line.period_from),
            str(line.period_to),
            str(line.depth),
        )
        for line in lines
    ]
    table(rows, ("chart", "source", "territory", "period", "from", "to", "lines"))


@app.command("show")
def show(
    chart: Annotated[int, typer.Argument(help="The chart's number, from: tophits charts list")],
    json: JsonOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Show one chart as its publisher gave it."""
    from tophits.app.charts import show as show_chart

    with open_bot(home, config) as bot:
        found = show_chart(bot, chart)
    if json:
        print_json(found)
        return
    typer.echo(f"{found.source} {found.territory}, {found.cadence} {found.period_from} to {found.period_to}")
    table(
        [
            (
                str(entry.rank),
                ", ".join(entry.artists),
                entry.title,
                str(entry.streams or ""),
                entry.spotify_id or entry.isrc or "",
            )
            for entry in found.entries
        ],
        ("rank", "artists", "title", "streams", "id"),
    )


fetching.register(app)
