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
    from tophits.app.charts import import_charts, read_period, read_territory
    from tophits.app.texts import read_day

    with open_bot(home, config) as bot:
        done = import_charts(
            bot,
            files,
            source=source,
            territory=read_territory(territory),
            cadence=read_period(period),
            week_ending=read_day(week_ending),
            say=None if json or len(files) < 10 else lambda words: typer.echo(_printable(words), err=True),
        )
        weightless = source if source and source not in bot.settings.weights else None
    if json:
        print_json(done)
    else:
        for one in done:
            for refusal in one.refused:
                typer.echo(f"refused: {_printable(refusal)}", err=True)
        new, known, refused = (
            sum(counts) for counts in zip(*((d.new, d.known, len(d.refused)) for d in done), strict=True)
        )
        newer = sum(one.replaced for one in done)
        typer.echo(
            f"{len(done)} files: {new} charts new, {newer} newer versions, {known} known already, {refused} refused; "
            f"{sum(one.entries for one in done)} lines read"
        )
    if weightless:
        words = (
            f"Source {_printable(weightless)} has no weight in the settings: no list counts its charts until it has."
        )
        typer.echo(words, err=True)
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
        territory = territory.lower() if territory else None
        lines = charts(bot, first=read_day(first), last=read_day(last), source=source, territory=territory)
        has_any = bool(lines) or bool(charts(bot, first=None, last=None, source=None, territory=None))
    if json:
        print_json(lines)
        return
    if not lines:
        words = "No charts kept. Bring some in: tophits charts import FILE..."
        typer.echo("None of the charts kept is like that. See all: tophits charts list" if has_any else words)
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
                _printable(", ".join(entry.artists)),
                _printable(entry.title),
                str(entry.streams or ""),
                entry.spotify_id or entry.isrc or "",
            )
            for entry in found.entries
        ],
        ("rank", "artists", "title", "streams", "id"),
    )


@app.command("drop")
def drop(
    chart: Annotated[int, typer.Argument(help="The chart's number, from: tophits charts list")],
    why: Annotated[str, typer.Option(help="Why it was kept wrongly; kept beside it.")] = "",
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Leave a chart that was kept wrongly out of all lists.

    Nothing is deleted: its lines stay to be shown. One that it had replaced counts again.
    """
    from tophits.app.charts import drop as drop_chart

    with open_bot(home, config) as bot:
        was_read = drop_chart(bot, chart, why)
    typer.echo(f"Chart {chart} counts no more." if was_read else f"Chart {chart} was dropped before.")


def _printable(text: str) -> str:
    """Text of strangers without signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


fetching.register(app)
