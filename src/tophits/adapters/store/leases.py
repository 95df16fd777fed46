"""Leases as rows: who may work on what, until when."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from tophits.adapters.store.database import Database
from tophits.adapters.store.schema import lease as table


class SqlLeases:
    """The port `apply.runs.Leases`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, name: str, owner: str, until: datetime, now: datetime) -> bool:
        """Take a lease that is free, ran out, or is the owner's already."""
        with self._database.writing() as connection:
            held = connection.execute(select(table).where(table.c.name == name)).one_or_none()
            if held is not None and held.owner != owner and held.until > now:
                return False
            connection.execute(delete(table).where(table.c.name == name))
            connection.execute(insert(table).values(name=name, owner=owner, until=until))
            return True

    def renew(self, name: str, owner: str, until: datetime, now: datetime) -> bool:
        """Hold a lease for longer; False when it is lost."""
        mine = (table.c.name == name) & (table.c.owner == owner) & (table.c.until > now)
        with self._database.writing() as connection:
            return connection.execute(update(table).where(mine).values(until=until)).rowcount == 1

    def give_back(self, name: str, owner: str) -> None:
        """Give a lease back; nothing happens when it is not the owner's."""
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.name == name, table.c.owner == owner))

    def holder(self, name: str, now: datetime) -> str | None:
        """Who has it now."""
        held = select(table.c.owner).where(table.c.name == name, table.c.until > now)
        with self._database.reading() as connection:
            return connection.execute(held).scalar_one_or_none()
