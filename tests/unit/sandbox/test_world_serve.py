"""The world behind a port: the same answers, real HTTP, a clean stop."""

import signal
import socket
import subprocess
import sys
import threading
from http.client import HTTPConnection
from urllib.parse import urlsplit

import httpx2
import pytest
from world_client import client_of, uris, world_with

from tophits.domain.errors import UsageError
from tophits.sandbox.faults import Fault
from tophits.sandbox.serve import serve, serve_forever


@pytest.fixture
def world():
    return world_with()


@pytest.fixture
def base(world):
    with serve(world) as address:
        yield address


@pytest.fixture
def http(base, world):
    headers = {"Authorization": f"Bearer {world.sign_in().access_token}"}
    with httpx2.Client(base_url=base, headers=headers) as client:
        yield client


def test_both_faces_are_one_world(world, base, http):
    playlist = http.post("/v1/me/playlists", json={"name": "Hits"}).json()["id"]
    http.put(f"/v1/playlists/{playlist}/items", json={"uris": uris(*range(100))})

    page = http.get(f"/v1/playlists/{playlist}/items", params={"limit": 50}).json()

    assert uris(*range(100)) == client_of(world).rows(playlist)
    assert page["next"].startswith(base + "/v1/")
    assert 200 == http.get(page["next"]).status_code


def test_a_picture_can_be_looked_at(http):
    playlist = http.post("/v1/me/playlists", json={"name": "Hits"}).json()["id"]
    http.put(f"/v1/playlists/{playlist}/images", content=b"/9j/4AAQ", headers={"Content-Type": "image/jpeg"})
    (image,) = http.get(f"/v1/playlists/{playlist}/images").json()

    seen = http.get(image["url"])

    assert (200, "image/jpeg", b"\xff\xd8\xff\xe0\x00\x10") == (
        seen.status_code,
        seen.headers["content-type"],
        seen.content,
    )
    assert 404 == http.get("/image/unknown").status_code


@pytest.mark.parametrize("fault", [Fault.DROPPED_BEFORE, Fault.DROPPED_AFTER])
def test_a_withheld_answer_closes_the_connection(world, http, fault):
    world.faults.at_call(1, fault)

    with pytest.raises(httpx2.RemoteProtocolError, match="without sending a response"):
        http.get("/v1/me")

    assert 200 == http.get("/v1/me").status_code


def test_a_truncated_body_is_complete_http(world, http):
    world.faults.at_call(1, Fault.TRUNCATED)

    response = http.get("/v1/me")

    assert (200, str(len(response.content))) == (response.status_code, response.headers["content-length"])


def test_an_answer_without_a_body_is_empty(http):
    playlist = http.post("/v1/me/playlists", json={"name": "Hits"}).json()["id"]

    response = http.put(f"/v1/playlists/{playlist}", json={"name": "New"})

    assert (200, b"") == (response.status_code, response.content)


def test_the_port_is_free_again_after_the_stop(world):
    with serve(world) as base:
        port = urlsplit(base).port
    with serve(world, port) as again:
        assert base == again
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        pass


def test_a_stop_does_not_wait_for_idle_connections(world):
    with serve(world) as base:
        idle = HTTPConnection(urlsplit(base).netloc)
        idle.request("GET", "/v1/me")
        assert 401 == idle.getresponse().status
    idle.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "sandbox"]


def test_a_port_that_is_taken_is_a_users_mistake_with_a_remedy(world, base):
    told = []

    with pytest.raises(UsageError, match="cannot be had") as caught:
        serve_forever(world, urlsplit(base).port, told.append)

    assert "Give another one with --port." == caught.value.remedy
    assert [] == told


SERVER = """
from tophits.sandbox.catalogue import Catalogue
from tophits.sandbox.serve import serve_forever
from tophits.sandbox.world import World
serve_forever(World(Catalogue()), 0, lambda base: print(base, flush=True))
print("stopped", flush=True)
"""


def test_a_served_world_runs_until_it_is_interrupted_and_then_ends_in_order():
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    base = process.stdout.readline().strip()
    answer = httpx2.get(base + "/v1/me")

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)

    assert 401 == answer.status_code
    assert (0, "stopped\n", "") == (process.returncode, out, err)
