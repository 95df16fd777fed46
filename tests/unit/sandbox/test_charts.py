"""The pretend publishers' charts: shapes, histories, and that the same seed gives the same bytes."""

import csv
import json
import random
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest

from tophits.domain.charts import Cadence
from tophits.domain.errors import UsageError
from tophits.sandbox.catalogue import Catalogue, InventedSong, invented_catalogue
from tophits.sandbox.charts import OPENED, ChartPublisher
from tophits.sandbox.spelling import billboard_credit, billboard_title

RECORDED = Path(__file__).parents[4] / "shared" / "charts" / "recorded"
DAY = date(2026, 7, 15)
THURSDAY, SATURDAY = date(2026, 7, 16), date(2026, 7, 18)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return invented_catalogue(0)


@pytest.fixture(scope="module")
def publisher(catalogue: Catalogue) -> ChartPublisher:
    return ChartPublisher(catalogue, 0)


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(body.decode("utf-8-sig"))))


def uris(publisher: ChartPublisher, territory: str, day: date, depth: int = 200) -> list[str]:
    return [row["uri"] for row in rows(publisher.spotify_csv(territory, Cadence.DAY, day))[:depth]]


# --- Always the same -----------------------------------------------------------------------------------


def test_a_chart_follows_from_seed_and_day_in_whatever_order_it_is_asked_for(
    catalogue: Catalogue, publisher: ChartPublisher
) -> None:
    days = [DAY + timedelta(days=offset) for offset in range(-20, 20)]
    forward = {day: publisher.spotify_csv("us", Cadence.DAY, day) for day in days}
    random.Random(1).shuffle(days)
    other = ChartPublisher(catalogue.songs, 0)
    assert forward == {day: other.spotify_csv("us", Cadence.DAY, day) for day in days}


def test_another_seed_gives_other_charts(catalogue: Catalogue, publisher: ChartPublisher) -> None:
    other = ChartPublisher(catalogue, 1)
    assert len(set(uris(publisher, "us", DAY, 50)) & set(uris(other, "us", DAY, 50))) < 35


# --- True to life --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def year(publisher: ChartPublisher) -> list[list[str]]:
    return [uris(publisher, "us", date(2025, 7, 16) + timedelta(days=offset)) for offset in range(365)]


def test_a_year_has_hundreds_of_songs(year: list[list[str]], publisher: ChartPublisher) -> None:
    assert len({uri for day in year for uri in day}) > 400
    weeks = [THURSDAY - timedelta(weeks=back) for back in range(52)]
    everywhere = {
        row["uri"]
        for territory in publisher.territories
        for week in weeks
        for row in rows(publisher.spotify_csv(territory, Cadence.WEEK, week))
    }
    assert len(everywhere) > 500


def test_a_few_songs_of_a_top_50_change_from_day_to_day(year: list[list[str]]) -> None:
    changes = [len(set(today[:50]) - set(before[:50])) for before, today in pairwise(year)]
    assert 1.0 < sum(changes) / len(changes) < 5.0
    assert max(changes) >= 5  # album Fridays


