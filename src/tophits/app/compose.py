"""The composition root: the one place where settings, home, store and Spotify become a bot."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tophits.app.home import Home, settings_of
from tophits.app.songs import artist_form, resolve
from tophits.domain.clock import Clock
from tophits.domain.editions import Edition
from tophits.domain.errors import EditionBusy, EditionFrozen, LoginNeeded
from tophits.domain.events import Event, Observe, unobserved
from tophits.domain.quotas import Family
from tophits.pipeline.ports import Kept, Ports, Spotify
from tophits.quota.ledger import Budgets

if TYPE_CHECKING:
    from tophits.adapters.spotify.client import Client
    from tophits.adapters.spotify.wire import Send
    from tophits.adapters.store.store import Store
    from tophits.config.settings import Settings

ACCOUNT = "default"
"""The Spotify developer account; several come with replicas."""

LEASE = timedelta(minutes=5)
"""How long a process may make no progress before another may take over its account."""

STAND_IN_PACE = timedelta(0)
"""A stand-in on this machine needs no sparing."""


@dataclass(slots=True)
class CallCount:
    """Counts calls by family, by observation."""

    by_family: Counter[Family] = field(default_factory=Counter)
    watcher: Observe = unobserved

    def observe(self, event: Event) -> None:
        """Count a sent call, and pass the event on."""
        if event.name == "spotify.call":
            self.by_family[Family(str(event.facts["family"]))] += 1
        self.watcher(event)


class Bot:
    """Everything put together on one home. Use it in a `with`; nothing is sent before a port is used."""

    def __init__(self, home: Home, settings: "Settings", store: "Store", clock: Clock, send: "Send") -> None:
        self.home = home
        self.settings = settings
        self.store = store
        self.clock = clock
        self.send = send
        self.calls = CallCount()
        self._owner = secrets.token_hex(8)
        self._close: Callable[[], None] | None = None

    @classmethod
    def open(
        cls, home: Home, *, settings: "Settings | None" = None, clock: Clock | None = None, send: "Send | None" = None
    ) -> Self:
        """Open a home. Clock and connection are the machine's own unless given.

        Raises:
            ConfigError, HomeUnusable, HomeBusy, DiskFull, StoreError.
        """
        from tophits.adapters.clock import SystemClock
        from tophits.adapters.store.store import open_store

        settings = settings if settings is not None else settings_of(home)
        store = open_store(home.folder)
        close = None
        if send is None:
            from tophits.adapters.spotify.http import Http

            http = Http()
            send, close = http, http.close
        bot = cls(home, settings, store, clock or SystemClock(), send)
        bot._close = close
        return bot

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._close is not None:
            self._close()
        self.store.close()

    def editions(self) -> Mapping[str, Edition]:
        """The configured editions in order, their pins and bans resolved to songs."""
        shelf, territories = self.store.songs, self.settings.territory
        return {
            key: edition.to_edition(key, territories, resolve(edition.song_refs, shelf), artist_form)
            for key, edition in self.settings.editions.items()
        }

    def budgets(self) -> Budgets:
        """The budget of calls."""
        return self.settings.quota.budgets

    def client(self) -> "Client":
        """Spotify for the account."""
        from tophits.adapters.spotify.client import spotify_client
        from tophits.adapters.spotify.gate import PACE

        spotify = self.settings.spotify
        return spotify_client(
            self.send,
            self.clock,
            self.store.ledger(ACCOUNT, self.budgets()),
            self.store.logins,
            ACCOUNT,
            self.calls.observe,
            api_url=spotify.api_url,
            accounts_url=spotify.accounts_url,
            country=self.country() or None,
            pace=STAND_IN_PACE if spotify.is_stand_in else PACE,
        )

    def country(self) -> str:
        """The account's country, as the settings or the login say; empty where neither does."""
        if self.settings.spotify.country:
            return self.settings.spotify.country
        login = self.store.logins.get(ACCOUNT)
        return login.country or "" if login is not None else ""

    def kept(self) -> Kept:
        """What the bot keeps, as the pipeline sees it."""
        store = self.store
        return Kept(
            archive=store.charts,
            shelf=store.songs,
            book=store.matches,
            lists=store.published,
            snapshots=store.snapshots,
            journal=store.journal,
            aliases=store.aliases,
            states=store.editions,
        )

    def ports(self, edition: str | None = None) -> Ports:
        """All ports of the pipeline; for an edition, they stop writing as soon as a person freezes it.

        Raises:
            LoginNeeded: nobody has logged in yet.
        """
        if self.store.logins.get(ACCOUNT) is None:
            raise LoginNeeded("There is no login for Spotify yet")
        client = self.client()
        return Ports(
            kept=self.kept(),
            spotify=Spotify(
                reader=client.reader,
                writer=client.writer,
                keeper=client.keeper,
                tracks=client.tracks,
                search=client.search,
                reserve=client.reserved,
                calls=lambda: dict(self.calls.by_family),
                country=self.country(),
            ),
            clock=self.clock,
            observe=self.calls.observe,
            still_ours=self.still_ours if edition is None else partial(self.may_write, edition),
            token=lambda: f"tophits-{secrets.token_hex(6)}",
        )

    # --- One process at a time for an account ---------------------------------------------------------

    @contextmanager
    def account_lease(self) -> Iterator[None]:
        """Hold the account for as long as the context lasts; progress renews it (`still_ours`).

        The home's lock says whether another process lives. Who holds that lock may take over a lease at
        once: its owner is dead, and nobody waits five minutes after a kill.

        Raises:
            EditionBusy: another process holds it.
        """
        from tophits.adapters.home_lock import home_lock

        with home_lock(self.home.folder):
            now = self.clock.now()
            dead = self.store.leases.holder(_LEASE_NAME, now)
            if dead is not None:
                self.store.leases.give_back(_LEASE_NAME, dead)
            if not self.store.leases.take(_LEASE_NAME, self._owner, now + LEASE, now):
                raise EditionBusy("Another tophits works for this Spotify account right now")
            try:
                yield
            finally:
                self.store.leases.give_back(_LEASE_NAME, self._owner)

    def still_ours(self) -> None:
        """Renew the lease.

        Raises:
            EditionBusy: it was lost; nothing more may be written.
        """
        now = self.clock.now()
        if not self.store.leases.renew(_LEASE_NAME, self._owner, now + LEASE, now):
            raise EditionBusy("This process lost the lease of the account; another one goes on")

    def may_write(self, edition: str) -> None:
        """Renew the lease, and see that nobody froze the edition since the run began.

        Raises:
            EditionBusy: the lease was lost; nothing more may be written.
            EditionFrozen: a person froze it meanwhile. What is half done goes on after a thaw, from the journal.
        """
        self.still_ours()
        state = self.store.editions.get(edition)
        if state.frozen:
            raise EditionFrozen(
                f"{edition} was frozen meanwhile" + (f": {state.frozen_why}" if state.frozen_why else "")
            )


_LEASE_NAME = f"account:{ACCOUNT}"
