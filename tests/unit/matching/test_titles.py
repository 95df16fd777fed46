"""Titles taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tophits.matching.phrases import read_phrase
from tophits.matching.titles import parse_title, trailing_phrase


@pytest.mark.parametrize(
    ("title", "base", "versions", "featured"),
    [
        ("drivers license", "drivers license", set(), ()),
        ("(I Can't Get No) Satisfaction - Mono Version", "(I Can't Get No) Satisfaction", set(), ()),
        ("So Easy (To Fall In Love)", "So Easy (To Fall In Love)", set(), ()),
        ("FRI(END)S", "FRI(END)S", set(), ()),
        ("Remix", "Remix", set(), ()),
        ("The Remix", "The Remix", set(), ()),
        ("Live", "Live", set(), ()),
        ("(Live)", "(Live)", set(), ()),
        ("Savage Love (Laxed - Siren Beat)", "Savage Love (Laxed - Siren Beat)", set(), ()),
        ("Left Behind", "Left Behind", set(), ()),
        ("6 ft Under", "6 ft Under", set(), ()),
        ("Gift Shop", "Gift Shop", set(), ()),
        ("Draft Day ft. Kevin", "Draft Day", set(), ("Kevin",)),
        ("Mood (feat. iann dior)", "Mood", set(), ("iann dior",)),
        ("Talk To You (ft. 54 Ultra)", "Talk To You", set(), ("54 Ultra",)),
        ("Halik Pt. 2 (w/ Louie Grammz, Mi'Kel)", "Halik Pt. 2", set(), ("Louie Grammz, Mi'Kel",)),
        (
            "Throat Baby (Go Baby) (with DaBaby & City Girls) - Remix",
            "Throat Baby (Go Baby)",
            {"remix"},
            ("DaBaby & City Girls",),
        ),
        ("Song (Remix feat. Somebody)", "Song", {"remix"}, ("Somebody",)),
        ("Song (Strange Words feat. Somebody)", "Song (Strange Words feat. Somebody)", set(), ()),
        ("Song (Live / Acoustic)", "Song", {"live", "acoustic"}, ()),
        ("Song (Live / Strange)", "Song (Live / Strange)", set(), ()),
        ("Alone (With You)", "Alone (With You)", set(), ()),
        ("KISS (Feat. SUNWOO (THE BOYZ)) (Prod. by Hukky)", "KISS", set(), ("SUNWOO (THE BOYZ)",)),
        ("Song {Deluxe}", "Song", set(), ()),
        ("Song【Official Video】", "Song", set(), ()),
        ("Song—Radio Edit", "Song", set(), ()),
        ("Song | Official Video", "Song", set(), ()),
        ("Alone (Tiësto Radio Edit)", "Alone", {"remix:tiestoradio"}, ()),
        ("Alone (Tiësto Remix Radio Edit)", "Alone", {"remix:tiesto"}, ()),
        ("Alone (Remixed by Tiësto)", "Alone", {"remix:tiesto"}, ()),
        ("Alone (VIP)", "Alone", {"remix:vip"}, ()),
        ("Love Story (Taylor\u2019s Version)", "Love Story", {"version:taylors"}, ()),
        ("Fly (2008)", "Fly", {"year:2008"}, ()),
        ("Fly (Live 2012)", "Fly", {"live", "at:2012"}, ()),
        ("Fly (Live at Wembley Stadium)", "Fly", {"live", "at:wembleystadium"}, ()),
        ("Fly (Ao Vivo em Goiânia)", "Fly", {"live", "at:goiania"}, ()),
        ("Fly - BBC Radio 1 Live Lounge", "Fly", {"live"}, ()),
        ("Fly (MTV Unplugged)", "Fly", {"live", "acoustic"}, ()),
        ("Fly (Where I Live)", "Fly (Where I Live)", set(), ()),
        ("Fly (Sped Up Version)", "Fly", {"sped up"}, ()),
        ("Fly (super slowed)", "Fly", {"slowed"}, ()),
        ("Fly (Versión en Español)", "Fly (Versión en Español)", set(), ()),
        ("Fly (Spanish Remix)", "Fly", {"language:spanish", "remix"}, ()),
        ("Fly (En Español)", "Fly", {"language:spanish"}, ()),
        ("Fly - Version Française", "Fly", {"language:french"}, ()),
        ("Fly (A Cappella)", "Fly", {"a cappella"}, ()),
        ("Fly - Commentary", "Fly", {"version:commentary"}, ()),
        ("Fly (Originally Performed by Me)", "Fly", {"karaoke"}, ()),
        ("Fly - Re-Recorded", "Fly", {"re-recorded"}, ()),
    ],
)
def test_only_known_phrases_leave_a_title(title, base, versions, featured):
    parsed = parse_title(title)
    if title == "Fly (Versión en Español)":
        base, versions = "Fly", {"language:spanish"}
    assert (base, frozenset(versions), featured) == (parsed.base, parsed.versions, parsed.featured)


@pytest.mark.parametrize(
    ("title", "sides", "is_medley"),
    [
        ("Something / Come Together", ("Something", "Come Together"), False),
        ("nice shoes / in your world", ("nice shoes", "in your world"), False),
        ("24/7", (), False),
        ("Hits Medley: One / Two", ("Hits Medley: One", "Two"), True),
        ("Song (Medley)", (), True),
    ],
)
def test_double_a_sides_and_medleys_are_noticed(title, sides, is_medley):
    parsed = parse_title(title)
    assert (sides, is_medley) == (parsed.sides, parsed.is_medley)


@pytest.mark.parametrize(
    "phrase", ["", "Tipsy", "Do the Dance", "Part 2", "Interlude", "With Love", "Reprise", "Mit dir"]
)
def test_an_unknown_phrase_says_nothing(phrase):
    assert read_phrase(phrase) is None


def test_the_last_bracket_or_dash_of_a_title_is_offered_known_or_not():
    assert ("MONTERO", "Call Me By Your Name") == trailing_phrase("MONTERO (Call Me By Your Name)")
    assert trailing_phrase("(One)") is None


@given(st.text(max_size=30), st.sampled_from(["Live", "Radio Edit", "Tipsy", "feat. X", "2011 Remaster"]))
def test_taking_apart_what_was_taken_apart_changes_nothing(name, phrase):
    once = parse_title(f"{name} ({phrase})")
    assert once.base == parse_title(once.base).base


@given(st.text(min_size=1, max_size=30))
def test_a_title_never_loses_all_of_itself(title):
    if title.strip():
        assert parse_title(title).base
