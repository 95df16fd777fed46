"""`tophits review`: a person's lasting decisions about songs and tracks."""

from typing import TYPE_CHECKING, Annotated

import typer

from tophits.cli.context import ConfigOption, HomeOption, JsonOption, open_bot, print_json, say, table

if TYPE_CHECKING:
    from tophits.app.reviewing import ReviewLine

app = typer.Typer(
    help="Songs that wait for a person, and lasting decisions about them.", rich_markup_mode=None, add_completion=False
)
SongArgument = Annotated[str, typer.Argument(help="The song: #NUMBER, Spotify id, ISRC, or words of artist and title.")]
NoteOption = Annotated[str | None, typer.Option("--note", help="Why, for whoever wonders later.")]


@app.callback(invoke_without_command=True)
def review(
    context: typer.Context, json: JsonOption = False, home: HomeOption = None, config: ConfigOption = None
) -> None:
    """Songs that wait for a person; without a further word, list them."""
    if context.invoked_subcommand is None:
        list_(json=json, home=home, config=config)


@app.command("list")
def list_(json: JsonOption = False, home: HomeOption = None, config: ConfigOption = None) -> None:
    """List the songs whose track is not sure enough to publish."""
    from tophits.app.reviewing import waiting

    with open_bot(home, config) as bot:
        lines = waiting(bot)
    if json:
        print_json(lines)
    elif not lines:
        typer.echo("Nothing waits for you.")
    else:
        table(
            [
                (
                    f"#{line.song}",
                    f"{', '.join(line.artists)} - {line.title}",
                    line.candidate_name or line.candidate or "no candidate",
                    "; ".join(line.doubts),
                )
                for line in lines
            ],
            ("song", "as charted", "nearest track", "doubts"),
        )
        typer.echo("Decide with: tophits review choose SONG TRACK, or: tophits review ban SONG")


@app.command()
def choose(
    song: SongArgument,
    track: Annotated[str, typer.Argument(help="The track's link, URI or id.")],
    note: NoteOption = None,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """This song is this track, for good."""
    from tophits.app.reviewing import choose as decide

    with open_bot(home, config) as bot:
        _tell(decide(bot, song, track, note))


@app.command()
def ban(song: SongArgument, note: NoteOption = None, home: HomeOption = None, config: ConfigOption = None) -> None:
    """This song comes into no list, for good."""
    from tophits.app.reviewing import ban as decide

    with open_bot(home, config) as bot:
        _tell(decide(bot, song, note))


@app.command()
def release(song: SongArgument, home: HomeOption = None, config: ConfigOption = None) -> None:
    """Take a decision back: the bot looks for a track itself again."""
    from tophits.app.reviewing import release as decide

    with open_bot(home, config) as bot:
        _tell(decide(bot, song))


@app.command()
def merge(keep: SongArgument, drop: SongArgument, home: HomeOption = None, config: ConfigOption = None) -> None:
    """Two songs are one: charts of the past count for the first one, too."""
    from tophits.app.reviewing import merge as join

    with open_bot(home, config) as bot:
        song = join(bot, keep, drop)
    say(f"#{song.id} {song.credit} - {song.title} stands for both from now on")


@app.command()
def split(
    title: Annotated[str, typer.Argument(help="The title exactly as a chart spells it.")],
    artist: Annotated[list[str], typer.Argument(help="The artists exactly as that chart gives them.")],
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Make one spelling a song of its own, for good."""
    from tophits.app.reviewing import split as part

    with open_bot(home, config) as bot:
        song = part(bot, title, artist)
    say(f"{song.credit} - {song.title} is song #{song.id} from now on")


def _tell(line: "ReviewLine") -> None:
    named = f": {line.candidate_name}" if line.candidate_name else ""
    say(
        f"#{line.song} {', '.join(line.artists)} - {line.title}: {line.standing}{named}"
        + (f" {line.candidate}" if line.candidate else "")
    )
    if line.unchecked:
        say(f"Not checked whether there is such a track: {line.unchecked}", err=True)
