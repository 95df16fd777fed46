"""Small pages in the shapes that publishers export, invented songs on them."""

import json
from collections.abc import Sequence
from datetime import date


def song_id(number: int) -> str:
    """A Spotify id of 22 characters."""
    return f"{number:022d}"


def plain_csv(
    days: Sequence[date] = (date(2026, 7, 18),), rows: int = 20, country: str = "us", separator: str = ","
) -> str:
    """`date,country,rank,track_id,title,artists,streams`, one chart for each day."""
    lines = [separator.join(("date", "country", "rank", "track_id", "title", "artists", "streams"))]
    for day in days:
        lines += [
            separator.join((day.isoformat(), country, str(r), song_id(r), f"Song {r}", f"Band {r}", str(9000 - 10 * r)))
            for r in range(1, rows + 1)
        ]
    return "\n".join(lines) + "\n"


def official_csv(rows: int = 200, unit: str = "weeks", shift: int = 0) -> bytes:
    """charts.spotify.com's own download, with BOM and quoting; every song was `shift` places lower before."""
    lines = [f"rank,uri,artist_names,track_name,source,peak_rank,previous_rank,{unit}_on_chart,streams"]
    for r in range(1, rows + 1):
        before = r + shift if r > 1 else -1
        names = f'"spotify:track:{song_id(r)}","Tyler, The Creator","Song ""{r}""","A Label"'
        lines.append(f'{r},{names},1,{before},3,"{10_000_000 - 1000 * r}"')
    return ("﻿" + "\n".join(lines) + "\n").encode()


def billboard_json(dated: str = "2026-07-18", rows: int = 100) -> bytes:
    """A Hot 100 as its mirrors keep it."""
    data = [
        {
            "song": f"Song {r}",
            "artist": "Drake Featuring Future & Molly Santana",
            "this_week": r,
            "last_week": None if r == 1 else r + 1,
            "peak_position": 1,
            "weeks_on_chart": 3,
        }
        for r in range(1, rows + 1)
    ]
    return json.dumps({"date": dated, "data": data}).encode()


def youtube_csv(captured: date, *, first: int = 1, before: int | None = None, rows: int = 100) -> bytes:
    """YouTube's weekly export: songs `first`.. in order; `before` is the first song of the chart before."""
    lines = [
        "rank,previous_rank,track_name,artist_names,periods_on_chart,views,growth,youtube_url,download_date,week_id"
    ]
    year, number, _ = captured.isocalendar()
    week = f"{year}-W{number:02d}"
    for r in range(1, rows + 1):
        song = first + r - 1
        rank = None if before is None else song - before + 1
        previous = f"{rank}.0" if rank is not None and 1 <= rank <= rows else ""
        url = f"https://www.youtube.com/watch?v=v{song:010d}"
        lines.append(f"{r},{previous},Song {song},A & B,3,{90_000_000 - 1000 * r},0.1%,{url},{captured},{week}")
    return ("\n".join(lines) + "\n").encode()
