"""`tophits run`, `rank` and `explain`: making lists, and saying why."""

from typing import TYPE_CHECKING, Annotated

import typer

from tophits.cli.context import ConfigOption, ExitCode, HomeOption, JsonOption, open_bot, print_json, say, table

if TYPE_CHECKING:
    from tophits.app.adhoc import Standing
    from tophits.domain.rankings import SourceReason
    from tophits.pipeline.report import RunReport

DayOption = Annotated[
    str | None, typer.Option("--at", metavar="DATE", help="The day that the command believes it is (YYYY-MM-DD).")
]


def run(
    edition: Annotated[list[str] | None, typer.Argument(help="Editions, such as: daily weekly")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every edition.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Rank, match for free, read and plan; search and write nothing.")
    ] = False,
    approve: Annotated[
        bool, typer.Option("--approve", help="Write a list that a guard would hold back for a person.")
    ] = False,
    at: DayOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Bring editions up to date now.

    --at works with --dry-run, or where the configured Spotify is a sandbox. Exit code 3 when an edition was
    held or postponed, 1 when one failed.
    """
    from tophits.app.running import run_editions
    from tophits.app.texts import read_day
    from tophits.apply.runs import RunState

    with open_bot(home, config) as bot:
        reports = run_editions(
            bot,
            tuple(edition or ()),
            every=every,
            day=read_day(at),
            dry_run=dry_run,
            approved=approve,
            say=None if json else lambda words: say(words, err=True),
        )
    if json:
        print_json([{**as_fields(report), "fullness": report.fullness} for report in reports])
    else:
        for report in reports:
            show_report(report)
    states = {report.state for report in reports}
    if RunState.FAILED in states:
        raise typer.Exit(ExitCode.FAILED)
    if states - {RunState.DONE}:
        raise typer.Exit(ExitCode.NOT_NOW)


def as_fields(report: "RunReport") -> dict[str, object]:
    """A report's fields by name."""
    from dataclasses import fields

    return {field.name: getattr(report, field.name) for field in fields(report)}


def show_report(report: "RunReport") -> None:
    """One edition's run in a few lines."""
    rehearsed = " (dry run)" if report.rehearsed else ""
    say(f"{report.title}: {report.state}{rehearsed}; {report.fullness}")
    for line in (report.plan or "").splitlines():
        say(f"  plan: {line}" if not line.startswith(" ") else f"      {line}")
    if report.rehearsed and report.planned_calls:
        say(f"  would take {report.planned_calls} calls to write and read back")
    for reason in report.reasons:
        say(f"  note: {reason}")
    if report.searches_needed:
        when = f"; room for them at {report.room_at:%Y-%m-%d %H:%M} UTC" if report.room_at else ""
        say(f"  {report.searches_needed} songs wait for a search{when}")
    if report.unresolved:
        say(
            f"  {len(report.unresolved)} ranked songs without a track, first: {report.unresolved[0][0]}"
            f" ({report.unresolved[0][1]})"
        )
    if report.calls:
        spent = ", ".join(f"{count} {family}" for family, count in sorted(report.calls.items()))
        say(f"  Spotify calls: {sum(report.calls.values())} ({spent})")
    if report.remedy:
        say(f"  what to do: {report.remedy}")


def rank(
    edition: Annotated[str | None, typer.Argument(help="An edition; without one, give --from and --to.")] = None,
    at: DayOption = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day of an ad hoc window.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day of an ad hoc window.")] = None,
    size: Annotated[int, typer.Option(help="How many songs of an ad hoc window.")] = 50,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be given several times.")] = None,
    json: JsonOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Rank without touching Spotify: an edition as it would be, or any window with no edition's rules."""
    from tophits.app.adhoc import rank_edition, rank_window
    from tophits.app.running import today
    from tophits.app.texts import read_day
    from tophits.domain.errors import UsageError

    begin, end = read_day(first), read_day(last)
    with open_bot(home, config) as bot:
        if edition is not None:
            if begin or end or source:
                raise UsageError("An edition has its own window and sources; leave --from, --to and --source away")
            standing = rank_edition(bot, edition, read_day(at) or today(bot))
        elif at is not None:
            raise UsageError("--at is for an edition; a window has --from and --to")
        elif begin is not None and end is not None:
            standing = rank_window(bot, begin, end, size, tuple(source or ()))
        else:
            raise UsageError("Name an edition, or give both --from and --to")
    if json:
        print_json(standing)
    else:
        show_standing(standing)
    if not standing.places:
        raise typer.Exit(ExitCode.NOT_NOW)


def show_standing(standing: "Standing") -> None:
    """A ranking as a table."""
    for reason in standing.held:
        say(f"held: {reason}")
    if not standing.places or standing.coverage is None:
        return
    coverage = standing.coverage
    say(f"{coverage.window.first} to {coverage.window.last}: {coverage.days} of {coverage.window.days} days covered")
    table(
        [
            (
                str(place.position),
                points(place.points),
                f"{', '.join(place.artists)} - {place.title}",
                because(place.reasons),
            )
            for place in standing.places
        ],
        ("", "points", "song", "because of"),
    )


def points(exact: int) -> str:
    """Points for people: thousandths of a percent of all listening measured. `--json` has the exact number."""
    return f"{exact / 10**9:.3f}"


def because(reasons: "tuple[SourceReason, ...]") -> str:
    """The sources that gave most."""
    named = sorted((reason for reason in reasons if reason.charts), key=lambda reason: -reason.points)
    return ", ".join(f"{one.source} {one.territory} (best {one.best_rank}, {one.charts}x)" for one in named[:3])


def explain(
    edition: Annotated[str, typer.Argument(help="The edition.")],
    what: Annotated[str, typer.Argument(help="A position, or a song: #NUMBER, id, ISRC, or words of its title.")],
    rows: Annotated[int, typer.Option(help="How many chart lines to show; 0 shows all.")] = 12,
    json: JsonOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Say why a song is where it is: which charts, which ranks, which points, which match."""
    from tophits.app.explaining import explain as explain_song

    with open_bot(home, config) as bot:
        why = explain_song(bot, edition, what)
    if json:
        print_json(why)
        return
    say(f"{edition} {why.position}: {', '.join(why.artists)} - {why.title}  (song #{why.song}, {why.uri})")
    note = f"; {why.note}" if why.note else ""
    say(f"{points(why.points)} points on {why.day}{note}")
    match = why.match
    if match is not None:
        doubts = ", ".join(f"{penalty.name} {penalty.weight:g} ({penalty.detail})" for penalty in match.penalties)
        say(f"match: {match.evidence}, confidence {match.confidence.name.lower()}" + (f"; {doubts}" if doubts else ""))
    table(
        [
            (one.source, one.territory, str(one.charts), str(one.best_rank or "-"), points(one.points), str(one.points))
            for one in why.sources
        ],
        ("source", "territory", "charts", "best", "points", "exactly"),
    )
    shown = why.rows if rows == 0 else why.rows[:rows]
    say("")
    table(
        [
            (
                one.source,
                one.territory,
                str(one.period_from),
                str(one.period_to),
                str(one.rank or "absent"),
                str(one.points),
            )
            for one in shown
        ],
        ("chart of", "territory", "from", "to", "rank", "points"),
    )
    rest = len(why.rows) - len(shown)
    total = sum(one.points for one in why.rows)
    say(
        f"{f'and {rest} more lines; ' if rest else ''}all {len(why.rows)} chart lines add up to {total} of {why.points}"
    )
    if not why.adds_up:
        say("Charts or songs were changed since this list was made; the sources above are what counted then.")
