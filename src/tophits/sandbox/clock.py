"""The two clocks of a pretend world: one that is moved by hand and the machine's own."""

import threading
import time
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """Time that passes only when somebody waits or moves it; waiting costs no real time. Safe among threads."""

    def __init__(self, start: datetime = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The moment it was last moved to."""
        with self._lock:
            return self._now

    def wait(self, pause: timedelta) -> None:
        """Move forward by `pause`; not at all when it is not positive."""
        self.forward(pause)

    def forward(self, by: timedelta) -> None:
        """Move forward; never backwards."""
        with self._lock:
            self._now += max(by, timedelta(0))

    def move_to(self, moment: datetime) -> None:
        """Set the moment, backwards too: clocks of real machines do that."""
        with self._lock:
            self._now = moment


class WallClock:
    """Real time, for a world that is served to other processes."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)

    def wait(self, pause: timedelta) -> None:
        """Sleep for `pause`."""
        time.sleep(max(0.0, pause.total_seconds()))
