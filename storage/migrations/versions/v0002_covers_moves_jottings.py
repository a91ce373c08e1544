"""Covers of digests, titles and former addresses of targets, jotted texts, doubts at hand, sends told apart.

Why: a digest may have a picture; a number tells nobody which chat it is; a
platform notes where a search for a lost post begins; a chat that moves (a Telegram group
that becomes a supergroup) is still named by its old address in the settings; a button's data is 64 bytes, a
search may be longer; an admin is asked about each delivery in doubt, which must not be looked for among all
that were ever made; and a platform that refuses to post the same twice must be told which send it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add them."""
    op.add_column("digests", sa.Column("cover", sa.Text(), nullable=True))
    op.add_column("targets", sa.Column("title", sa.Text(), nullable=True))
    op.add_column("targets", sa.Column("mark", sa.Text(), nullable=True))
    op.create_table(
        "moves",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("target_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name="fk_moves_target_id"),
        sa.PrimaryKeyConstraint("platform", "address", name="pk_moves"),
    )
    op.create_table(
        "jottings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_jottings"),
    )
    op.add_column("deliveries", sa.Column("sends", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deliveries", sa.Column("begun_at", INSTANT, nullable=True))
    op.create_index("ix_jottings_number", "jottings", ["number"])
    op.create_index(
        "ix_deliveries_doubtful",
        "deliveries",
        ["id"],
        sqlite_where=sa.text("state = 'unknown'"),
        postgresql_where=sa.text("state = 'unknown'"),
    )
