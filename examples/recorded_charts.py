"""The whole way on real charts: recorded files in, four playlists out, in a pretend Spotify that knows their tracks.

Usage: python examples/recorded_charts.py [FOLDER]

FOLDER holds chart files of spring to July 2026 (default: ../shared/charts/recorded beside the project). Every step is
a `tophits` command as a person would type it; its output is shown as it is. Ends with 0 when all is as it should be.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DAY = "2026-07-18"
EDITIONS = ("daily", "weekly", "monthly", "yearly")
SETTINGS = """\
zone: Europe/Berlin
territory: global
spotify: {{client_id: sandbox, accounts_url: "{address}", api_url: "{address}/v1"}}
# A real bot stays within the defaults (100 searches, 200 others a day) and takes some days for its first lists.
quota: {{searches: 350, others: 600}}
"""


def main() -> int:
    """Run every step; the exit code."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/charts/recorded"
    if not folder.is_dir():
        print(f"There are no recorded charts at {folder}; give their folder as the argument.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as made:
        home, catalogue = Path(made) / "home", Path(made) / "catalogue.csv"
        home.mkdir()
        print(f"A catalogue of {write_catalogue(folder, catalogue)} tracks, from the ids in those files\n")
        with sandbox(catalogue) as address:
            (home / "tophits.yaml").write_text(SETTINGS.format(address=address), encoding="utf-8")
            return story(folder, home)


def story(folder: Path, home: Path) -> int:
    """Import, log in, run, explain; then run without a date."""
    files = [
        *sorted(folder.glob("spotify-kworb/spotify_top200_daily_*.csv")),
        *sorted(folder.glob("billboard/hot-100-2026-*.json")),
        *sorted(folder.glob("youtube/youtube_weekly_*.csv")),
        *sorted(folder.glob("lastfm/toptracks_*.csv")),
    ]
    tophits(home, "charts", "import", *map(str, files), shown=f"charts import ({len(files)} files)", fails=(0, 1))
    tophits(home, "auth", "login")
    tophits(home, "run", "--all", "--at", DAY)
    wrong = sum(explain_first_ten(home, edition) for edition in EDITIONS)
    print(f"\nExplained the first ten of each list: {wrong} of {10 * len(EDITIONS)} do not add up")
    tophits(home, "editions")
    # Today those charts are old: every list is held, and the sources are named.
    tophits(home, "run", "--all", fails=(3,))
    return min(wrong, 1)


def explain_first_ten(home: Path, edition: str) -> int:
    """Show why the first ten are there; how many do not add up to their points exactly."""
    print(f"\nWhy the first ten of {edition} are there:")
    wrong = 0
    for position in range(1, 11):
        why = json.loads(run(home, "explain", edition, str(position), "--json").stdout)
        rows = sum(row["points"] for row in why["rows"])
        sources = sum(source["points"] for source in why["sources"])
        wrong += not (rows == sources == why["points"])
        because = ", ".join(
            f"{source['source']} {source['territory']} {source['points'] / 10**9:.3f} (best {source['best_rank']})"
            for source in sorted(why["sources"], key=lambda source: -source["points"])[:3]
        )
        song = f"{', '.join(why['artists'])} - {why['title']}"
        print(
            f"  {position:>2}  {song[:52]:<52} {why['points'] / 10**9:>7.3f} = {len(why['rows']):>3} lines: {because}"
        )
    return wrong


def write_catalogue(folder: Path, catalogue: Path) -> int:
    """The tracks that the recorded Spotify charts name, as a catalogue for the sandbox; how many."""
    tracks: dict[str, tuple[str, str]] = {}
    for file in sorted(folder.glob("spotify-kworb/spotify_top200_daily_*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["track_id"] and row["title"]:
                    tracks.setdefault(row["track_id"], (row["title"], row["artists"].replace("; ", ";")))
    with catalogue.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("id", "title", "artists"))
        writer.writerows((track_id, *names) for track_id, names in tracks.items())
    return len(tracks)


@contextmanager
def sandbox(catalogue: Path) -> Iterator[str]:
    """A pretend Spotify on a free port; its address."""
    command = [sys.executable, "-m", "tophits", "sandbox", "serve", "--port", "0", "--catalogue", str(catalogue)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as server:
        try:
            line = server.stdout.readline() if server.stdout is not None else ""
            yield next(word for word in line.split() if word.startswith("http://"))
        finally:
            server.terminate()


def tophits(home: Path, *arguments: str, shown: str | None = None, fails: Sequence[int] = (0,)) -> None:
    """Run a command and show it with all it prints; anything but an expected exit code ends the story."""
    print(f"\n$ tophits {shown or ' '.join(arguments)}", flush=True)
    done = run(home, *arguments)
    print(done.stdout, end="")
    lines = [line for line in done.stderr.splitlines() if ": 0 refused" not in line and ", 0 refused" not in line]
    print("\n".join(lines), end="\n" if lines else "")
    if done.returncode not in fails:
        raise SystemExit(f"exit code {done.returncode}, expected one of {fails}")


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command on a home."""
    return subprocess.run(
        [sys.executable, "-m", "tophits", *arguments, "--home", str(home)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )


def environment() -> dict[str, str]:
    """This one, with the source tree on the path."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


if __name__ == "__main__":
    sys.exit(main())
