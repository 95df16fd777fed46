"""Reserve, pace, send, classify, record: in this order, for every call (I7)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from spotify_stand import ACCESS, API, Script, answer, stand, web_error

from tophits import __version__
from tophits.adapters.spotify import calls
from tophits.adapters.spotify.wire import Dropped
from tophits.domain.errors import (
    BudgetSpent,
    LoginNeeded,
    QuotaExceeded,
    RateLimited,
    SpotifyUnavailable,
    WriteUnclear,
)
from tophits.domain.plans import Add, Replace
from tophits.domain.quotas import Family
from tophits.quota.ledger import Budgets, Closure
from tophits.testing.memory import MemoryLedger

ME = answer(200, {"id": "listener"})
WRITTEN = answer(200, {"snapshot_id": "AAAA"})
ONE = Replace(("spotify:track:a",))
NOT_SENT = Dropped("no connection", may_have_arrived=False)
LOST = Dropped("the answer took too long", may_have_arrived=True)
S = timedelta(seconds=1)


def used(s, family):
    return s.used.get(family, 0)


# --- reserve


def test_every_call_is_counted_when_it_is_sent():
    s = stand(ME, WRITTEN)
    s.client.me()
    s.client.writer.write("p1", ONE)
    assert (1, 1, 0) == (used(s, Family.ME), used(s, Family.PLAYLIST), used(s, Family.SEARCH))
    assert {} == s.reserved


def test_without_room_nothing_is_sent():
    s = stand(ME, ledger=MemoryLedger(Budgets(others=1, spare=0)))
    s.client.me()
    with pytest.raises(BudgetSpent) as caught:
        s.client.writer.write("p1", ONE)
    assert s.clock.now() + timedelta(hours=24) == caught.value.not_before
    assert 1 == len(s.asked)


def test_repeats_are_counted_too_and_stop_where_the_budget_does():
    s = stand(answer(503), answer(503), ledger=MemoryLedger(Budgets(others=2, spare=0)))
    with pytest.raises(BudgetSpent):
        s.client.me()
    assert 2 == len(s.asked)


def test_calls_inside_a_reservation_are_taken_from_it():
    s = stand(ME, WRITTEN, WRITTEN, ledger=MemoryLedger(Budgets(others=3, spare=0)))
    with s.client.reserved({Family.PLAYLIST: 2, Family.ME: 1}):
        assert {Family.PLAYLIST: 2, Family.ME: 1} == s.reserved
        s.client.me()
        s.client.writer.write("p1", ONE)
        assert {Family.PLAYLIST: 1} == s.reserved
        s.client.writer.write("p1", ONE)
    assert (2, 1) == (used(s, Family.PLAYLIST), used(s, Family.ME))


def test_what_a_reservation_does_not_use_is_given_back():
    s = stand(WRITTEN)
    with s.client.reserved({Family.PLAYLIST: 9}):
        s.client.writer.write("p1", ONE)
    assert ({}, 1) == (s.reserved, used(s, Family.PLAYLIST))


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_reservation_is_given_back_when_its_work_fails(failure):
    s = stand()
    with pytest.raises(failure), s.client.reserved({Family.PLAYLIST: 9}):
        raise failure
    assert {} == s.reserved


def test_a_reservation_without_room_reserves_nothing():
    s = stand(ledger=MemoryLedger(Budgets(searches=5, others=10, spare=0)))
    with pytest.raises(BudgetSpent), s.client.reserved({Family.PLAYLIST: 3, Family.SEARCH: 6}):
        pytest.fail("entered without a reservation")
    assert {} == s.reserved


def test_beyond_its_reservation_a_call_reserves_for_itself():
    s = stand(WRITTEN, WRITTEN, ledger=MemoryLedger(Budgets(others=2, spare=0)))
    with s.client.reserved({Family.PLAYLIST: 1}):
        s.client.writer.write("p1", ONE)
        s.client.writer.write("p1", ONE)
        with pytest.raises(BudgetSpent):
            s.client.writer.write("p1", ONE)
    assert 2 == len(s.asked)


def test_a_call_of_another_family_leaves_the_reservation_alone():
    s = stand(ME)
    with s.client.reserved({Family.PLAYLIST: 1}):
        s.client.me()
        assert {Family.PLAYLIST: 1} == s.reserved


def test_the_spare_is_for_those_who_may_use_it():
    s = stand(*[WRITTEN] * 10, ledger=MemoryLedger(Budgets(others=10, spare=0.1)))
    for _ in range(9):
        s.client.writer.write("p1", ONE)
    with pytest.raises(BudgetSpent):
        s.client.writer.write("p1", ONE)
    with s.client.reserved({}, may_use_spare=True):
        s.client.writer.write("p1", ONE)
    assert 10 == len(s.asked)


def test_inner_reservations_are_used_first():
    s = stand(WRITTEN)
    with s.client.reserved({Family.PLAYLIST: 1}), s.client.reserved({Family.PLAYLIST: 2}):
        s.client.writer.write("p1", ONE)
        assert {Family.PLAYLIST: 2} == s.reserved


def test_a_reservation_that_the_ledger_lost_is_made_anew():
    s = stand(WRITTEN, WRITTEN)
    with s.client.reserved({Family.PLAYLIST: 2}):
        s.ledger.release(1)
        s.client.writer.write("p1", ONE)
        s.client.writer.write("p1", ONE)
    assert ({}, 2) == (s.reserved, used(s, Family.PLAYLIST))


def test_a_call_that_cannot_be_sent_for_want_of_a_token_counts_nothing():
    s = stand(login=False)
    with s.client.reserved({Family.ME: 1}), pytest.raises(LoginNeeded):
        s.client.me()
    assert ({}, 0, []) == (s.reserved, used(s, Family.ME), s.asked)


def test_a_repeat_leaves_to_a_reservation_what_was_reserved():
    s = stand(answer(503), ME, ME)
    with s.client.reserved({Family.ME: 2}):
        s.client.me()
        assert {Family.ME: 1} == s.reserved
        s.client.me()
    assert 3 == used(s, Family.ME)


def test_a_repeat_without_room_of_its_own_uses_the_reservation():
    s = stand(answer(503), ME, ledger=MemoryLedger(Budgets(others=2, spare=0)))
    with s.client.reserved({Family.ME: 2}):
        s.client.me()
    assert 2 == used(s, Family.ME)


# --- pace


def test_calls_begin_a_second_apart():
    s = stand(ME, ME, ME)
    for _ in range(3):
        s.client.me()
    begun = [event.at for event in s.events]
    assert [S, S] == [begun[1] - begun[0], begun[2] - begun[1]]


def test_who_comes_late_does_not_wait():
    s = stand(ME, ME)
    s.client.me()
    s.clock.wait(timedelta(minutes=1))
    before = s.clock.now()
    s.client.me()
    assert before == s.clock.now()


def test_a_clock_set_back_costs_one_pause_at_most():
    s = stand(ME, ME)
    s.client.me()
    back = s.clock.now() - timedelta(hours=1)
    s.clock.move_to(back)
    s.client.me()
    assert back + S == s.clock.now()


# --- the two kinds of 429


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [
        ("7", 7),
        ("60", 60),
        ("0", 2),
        ("-5", 2),
        ("1.5", 2),
        ("soon", 2),
        (None, 2),
        ("Sat, 18 Jul 2026 02:00:30 GMT", 30),
    ],
)
def test_a_short_limit_is_waited_out(retry_after, pause):
    headers = {} if retry_after is None else {"retry-after": retry_after}
    s = stand(web_error(429, "API rate limit exceeded", headers), ME)
    s.client.me()
    assert [429, 200] == [event.facts["status"] for event in s.events]
    assert timedelta(seconds=pause) == s.events[1].at - s.events[0].at


def test_a_limited_write_is_sent_again_because_it_was_refused():
    s = stand(web_error(429, "API rate limit exceeded", {"Retry-After": "2"}), WRITTEN)
    assert "AAAA" == s.client.writer.write("p1", Add(("spotify:track:a",)))
    assert 2 == len(s.asked)


def test_a_limit_that_does_not_end_is_given_up():
    s = stand(*[web_error(429, "API rate limit exceeded", {"Retry-After": "58"})] * 4)
    with pytest.raises(RateLimited) as caught:
        s.client.me()
    assert s.clock.now() + timedelta(seconds=58) == caught.value.not_before
    assert [] == list(s.ledger.state(s.clock.now()).closures)


@pytest.mark.parametrize(
    ("headers", "more", "closed_for"),
    [
        ({"Retry-After": "61"}, {}, timedelta(seconds=61)),
        ({"Retry-After": "86207"}, {"reason": "QUOTA_EXCEEDED"}, timedelta(seconds=86_207)),
        ({"Retry-After": "5"}, {"reason": "QUOTA_EXCEEDED"}, timedelta(minutes=1)),
        ({}, {"reason": "QUOTA_EXCEEDED"}, timedelta(hours=24)),
        ({"Retry-After": "tomorrow"}, {"reason": "QUOTA_EXCEEDED"}, timedelta(hours=24)),
        ({"Retry-After": "Sun, 19 Jul 2026 02:00:00 GMT"}, {}, timedelta(hours=24)),
        ({"Retry-After": "99999999999999999999"}, {}, timedelta(days=7)),
        ({"Retry-After": "inf"}, {}, timedelta(days=7)),
    ],
)
def test_a_spent_quota_closes_the_family(headers, more, closed_for):
    s = stand(
        web_error(429, "Too many requests", headers, **more),
        ME,
        login={"access_expires_at": datetime(2027, 1, 1, tzinfo=UTC)},
    )
    until = s.clock.now() + closed_for
    with pytest.raises(QuotaExceeded) as caught:
        s.client.reader.look("p1")
    assert ("playlist", until) == (caught.value.family, caught.value.not_before)
    with pytest.raises(QuotaExceeded):
        s.client.writer.write("p1", ONE)
    assert 1 == len(s.asked), "a closed family sends nothing"
    s.client.me()  # other families go on
    s.clock.move_to(until)
    s.script.answers.append(WRITTEN)
    s.client.writer.write("p1", ONE)
    assert 3 == len(s.asked)


def test_a_family_closed_by_another_process_stays_closed_inside_an_older_reservation():
    s = stand(WRITTEN)
    with s.client.reserved({Family.PLAYLIST: 2}):
        s.client.writer.write("p1", ONE)
        until = s.clock.now() + timedelta(hours=3)
        s.ledger.close(Closure(Family.PLAYLIST, until, "QUOTA_EXCEEDED"))
        with pytest.raises(QuotaExceeded) as caught:
            s.client.writer.write("p1", ONE)
    assert (1, until) == (len(s.asked), caught.value.not_before)


def test_no_token_is_asked_for_when_the_family_is_closed():
    s = stand(login={"access_token": None})
    s.ledger.close(Closure(Family.ME, s.clock.now() + timedelta(hours=3), "QUOTA_EXCEEDED"))
    with pytest.raises(QuotaExceeded):
        s.client.me()
    assert [] == s.script.forms


# --- 401 and 403


def test_after_a_401_the_token_is_refreshed_once_and_the_call_repeated():
    s = stand(web_error(401, "The access token expired"), ME, grants=[answer(200, {"access_token": "NEW"})])
    s.client.me()
    assert [f"Bearer {ACCESS}", "Bearer NEW"] == [r.headers["Authorization"] for r in s.script.requests]
    assert 1 == len(s.script.forms)


def test_a_write_refused_with_401_is_repeated_because_it_was_refused():
    s = stand(web_error(401, "The access token expired"), WRITTEN, grants=[answer(200, {"access_token": "NEW"})])
    s.client.writer.write("p1", ONE)
    assert 2 == len(s.asked)


def test_a_second_401_means_that_a_login_is_needed():
    s = stand(*[web_error(401, "The access token expired")] * 2, grants=[answer(200, {"access_token": "NEW"})])
    with pytest.raises(LoginNeeded):
        s.client.me()
    assert (2, 1) == (len(s.asked), len(s.script.forms))


def test_a_single_false_403_passes():
    s = stand(web_error(403, "Forbidden"), ME)
    assert "listener" == s.client.me().id


# --- outages


@pytest.mark.parametrize("failure", [answer(502), LOST, NOT_SENT, answer(200, b"{"), answer(200)])
def test_a_read_is_tried_three_times_with_growing_pauses(failure):
    s = stand(failure, failure, ME)
    s.client.me()
    begun = [event.at for event in s.events]
    assert [2 * S, 6 * S] == [begun[1] - begun[0], begun[2] - begun[1]]
    assert [0, 1, 2] == [event.facts["retries"] for event in s.events]


def test_a_read_that_stays_unanswered_is_an_outage():
    s = stand(LOST, answer(503), NOT_SENT)
    with pytest.raises(SpotifyUnavailable):
        s.client.me()
    assert 3 == len(s.asked)


def test_a_503_may_ask_for_a_longer_pause():
    s = stand(answer(503, None, {"Retry-After": "20"}), ME)
    s.client.me()
    assert 20 * S == s.events[1].at - s.events[0].at


def test_a_write_whose_answer_was_lost_is_not_sent_again():
    s = stand(LOST)
    with pytest.raises(WriteUnclear):
        s.client.writer.write("p1", Add(("spotify:track:a",)))
    assert 1 == len(s.asked)


def test_a_write_that_never_left_is_sent_again():
    s = stand(NOT_SENT, WRITTEN)
    s.client.writer.write("p1", ONE)
    assert 2 == len(s.asked)


def test_a_write_that_never_leaves_is_an_outage_and_not_unclear():
    s = stand(NOT_SENT, NOT_SENT, NOT_SENT)
    with pytest.raises(SpotifyUnavailable, match="nothing was sent"):
        s.client.writer.write("p1", ONE)


def test_no_call_is_repeated_for_ever_whatever_comes():
    limited, refused, out = web_error(429, "limited", {"Retry-After": "1"}), web_error(401, "expired"), answer(500)
    doubt = web_error(403, "Forbidden")
    s = stand(limited, refused, out, doubt, limited, out, limited, limited, grants=[answer(200, {"access_token": "N"})])
    with pytest.raises(RateLimited):
        s.client.me()
    assert 8 == len(s.asked)


# --- what is sent and recorded


def test_every_request_says_who_asks_and_in_which_language():
    s = stand(ME, WRITTEN, login={"access_token": None}, grants=[answer(200, {"access_token": "NEW"})])
    s.client.me()
    s.client.writer.write("p1", ONE)
    for request in (*s.script.requests, *s.script.forms):
        assert ("en", f"tophits/{__version__}") == (request.headers["Accept-Language"], request.headers["User-Agent"])
    assert "application/json" == s.script.requests[1].headers["Content-Type"]


def test_every_sending_is_observed_with_its_template_and_never_with_ids():
    s = stand(answer(502), answer(200, {"id": "t1", "name": "Song", "uri": "spotify:track:t1"}))
    s.client.tracks.track("t1")
    assert [
        {"family": "track", "method": "GET", "path": "/tracks/{id}", "status": 502, "duration_ms": 0, "retries": 0},
        {"family": "track", "method": "GET", "path": "/tracks/{id}", "status": 200, "duration_ms": 0, "retries": 1},
    ] == [dict(event.facts) for event in s.events]
    assert {"spotify.call"} == {event.name for event in s.events}


def test_a_dropped_call_is_observed_with_status_0():
    s = stand(LOST)
    with pytest.raises(WriteUnclear):
        s.client.writer.write("p1", ONE)
    assert [0] == [event.facts["status"] for event in s.events]


@pytest.mark.parametrize("playlist_id", ["../me", "a/b", "a?x=1", "a#b", "ä", "a b", "%2e%2e"])
def test_an_id_cannot_leave_its_place_in_the_path(playlist_id):
    path = calls.look(playlist_id).path
    assert 3 == path.count("/") + path.count("?") + path.count("#") + 1
    assert calls.look(playlist_id).url(API).startswith(f"{API}/playlists/")


def test_calls_go_out_one_at_a_time_from_many_threads():
    from threading import Barrier, Thread

    s = stand()
    inside, most, barrier = [], [], Barrier(4)

    class Slow(Script):
        def __call__(self, request):
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            return ME

    s.client.gate._send = Slow()
    threads = [Thread(target=lambda: (barrier.wait(), s.client.me())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    begun = sorted(event.at for event in s.events)
    assert [S, S, S] == [later - earlier for earlier, later in pairwise(begun)]
    assert {1} == set(most)


def test_a_reservation_belongs_to_the_thread_that_made_it():
    from threading import Thread

    s = stand(ME)
    with s.client.reserved({Family.ME: 1}):
        other = Thread(target=s.client.me)
        other.start()
        other.join()
        assert {Family.ME: 1} == s.reserved
