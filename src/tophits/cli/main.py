"""The `tophits` command: its groups, its global options, and how errors reach a person."""

import errno
import os
import sys
from contextlib import suppress

import typer

from tophits.cli import charts, demo, editions, lists, login, review, runs, sandbox, settings
from tophits.cli.context import ExitCode, say

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
    context_settings={"help_option_names": ["-h", "--help"]},
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
        sys.stdout.flush()
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # the parser ends so when nobody reads on
            return _output_failed(stop.__context__)
        return stop.code if isinstance(stop.code, int) else int(bool(stop.code))
    except TopHitsError as error:
        return _tell(error)
    except OSError as error:
        return _output_failed(error)
    except KeyboardInterrupt:
        typer.echo("Interrupted. Nothing is lost: the next run goes on from here.", err=True)
        return ExitCode.INTERRUPTED
    return ExitCode.DONE


_CANNOT_PRINT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What writing to a full or broken disk ends with. The store translates its own, so these are of our output."""


def _output_failed(error: OSError) -> int:
    """End when nothing more can be printed: in peace when whoever read (a pager, `head`) has seen enough."""
    if not isinstance(error, BrokenPipeError) and error.errno not in _CANNOT_PRINT:
        raise error
    with suppress(OSError, ValueError):  # what is left goes nowhere, or Python would complain about it at exit
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    if isinstance(error, BrokenPipeError):
        return ExitCode.DONE
    typer.echo(f"The output cannot be written: {error.strerror}", err=True)
    return ExitCode.FAILED


def _tell(error: Exception) -> int:
    """Say what happened and what to do about it."""
    from tophits.domain import errors

    if not isinstance(error, errors.TopHitsError):
        raise error
    say(f"{error.name}: {error}", err=True)
    if isinstance(error, errors.ConfigError):
        for mistake in error.mistakes:
            line = f"line {mistake.line}: " if mistake.line is not None else ""
            typer.echo(f"  {mistake.number} {line}{mistake.where}: {mistake.message}", err=True)
            typer.echo(f"       {mistake.hint}", err=True)
    say(f"What to do: {error.remedy}", err=True)
    if isinstance(error, (errors.UsageError, errors.ConfigError)):
        return ExitCode.WRONG_USAGE
    not_now = errors.EditionBusy, errors.EditionFrozen, errors.HomeBusy
    postponed = errors.BudgetSpent, errors.QuotaExceeded, errors.RateLimited
    if isinstance(error, (*not_now, *postponed)):
        return ExitCode.NOT_NOW
    return ExitCode.FAILED
