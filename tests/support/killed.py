"""A process that runs the bot and kills itself with SIGKILL at a chosen point, for tests/crash/test_real_kills.py.

Usage: killed.py HOME ADDRESS NOW POINT
"""

import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

from stage import Points

from tophits.adapters.spotify.http import Http
from tophits.app.compose import Bot
from tophits.app.embedded import environment_at
from tophits.app.home import Home, settings_of
from tophits.app.running import run_editions


class GivenClock:
    """The test's time: waiting lets it pass here, at no cost."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def wait(self, pause: timedelta) -> None:
        self._now += max(pause, timedelta(0))


def main() -> int:
    folder, address, now, point = sys.argv[1:]
    home = Home(Path(folder), Path(folder) / "tophits.yaml")
    settings = settings_of(home, environment_at(address, zone="Europe/Berlin", territory="us"))
    points = Points(int(point), end=lambda: os.kill(os.getpid(), signal.SIGKILL))
    with (
        Http() as http,
        Bot.open(home, settings=settings, clock=GivenClock(datetime.fromisoformat(now)), send=points.send(http)) as bot,
    ):
        bot.store = points.store(bot.store)
        run_editions(bot, ("daily",))
    return 0


if __name__ == "__main__":
    sys.exit(main())
