"""Hands out Spotify as the ports that the pipeline needs: the one place where the wrappers are put together."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from tophits.adapters.spotify import calls
from tophits.adapters.spotify.accounts import ACCOUNTS_URL, Accounts
from tophits.adapters.spotify.gate import API_URL, PACE, Gate
from tophits.adapters.spotify.playlists import SpotifyKeeper, SpotifyReader, SpotifyTracks, SpotifyWriter
from tophits.adapters.spotify.reading import User, user_in
from tophits.adapters.spotify.searching import Search, searching
from tophits.adapters.spotify.tokens import KeptTokens
from tophits.adapters.spotify.wire import Send
from tophits.apply.ports import PlaylistKeeper, PlaylistReader, PlaylistWriter, TrackReader
from tophits.domain.clock import Clock
from tophits.domain.events import Observe, unobserved
from tophits.domain.quotas import Family
from tophits.quota.ledger import Ledger
from tophits.quota.logins import Logins


@dataclass(frozen=True, slots=True)
class Client:
    """Spotify for one account. All parts share one gate: one budget, one pace, one login."""

    reader: PlaylistReader
    writer: PlaylistWriter
    keeper: PlaylistKeeper
    tracks: TrackReader
    search: Search
    gate: Gate

    def me(self) -> User:
        """Whom the login belongs to. One call."""
        return user_in(self.gate.call(calls.me()))

    def reserved(self, wanted: Mapping[Family, int], *, may_use_spare: bool = False) -> AbstractContextManager[None]:
        """Reserve calls, all or none, for what is done inside the `with`; the rest is given back at its end.

        Raises:
            BudgetSpent: there is no room.
            QuotaExceeded: one of the families is closed.
        """
        return self.gate.reserved(wanted, may_use_spare=may_use_spare)


def spotify_client(  # noqa: PLR0913 - the one place that names all that a client is made of
    send: Send,
    clock: Clock,
    ledger: Ledger,
    logins: Logins,
    account: str,
    observe: Observe = unobserved,
    *,
    api_url: str = API_URL,
    accounts_url: str = ACCOUNTS_URL,
    country: str | None = None,
    pace: timedelta = PACE,
) -> Client:
    """Put the client for one account together. Nothing is sent or read yet.

    `country` is an ISO 3166-1 code, sent as the market of searches and tracks where given; Spotify prefers
    the account's own. `pace` is from the start of one call to the start of the next.
    """
    tokens = KeptTokens(Accounts(send, clock, observe, accounts_url), logins, account)
    gate = Gate(send, clock, ledger, tokens, observe, api_url=api_url, pace=pace)

    def own_id() -> str:
        """The user's id as the login has it; asked for where it is missing."""
        login = logins.get(account)
        if login is not None and login.user_id is not None:
            return login.user_id
        return user_in(gate.call(calls.me())).id

    return Client(
        reader=SpotifyReader(gate),
        writer=SpotifyWriter(gate),
        keeper=SpotifyKeeper(gate, own_id),
        tracks=SpotifyTracks(gate, country),
        search=searching(gate, country),
        gate=gate,
    )
