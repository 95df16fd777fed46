"""The machine's clock: the one place that reads it."""

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)

    def wait(self, pause: timedelta) -> None:
        """Sleep for `pause`."""
        time.sleep(max(0.0, pause.total_seconds()))
