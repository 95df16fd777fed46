"""Configuration: what is said counts, what is not said has a default, and every mistake is named at once."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tophits.config.editions import DEFAULT_EDITIONS, SongRef
from tophits.config.faults import NUMBERS
from tophits.config.loading import check, default_settings, load
from tophits.config.settings import DEFAULT_WEIGHTS
from tophits.config.territories import GLOBAL_SET
from tophits.domain.editions import EditPolicy, Explicit
from tophits.domain.errors import ConfigError
from tophits.domain.songs import SongId

PROJECT = Path(__file__).parents[3]
EXAMPLE = PROJECT / "examples" / "tophits.yaml"


def loaded(tmp_path, text, env=None):
    path = tmp_path / "tophits.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, env or {})


def test_whoever_says_only_where_they_are_gets_the_four_editions():
    settings = default_settings("Europe/Berlin")
    assert dict(GLOBAL_SET) == dict(settings.territory)
    assert list(DEFAULT_EDITIONS) == ["daily", "weekly", "monthly", "yearly"]
    assert [
        ("Top Hits Daily", 50, 1, "0 4 * * *", 0.60),
        ("Top Hits Weekly", 100, 7, "0 4 * * 6", 0.40),
        ("Top Hits Monthly", 200, 30, "0 4 * * 6", 0.25),
        ("Top Hits Yearly", 250, 365, "0 4 1 * *", 0.20),
    ] == [(e.title, e.size, e.window_days, e.cron, e.churn_budget) for e in settings.editions.values()]
    assert (100, 200, 0.1) == (
        settings.quota.budgets.searches,
        settings.quota.budgets.others,
        settings.quota.budgets.spare,
    )
    assert not settings.spotify.is_stand_in


def test_the_global_set_is_the_whole():
    assert sum(GLOBAL_SET.values()) == pytest.approx(1.0)


def test_the_default_weights_are_those_of_the_design():
    weights = default_settings("UTC").weights
    assert (1.0, 1.0, 0.05, 0.3, 0.1, 0.05) == tuple(
        weights[name] for name in ("apple", "billboard", "listenbrainz", "youtube", "lastfm", "deezer")
    )
    assert 1.0 == weights["spotify_csv"] == weights["kworb"]


def test_default_settings_need_a_zone_that_is_one():
    with pytest.raises(ConfigError) as caught:
        default_settings("Nowhere")
    assert ["C008"] == [mistake.number for mistake in caught.value.mistakes]


def test_a_country_is_a_set_of_one_in_any_case():
    assert dict(default_settings("UTC", "DE").territory) == {"de": 1.0}


def test_norway_is_a_country_and_not_a_flag(tmp_path):
    assert dict(loaded(tmp_path, "zone: Europe/Oslo\nterritory: no\n").territory) == {"no": 1.0}


def test_a_mixture_of_territories_is_taken_as_it_is(tmp_path):
    settings = loaded(tmp_path, "zone: UTC\nterritory: {de: 2, AT: 1, global: 0.5}\n")
    assert dict(settings.territory) == {"de": 2.0, "at": 1.0, "global": 0.5}


def test_an_edition_changes_only_what_it_names(tmp_path):
    settings = loaded(tmp_path, "zone: UTC\neditions:\n  daily: {size: 40}\n  yearly: false\n  weekly:\n")
    assert ["daily", "weekly", "monthly"] == list(settings.editions)
    daily = settings.editions["daily"]
    assert (40, 1, "0 4 * * *", 0.6, "Top Hits Daily") == (
        daily.size,
        daily.window_days,
        daily.cron,
        daily.churn_budget,
        daily.title,
    )


def test_a_new_key_is_a_new_edition(tmp_path):
    text = "zone: UTC\neditions:\n  my-summer: {size: 30, window_days: 60, cron: '0 6 * * mon'}\n"
    settings = loaded(tmp_path, text)
    assert "Top Hits My Summer" == settings.editions["my-summer"].title
    assert 5 == len(settings.editions)


def test_a_source_is_weighed_or_switched_or_both(tmp_path):
    text = (
        "zone: UTC\n"
        "sources: {billboard: 0.5, apple: false, lastfm: {weight: 0.2}, radio: 0.7, deezer: {enabled: false}}\n"
    )
    weights = loaded(tmp_path, text).weights
    assert (0.5, 0.2, 0.7) == (weights["billboard"], weights["lastfm"], weights["radio"])
    assert {"apple", "deezer"}.isdisjoint(weights)


# --- The environment ------------------------------------------------------------------------------------


def test_the_environment_counts_before_the_file(tmp_path):
    env = {
        "TOPHITS_QUOTA__SEARCHES": "300",
        "TOPHITS_EDITIONS__DAILY__SIZE": "40",
        "TOPHITS_EDITIONS__YEARLY": "false",
        "TOPHITS_SOURCES__APPLE": "false",
        "TOPHITS_SOURCES__BILLBOARD": "0.5",
        "TOPHITS_TERRITORY": "{us: 0.5, de: 0.5}",
        "TOPHITS_HOME": "/somewhere",
        "PATH": "/bin",
    }
    settings = loaded(tmp_path, "zone: UTC\nquota: {searches: 50, others: 70}\nterritory: fr\n", env)
    assert (300, 70) == (settings.quota.searches, settings.quota.others)
    assert 40 == settings.editions["daily"].size
    assert "yearly" not in settings.editions
    assert "apple" not in settings.weights
    assert 0.5 == settings.weights["billboard"]
    assert {"us": 0.5, "de": 0.5} == dict(settings.territory)


def test_a_secret_may_come_from_a_file_and_is_in_no_repr(tmp_path):
    secret = tmp_path / "id"
    secret.write_text("s3cr3t-id\n")
    settings = load(None, {"TOPHITS_ZONE": "UTC", "TOPHITS_SPOTIFY__CLIENT_ID_FILE": str(secret)})
    assert "s3cr3t-id" == settings.spotify.client_id
    assert "s3cr3t" not in repr(settings) + str(settings) + repr(settings.spotify)


def test_a_mistake_about_a_secret_does_not_tell_it():
    mistakes = check("zone: UTC\nspotify: {client_id: [s3cr3t]}\n", {})
    assert ["C006"] == [mistake.number for mistake in mistakes]
    assert "s3cr3t" not in repr(mistakes)


@pytest.mark.parametrize(
    ("env", "number", "where", "message"),
    [
        ({"TOPHITS_ZON": "UTC"}, "C004", "zon", "there is no setting zon here (from TOPHITS_ZON)"),
        ({"TOPHITS_QUOTA__SEARCHES": "many"}, "C006", "quota.searches", "TOPHITS_QUOTA__SEARCHES"),
        ({"TOPHITS_SPOTIFY__CLIENT_ID_FILE": "/nowhere"}, "C014", "spotify.client_id", "No such file"),
        (
            {"TOPHITS_SPOTIFY__CLIENT_ID_FILE": "/x", "TOPHITS_SPOTIFY__CLIENT_ID": "y"},
            "C014",
            "spotify.client_id",
            "both set",
        ),
        ({"TOPHITS_QUOTA__": "1"}, "C014", "quota.", "names no setting"),
        (
            {"TOPHITS_EDITIONS__DAILY__RULES__EXPLICIT": "none"},
            "C013",
            "editions.daily.rules.explicit",
            "from TOPHITS_",
        ),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(env, number, where, message):
    (mistake,) = check("zone: UTC\n", env)
    assert (number, where, None) == (mistake.number, mistake.where, mistake.line)
    assert message in mistake.message


# --- Mistakes -------------------------------------------------------------------------------------------

BROKEN = [
    ("zone: UTC\n? [a, b]\n: 1\n", [("C002", "", 2)]),
    (
        "zone: UTC\neditions:\n daily:\n  rules:\n   pins: [{position: 1, song: A - B}, {position: 2, song: A - B}]",
        [("C016", "editions.daily.rules", 4)],
    ),
    ("", [("C005", "zone", None)]),
    ("zone:\n", [("C005", "zone", 1)]),
    ("- a\n- b\n", [("C006", "", 1)]),
    ("zone: UTC\nquota: {searches: 5\neditions: x\n", [("C002", "", 3)]),
    ("zone: UTC\n\tquota: 5\n", [("C002", "", 2)]),
    ("zone: UTC\nzone: UTC\n", [("C003", "zone", 2)]),
    ("zone: UTC\nquota:\n  searches: 5\n  spare: 0\n  searches: 6\n", [("C003", "quota.searches", 5)]),
    ("zone: UTC\nquotas:\n  searches: 5\n", [("C004", "quotas", 2)]),
    ("zone: UTC\nquota:\n  search: 5\n", [("C004", "quota.search", 3)]),
    ("zone: UTC\nquota: 5\n", [("C006", "quota", 2)]),
    (
        "zone: UTC\nquota:\n  searches: -1\n  others: 0\n  spare: 1.5\n",
        [("C007", "quota.searches", 3), ("C007", "quota.others", 4), ("C007", "quota.spare", 5)],
    ),
    ("zone: UTC\nquota: {searches: 1.5}\n", [("C006", "quota.searches", 2)]),
    ("zone: Europe/Berlim\n", [("C008", "zone", 1)]),
    ("zone: ../etc/passwd\n", [("C008", "zone", 1)]),
    ("zone: 5\n", [("C006", "zone", 1)]),
    ("zone: UTC\nterritory: uk\n", [("C010", "territory", 2)]),
    ("zone: UTC\nterritory: xx\n", [("C010", "territory", 2)]),
    ("zone: UTC\nterritory:\n  de: 1\n  qq: 1\n", [("C010", "territory", 2)]),
    ("zone: UTC\nterritory:\n  de: -1\n", [("C007", "territory", 2)]),
    ("zone: UTC\nterritory: {de: 0}\n", [("C007", "territory", 2)]),
    ("zone: UTC\nterritory:\n  de: much\n", [("C006", "territory.de", 3)]),
    ("zone: UTC\nsources:\n  apple: -1\n", [("C007", "sources.apple.weight", 3)]),
    ("zone: UTC\nsources:\n  apple: .nan\n", [("C006", "sources.apple.weight", 3)]),
    ("zone: UTC\nsources:\n  bilboard: 1\n", [("C018", "sources.bilboard", 3)]),
    ("zone: UTC\nsources:\n  apple:\n    wieght: 1\n", [("C004", "sources.apple.wieght", 4)]),
    ("zone: UTC\nsources: [apple]\n", [("C006", "sources", 2)]),
    (
        f"zone: UTC\nsources: {{{', '.join(f'{name}: 0' for name in DEFAULT_WEIGHTS)}}}\n",
        [("C012", "sources", 2)],
    ),
    ("zone: UTC\nspotify:\n  api_url: ftp://x\n", [("C015", "spotify.api_url", 3)]),
    ("zone: UTC\nspotify:\n  api_url: https://me:pass@x\n", [("C015", "spotify.api_url", 3)]),
    ("zone: UTC\nspotify:\n  api_url: http://x:port\n", [("C015", "spotify.api_url", 3)]),
    ("zone: UTC\nspotify:\n  country: global\n", [("C010", "spotify.country", 3)]),
    ("zone: UTC\neditions:\n  daily:\n    size: 0\n", [("C007", "editions.daily.size", 4)]),
    ("zone: UTC\neditions:\n  daily:\n    size: 10001\n", [("C007", "editions.daily.size", 4)]),
    ("zone: UTC\neditions:\n  daily: 5\n", [("C006", "editions.daily", 3)]),
    ("zone: UTC\neditions: {daily: false, weekly: false, monthly: false, yearly: false}\n", [("C017", "editions", 2)]),
    ("zone: UTC\neditions:\n  Daily:\n    size: 5\n", [("C017", "editions.Daily", 3)]),
    ("zone: UTC\neditions:\n  dayly: false\n", [("C017", "editions.dayly", 3)]),
    (
        "zone: UTC\neditions:\n  mine:\n    size: 5\n",
        [("C005", "editions.mine.cron", 3), ("C005", "editions.mine.window_days", 3)],
    ),
    ("zone: UTC\neditions:\n  daily:\n    cron: 0 4 * *\n", [("C011", "editions.daily.cron", 4)]),
    ("zone: UTC\neditions:\n  daily:\n    title: ''\n", [("C007", "editions.daily.title", 4)]),
    ("zone: UTC\neditions:\n  daily:\n    title: 40\n", [("C006", "editions.daily.title", 4)]),
    ('zone: UTC\neditions:\n  daily:\n    title: "a\\nb"\n', [("C007", "editions.daily.title", 4)]),
    ("zone: UTC\neditions:\n  daily:\n    on_edit: keeep\n", [("C013", "editions.daily.on_edit", 4)]),
    ("zone: UTC\neditions:\n  daily:\n    public: perhaps\n", [("C006", "editions.daily.public", 4)]),
    (
        "zone: UTC\neditions:\n  daily:\n    rules:\n      pins:\n        - {position: 1, song: Hello}\n",
        [("C016", "editions.daily.rules.pins[0].song", 6)],
    ),
    (
        "zone: UTC\neditions:\n daily:\n  rules:\n   pins: [{position: 1, song: A - B}, {position: 1, song: C - D}]",
        [("C016", "editions.daily.rules", 4)],
    ),
    (
        "zone: UTC\neditions:\n  daily:\n    size: 5\n    rules:\n      pins: [{position: 9, song: A - B}]\n",
        [("C016", "editions.daily", 3)],
    ),
    (
        "zone: UTC\neditions:\n  daily:\n    rules:\n      bans: [A - B]\n      pins: [{position: 9, song: A - B}]\n",
        [("C016", "editions.daily.rules", 4)],
    ),
    (
        "zon: UTC\nterritory: uk\nquota:\n  searches: many\neditions:\n  daily:\n    size: 0\n    cron: '61 4 * * *'\n",
        [
            ("C004", "zon", 1),
            ("C010", "territory", 2),
            ("C006", "quota.searches", 4),
            ("C007", "editions.daily.size", 7),
            ("C011", "editions.daily.cron", 8),
            ("C005", "zone", None),
        ],
    ),
    ("a: &a [*a]\n", [("C002", "a[0]", 1)]),
]


@pytest.mark.parametrize(("text", "expected"), BROKEN)
def test_every_mistake_is_told_with_number_place_and_line(text, expected):
    mistakes = check(text, {})
    assert expected == [(mistake.number, mistake.where, mistake.line) for mistake in mistakes]
    assert all(mistake.message and mistake.hint and mistake.number in NUMBERS for mistake in mistakes)


def test_every_number_has_a_case_or_a_test_of_its_own():
    told = {number for _, expected in BROKEN for number, _, _ in expected}
    assert set(NUMBERS) - told == {"C001", "C009", "C014"}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("zon: UTC\n", "Did you mean zone?"),
        ("zone: UTC\nquota:\n  serches: 5\n", "Did you mean searches?"),
        ("zone: UTC\neditions:\n  daily:\n    rules:\n      max_artist: 5\n", "Did you mean max_per_artist?"),
        ("zone: Berlin\n", "Did you mean Europe/Berlin?"),
        ("zone: europe/berlin2\n", "Did you mean Europe/Berlin?"),
        ("zone: UTC\nterritory: Germany\n", "Did you mean de?"),
        ("zone: UTC\nsources: {lastfmm: 1}\n", "Did you mean lastfm?"),
        ("zone: UTC\neditions:\n  daily:\n    on_edit: keeep\n", "Did you mean keep?"),
        ("zone: UTC\nxyzzy: 1\n", "There are: contact, editions, quota, sources, spotify, territory, zone."),
    ],
)
def test_a_hint_says_what_was_probably_meant(text, hint):
    assert hint in [mistake.hint for mistake in check(text, {})]


def test_aliases_that_multiply_without_end_are_refused_quickly():
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert ["C002"] == [mistake.number for mistake in check("\n".join(lines), {})][:1]


WORDS = st.sampled_from(
    [
        "zone",
        "UTC",
        "quota",
        "searches",
        "editions",
        "daily",
        "rules",
        "pins",
        "size",
        "sources",
        "apple",
        "territory",
        "x",
    ]
)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(tree=TREES)
def test_whatever_a_file_says_there_are_settings_or_mistakes(tree):
    for mistake in check(yaml.safe_dump(tree), {}):
        assert mistake.number in NUMBERS


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=80))
def test_whatever_text_a_file_is_it_has_mistakes_with_numbers(text):
    mistakes = check(text, {})
    assert mistakes
    assert all(mistake.number in NUMBERS for mistake in mistakes)


def test_a_file_that_is_nested_too_deeply_is_refused():
    assert ["C002"] == [mistake.number for mistake in check("[" * 5000, {})]


def test_a_file_that_cannot_be_read_is_a_mistake_with_a_number(tmp_path):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "none.yaml", {})
    assert ["C001"] == [mistake.number for mistake in caught.value.mistakes]
    (tmp_path / "latin.yaml").write_bytes("zone: Zürich".encode("latin-1"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(tmp_path / "latin.yaml", {})


def test_loading_raises_with_all_mistakes(tmp_path):
    with pytest.raises(ConfigError, match=r"tophits\.yaml has 2 mistakes") as caught:
        loaded(tmp_path, "zone: nowhere\nterritory: xx\n")
    assert ["C008", "C010"] == [mistake.number for mistake in caught.value.mistakes]


def test_settings_cannot_be_changed_by_accident():
    settings = default_settings("UTC")
    with pytest.raises(ValueError, match="frozen"):
        settings.zone = "x"
    with pytest.raises(TypeError):
        settings.editions["daily"] = None


# --- Addresses and editions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://127.0.0.1:8888/v1", True),
        ("http://localhost:8888/v1/", True),
        ("http://[::1]:8888", True),
        ("https://api.spotify.com/v1", False),
        ("https://localhost.example.org", False),
    ],
)
def test_an_address_on_this_machine_is_a_stand_in(address, expected):
    settings = load(None, {"TOPHITS_ZONE": "UTC", "TOPHITS_SPOTIFY__API_URL": address})
    assert settings.spotify.is_stand_in is expected
    assert not settings.spotify.api_url.endswith("/")


def test_the_example_is_valid_and_makes_editions():
    settings = load(EXAMPLE, {})
    assert ["daily", "weekly", "monthly", "summer"] == list(settings.editions)
    summer = settings.editions["summer"]
    assert summer.song_refs == ("Falco - Der Kommissar", "spotify:track:6rqhFgbbKwnb9MLmUQDhG6", "ATUM70900001")
    songs = {SongRef("Falco - Der Kommissar"): SongId(7), SongRef("ATUM70900001"): SongId(9)}
    edition = summer.to_edition("summer", settings.territory, songs, str.casefold)
    assert {1: 7} == edition.rules.pins
    assert frozenset({9}) == edition.rules.bans
    assert frozenset({"some band"}) == edition.rules.banned_artists
    assert ({"at": 1.0}, EditPolicy.KEEP, 20, True, False) == (
        edition.territories,
        edition.on_edit,
        edition.keep_added_within,
        edition.manages_metadata,
        edition.public,
    )
    daily = settings.editions["daily"].to_edition("daily", settings.territory, {}, str)
    assert (40, 3, Explicit.PREFER_CLEAN) == (daily.size, daily.rules.max_per_artist, daily.rules.explicit)
    assert dict(GLOBAL_SET) == daily.territories
