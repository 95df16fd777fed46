"""The `tophits` command: its groups, its global options, and how errors reach a person."""

import sys

import typer

from tophits.cli import charts, demo, editions, lists, login, review, runs, sandbox, settings
from tophits.cli.context import ExitCode

app = typer.Typer(
    name="tophits",
    help=(
        "Keep Spotify playlists equal to the current hits.\n\n"
        "Exit codes: 0 done; 1 something failed; 2 wrong usage or configuration; 3 held or postponed: nothing "
        "is broken, but not every list is new; 130 interrupted."
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("run")(runs.run)
app.command("rank")(runs.rank)
app.command("explain")(runs.explain)
app.command("history")(lists.history)
app.command("diff")(lists.diff)
app.command("undo")(lists.undo)
app.command("freeze")(lists.freeze)
app.command("thaw")(lists.thaw)
app.add_typer(editions.app, name="editions")
app.add_typer(charts.app, name="charts")
app.add_typer(review.app, name="review")
app.add_typer(login.app, name="auth")
app.add_typer(settings.app, name="config")
app.add_typer(sandbox.app, name="sandbox")


def version(value: bool) -> None:
    """Print the version and stop."""
    if value:
        from tophits import __version__

        typer.echo(f"tophits {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(False, "--version", help="Print the version.", callback=version, is_eager=True),
) -> None:
    """Keep Spotify playlists equal to the current hits."""
    del version


def run(arguments: list[str] | None = None) -> int:
    """Run a command line; its exit code. A user's mistake never shows a stack trace."""
    from tophits.domain.errors import TopHitsError

    try:
        app(args=arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(bool(stop.code))
    except TopHitsError as error:
        return _tell(error)
    except BrokenPipeError:
        # Whoever read our output (a pager, `head`) has seen enough; Python must not complain at exit either.
        sys.stderr.close()
        return ExitCode.DONE
    except KeyboardInterrupt:
        typer.echo("Interrupted. Nothing is lost: the next run goes on from here.", err=True)
        return ExitCode.INTERRUPTED
    return ExitCode.DONE


def _tell(error: Exception) -> int:
    """Say what happened and what to do about it."""
    from tophits.domain.errors import ConfigError, EditionBusy, EditionFrozen, HomeBusy, TopHitsError, UsageError

    if not isinstance(error, TopHitsError):
        raise error
    typer.echo(f"{error.name}: {error}", err=True)
    if isinstance(error, ConfigError):
        for mistake in error.mistakes:
            line = f"line {mistake.line}: " if mistake.line is not None else ""
            typer.echo(f"  {mistake.number} {line}{mistake.where}: {mistake.message}", err=True)
            typer.echo(f"       {mistake.hint}", err=True)
    typer.echo(f"What to do: {error.remedy}", err=True)
    if isinstance(error, (UsageError, ConfigError)):
        return ExitCode.WRONG_USAGE
    if isinstance(error, (EditionBusy, EditionFrozen, HomeBusy)):
        return ExitCode.NOT_NOW
    return ExitCode.FAILED
