"""Files of charts in the shapes in which they come."""

import json
from datetime import date, timedelta

import pytest
from chart_pages import billboard_json, official_csv, plain_csv, song_id, youtube_csv

from tophits.domain.charts import Cadence, Entry
from tophits.sources.importing import import_file

DAYS = tuple(date(2026, 7, 14) + timedelta(days=n) for n in range(5))


def test_the_download_of_charts_spotify_com_just_works():
    result = import_file("regional-us-weekly-2021-01-07.csv", official_csv())
    (chart,) = result.charts
    assert (
        chart.source,
        chart.origin,
        chart.territory,
        chart.cadence,
    ) == ("spotify_csv", "spotify", "us", Cadence.WEEK)
    assert (date(2021, 1, 1), date(2021, 1, 7)) == (chart.period_from, chart.period_to)
    assert len(chart.entries) == 200
    assert chart.entries[0] == Entry(
        rank=1, title='Song "1"', artists=("Tyler, The Creator",), spotify_id=song_id(1), streams=9_999_000
    )
    assert chart.entries[1].previous_rank == 2


def test_a_daily_download_is_known_by_its_column_even_under_another_name():
    (refused,) = import_file("download.csv", official_csv(unit="days"), territory="de").refused
    assert "which day" in refused.reason
    (chart,) = import_file("de_2026-07-18.csv", official_csv(unit="days"), territory="de").charts
    assert (Cadence.DAY, date(2026, 7, 18)) == (chart.cadence, chart.period_to)


def test_a_hot_100_measures_the_week_that_ended_nine_days_before_its_date():
    (chart,) = import_file("recent.json", billboard_json()).charts
    assert ("billboard", "us", date(2026, 7, 3), date(2026, 7, 9), date(2026, 7, 18)) == (
        chart.source,
        chart.territory,
        chart.period_from,
        chart.period_to,
        chart.published,
    )
    assert chart.entries[0].artists == ("Drake Featuring Future & Molly Santana",)
    assert (chart.entries[0].previous_rank, chart.entries[1].previous_rank) == (None, 3)


def test_youtubes_export_is_the_last_complete_week_before_its_capture():
    (chart,) = import_file("youtube_weekly_top_songs_global_2026-W29.csv", youtube_csv(date(2026, 7, 13))).charts
    assert ("youtube", "global", date(2026, 7, 3), date(2026, 7, 9)) == (
        chart.source,
        chart.territory,
        chart.period_from,
        chart.period_to,
    )
    assert chart.entries[0].source_id == "v0000000001"
    assert chart.entries[0].streams == 89_999_000


def test_one_file_may_hold_many_days_and_each_is_a_chart():
    result = import_file("mine.csv", plain_csv(DAYS).encode(), cadence=Cadence.DAY)
    assert list(DAYS) == [chart.period_to for chart in result.charts]
    assert result.refused == ()


def test_a_bad_day_is_refused_by_name_and_the_others_go_on():
    text = plain_csv(DAYS).replace("2026-07-16,us,7,", "2026-07-16,us,8,")
    result = import_file("mine.csv", text.encode(), source="kworb", cadence=Cadence.DAY)
    assert [d for d in DAYS if d != date(2026, 7, 16)] == [chart.period_to for chart in result.charts]
    (error,) = result.refused
    assert ("kworb", "us", date(2026, 7, 16), 48, "mine.csv") == (
        error.source,
        error.territory,
        error.day,
        error.line,
        error.file,
    )
    assert error.reason == "rank 7 is missing: rank 8 comes next"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_separators_boms_and_line_ends_make_no_difference(separator, encoding, newline):
    text = plain_csv(DAYS[:1], separator=separator).replace("\n", newline)
    assert import_file("a.csv", plain_csv(DAYS[:1]).encode(), cadence=Cadence.DAY) == import_file(
        "a.csv", text.encode(encoding), cadence=Cadence.DAY
    )


