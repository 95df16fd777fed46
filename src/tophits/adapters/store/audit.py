"""The audit trail as rows."""

from collections.abc import Sequence

from sqlalchemy import insert, select

from tophits.adapters.store.database import Database
from tophits.adapters.store.schema import audit_line as table
from tophits.views.audit import AuditLine


class SqlAuditTrail:
    """The port `views.audit.AuditTrail`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, line: AuditLine) -> None:
        """Keep a line."""
        with self._database.writing() as connection:
            connection.execute(
                insert(table).values(
                    at=line.at, actor=line.actor, action=line.action, subject=line.subject, detail=line.detail
                )
            )

    def read(self, limit: int = 50) -> Sequence[AuditLine]:
        """The newest lines, newest first."""
        query = select(table).order_by(table.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return [
                AuditLine(row.at, row.actor, row.action, row.subject, row.detail) for row in connection.execute(query)
            ]
