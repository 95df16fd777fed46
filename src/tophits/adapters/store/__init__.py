"""The store: SQLite through SQLAlchemy, one transaction per port method, one small class per port."""

from tophits.adapters.store.store import Store, open_store

__all__ = ["Store", "open_store"]