def test_artists_are_split_at_semicolons_only():
    text = (
        plain_csv(DAYS[:1]).replace("Band 1,", '"Shakira; Burna Boy",').replace("Band 2,", '"Earth, Wind & Fire / X",')
    )
    (chart,) = import_file("a.csv", text.encode(), cadence=Cadence.DAY).charts
    assert chart.entries[0].artists == ("Shakira", "Burna Boy")
    assert chart.entries[1].artists == ("Earth, Wind & Fire / X",)


def test_a_list_of_artists_in_json_stays_a_list():
    rows = [{"rank": r, "title": f"Song {r}", "artists": ["A; B", {"name": "C"}]} for r in range(1, 11)]
    body = json.dumps({"chart_date": "2026-07-16", "region": "us", "entries": rows}).encode()
    (chart,) = import_file("tracker.json", body, cadence=Cadence.DAY).charts
    assert ("us", date(2026, 7, 16)) == (chart.territory, chart.period_to)
    assert chart.entries[0].artists == ("A; B", "C")


def test_lastfms_playcount_is_a_running_total_and_no_streams():
    lines = ["snapshot_date,chart_scope,rank,track_name,artist_name,playcount,listeners,mbid"]
    lines += [
        f"2026-06-22,{where},{r},Song {r},Band {r},{1000 * r},5,m{r}"
        for where in ("global", "united states")
        for r in range(1, 11)
    ]
    result = import_file("toptracks_2026-06-22.csv", "\n".join(lines).encode())
    assert [chart.territory for chart in result.charts] == ["global", "us"]
    first = result.charts[0]
    assert ("lastfm", Cadence.WEEK, date(2026, 6, 15), date(2026, 6, 21)) == (
        first.source,
        first.cadence,
        first.period_from,
        first.period_to,
    )
    assert {None} == {entry.streams for entry in first.entries}


def test_an_object_with_tracks_takes_its_country_and_day_from_round_them():
    rows = [
        {
            "id": f"x{r}",
            "title": f"Song {r}",
            "artistName": "PinkPantheress",
            "rank": r,
            "playcount": 0,
            "listeners": 5,
            "previousRank": r,
        }
        for r in range(1, 51)
    ]
    about = {"id": "uk-top50", "slug": "uk-top50", "country": "gb", "lastUpdated": "2026-03-10T06:49:22.562Z"}
    (chart,) = import_file("chartwave-uk-top50_2026-03-10.json", json.dumps(about | {"tracks": rows}).encode()).charts
    assert ("lastfm", "gb", date(2026, 3, 3), date(2026, 3, 9)) == (
        chart.source,
        chart.territory,
        chart.period_from,
        chart.period_to,
    )


def test_rows_scraped_from_kworb_measure_two_days_before_their_date():
    lines = [
        f'2026-07-10,{r},{"=" if r > 1 else "NEW"},"HAON - TICK TOCK {r} (Feat. ZICO) (w/ Nosun, ZICO)",80,1,(x66),'
        f'"{200 - r},275","-2,287","737,352",+136,"8,622,438"'
        for r in range(1, 51)
    ]
    (chart,) = import_file("kr_dailytop50_2026-07-10.csv", ("﻿" + "\n".join(lines)).encode()).charts
    assert ("kworb", "spotify", "kr", Cadence.DAY, date(2026, 7, 8)) == (
        chart.source,
        chart.origin,
        chart.territory,
        chart.cadence,
        chart.period_to,
    )
    first, second = chart.entries[:2]
    assert (
        first.title,
        first.artists,
        first.streams,
        first.previous_rank,
    ) == ("TICK TOCK 1 (Feat. ZICO)", ("HAON", "Nosun, ZICO"), 199275, None)
    assert second.previous_rank == 2


def test_columns_count_before_options_and_options_before_the_name():
    text = plain_csv(DAYS[:1], country="de")
    (chart,) = import_file("us_weekly_2026-07-14.csv", text.encode(), territory="fr", cadence=Cadence.DAY).charts
    assert (chart.territory, chart.cadence) == ("de", Cadence.DAY)
    bare = "\n".join(line.split(",", 2)[2] for line in text.splitlines())
    (chart,) = import_file("us_weekly_2026-07-14.csv", bare.encode(), territory="fr").charts
    assert ("fr", Cadence.WEEK, date(2026, 7, 14)) == (chart.territory, chart.cadence, chart.period_to)


