"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "alias",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("learnt_at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("country", "written", "seen", name=op.f("pk_alias")),
    )
    op.create_table(
        "audit_line",
        sa.Column("id", number, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_line")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "book_entry",
        sa.Column("song_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("song_id", name=op.f("pk_book_entry")),
    )
    op.create_index(op.f("ix_book_entry_standing_decided_at"), "book_entry", ["standing", "decided_at"], unique=False)
    op.create_table(
        "chart",
        sa.Column("id", number, autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("territory", sa.String(), nullable=False),
        sa.Column("cadence", sa.String(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("names", sa.LargeBinary(), nullable=False),
        sa.Column("streams", sa.LargeBinary(), nullable=True),
        sa.Column("previous_ranks", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chart")),
    )
    op.create_index(op.f("ix_chart_period_to_period_from"), "chart", ["period_to", "period_from"], unique=False)
    op.create_index(
        op.f("ix_chart_source_territory_cadence_period_from_period_to"),
        "chart",
        ["source", "territory", "cadence", "period_from", "period_to"],
        unique=False,
    )
    op.create_table(
        "closure",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", "family", name=op.f("pk_closure")),
    )
    op.create_table(
        "edition_state",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("playlist_id", sa.String(), nullable=True),
        sa.Column("create_token", sa.String(), nullable=True),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("frozen_why", sa.Text(), nullable=True),
        sa.Column("last_snapshot_id", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("contains_checked_at", sa.BigInteger(), nullable=True),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.Column("hold_first", sa.Boolean(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_edition_state")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "published",
        sa.Column("run_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("snapshot_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_published")),
    )
    op.create_index(op.f("ix_published_edition_at"), "published", ["edition", "at"], unique=False)
    op.create_index(op.f("ix_published_snapshot_id"), "published", ["snapshot_id"], unique=False)
    op.create_table(
        "raw_page",
        sa.Column("id", number, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raw_page")),
        sa.UniqueConstraint("source", "digest", name=op.f("uq_raw_page_source_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_raw_page_fetched_at"), "raw_page", ["fetched_at"], unique=False)
    op.create_table(
        "reservation",
        sa.Column("id", number, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("reserved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "run",
        sa.Column("id", number, nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("calls", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("edition", "slot", name=op.f("uq_run_edition_slot")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "snapshot",
        sa.Column("id", number, nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("playlist_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("spotify_snapshot_id", sa.String(), nullable=True),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_snapshot_edition_id"), "snapshot", ["edition", "id"], unique=False)
    op.create_table(
        "song",
        sa.Column("id", number, autoincrement=False, nullable=False),
        sa.Column("merged_into", number, nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["song.id"], name=op.f("fk_song_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_song")),
    )
    op.create_index(op.f("ix_song_merged_into"), "song", ["merged_into"], unique=False)
    op.create_table(
        "work",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("playlist_id", sa.String(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("states", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("edition", name=op.f("pk_work")),
    )
    op.create_table(
        "name",
        sa.Column("id", number, autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("song_id", number, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("artists", sa.Text(), nullable=False),
        sa.Column("isrc", sa.String(), nullable=True),
        sa.Column("spotify_id", sa.String(), nullable=True),
        sa.Column("explicit", sa.Boolean(), nullable=True),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("work", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("times_charted", sa.Integer(), nullable=False),
        sa.Column("last_charted", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["song_id"], ["song.id"], name=op.f("fk_name_song_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_name_fingerprint")),
    )
    op.create_index(op.f("ix_name_song_id"), "name", ["song_id"], unique=False)
    op.create_table(
        "reserved_call",
        sa.Column("id", number, nullable=False),
        sa.Column("reservation_id", number, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("counts_from", sa.BigInteger(), nullable=False),
        sa.Column("is_spent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("fk_reserved_call_reservation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserved_call")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_reserved_call_account_counts_from"), "reserved_call", ["account", "counts_from"], unique=False
    )
    op.create_index(op.f("ix_reserved_call_reservation_id"), "reserved_call", ["reservation_id"], unique=False)
    op.create_table(
        "song_apart",
        sa.Column("song_id", number, nullable=False),
        sa.Column("other_id", number, nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["song.id"], name=op.f("fk_song_apart_other_id")),
        sa.ForeignKeyConstraint(["song_id"], ["song.id"], name=op.f("fk_song_apart_song_id")),
        sa.PrimaryKeyConstraint("song_id", "other_id", name=op.f("pk_song_apart")),
    )
    op.create_table(
        "song_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("song_id", number, nullable=False),
        sa.ForeignKeyConstraint(["song_id"], ["song.id"], name=op.f("fk_song_key_song_id")),
        sa.PrimaryKeyConstraint("key", "song_id", name=op.f("pk_song_key")),
    )
    op.create_index(op.f("ix_song_key_song_id"), "song_key", ["song_id"], unique=False)


def downgrade() -> None:
    for table in (
        "song_key",
        "song_apart",
        "reserved_call",
        "name",
        "work",
        "song",
        "snapshot",
        "run",
        "reservation",
        "raw_page",
        "published",
        "lease",
        "edition_state",
        "closure",
        "chart",
        "book_entry",
        "audit_line",
        "alias",
    ):
        op.drop_table(table)
