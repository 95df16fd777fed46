"""The pretend world behind a port of this machine, so that any client program can use it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tophits.domain.errors import UsageError
from tophits.sandbox.world import World

HOST = "127.0.0.1"
LAST_PORT = 65535


@contextmanager
def serve(world: World, port: int = 0) -> Iterator[str]:
    """The world on a port (0: any free one), in a thread of its own; the base address, without a slash at its end."""
    import uvicorn

    from tophits.sandbox.http_face import config_of

    with _listening(port) as listener:
        server = uvicorn.Server(config_of(world))
        thread = threading.Thread(target=server.run, args=([listener],), name="sandbox")
        thread.start()
        try:
            yield _address(listener)
        finally:
            server.should_exit = True
            thread.join()


def serve_forever(world: World, port: int, on_ready: Callable[[str], None]) -> None:
    """The world on a port until the process is told to stop; `on_ready` gets the base address.

    Raises:
        UsageError: the port is taken, or is none.
    """
    import uvicorn

    from tophits.sandbox.http_face import config_of

    with _listening(port) as listener:
        on_ready(_address(listener))
        with suppress(KeyboardInterrupt):  # uvicorn stops in order, then raises what stopped it
            uvicorn.Server(config_of(world)).run([listener])


def _listening(port: int) -> socket.socket:
    if not 0 <= port <= LAST_PORT:
        raise UsageError(f"{port} is no port", remedy=f"Give one from 0 to {LAST_PORT} with --port.")
    # Named as TCP, so that asyncio switches Nagle off: without it every call takes 40 ms longer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise UsageError(
            f"Port {port} of {HOST} cannot be had: {error.strerror}", remedy="Give another one with --port."
        ) from error
    return listener


def _address(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}"
