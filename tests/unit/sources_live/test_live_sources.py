"""What each live source reads from its publisher's pages, oddities included."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from publisher_stand import LIVE, TODAY, answers, charts_of, songs, true_chart

from tophits.domain.charts import Cadence
from tophits.domain.errors import UsageError
from tophits.sandbox.publishers.apple import credit, localised
from tophits.sandbox.publishers.listings import song_id
from tophits.sources.apple import APPLE
from tophits.sources.apple.feed import read_feed
from tophits.sources.apple.latin import in_other_script, is_latin, lookup_addresses
from tophits.sources.asking import Remembering
from tophits.sources.billboard import BILLBOARD, Billboard, BillboardSettings
from tophits.sources.deezer import DEEZER
from tophits.sources.deezer.playlist import playlist_rows, read_playlist
from tophits.sources.fields import examine
from tophits.sources.importing import import_file
from tophits.sources.kworb import KWORB
from tophits.sources.lastfm import LASTFM
from tophits.sources.lastfm.toptracks import its_name
from tophits.sources.listenbrainz import LISTENBRAINZ
from tophits.sources.protocol import Page, drive
from tophits.sources.sheet import Sheet
from tophits.sources.youtube import YOUTUBE

RECORDED = Path(__file__).resolve().parents[4] / "shared" / "charts" / "recorded"


def recorded(name):
    path = RECORDED / name
    if not path.exists():
        pytest.skip(f"the recorded charts are not here ({name})")
    return path.read_bytes()


def sheet(source, territory, body, day=TODAY):
    return Sheet(source, territory, day, Page("page", body, {}, datetime(2026, 7, 18, 4, tzinfo=UTC)))


def refusal(key, body):
    (error,) = charts_of(key, spoil=lambda _: body).refused
    return error.reason


@pytest.mark.parametrize(
    ("key", "cadence", "first", "last", "depth"),
    [
        ("apple us", Cadence.DAY, date(2026, 7, 18), date(2026, 7, 18), 100),
        ("billboard csv", Cadence.WEEK, date(2026, 7, 3), date(2026, 7, 9), 100),
        ("billboard json", Cadence.WEEK, date(2026, 7, 3), date(2026, 7, 9), 100),
        ("youtube", Cadence.WEEK, date(2026, 7, 10), date(2026, 7, 16), 100),
        ("kworb", Cadence.DAY, date(2026, 7, 16), date(2026, 7, 16), 200),
        ("listenbrainz", Cadence.WEEK, date(2026, 7, 6), date(2026, 7, 12), 200),
        ("lastfm", Cadence.WEEK, date(2026, 7, 11), date(2026, 7, 17), 50),
        ("deezer", Cadence.DAY, date(2026, 7, 18), date(2026, 7, 18), 50),
    ],
)
def test_each_source_knows_which_days_its_chart_measures(key, cadence, first, last, depth):
    chart = true_chart(key)
    assert (cadence, first, last, depth) == (chart.cadence, chart.period_from, chart.period_to, len(chart.entries))
    assert tuple(range(1, depth + 1)) == tuple(entry.rank for entry in chart.entries)


def test_both_mirrors_of_the_hot_100_tell_the_same():
    assert true_chart("billboard csv") == true_chart("billboard json")


def test_a_storefront_in_another_script_is_told_in_latin_names_with_the_ids_of_all_storefronts():
    japanese = [song for song in songs() if not is_latin(localised(credit(song), "jp")) and is_latin(credit(song))]
    named = {song_id("apple", song): (credit(song),) for song in japanese}
    charted = {e.source_id: e.artists for e in true_chart("apple jp").entries if e.source_id in named}
    assert charted
    assert {number: named[number] for number in charted} == charted


def test_a_song_has_one_id_in_all_storefronts():
    ids = [{(e.source_id, e.title) for e in true_chart(key).entries} for key in ("apple us", "apple jp")]
    shared = {number for number, _ in ids[0]} & {number for number, _ in ids[1]}
    assert shared
    assert {pair for pair in ids[0] if pair[0] in shared} == {pair for pair in ids[1] if pair[0] in shared}


def test_apples_misspelt_explicit_is_understood_and_its_absence_says_nothing():
    assert {True, None} == {entry.explicit for entry in true_chart("apple us").entries}


def test_a_feed_dated_ahead_measures_no_day_that_has_not_been():
    body = json.dumps(
        {
            "feed": {
                "country": "us",
                "updated": "Sun, 19 Jul 2026 01:00:00 +0000",
                "id": "https://rss.marketingtools.apple.com/api/v2/us/music/most-played/10/songs.json",
                "results": [
                    {
                        "id": str(number),
                        "name": f"Song {number}",
                        "artistName": "バッド・バニー",
                        "kind": "songs",
                        "url": f"https://music.apple.com/us/album/a/1?i={number}",
                    }
                    for number in range(1, 11)
                ],
            }
        }
    ).encode()
    chart = read_feed(sheet("apple", "us", body), 10)
    assert (date(2026, 7, 18), date(2026, 7, 19)) == (chart.period_to, chart.published)
    assert tuple(str(number) for number in range(1, 11)) == in_other_script(chart.entries)


def test_names_are_looked_up_in_batches():
    addresses = lookup_addresses([str(number) for number in range(250)], "jp")
    assert [100, 100, 50] == [address.count(",") + 1 for address in addresses]
    assert all("&country=jp&" in address and address.endswith("lang=en_us") for address in addresses)


@pytest.mark.parametrize(
    ("text", "latin"),
    [("Beyoncé", True), ("Øyeblikk 24/7", True), ("バッド・バニー", False), ("Ado 米津玄師", False), ("???", True)],
)
def test_latin_is_told_from_other_scripts(text, latin):
    assert latin is is_latin(text)


def test_kworbs_collaborators_stay_one_credit_behind_the_lead():
    entries = true_chart("kworb").entries
    lead = {song.track_ids[0]: song.artists for song in songs()}
    assert any(len(lead[entry.spotify_id]) > 2 for entry in entries)
    for entry in entries:
        first, *others = lead[entry.spotify_id]
        assert (first, ", ".join(others)) == entry.artists if others else (first,) == entry.artists


def test_kworb_tells_ranks_before_and_streams():
    entries = true_chart("kworb").entries
    assert any(entry.previous_rank and entry.previous_rank != entry.rank for entry in entries)
    assert all(entry.streams for entry in entries)


@pytest.mark.parametrize(
    ("key", "body", "reason"),
    [
        ("listenbrainz", b"", "ListenBrainz has not computed it yet (204)"),
        ("deezer", b'{"error":{"type":"DataException","message":"no data","code":800}}', "error 800: no data"),
        ("deezer", b'{"error":{"type":"Exception","message":"Quota limit exceeded","code":4}}', "(too many calls)"),
        ("lastfm", b'{"error":29,"message":"Rate limit exceeded"}', "error 29: too many calls: the rate limit"),
        ("lastfm", b'{"error":10,"message":"Invalid API key"}', "error 10: the key is wrong"),
        ("apple us", b"<html>Sorry</html>", "a web page where its list should be"),
        ("kworb", b"<html><body>no charts today</body></html>", "the title is no chart's"),
        ("kworb", "<html><title>Ж".encode("cp1251"), "not UTF-8"),
        ("deezer", b'{"data":[],"total":' + b"9" * 5000 + b"}", "a number or a depth that no chart has"),
        ("deezer", b"[" * 100_000, "a number or a depth that no chart has"),
        ("youtube", b'{"contents":{}}', "no list under trackViews"),
        ("billboard json", b'{"date":"2026-07-18","data":[]}', "the list under data is empty"),
        ("billboard json", b'{"date":"2026-07-18","date":"2026-07-11"}', "has a field twice"),
        ("billboard csv", b"chart_week,current_week\n2026-07-18,1\n", "no column title, performer"),
        ("billboard csv", b"chart_week,current_week\n", "no row below the first line"),
        ("billboard csv", b"chart_week,current_week\n2020-07-18,1\n", "the mirror stands still"),
        ("billboard csv", b"chart_week,current_week\n2020-07-18\n", "the line has 1 columns, the first 2"),
    ],
)
def test_a_page_that_is_no_chart_is_refused_by_name(key, body, reason):
    assert reason in refusal(key, body)


@pytest.mark.parametrize(
    ("key", "before", "after", "reason"),
    [
        ("apple us", b'"country": "us"', b'"country": "de"', "the list of the storefront de"),
        ("apple us", b"/songs.json", b"/albums.json", "another list"),
        ("kworb", b"- Global -", b"- Germany -", "the daily chart of Germany"),
        ("apple us", b"+0000", b"-9999", "is no moment"),
        ("kworb", b"</table>", b"", "cut off"),
        ("kworb", b"/07/16<", b"/07/36<", "is no day"),
        ("listenbrainz", b'"range":"week"', b'"range":"year"', "week was asked for"),
        ("lastfm", b'"page":"1"', b'"page":"2"', "page 2 of 50"),
        ("billboard json", b'"date":"2026-07-18"', b'"date":"2026-07-17"', "is none: these are another week's"),
    ],
)
def test_another_charts_page_is_refused(key, before, after, reason):
    (error,) = charts_of(key, spoil=lambda body: body.replace(before, after)).refused
    assert reason in error.reason


def test_past_weeks_of_the_hot_100_come_from_one_page_and_skip_what_is_kept():
    kept = frozenset({date(2026, 7, 9)})
    assert isinstance(BILLBOARD, Remembering)
    result = drive(BILLBOARD.read_past(date(2026, 6, 10), TODAY, kept), answers())
    assert [date(2026, 6, 11), date(2026, 6, 18), date(2026, 6, 25), date(2026, 7, 2)] == [
        chart.period_to for chart in result.charts
    ]
    assert () == result.refused


def test_past_weeks_of_the_json_mirror_do_without_one_that_is_not_there():
    def one_missing(ask):
        return () if "2026-07-04" in ask.url else answers()(ask)

    mirror = Billboard(BillboardSettings("json"))
    result = drive(mirror.read_past(date(2026, 6, 18), TODAY, frozenset()), one_missing)
    assert [date(2026, 6, 18), date(2026, 7, 2), date(2026, 7, 9)] == [chart.period_to for chart in result.charts]


def test_listenbrainz_remembers_a_year_a_month_and_a_week():
    result = drive(LISTENBRAINZ.read_past(date(2025, 7, 18), TODAY, frozenset()), answers())
    assert [Cadence.YEAR, Cadence.MONTH, Cadence.WEEK] == [chart.cadence for chart in result.charts]


def test_youtube_reads_the_inbox_alone_unless_switched_on():
    assert ("inbox",) == YOUTUBE.charts()
    assert ("inbox", "global", "de") == YOUTUBE.configured({"internal": True, "territories": ["global", "de"]}).charts()


@pytest.mark.parametrize(
    ("territory", "name"), [("us", "United States"), ("kr", "Korea, Republic of"), ("de", "Germany")]
)
def test_lastfm_is_asked_in_its_own_names(territory, name):
    assert name == its_name(territory)


@pytest.mark.parametrize(
    ("source", "chart"), [(APPLE, "xx"), (BILLBOARD, "de"), (KWORB, "us"), (LASTFM, "x"), (DEEZER, "us")]
)
def test_a_chart_that_is_not_offered_is_a_users_mistake(source, chart):
    with pytest.raises(UsageError, match=source.name):
        next(source.read(chart, TODAY))


@pytest.mark.parametrize(
    ("source", "options", "words"),
    [
        (APPLE, {"storefront": ["us"]}, "Did you mean storefronts"),
        (APPLE, {"storefronts": ["atlantis"]}, "no storefront atlantis"),
        (APPLE, {"depth": 200}, "depth is one of 10, 25, 50, 100"),
        (APPLE, {"depth": "100"}, "Write it like 100"),
        (BILLBOARD, {"mirror": "xml"}, "mirror is one of csv, json"),
        (KWORB, {"cadences": ["hourly"]}, "cadences are some of daily, weekly"),
        (LISTENBRAINZ, {"ranges": ["decade"]}, "ranges are some of week, month, year"),
        (LASTFM, {"territories": ["x"]}, "no territory x"),
        (DEEZER, {"playlists": {"de": "abc"}}, "which is no id"),
        (YOUTUBE, {"internal": "yes"}, "Write it like False"),
    ],
)
def test_a_setting_that_does_not_fit_is_named_with_a_hint(source, options, words):
    with pytest.raises(UsageError) as caught:
        source.configured(options)
    assert words in f"{caught.value} {caught.value.remedy}"


def test_settings_reach_the_source():
    assert ("de", "fr") == APPLE.configured({"storefronts": ["de", "fr"], "depth": 50}).charts()
    assert ("us_daily", "us_weekly") == KWORB.configured(
        {"territories": ["us"], "cadences": ["daily", "weekly"]}
    ).charts()
    assert ("de",) == DEEZER.configured({"playlists": {"de": "1111143121"}}).charts()


@pytest.mark.parametrize("key", LIVE)
def test_a_probe_finds_every_field_in_a_sound_page(key):
    source, chart_id = LIVE[key]
    ask = next(source.read(chart_id, TODAY))
    rows = source.rows(chart_id, answers()(ask)[0])
    assert len(rows) == len(true_chart(key).entries)
    assert set() == {found.name for found in examine(rows, source.fields) if found.verdict not in ("found", "absent")}


# --- Against recorded pages ---------------------------------------------------------------------------


def test_the_recorded_weeks_of_the_hot_100_are_read_as_the_importer_reads_them():
    for path in sorted((RECORDED / "billboard").glob("hot-100-*.json")) or [RECORDED / "billboard"]:
        body = recorded(path.relative_to(RECORDED))
        (imported,) = import_file(path.name, body).charts
        page = Page(path.name, body)
        (chart,) = drive(Billboard(BillboardSettings("json")).read("us", TODAY), lambda _, page=page: (page,)).charts
        assert imported == chart


def test_recorded_playlists_of_deezer_have_every_field():
    body = recorded("deezer/playlist-9200461-tracks.json")
    rows = playlist_rows(sheet("deezer", "global", body))
    assert {"found"} == {found.verdict for found in examine(rows, DEEZER.fields)}
    assert 25 == len(read_playlist(sheet("deezer", "global", body), 25, TODAY).entries)


def test_deezers_recorded_error_is_an_error():
    reason = refusal("deezer", recorded("deezer/error-playlist-not-found.json"))
    assert "Deezer says error 800" in reason


def test_apples_recorded_songs_have_every_field():
    rows = json.loads(recorded("apple/rss-v2_us_most-played_songs_two-items_2022-01.json"))
    assert {"found"} == {found.verdict for found in examine(rows, APPLE.fields)}


def test_apples_recorded_feed_of_albums_is_no_chart_of_songs():
    assert "this is another list" in refusal(
        "apple us", recorded("apple/rss-v2_us_most-played_50_albums_2022-04-27.json")
    )


def test_listenbrainz_documented_rows_have_every_field():
    rows = json.loads(recorded("listenbrainz/sitewide-recordings_documentation-sample.json"))["payload"]["recordings"]
    assert {"found"} == {found.verdict for found in examine(rows, LISTENBRAINZ.fields)}
