"""The world: its journal, its faults and scenarios, its clock, and what happens without any call."""

import threading
from datetime import timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from world_client import START, client_of, foreign_playlist, small_catalogue, track_id, uri, uris, world_with

from tophits.domain.quotas import Family
from tophits.sandbox.clock import SandboxClock, WallClock
from tophits.sandbox.faults import Fault
from tophits.sandbox.journal import Cause
from tophits.sandbox.scenarios import SCENARIOS, Scenario
from tophits.sandbox.world import LISTENER

SECOND = timedelta(seconds=1)
CATALOGUE = small_catalogue(30)


def put(client, playlist, *numbers):
    return client.send("PUT", f"/playlists/{playlist}/items", {"uris": uris(*numbers)})


def states(world, playlist):
    return [
        (record.cause, [int(name[-22:]) if name else None for name in record.uris])
        for record in world.journal.playlists
        if record.playlist_id == playlist
    ]


# --- the journal


def test_the_journal_has_every_call_and_every_state_in_one_order():
    world = world_with()
    client = client_of(world)
    playlist = client.create(1, 2)
    world.person_moves(playlist, 0, 2)
    client.send("GET", "/search", q="song 1", type="track")

    numbers = [call.number for call in world.journal.calls] + [state.number for state in world.journal.playlists]
    made, added, searched = world.journal.calls

    assert list(range(1, 7)) == sorted(numbers)
    assert ("POST", "/v1/me/playlists", Family.PLAYLIST, 201, LISTENER, "sandbox") == (
        made.method,
        made.path,
        made.family,
        made.status,
        made.user_id,
        made.client_id,
    )
    assert {"uris": uris(1, 2)} == added.body
    assert ("q=song+1&type=track", Family.SEARCH, None) == (searched.query, searched.family, searched.body)
    assert [(Cause.CALL, []), (Cause.CALL, [1, 2]), (Cause.PERSON, [2, 1])] == states(world, playlist)
    assert [made.number, added.number, None] == [state.call for state in world.journal.playlists]


def test_a_refused_call_is_in_the_journal_with_its_wait():
    world = world_with()
    world.quota_is_spent(Family.SEARCH)
    client_of(world).send("GET", "/search", q="x", type="track")

    assert (429, 86_400) == (world.journal.calls[0].status, world.journal.calls[0].retry_after_s)


def test_reads_and_renames_leave_no_state():
    world = world_with()
    client = client_of(world)
    playlist = client.create(1)
    client.rows(playlist)
    client.send("PUT", f"/playlists/{playlist}", {"name": "New"})
    world.person_describes(playlist, name="Newer", description="theirs", public=False)

    assert 2 == len(states(world, playlist))
    assert ("Newer", "theirs", False) == tuple(
        client.get(f"/playlists/{playlist}")[name] for name in ("name", "description", "public")
    )


def test_people_and_the_world_change_playlists_too():
    world = world_with()
    playlist = client_of(world).create(0, 1, 2)
    world.person_adds(playlist, uris(5), position=1)
    world.person_removes(playlist, uris(1))
    world.person_moves(playlist, 2, 0)
    world.track_dies(track_id(5))
    world.row_goes_null(playlist, 0)

    assert [
        (Cause.CALL, []),
        (Cause.CALL, [0, 1, 2]),
        (Cause.PERSON, [0, 5, 1, 2]),
        (Cause.PERSON, [0, 5, 2]),
        (Cause.PERSON, [2, 0, 5]),
        (Cause.WORLD, [2, 0, None]),
        (Cause.WORLD, [None, 0, None]),
    ] == states(world, playlist)


# --- faults where they are wanted


