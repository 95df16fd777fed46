"""What every live source promises, ours and plug-ins' alike."""

from urllib.parse import urlsplit

import pytest
from publisher_stand import LIVE, TODAY, answers, charts_of

from tophits.domain.errors import ChartRefused
from tophits.sources.checking import Known, checked
from tophits.sources.facts import PAUSE, Facts, facts_of
from tophits.sources.options import Configurable
from tophits.sources.protocol import Fetch
from tophits.sources.registry import known_sources

OURS = ("apple", "billboard", "youtube", "kworb", "listenbrainz", "lastfm", "deezer")


def asks_of(source, chart_id, day=TODAY):
    """Everything that a reading asks for, answered truthfully."""
    reading = source.read(chart_id, day)
    asked = [next(reading)]
    try:
        while True:
            asked.append(reading.send(answers(day)(asked[-1])))
    except StopIteration:
        return asked


def test_our_live_sources_are_found_as_plug_ins_are():
    assert set(OURS) <= set(known_sources())


@pytest.mark.parametrize("name", OURS)
def test_a_source_tells_its_facts_and_takes_settings(name):
    source = known_sources()[name]
    assert name == source.name
    assert isinstance(source, Configurable)
    assert source == source.configured({})
    facts = facts_of(source)
    assert facts.title
    assert facts.terms
    assert facts.hosts
    assert facts.pause >= PAUSE


@pytest.mark.parametrize("key", LIVE)
def test_a_source_asks_only_its_own_hosts_encrypted_and_for_the_secrets_it_names(key):
    source, chart_id = LIVE[key]
    for ask in asks_of(source, chart_id):
        assert isinstance(ask, Fetch)
        parts = urlsplit(ask.url)
        assert ("https", True) == (parts.scheme, parts.hostname in facts_of(source).hosts)
        assert set(ask.secrets.values()) <= set(facts_of(source).secrets)
        assert all(mark in ask.url for mark in ask.secrets)


@pytest.mark.parametrize("key", LIVE)
def test_the_same_pages_give_the_same_chart(key):
    assert charts_of(key) == charts_of(key)


@pytest.mark.parametrize("key", LIVE)
def test_what_is_read_from_sound_pages_may_be_kept(key):
    source, _ = LIVE[key]
    (chart,) = charts_of(key).charts
    assert (source.name, source.origin) == (chart.source, chart.origin)
    assert chart == checked(chart, Known(TODAY))


@pytest.mark.parametrize("key", LIVE)
def test_a_refusal_names_the_source_and_the_page(key):
    (error,) = charts_of(key, spoil=lambda _: b"<html></html>").refused
    assert isinstance(error, ChartRefused)
    assert LIVE[key][0].name == error.source
    assert error.file
    assert error.file.startswith("https://")


def test_a_plug_in_without_facts_is_treated_strictly():
    class Plain:
        name = origin = "plain"

        def charts(self):
            return ("top",)

        def read(self, chart_id, day):
            yield from ()
            return ()

    facts = facts_of(Plain())
    assert isinstance(facts, Facts)
    assert (True, frozenset()) == (facts.is_scraped, facts.hosts)
