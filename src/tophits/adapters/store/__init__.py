"""The store: SQLite through SQLAlchemy, one transaction per port method."""
