"""The real client in the pretend world when it is hard: what it sends, what it tells, and what truly happened."""

from collections import Counter
from datetime import timedelta
from functools import cache

import pytest

from tophits.adapters.spotify.client import Client, spotify_client
from tophits.adapters.spotify.login import log_in_at_stand_in
from tophits.app.embedded import ADDRESS as HOST
from tophits.app.embedded import send_to
from tophits.domain.errors import (
    BudgetSpent,
    LoginNeeded,
    NotAllowed,
    QuotaExceeded,
    SpotifyUnavailable,
    TopHitsError,
    WriteUnclear,
)
from tophits.domain.events import Event
from tophits.domain.plans import Add, Replace
from tophits.domain.quotas import Family
from tophits.matching.lookups import ByIsrc, ByName
from tophits.quota.ledger import Budgets
from tophits.sandbox.catalogue import Catalogue, invented_catalogue
from tophits.sandbox.faults import Fault
from tophits.sandbox.playlists import Details
from tophits.sandbox.request import Request as WorldRequest
from tophits.sandbox.scenarios import SCENARIOS
from tophits.sandbox.world import World
from tophits.testing.clock import ManualClock
from tophits.testing.memory import MemoryLedger, MemoryLogins


@cache
def catalogue() -> Catalogue:
    return invented_catalogue(1)


def uris(first: int, last: int) -> tuple[str, ...]:
    return tuple(f"spotify:track:{track.id}" for track in list(catalogue())[first:last])


PLENTY = Budgets(searches=1000, others=10_000)


def anything(_: WorldRequest) -> bool:
    return True


class Bot:
    """A logged-in client in a world of its own, and everything that was sent."""

    def __init__(self, scenario: str = "kind", seed: int = 0, budgets: Budgets = PLENTY) -> None:
        self.clock = ManualClock()
        self.world = World(catalogue(), seed=seed, scenario=SCENARIOS[scenario], clock=self.clock)
        self.send = send_to(self.world)
        self.ledger = MemoryLedger(budgets)
        self.logins = MemoryLogins()
        self.events: list[Event] = []
        self.client: Client = spotify_client(
            self.send,
            self.clock,
            self.ledger,
            self.logins,
            "main",
            self.events.append,
            api_url=f"{HOST}/v1",
            accounts_url=HOST,
        )

    def log_in(self) -> "Bot":
        ledger = MemoryLedger(PLENTY)
        self.logins.put(
            log_in_at_stand_in(
                self.send, self.clock, ledger, "main", "sandbox", api_url=f"{HOST}/v1", accounts_url=HOST
            )
        )
        return self

    def writes(self) -> int:
        return sum(call.path.endswith("/items") and call.method != "GET" for call in self.world.journal.calls)


def test_a_stand_in_needs_no_person_and_gives_a_login_for_six_months():
    bot = Bot().log_in()
    login = bot.logins.get("main")
    assert "sandbox-listener" == login.user_id == bot.client.me().id
    bot.clock.move_to(login.consented_at + timedelta(days=150))
    assert "sandbox-listener" == bot.client.me().id
    assert login.consented_at == bot.logins.get("main").consented_at, "refreshing does not extend it"
    bot.clock.move_to(login.consented_at + timedelta(days=200))
    with pytest.raises(LoginNeeded, match="expired"):
        bot.client.me()


def test_a_revoked_login_is_told_as_one():
    bot = Bot().log_in()
    bot.world.revoke_login()
    with pytest.raises(LoginNeeded):
        bot.client.me()


@pytest.mark.parametrize(("scenario", "remedy"), [("no-premium", "Premium"), ("not-allowlisted", "User Management")])
def test_a_good_login_may_still_not_be_allowed(scenario, remedy):
    with pytest.raises(NotAllowed) as caught:
        Bot(scenario).log_in()
    assert remedy in caught.value.remedy


