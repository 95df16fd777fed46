"""Publishers in a sandbox: every call goes to one address on this machine, the true host named in the path."""

from dataclasses import replace
from urllib.parse import urlsplit

from tophits.adapters.fetching.wire import Answer, Call, Send

PREFIX = "/publishers/"


def through(address: str, send: Send) -> Send:
    """A `Send` that carries every call to the stand-in at an address (without a slash at its end)."""

    def carried(call: Call) -> Answer:
        parts = urlsplit(call.address)
        query = f"?{parts.query}" if parts.query else ""
        return send(replace(call, address=f"{address}{PREFIX}{parts.netloc}{parts.path}{query}"))

    return carried
