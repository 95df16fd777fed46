"""The playlist ports, kept by the fake, by the real client in the pretend world, and over real HTTP."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from tophits.adapters.spotify.client import Client, spotify_client
from tophits.adapters.spotify.http import Http
from tophits.adapters.spotify.login import log_in_at_stand_in
from tophits.adapters.spotify.wire import Send
from tophits.app.embedded import ADDRESS as HOST
from tophits.app.embedded import send_to
from tophits.domain.clock import Clock
from tophits.domain.tracks import Artist, Track
from tophits.quota.ledger import Budgets
from tophits.sandbox.catalogue import Catalogue, SandboxTrack, invented_catalogue
from tophits.sandbox.serve import serve
from tophits.sandbox.world import World
from tophits.testing.clock import ManualClock
from tophits.testing.contracts.playlists import CHECKS, Bench
from tophits.testing.memory import MemoryLedger, MemoryLogins
from tophits.testing.spotify.playlists import FakePlaylists

PLENTY = Budgets(searches=1000, others=10_000)

Check = Callable[[Bench], None]


@cache
def catalogue() -> Catalogue:
    return invented_catalogue(1)


def a_track(known: SandboxTrack) -> Track:
    artists = tuple(Artist(artist.id, artist.name) for artist in known.artists)
    return Track(known.id, known.title, artists, known.duration_ms, isrc=known.isrc)


def known_tracks() -> tuple[Track, ...]:
    return tuple(a_track(known) for known in list(catalogue())[:130])


def a_client(send: Send, clock: Clock, host: str) -> Client:
    ledger, logins = MemoryLedger(PLENTY), MemoryLogins()
    api_url = f"{host}/v1"
    logins.put(log_in_at_stand_in(send, clock, ledger, "main", "sandbox", api_url=api_url, accounts_url=host))
    return spotify_client(send, clock, ledger, logins, "main", api_url=api_url, accounts_url=host)


def a_bench(client: Client) -> Bench:
    return Bench(client.reader, client.writer, client.keeper, client.tracks, known_tracks())


@contextmanager
def the_fake() -> Iterator[Bench]:
    fake = FakePlaylists(ManualClock(), known_tracks())
    yield Bench(fake, fake, fake, fake, known_tracks())


@contextmanager
def the_client_in_process() -> Iterator[Bench]:
    clock = ManualClock()
    world = World(catalogue(), clock=clock)
    yield a_bench(a_client(send_to(world), clock, HOST))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("bench", [the_fake, the_client_in_process])
def test_playlist_ports(bench: Callable[[], "contextmanager[Bench]"], check: Check) -> None:
    with bench() as made:
        check(made)


def test_the_same_checks_hold_over_real_http() -> None:
    clock = ManualClock()
    world = World(catalogue(), clock=clock)
    with serve(world) as host, Http() as send:
        bench = a_bench(a_client(send, clock, host))
        for check in CHECKS:
            check(bench)