def test_a_missing_scope_asks_for_a_new_consent():
    bot = Bot("missing-scope").log_in()
    with pytest.raises(NotAllowed) as caught:
        bot.client.keeper.create("Daily", "", public=True)
    assert "grant all" in caught.value.remedy


def test_somebody_elses_playlist_is_not_ours():
    bot = Bot().log_in()
    theirs = bot.world.make_playlist(Details("Theirs"), uris(0, 3))
    with pytest.raises(NotAllowed, match="somebody-else"):
        bot.client.reader.look(theirs)
    with pytest.raises(NotAllowed) as caught:
        bot.client.reader.rows(theirs)
    assert "not your playlist" in caught.value.remedy


@pytest.mark.parametrize(
    "fault",
    [Fault.ERROR_BEFORE, Fault.ERROR_AFTER, Fault.LATE, Fault.DROPPED_BEFORE, Fault.DROPPED_AFTER, Fault.TRUNCATED],
)
def test_an_unclear_write_reaches_spotify_once(fault):
    bot = Bot().log_in()
    playlist_id = bot.client.keeper.create("Daily", "", public=True)
    bot.world.faults.when(anything, fault)
    with pytest.raises(WriteUnclear):
        bot.client.writer.write(playlist_id, Add(uris(0, 2)))
    assert 1 == bot.writes()
    bot.clock.wait(timedelta(minutes=1))
    truth = bot.world.playlist_uris(playlist_id)
    assert truth in {(), uris(0, 2)}
    assert truth == tuple(row.uri for row in bot.client.reader.rows(playlist_id)), "a read tells which"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "scenario",
    ["flaky", "ambiguous-writes", "late-writes", "dropped-answers", "truncated-bodies", "false-401", "storm"],
)
def test_in_every_weather_nothing_is_added_twice_and_every_call_was_counted(scenario, seed):
    bot = Bot(scenario, seed)
    for _ in range(20):
        try:
            bot.log_in()
            break
        except TopHitsError:
            bot.clock.wait(timedelta(minutes=5))
    owned: list[str] = []
    while not owned:
        try:
            owned = [bot.client.keeper.create("Daily", "", public=True)]
        except TopHitsError:
            bot.clock.wait(timedelta(minutes=5))
    before = len([call for call in bot.world.journal.calls if call.family])
    counted = sum(bot.ledger.state(bot.clock.now()).used.values())
    outcomes: Counter[str] = Counter()
    for number in range(30):
        try:
            bot.client.writer.write(owned[0], Add(uris(number, number + 1)))
            outcomes["done"] += 1
        except TopHitsError as error:
            outcomes[error.name] += 1
    bot.clock.wait(timedelta(minutes=5))
    held = Counter(uri for uri in bot.world.playlist_uris(owned[0]) if uri is not None)
    assert not [uri for uri, times in held.items() if times > 1], "nothing twice"
    assert outcomes["done"] + outcomes["write-unclear"] >= len(list(held.elements()))
    assert set(outcomes) <= {"done", "write-unclear", "spotify-unavailable"}, outcomes
    sent = len([call for call in bot.world.journal.calls if call.family]) - before
    assert sent == sum(bot.ledger.state(bot.clock.now()).used.values()) - counted


def test_a_false_401_costs_a_refresh_and_nothing_else():
    bot = Bot().log_in()
    bot.world.faults.when(anything, Fault.FALSE_401)
    assert "sandbox-listener" == bot.client.me().id
    assert ["spotify.call", "spotify.token", "spotify.call"] == [event.name for event in bot.events]


def test_a_spent_quota_is_met_once_and_then_left_alone():
    bot = Bot().log_in()
    bot.world.quota_is_spent(Family.SEARCH)
    with pytest.raises(QuotaExceeded):
        bot.client.search(ByName("A", "B"))
    sent = len(bot.world.journal.calls)
    for _ in range(5):
        with pytest.raises(QuotaExceeded) as caught:
            bot.client.search(ByName("A", "B"))
        bot.clock.wait(timedelta(hours=4))
    assert sent == len(bot.world.journal.calls)
    bot.clock.move_to(caught.value.not_before)
    bot.client.search(ByName("A", "B"))
    assert [200] == [call.status for call in bot.world.journal.calls[sent:] if call.family == "search"]