@pytest.mark.parametrize(
    ("fault", "statuses", "rows", "cause"),
    [
        (Fault.ERROR_BEFORE, {500, 502, 503, 504}, [1], None),
        (Fault.ERROR_AFTER, {500, 502, 503, 504}, [2, 3], Cause.FAILED_CALL),
        (Fault.LATE, {500, 502, 503, 504}, [1], None),
        (Fault.DROPPED_BEFORE, {0}, [1], None),
        (Fault.DROPPED_AFTER, {0}, [2, 3], Cause.FAILED_CALL),
        (Fault.TRUNCATED, {200}, [2, 3], Cause.CALL),
        (Fault.FALSE_401, {401}, [1], None),
        (Fault.RATE_LIMITED, {429}, [1], None),
        (Fault.QUOTA_EXCEEDED, {429}, [1], None),
    ],
)
def test_a_fault_hits_the_call_it_was_meant_for(fault, statuses, rows, cause):
    world = world_with()
    client = client_of(world)
    playlist = client.create(1)
    world.faults.at_call(3, fault)

    response = put(client, playlist, 2, 3)

    assert response.status in statuses
    assert response.status == world.journal.calls[-1].status
    assert tuple(uris(*rows)) == world.playlist_uris(playlist)
    assert cause == (states(world, playlist)[2][0] if cause else None)
    assert (3 if cause else 2) == len(states(world, playlist))


def test_a_late_write_is_applied_at_its_own_moment_over_what_is_there_then():
    world = world_with()
    client = client_of(world)
    playlist = client.create(1)
    world.faults.on("POST", r"/v1/playlists/\w+/items", Fault.LATE)
    client.send("POST", f"/playlists/{playlist}/items", {"uris": uris(9)})
    put(client, playlist, 4, 5)

    world.clock.wait(timedelta(seconds=19))
    assert tuple(uris(4, 5)) == world.playlist_uris(playlist)
    world.clock.wait(timedelta(seconds=60))

    assert [(Cause.CALL, [4, 5]), (Cause.LATE, [4, 5, 9])] == states(world, playlist)[-2:]
    late = world.journal.playlists[-1]
    assert (START + timedelta(seconds=20), world.journal.calls[2].number) == (late.at, late.call)


def test_a_playlist_may_be_made_late_and_twice():
    world = world_with()
    client = client_of(world)
    world.faults.on("POST", "/v1/me/playlists", Fault.LATE)
    assert 500 <= client.send("POST", "/me/playlists", {"name": "Hits"}).status
    client.create()
    assert 1 == client.get("/me/playlists")["total"]

    world.clock.wait(timedelta(seconds=20))

    assert ["Hits", "Hits"] == [playlist["name"] for playlist in client.get("/me/playlists")["items"]]


def test_faults_can_be_aimed_with_a_predicate_spared_and_repeated():
    world = world_with()
    client = client_of(world)
    world.faults.when(lambda request: request.path == "/v1/me", Fault.FALSE_401, skip=1, times=2)

    assert [200, 401, 401, 200] == [client.send("GET", "/me").status for _ in range(4)]


def test_scripted_faults_can_be_taken_back():
    world = world_with()
    world.faults.on("GET", "/v1/me", Fault.ERROR_BEFORE)
    world.faults.clear()

    assert 200 == client_of(world).send("GET", "/me").status


def test_a_truncated_body_is_no_json():
    world = world_with()
    client = client_of(world)
    world.faults.on("GET", "/v1/me", Fault.TRUNCATED)

    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(client.send("GET", "/me").body)


# --- lag


def test_rows_settle_before_the_snapshot_id_does():
    world = world_with("snapshot-lag")
    client = client_of(world)
    playlist = client.create(1)
    world.clock.wait(timedelta(minutes=1))
    old = client.get(f"/playlists/{playlist}")["snapshot_id"]

    new = orjson.loads(put(client, playlist, 2, 3).body)["snapshot_id"]
    seen = {}
    for tenths in (0, 6, 100, 160, 299, 300):
        world.clock.move_to(START + timedelta(minutes=1, seconds=tenths / 10))
        answer = client.get(f"/playlists/{playlist}")
        shown = {old: "old", new: "new"}.get(answer["snapshot_id"], "third")
        seen[tenths] = (answer["items"]["total"], shown)

    assert {
        0: (1, "old"),
        6: (2, "old"),
        100: (2, "old"),
        160: (2, "third"),
        299: (2, "third"),
        300: (2, "new"),
    } == seen
    assert tuple(uris(2, 3)) == world.playlist_uris(playlist)