def test_a_week_ending_given_is_the_last_day_measured():
    (chart,) = import_file(
        "x.csv", youtube_csv(date(2026, 3, 7)), territory="global", week_ending=date(2026, 2, 26)
    ).charts
    assert (date(2026, 2, 20), date(2026, 2, 26), date(2026, 3, 7)) == (
        chart.period_from,
        chart.period_to,
        chart.published,
    )


def test_any_file_in_our_columns_may_be_imported_under_any_name():
    (chart,) = import_file("a.csv", plain_csv(DAYS[:1]).encode(), source="spotify_csv", cadence=Cadence.DAY).charts
    assert (chart.source, chart.origin) == ("spotify_csv", "spotify")


def test_lines_may_stand_in_any_order():
    header, *lines = plain_csv(DAYS[:1]).splitlines()
    shuffled = "\n".join([header, *lines[::-1]]).encode()
    assert (
        import_file("a.csv", shuffled, cadence=Cadence.DAY).charts
        == import_file("a.csv", plain_csv(DAYS[:1]).encode(), cadence=Cadence.DAY).charts
    )


def test_a_line_separator_inside_a_title_ends_no_line():
    text = plain_csv(DAYS[:1]).replace("Song 4,", "Song\u20284,")
    (chart,) = import_file("a.csv", text.encode(), cadence=Cadence.DAY).charts
    assert chart.entries[3].title == "Song\u20284"


def test_notes_above_the_header_and_empty_lines_are_passed_over():
    text = ',,,"Note that these figures are not final"\n' + plain_csv(DAYS[:1]).replace("\n", "\n\n")
    (chart,) = import_file("a.csv", text.encode(), cadence=Cadence.DAY).charts
    assert len(chart.entries) == 20


# --- A capture does not say which week it shows: its previous ranks do ----------------------------------


def kept_from(charts):
    def latest(source, territory, cadence, before):
        alike = [
            c
            for c in charts
            if (c.source, c.territory, c.cadence) == (source, territory, cadence) and c.period_to < before
        ]
        return max(alike, key=lambda c: c.period_to, default=None)

    return latest


def test_a_late_youtube_page_is_dated_by_the_chart_that_its_previous_ranks_name():
    (older,) = import_file("g_weekly.csv", youtube_csv(date(2026, 2, 23), first=10), territory="global").charts
    saturday = youtube_csv(date(2026, 3, 7), first=15, before=10)
    (chart,) = import_file("x.csv", saturday, territory="global", kept=kept_from([older])).charts
    assert (date(2026, 2, 19), date(2026, 2, 26)) == (older.period_to, chart.period_to)


def test_a_youtube_page_that_shows_the_last_chart_again_is_that_chart():
    (older,) = import_file("x.csv", youtube_csv(date(2026, 6, 29), first=10), territory="global").charts
    (again,) = import_file(
        "x.csv", youtube_csv(date(2026, 7, 6), first=10), territory="global", kept=kept_from([older])
    ).charts
    assert older.period_to == again.period_to == date(2026, 6, 25)


def test_a_youtube_page_after_a_gap_keeps_the_week_of_its_capture():
    (older,) = import_file("x.csv", youtube_csv(date(2026, 6, 29), first=10), territory="global").charts
    late = youtube_csv(date(2026, 7, 13), first=30, before=22)
    (chart,) = import_file("x.csv", late, territory="global", kept=kept_from([older])).charts
    assert chart.period_to == date(2026, 7, 9)


def test_previous_ranks_that_contradict_the_chart_before_are_another_periods_lines():
    (older,) = import_file("regional-us-weekly-2021-01-07.csv", official_csv()).charts
    other = official_csv(shift=5)
    (error,) = import_file("regional-us-weekly-2021-01-14.csv", other, kept=kept_from([older])).refused
    assert "another period's lines" in error.reason
    assert import_file("regional-us-weekly-2021-01-21.csv", other, kept=kept_from([older])).refused == ()
    assert import_file("regional-us-weekly-2021-01-14.csv", official_csv(), kept=kept_from([older])).refused == ()