def test_a_tight_quota_is_never_met_by_a_tighter_budget():
    bot = Bot("tight-quota", budgets=Budgets(searches=20, others=40, spare=0)).log_in()
    for _ in range(20):
        bot.client.search(ByName("A", "B"))
    with pytest.raises(BudgetSpent):
        bot.client.search(ByName("A", "B"))
    assert 429 not in {call.status for call in bot.world.journal.calls}
    assert 20 == sum(call.family == "search" for call in bot.world.journal.calls)


def test_a_rate_limit_is_waited_out():
    bot = Bot("rate-limited").log_in()
    for _ in range(30):
        bot.client.me()
    assert 429 in {call.status for call in bot.world.journal.calls}


def test_a_search_by_isrc_finds_every_id_of_the_recording_in_one_call():
    bot = Bot().log_in()
    wanted = next(track for track in catalogue() if track.isrc and len(catalogue().by_isrc(track.isrc)) > 1)
    found = bot.client.search(ByIsrc(wanted.isrc))
    assert {track.id for track in catalogue().by_isrc(wanted.isrc)} == {track.id for track in found}
    assert 1 == sum(call.family == "search" for call in bot.world.journal.calls)


def test_a_search_by_name_finds_the_track():
    bot = Bot().log_in()
    wanted = next(iter(catalogue()))
    found = bot.client.search(ByName(wanted.title, wanted.artists[0].name))
    assert wanted.id in {track.id for track in found}
    assert len(found) <= 10


def test_null_rows_keep_their_positions():
    bot = Bot().log_in()
    playlist_id = bot.client.keeper.create("Daily", "", public=True)
    bot.client.writer.write(playlist_id, Replace(uris(0, 60)))
    bot.world.row_goes_null(playlist_id, 55)
    bot.world.track_is_blocked(uris(3, 4)[0].rpartition(":")[2])
    rows = bot.client.reader.rows(playlist_id)
    assert [3, 55] == [index for index, row in enumerate(rows) if not row.is_sound]
    assert (60, None) == (len(rows), rows[55].uri)


def test_a_dead_track_fails_a_write_and_is_found_by_reading_it():
    bot = Bot().log_in()
    playlist_id = bot.client.keeper.create("Daily", "", public=True)
    dead = uris(0, 1)[0].rpartition(":")[2]
    bot.world.track_dies(dead)
    with pytest.raises(WriteUnclear):
        bot.client.writer.write(playlist_id, Replace(uris(0, 2)))
    assert bot.client.tracks.track(dead) is None


def test_an_outage_of_reads_is_told_after_three_tries():
    bot = Bot().log_in()
    bot.world.faults.when(anything, Fault.ERROR_BEFORE, times=3)
    with pytest.raises(SpotifyUnavailable):
        bot.client.me()
    assert "sandbox-listener" == bot.client.me().id


def test_an_unfollowed_playlist_still_answers_and_is_followed_no_more():
    bot = Bot().log_in()
    playlist_id = bot.client.keeper.create("Daily", "", public=True)
    bot.world.person_unfollows(playlist_id)
    assert 0 == bot.client.reader.look(playlist_id).total
    assert [False] == list(bot.client.keeper.followed([playlist_id]))


def test_the_documented_costs_of_reading_hold():
    bot = Bot().log_in()
    playlist_id = bot.client.keeper.create("Yearly", "", public=True)
    bot.client.writer.write(playlist_id, Replace(uris(0, 100)))
    before = len(bot.world.journal.calls)
    bot.client.reader.look(playlist_id)
    assert before + 1 == len(bot.world.journal.calls)
    bot.client.reader.rows(playlist_id)
    assert before + 3 == len(bot.world.journal.calls)
