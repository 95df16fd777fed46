"""Aliases as rows: what Spotify shows where we wrote something else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import insert, select

from tophits.adapters.store.database import Database
from tophits.adapters.store.schema import alias as table
from tophits.apply.ports import Alias


class SqlAliasBook:
    """The port `apply.ports.AliasBook`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, country: str) -> Mapping[str, frozenset[str]]:
        """For each written URI the URIs that stand for it."""
        query = select(table.c.written, table.c.seen).where(table.c.country == country)
        found: defaultdict[str, set[str]] = defaultdict(set)
        with self._database.reading() as connection:
            for written, seen in connection.execute(query):
                found[written].add(seen)
        return {written: frozenset(seen) for written, seen in found.items()}

    def learn(self, aliases: Iterable[Alias]) -> None:
        """Keep aliases; known ones are kept once, as they were learnt first."""
        fresh = {(alias.country, alias.written, alias.seen): alias for alias in reversed(list(aliases))}
        if not fresh:
            return
        countries = {country for country, _, _ in fresh}
        columns = (table.c.country, table.c.written, table.c.seen)
        with self._database.writing() as connection:
            known = {tuple(row) for row in connection.execute(select(*columns).where(table.c.country.in_(countries)))}
            rows = [
                {"country": a.country, "written": a.written, "seen": a.seen, "learnt_at": a.learnt_at, "why": a.why}
                for key, a in fresh.items()
                if key not in known
            ]
            if rows:
                connection.execute(insert(table), rows)
