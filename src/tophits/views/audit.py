"""The audit trail: who did what by hand, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act: `actor` did `action` (`freeze`) to `subject` (`edition daily`); `detail` in plain words."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str = ""


class AuditTrail(Protocol):
    """Append-only."""

    def write(self, line: AuditLine) -> None:
        """Keep a line."""
        ...

    def read(self, limit: int = 50) -> Sequence[AuditLine]:
        """The newest lines, newest first."""
        ...
