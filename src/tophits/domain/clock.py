"""Time as something that is handed in, so that years pass in seconds and no test sleeps."""

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The moment, and the way to let time pass. Real, simulated and sandbox clocks all have this shape."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def wait(self, pause: timedelta) -> None:
        """Return once `pause` has passed on this clock; at once when it is not positive."""
        ...
