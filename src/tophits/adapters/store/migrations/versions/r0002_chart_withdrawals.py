"""Charts that were kept wrongly can be taken out of reading."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "chart_withdrawal",
        sa.Column("chart_id", number, autoincrement=False, nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["chart_id"], ["chart.id"], name=op.f("fk_chart_withdrawal_chart_id")),
        sa.PrimaryKeyConstraint("chart_id", name=op.f("pk_chart_withdrawal")),
    )


def downgrade() -> None:
    op.drop_table("chart_withdrawal")