def test_songs_stay_for_weeks_and_some_for_a_year(year: list[list[str]]) -> None:
    stays: dict[str, int] = {}
    for day in year:
        for uri in day:
            stays[uri] = stays.get(uri, 0) + 1
    lengths = sorted(stays.values())
    assert 40 < lengths[len(lengths) // 2] < 150
    assert lengths[len(lengths) // 10] < 40
    assert 10 < lengths.count(365) < 120


def test_territories_are_alike_and_not_equal(publisher: ChartPublisher) -> None:
    us = set(uris(publisher, "us", DAY, 50))
    for territory in ("global", "gb", "de"):
        assert 10 < len(us & set(uris(publisher, territory, DAY, 50))) < 45


def test_streams_fall_as_in_recorded_charts(publisher: ChartPublisher) -> None:
    streams = [int(row["streams"]) for row in rows(publisher.spotify_csv("us", Cadence.DAY, DAY))]
    assert streams == sorted(streams, reverse=True)
    assert 1.7 < streams[0] / streams[9] < 4.5  # recorded: 1.9 and 3.0
    assert 1.8 < streams[9] / streams[199] < 3.5  # recorded: 2.7 and 3.4


def test_christmas_songs_come_and_go(publisher: ChartPublisher) -> None:
    eve = set(uris(publisher, "us", date(2025, 12, 24), 50))
    assert len(eve - set(uris(publisher, "us", date(2025, 12, 28), 50))) >= 8


# --- Formats -------------------------------------------------------------------------------------------


def test_a_daily_spotify_file_has_the_publishers_own_form(publisher: ChartPublisher, catalogue: Catalogue) -> None:
    body = publisher.spotify_csv("us", Cadence.DAY, DAY)
    header, first, *_ = body.decode().split("\n")
    assert "\ufeffrank,uri,artist_names,track_name,source,peak_rank,previous_rank,days_on_chart,streams" == header
    assert first.startswith('1,"spotify:track:')
    assert first.endswith('"')
    assert [str(rank) for rank in range(1, 201)] == [row["rank"] for row in rows(body)]
    for row in rows(body):
        track = catalogue.get(row["uri"].removeprefix("spotify:track:"))
        assert track is not None
        assert (track.title, ", ".join(a.name for a in track.artists)) == (row["track_name"], row["artist_names"])
    assert "regional-us-daily-2026-07-15.csv" == publisher.spotify_file_name("us", Cadence.DAY, DAY)


def test_ranks_of_before_peaks_and_days_fit_the_charts_before(publisher: ChartPublisher) -> None:
    before = rows(publisher.spotify_csv("us", Cadence.DAY, DAY - timedelta(days=1)))
    known = {row["uri"]: row for row in before}
    for row in rows(publisher.spotify_csv("us", Cadence.DAY, DAY)):
        if row["uri"] in known:
            earlier = known[row["uri"]]
            assert earlier["rank"] == row["previous_rank"]
            assert int(earlier["days_on_chart"]) + 1 == int(row["days_on_chart"])
            assert min(int(earlier["peak_rank"]), int(row["rank"])) == int(row["peak_rank"])
        else:
            assert "-1" == row["previous_rank"]


def test_a_weekly_spotify_file_adds_seven_days_up(publisher: ChartPublisher) -> None:
    week = rows(publisher.spotify_csv("us", Cadence.WEEK, THURSDAY))
    assert 200 == len(week)
    leader = week[0]["uri"]
    days = [rows(publisher.spotify_csv("us", Cadence.DAY, THURSDAY - timedelta(days=back))) for back in range(7)]
    streams = sum(int(row["streams"]) for day in days for row in day if row["uri"] == leader)
    assert streams == pytest.approx(int(week[0]["streams"]), abs=7)
    assert "regional-us-weekly-2026-07-16.csv" == publisher.spotify_file_name("us", Cadence.WEEK, THURSDAY)


def test_a_hot_100_has_the_mirrors_form(publisher: ChartPublisher) -> None:
    chart = json.loads(publisher.billboard_json(SATURDAY))
    assert ["date", "data"] == list(chart)
    assert "2026-07-18" == chart["date"]
    assert list(range(1, 101)) == [row["this_week"] for row in chart["data"]]
    fields = ["song", "artist", "this_week", "last_week", "peak_position", "weeks_on_chart"]
    assert all(fields == list(row) for row in chart["data"])
    last_week = {row["this_week"] for row in json.loads(publisher.billboard_json(SATURDAY - timedelta(7)))["data"]}
    assert all(row["last_week"] is None or row["last_week"] in last_week for row in chart["data"])


def test_a_youtube_file_has_the_publishers_own_form(publisher: ChartPublisher) -> None:
    body = publisher.youtube_csv("2026-W29")
    assert (
        b"rank,previous_rank,track_name,artist_names,periods_on_chart,views,growth,youtube_url,download_date,week_id\n"
        == body.splitlines(keepends=True)[0]
    )
    chart = rows(body)
    assert [str(rank) for rank in range(1, 101)] == [row["rank"] for row in chart]
    assert {("2026-07-13", "2026-W29")} == {(row["download_date"], row["week_id"]) for row in chart}
    assert any(" & " in row["artist_names"] for row in chart)
    views = [int(row["views"]) for row in chart]
    assert views == sorted(views, reverse=True)


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded charts are not beside the project")
@pytest.mark.parametrize(
    ("recorded", "of"),
    [
        ("spotify-charts/regional-us-daily-2023-01-21.csv", lambda p: p.spotify_csv("us", Cadence.DAY, DAY)),
        ("spotify-charts/regional-us-weekly-2021-02-25.csv", lambda p: p.spotify_csv("us", Cadence.WEEK, THURSDAY)),
        ("youtube/youtube_weekly_top_songs_global_2026-W29.csv", lambda p: p.youtube_csv("2026-W29")),
    ],
)
def test_files_look_like_the_recorded_ones(publisher: ChartPublisher, recorded: str, of) -> None:
    theirs, ours = (RECORDED / recorded).read_bytes(), of(publisher)
    assert theirs.splitlines()[0] == ours.splitlines()[0]
    assert len(theirs.splitlines()) == len(ours.splitlines())
    assert theirs.endswith(b"\n") == ours.endswith(b"\n")


@pytest.mark.parametrize(
    ("title", "artists", "song", "credit"),
    [
        ("Mood (feat. Iann Dior)", ("24kGoldn", "Iann Dior"), "Mood", "24kGoldn Featuring Iann Dior"),
        ("Stay (with Rue)", ("Kilo", "Rue"), "Stay", "Kilo With Rue"),
        ("Out of Office", ("Kilo",), "Out Of Office", "Kilo"),
        ("Echo", ("A", "B", "C"), "Echo", "A, B & C"),
        ("Kiss Me (Like You Lie) [feat. A & B]", ("Rue", "A", "B"), "Kiss Me (Like You Lie)", "Rue Featuring A & B"),
        ("Left on Read (Live)", ("Nyx9",), "Left On Read (Live)", "Nyx9"),
    ],
)
def test_billboard_spells_in_its_own_way(title: str, artists: tuple[str, ...], song: str, credit: str) -> None:
    assert song == billboard_title(title)
    assert credit == billboard_credit(InventedSong(title, artists, None, ("x" * 22,)))


def test_some_duets_are_joined_by_x_and_others_by_an_ampersand() -> None:
    credits_of = {
        billboard_credit(InventedSong("Echo", (f"A{n}", "B"), None, ("x",)))[2:-1].strip("0123456789")
        for n in range(30)
    }
    assert {" & ", " X "} == credits_of


def test_names_with_quotes_and_commas_survive_both_csv_files() -> None:
    song = InventedSong('Say "Yes", Twice', ("Nadir, The Younger", 'Jo "J" Lee'), None, ("x" * 22,))
    publisher = ChartPublisher([song])
    [spotify] = rows(publisher.spotify_csv("us", Cadence.DAY, DAY))
    [youtube] = rows(publisher.youtube_csv("2026-W29"))
    assert 'Say "Yes", Twice' == spotify["track_name"] == youtube["track_name"]
    assert 'Nadir, The Younger, Jo "J" Lee' == spotify["artist_names"]
    assert 'Nadir, The Younger & Jo "J" Lee' == youtube["artist_names"]


# --- What is not published -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (
            lambda p: p.spotify_csv("us", Cadence.WEEK, DAY),
            "dated by a Thursday; 2026-07-15 is none, the next one is 2026-07-16",
        ),
        (lambda p: p.billboard_json(DAY), "dated by a Saturday; 2026-07-15 is none, the next one is 2026-07-18"),
        (lambda p: p.youtube_csv("week 29"), "'week 29' is no week"),
        (lambda p: p.spotify_csv("xx", Cadence.DAY, DAY), "No chart is published for 'xx'"),
        (lambda p: p.spotify_csv("us", Cadence.MONTH, DAY), "none for a month"),
        (lambda p: p.spotify_csv("us", Cadence.DAY, OPENED - timedelta(days=1)), "no charts before 2025-01-01"),
    ],
)
def test_what_is_not_published_is_refused_with_the_reason(publisher: ChartPublisher, ask, words: str) -> None:
    with pytest.raises(UsageError) as raised:
        ask(publisher)
    assert words in str(raised.value)


def test_of_a_large_catalogue_some_songs_can_chart_and_always_the_same() -> None:
    songs = [InventedSong(f"Song {number}", ("Somebody",), None, (f"{number:022d}",)) for number in range(3000)]
    publisher = ChartPublisher(songs, opened=DAY)
    assert 1500 == len(publisher.songs)
    assert publisher.songs == ChartPublisher(songs).songs
