"""A clock that stands until it is moved, for tests and simulations."""

from datetime import UTC, datetime, timedelta


class ManualClock:
    """Time moves only by `wait` and `move_to`; waiting costs no real time."""

    def __init__(self, start: datetime = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        """The moment it was last moved to."""
        return self._now

    def wait(self, pause: timedelta) -> None:
        """Move forward by `pause`."""
        self._now += max(pause, timedelta(0))

    def move_to(self, moment: datetime) -> None:
        """Set the moment, backwards too."""
        self._now = moment
