"""The wall to the network, tried on real sockets of this machine: every way to end is told apart."""

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from tophits.adapters.spotify.http import Http
from tophits.adapters.spotify.wire import Dropped, Request

CANARY = "TOKEN-canary-77aa"
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Thing: Yes\r\n\r\n{}"


def a_whole_request(connection: socket.socket) -> bytes:
    """Head and body, which come in packets of their own."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += connection.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0].partition(b":")[2]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def a_server(*talk: Callable[[socket.socket], None]) -> Iterator[tuple[str, list[bytes]]]:
    """A server that treats its n-th connection by the n-th function; its address, and what it was sent."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        for each in talk:
            connection, _ = listener.accept()
            with connection:
                heard.append(a_whole_request(connection))
                each(connection)

    thread = Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", heard
    finally:
        thread.join(timeout=10)
        listener.close()


def says(*parts: bytes) -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return talk


def waits_for_the_end(connection: socket.socket) -> None:
    connection.recv(1)


def a_request(host: str, method: str = "GET", body: bytes | None = None) -> Request:
    return Request(method, f"{host}/v1/me?secret={CANARY}", {"Authorization": f"Bearer {CANARY}"}, body)


def test_an_answer_comes_back_whole_with_plain_header_names():
    with a_server(says(GOOD)) as (host, heard), Http() as send:
        response = send(a_request(host, "PUT", b'{"uris":[]}'))
    assert (200, "Yes", b"{}") == (response.status, response.header("X-THING"), response.body)
    assert heard[0].startswith(b"PUT /v1/me?secret=")
    assert heard[0].endswith(b'{"uris":[]}')


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        (says(), "ended before the answer"),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), "ended before the answer"),
        (says(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a"'), "ended before the answer"),
        (says(b"\x00\x01 nonsense\r\n\r\n"), "ended before the answer"),
        (says(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"), "garbled"),
        (waits_for_the_end, "took too long"),
    ],
    ids=["nothing", "half a body", "half a chunk", "no HTTP", "broken gzip", "silence"],
)
def test_an_answer_that_is_not_whole_may_have_had_its_effect(talk, words):
    with a_server(talk) as (host, _):
        send = Http(read_s=0.2)
        with pytest.raises(Dropped, match=words) as caught, send:
            send(a_request(host))
    assert caught.value.may_have_arrived


def test_where_nobody_listens_nothing_was_sent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with Http() as send, pytest.raises(Dropped, match="no connection") as caught:
        send(a_request(f"http://127.0.0.1:{port}"))
    assert not caught.value.may_have_arrived


@pytest.mark.parametrize("host", ["ftp://127.0.0.1", "http://127.0.0.1:99999", "nothing"])
def test_an_impossible_address_is_dropped_before_it_is_sent(host):
    with Http() as send, pytest.raises(Dropped) as caught:
        send(a_request(host))
    assert not caught.value.may_have_arrived


def test_an_answer_that_never_ends_is_dropped():
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        try:
            while True:
                connection.sendall(b"x")
        except OSError:
            return

    send = Http(deadline_s=0.0)
    with a_server(drip) as (host, _), pytest.raises(Dropped, match="took too long") as caught, send:
        send(a_request(host))
    assert caught.value.may_have_arrived


def test_a_redirect_is_an_answer_and_is_not_followed():
    redirect = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with a_server(says(redirect)) as (host, heard), Http() as send:
        assert 302 == send(a_request(host)).status
    assert 1 == len(heard)


def test_connections_are_used_again():
    def twice(connection: socket.socket) -> None:
        connection.sendall(GOOD)
        a_whole_request(connection)
        connection.sendall(GOOD)

    with a_server(twice) as (host, heard), Http() as send:
        assert [200, 200] == [send(a_request(host)).status for _ in range(2)]
    assert 1 == len(heard)


def test_a_stand_in_on_this_machine_needs_no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with a_server(says(GOOD)) as (host, _), Http() as send:
        assert 200 == send(a_request(host)).status


def test_the_library_logs_nothing_of_a_call(caplog):
    caplog.set_level(logging.DEBUG)
    with a_server(says(GOOD)) as (host, _), Http() as send:
        send(a_request(host))
    assert "" == caplog.text


def test_no_library_exception_hangs_on_what_is_raised():
    with a_server(says()) as (host, _), Http() as send, pytest.raises(Dropped) as caught:
        send(a_request(host))
    assert (None, None) == (caught.value.__cause__, caught.value.__context__)
    assert CANARY not in repr(caught.value)