# --- scenarios


def test_every_scenario_is_known_by_its_name_and_says_what_it_is():
    assert SCENARIOS == {scenario.name: scenario for scenario in SCENARIOS.values()}
    assert [] == [name for name, scenario in SCENARIOS.items() if not scenario.description.endswith(".")]


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_seed_and_calls_give_the_same_answers(name):
    def story():
        world = world_with(name, seed=1, catalogue=CATALOGUE)
        client = client_of(world)
        answers = []
        for number in range(30):
            body = {"name": f"List {number}"}
            for method, path in [("GET", f"/tracks/{track_id(number)}"), ("POST", "/me/playlists")]:
                response = client.send(method, path, body if method == "POST" else None)
                answers.append((response.status, response.body))
            world.clock.wait(SECOND * 2)
        return answers

    assert story() == story()


def hit(name, method="GET", path="/me", calls=400, body=None):
    """How often each status came, calls two seconds apart."""
    world = world_with(name, seed=3)
    world.clock.wait(SECOND)
    counts = {}
    for index in range(calls):
        if index % 200 == 0:
            client = client_of(world)
        status = client.send(method, path, body).status
        counts[status // 100] = counts.get(status // 100, 0) + 1
        world.clock.wait(SECOND * 2)
    return counts


@pytest.mark.parametrize(
    ("name", "method", "path", "low", "high", "kinds"),
    [
        ("flaky", "GET", "/me", 0.02, 0.10, {5}),
        ("flaky", "POST", "/me/playlists", 0.06, 0.15, {5}),
        ("ambiguous-writes", "GET", "/me", 0, 0, {5}),
        ("ambiguous-writes", "POST", "/me/playlists", 0.18, 0.32, {5}),
        ("late-writes", "POST", "/me/playlists", 0.18, 0.32, {5}),
        ("dropped-answers", "GET", "/me", 0.05, 0.15, {0}),
        ("false-401", "GET", "/me", 0.05, 0.15, {4}),
        ("storm", "POST", "/me/playlists", 0.08, 0.25, {0, 4, 5}),
    ],
)
def test_chance_hits_about_as_often_as_the_scenario_says(name, method, path, low, high, kinds):
    counts = hit(name, method, path, body={"name": "x"} if method == "POST" else None)

    assert low <= sum(counts.get(kind, 0) for kind in kinds) / 400 <= high


def test_dead_uris_are_the_same_for_everybody_and_fail_every_write():
    world = world_with("dead-uris")
    client = client_of(world)
    dead = [n for n in range(150) if client.send("GET", f"/tracks/{track_id(n)}").status == 404]
    alive = next(n for n in range(150) if n not in dead)
    playlist = client.create()

    assert 1 <= len(dead) <= 12
    world.clock.wait(timedelta(minutes=1))
    assert [502, 502, 200] == [
        put(client, playlist, *numbers).status for numbers in ([dead[0]], [alive, dead[0]], [alive])
    ]


def test_relinked_tracks_show_an_id_of_each_country_that_can_be_read_and_written():
    world = world_with("relinked")
    world.add_user("joe", "Joe", "US")
    german, american = client_of(world), client_of(world, "joe")
    shown = {n: german.get(f"/tracks/{track_id(n)}") for n in range(60)}
    relinked = {n: track for n, track in shown.items() if track["id"] != track_id(n)}
    other = next(iter(relinked.values()))

    assert 4 <= len(relinked) <= 25
    assert relinked.keys() != {n for n in range(60) if american.get(f"/tracks/{track_id(n)}")["id"] != track_id(n)}
    assert all(f"DEXX2600{2 if n == 3 else n:04d}" == track["external_ids"]["isrc"] for n, track in relinked.items())
    assert other == german.get(f"/tracks/{other['id']}")
    playlist = german.create()
    german.send("POST", f"/playlists/{playlist}/items", {"uris": [other["uri"]]})
    assert [other["uri"]] == german.rows(playlist)


def test_some_rows_go_null_right_after_they_were_written_and_a_rewrite_mends_some():
    world = world_with("null-rows")
    client = client_of(world)
    playlist = client.create()
    nulls = []
    for _ in range(3):
        put(client, playlist, *range(100))
        nulls.append([place for place, seen in enumerate(client.rows(playlist)) if seen is None])

    assert all(nulls)
    assert nulls[0] != nulls[1]
    assert Cause.WORLD in {cause for cause, _ in states(world, playlist)}
    assert [False] == list({row["item"]["is_playable"] for row in _rows(client, playlist) if row["item"]} - {True})


def _rows(client, playlist):
    return client.get(f"/playlists/{playlist}/items", limit=100)["items"]


def test_a_scenario_of_ones_own_will_do():
    world = world_with(Scenario("mine", "All tracks are gone.", dead_share=1.0))

    assert 404 == client_of(world).send("GET", f"/tracks/{track_id(1)}").status


# --- clocks


def test_the_sandbox_clock_moves_when_it_is_moved():
    clock = SandboxClock(START)
    clock.wait(SECOND)
    clock.wait(-SECOND)
    clock.forward(SECOND)

    assert START + 2 * SECOND == clock.now()
    clock.move_to(START)
    assert START == clock.now()


def test_the_wall_clock_is_aware_and_waits_for_nothing_when_asked_for_nothing():
    clock = WallClock()
    before = clock.now()
    clock.wait(-SECOND)

    assert timedelta(0) == before.utcoffset()
    assert before <= clock.now()


# --- threads


def test_calls_from_many_threads_are_answered_one_after_the_other():
    world = world_with()
    client = client_of(world)
    playlist = client.create()

    def add(number):
        for _ in range(10):
            client.send("POST", f"/playlists/{playlist}/items", {"uris": uris(number)})

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    lengths = [len(rows) for _, rows in states(world, playlist)]
    assert list(range(81)) == lengths
    numbers = [call.number for call in world.journal.calls]
    assert sorted(numbers) == numbers


# --- what a client does is what the journal says


WRITES = st.one_of(
    st.tuples(st.just("add"), st.lists(st.integers(0, 20), min_size=1, max_size=5), st.integers(0, 3)),
    st.tuples(st.just("put"), st.lists(st.integers(0, 20), max_size=8), st.just(0)),
    st.tuples(st.just("delete"), st.lists(st.integers(0, 20), min_size=1, max_size=3), st.just(0)),
)


@given(st.lists(WRITES, max_size=8))
def test_the_last_state_of_the_journal_is_what_is_read(writes):
    world = world_with(catalogue=CATALOGUE)
    client = client_of(world)
    playlist = client.create()
    model = []
    for kind, numbers, position in writes:
        if kind == "add":
            at = min(position, len(model))
            model[at:at] = numbers
            body = {"uris": uris(*numbers), "position": at}
            client.send("POST", f"/playlists/{playlist}/items", body)
        elif kind == "put":
            model = list(numbers)
            put(client, playlist, *numbers)
        else:
            model = [number for number in model if number not in numbers]
            client.send("DELETE", f"/playlists/{playlist}/items", {"items": [{"uri": uri(n)} for n in numbers]})

    assert uris(*model) == client.rows(playlist)
    assert model == states(world, playlist)[-1][1]


def test_a_strangers_playlist_is_in_the_journal_as_a_persons_doing():
    world = world_with()
    playlist = foreign_playlist(world, 1, 2)

    assert [(Cause.PERSON, []), (Cause.PERSON, [1, 2])] == states(world, playlist)
