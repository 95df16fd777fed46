"""The tables. A change here is a new migration, too; a test compares the two.

Foreign keys stay within one port's tables: ports do not wait for each other.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from tophits.adapters.store.columns import Moment
from tophits.adapters.store.dialect import Number

REVISIONS = ("0001", "0002")
"""Every migration, oldest first. The last is what this program writes."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

version = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table, which says at which migration a file stands."""

# --- runs, leases, editions ------------------------------------------------------------------------------

run = Table(
    "run",
    metadata,
    Column("id", Number, primary_key=True),
    Column("edition", String, nullable=False),
    Column("slot", String),
    Column("asked_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("state", String, nullable=False),
    Column("reason", Text),
    Column("calls", Text, nullable=False),
    Column("summary", Text),
    UniqueConstraint("edition", "slot"),
    sqlite_autoincrement=True,
)

lease = Table(
    "lease",
    metadata,
    Column("name", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("until", Moment, nullable=False),
)

edition_state = Table(
    "edition_state",
    metadata,
    Column("key", String, primary_key=True),
    Column("playlist_id", String),
    Column("create_token", String),
    Column("frozen", Boolean, nullable=False),
    Column("frozen_why", Text),
    Column("last_snapshot_id", String),
    Column("country", String),
    Column("contains_checked_at", Moment),
    Column("adopted", Boolean, nullable=False),
    Column("hold_first", Boolean, nullable=False),
    Column("kept", Text, nullable=False),
    Column("dropped", Text, nullable=False),
)

# --- apply, snapshots, published lists ---------------------------------------------------------------------

work = Table(
    "work",
    metadata,
    Column("edition", String, primary_key=True),
    Column("run_id", BigInteger, nullable=False),
    Column("playlist_id", String, nullable=False),
    Column("wanted", Text, nullable=False),
    Column("steps", Text, nullable=False),
    Column("states", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
)

alias = Table(
    "alias",
    metadata,
    Column("country", String, primary_key=True),
    Column("written", String, primary_key=True),
    Column("seen", String, primary_key=True),
    Column("learnt_at", Moment, nullable=False),
    Column("why", Text, nullable=False),
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("id", Number, primary_key=True),
    Column("edition", String, nullable=False),
    Column("playlist_id", String, nullable=False),
    Column("run_id", BigInteger),
    Column("taken_at", Moment, nullable=False),
    Column("occasion", String, nullable=False),
    Column("spotify_snapshot_id", String),
    Column("rows", LargeBinary, nullable=False),
    Index(None, "edition", "id"),
    sqlite_autoincrement=True,
)

published = Table(
    "published",
    metadata,
    Column("run_id", BigInteger, primary_key=True, autoincrement=False),
    Column("edition", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("snapshot_id", BigInteger),
    Column("body", LargeBinary, nullable=False),
    Index(None, "edition", "at"),
    Index(None, "snapshot_id"),
)

# --- ledger, audit -----------------------------------------------------------------------------------------

reservation = Table(
    "reservation",
    metadata,
    Column("id", Number, primary_key=True),
    Column("account", String, nullable=False),
    Column("reserved_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

reserved_call = Table(
    "reserved_call",
    metadata,
    Column("id", Number, primary_key=True),
    Column("reservation_id", Number, ForeignKey("reservation.id", ondelete="CASCADE"), nullable=False),
    Column("account", String, nullable=False),
    Column("family", String, nullable=False),
    Column("counts_from", Moment, nullable=False),
    Column("is_spent", Boolean, nullable=False),
    Index(None, "account", "counts_from"),
    Index(None, "reservation_id"),
    sqlite_autoincrement=True,
)

closure = Table(
    "closure",
    metadata,
    Column("account", String, primary_key=True),
    Column("family", String, primary_key=True),
    Column("until", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)

audit_line = Table(
    "audit_line",
    metadata,
    Column("id", Number, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)

# --- history (charts, names and songs are numbered by us, under the writer's lock, and never deleted) --------

chart = Table(
    "chart",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("source", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("territory", String, nullable=False),
    Column("cadence", String, nullable=False),
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),
    Column("published", Date),
    Column("fetched_at", Moment, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("depth", Integer, nullable=False),
    Column("names", LargeBinary, nullable=False),
    Column("streams", LargeBinary),
    Column("previous_ranks", LargeBinary),
    Index(None, "source", "territory", "cadence", "period_from", "period_to"),
    Index(None, "period_to", "period_from"),
)

chart_withdrawal = Table(
    "chart_withdrawal",
    metadata,
    Column("chart_id", Number, ForeignKey("chart.id"), primary_key=True, autoincrement=False),
    Column("withdrawn_at", Moment, nullable=False),
    Column("why", Text, nullable=False),
)
"""Charts kept wrongly. A row beside the chart, since a chart itself is never altered."""

song = Table(
    "song",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("merged_into", Number, ForeignKey("song.id")),
    Index(None, "merged_into"),
)

name = Table(
    "name",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("fingerprint", LargeBinary, nullable=False, unique=True),
    Column("song_id", Number, ForeignKey("song.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("artists", Text, nullable=False),
    Column("isrc", String),
    Column("spotify_id", String),
    Column("explicit", Boolean),
    Column("source_id", String),
    Column("lead", Text, nullable=False),
    Column("work", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("times_charted", Integer, nullable=False),
    Column("last_charted", Date),
    Index(None, "song_id"),
)

song_key = Table(
    "song_key",
    metadata,
    Column("key", String, primary_key=True),
    Column("song_id", Number, ForeignKey("song.id"), primary_key=True),
    Index(None, "song_id"),
)

song_apart = Table(
    "song_apart",
    metadata,
    Column("song_id", Number, ForeignKey("song.id"), primary_key=True),
    Column("other_id", Number, ForeignKey("song.id"), primary_key=True),
)

raw_page = Table(
    "raw_page",
    metadata,
    Column("id", Number, primary_key=True),
    Column("source", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("source", "digest"),
    Index(None, "fetched_at"),
    sqlite_autoincrement=True,
)

# --- matching ----------------------------------------------------------------------------------------------

book_entry = Table(
    "book_entry",
    metadata,
    Column("song_id", BigInteger, primary_key=True, autoincrement=False),
    Column("standing", String, nullable=False),
    Column("uri", String),
    Column("decided_at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index(None, "standing", "decided_at"),
)
