"""`tophits charts fetch`, `backfill`, `reparse` and `sources`: charts from their publishers."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tophits.cli.context import ConfigOption, ExitCode, HomeOption, JsonOption, open_bot, print_json, say, table

if TYPE_CHECKING:
    from tophits.app.fetching import ChartFetched, Probed

Sources = Annotated[
    list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Only these; default: all that are on.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the group of `tophits charts`."""
    app.command("fetch")(fetch)
    app.command("backfill")(backfill)
    app.command("reparse")(reparse)
    app.command("sources")(sources)


def fetch(
    source: Sources = None,
    probe: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="Ask one source once; tell field by field what came.")
    ] = None,
    chart: Annotated[str | None, typer.Option(help="With --probe: which of its charts; default: the first.")] = None,
    save: Annotated[Path | None, typer.Option(metavar="FILE", help="With --probe: write the page to a file.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Ask even for pages that were fetched today.")] = False,
    json: JsonOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Fetch today's charts, and read the inbox.

    Each page is fetched once a day. A chart that is not plausible is refused and named; the others are kept. Exit
    code 1 when any was refused.
    """
    from tophits.app.fetching import open_fetching
    from tophits.domain.errors import UsageError

    if probe is None and (chart or save):
        raise UsageError("--chart and --save go with --probe")
    if probe is not None and source:
        raise UsageError("--probe takes one source, and no others beside it")
    with open_bot(home, config) as bot, open_fetching(bot) as fetching:
        if probe is not None:
            _show_probe(fetching.probe(probe, chart), save, json=json)
            return
        told = fetching.fetch(source or (), again=again, say=_progress(json))
    _show(told, json=json)


def backfill(
    source: Sources = None,
    weeks: Annotated[int, typer.Option(min=1, max=520, help="How far back.")] = 53,
    json: JsonOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Fetch what publishers still give of the past; what is kept is not asked for again."""
    from datetime import timedelta

    from tophits.app.fetching import open_fetching

    with open_bot(home, config) as bot, open_fetching(bot) as fetching:
        told = fetching.backfill(source or (), reach=timedelta(weeks=weeks), say=_progress(json))
    _show(told, json=json)


def reparse(
    source: Sources = None, json: JsonOption = False, home: HomeOption = None, config: ConfigOption = None
) -> None:
    """Read the pages that are kept again, with the parsers of today; nothing is fetched."""
    from tophits.app.fetching import open_fetching

    with open_bot(home, config) as bot, open_fetching(bot) as fetching:
        told = fetching.reparse(source or ())
    _show(told, json=json)


def sources(json: JsonOption = False, home: HomeOption = None, config: ConfigOption = None) -> None:
    """List the sources: on or off, what is kept of each, how sure its shape is, its terms."""
    from tophits.app.fetching import open_fetching

    with open_bot(home, config) as bot, open_fetching(bot) as fetching:
        lines = fetching.sources()
    if json:
        print_json(lines)
        return
    table(
        [
            (line.source, line.state, str(len(line.charts)), str(line.kept), str(line.newest or ""), line.proven)
            for line in lines
        ],
        ("source", "state", "charts", "kept", "newest", "shape"),
    )


def _progress(json: bool) -> Callable[[str], None] | None:
    return None if json else _say


def _say(words: str) -> None:
    say(words, err=True)


def _show(told: "Sequence[ChartFetched]", *, json: bool) -> None:
    refused = [one for one in told if one.state == "refused"]
    if json:
        print_json(told)
    else:
        for one in refused:
            say(f"refused: {one.why}", err=True)
        states = [one.state for one in told]
        counts = ", ".join(f"{states.count(state)} {state}" for state in ("new", "newer", "known", "refused"))
        say(f"{len(told)} charts: {counts}")
    if refused:
        raise typer.Exit(ExitCode.FAILED)


def _show_probe(probed: "Probed", save: Path | None, *, json: bool) -> None:
    if save is not None and probed.body is not None:
        save.write_bytes(probed.body)
    if json:
        from dataclasses import replace

        print_json(replace(probed, body=None))
    else:
        for name, size in probed.pages:
            say(f"page: {name} ({size} bytes, kept)")
        say(f"rows: {probed.rows}")
        table(
            [
                (one.name, one.verdict, f"{one.there} of {one.rows}", str(one.odd or ""), one.example or "")
                for one in probed.fields
            ],
            ("field", "verdict", "there", "odd", "example"),
        )
        if probed.unknown:
            say(f"fields that nobody reads: {', '.join(probed.unknown)}")
        for chart in probed.charts:
            say(f"chart: {chart}")
        for refusal in probed.refused:
            say(f"refused: {refusal}", err=True)
    if probed.refused or not probed.charts:
        raise typer.Exit(ExitCode.FAILED)
