"""Rules of publications, retractions, generations, what admins were told; acts, notices, outages, a pause.

Why: a publication has weekdays, a zone, a cut-off and a rule for what it missed; an item can be taken back
though its text stays; /undo must know what was posted last; a report is told once, whoever restarts
meanwhile; and Ribao must know when it was not at work, or was told not to be.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add them; what was planned before counts as told."""
    op.add_column("publications", sa.Column("rules", sa.JSON(), nullable=True))
    add_progress()
    add_retractions()
    add_register()


def add_progress() -> None:
    """What plans changed, what of it was told, and what was posted when."""
    for name in ("plans", "told_plan", "shown_revision", "told_revision", "told_generation"):
        op.add_column("digests", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    for name in ("planned_at", "untold_since"):
        op.add_column("digests", sa.Column(name, INSTANT, nullable=True))
    op.execute(
        "UPDATE digests SET shown_revision = planned_revision, told_revision = planned_revision, "
        "told_generation = generation"
    )
    untold = sa.text("untold_since IS NOT NULL")
    op.create_index(
        "ix_digests_untold", "digests", ["untold_since"], sqlite_where=untold, postgresql_where=untold
    )
    op.add_column("deliveries", sa.Column("plan", sa.Integer(), nullable=False, server_default="0"))
    for name in ("stood", "withdrawn"):
        op.add_column("deliveries", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    dead = sa.text("state = 'dead'")
    op.create_index(
        "ix_deliveries_refused", "deliveries", ["target_id"], sqlite_where=dead, postgresql_where=dead
    )
    op.create_table(
        "generations",
        sa.Column("digest_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name="fk_generations_digest_id"),
        sa.PrimaryKeyConstraint("digest_id", "number", name="pk_generations"),
    )
    op.create_index("ix_generations_posted_at", "generations", ["posted_at"])


def add_retractions() -> None:
    """Items that were taken back."""
    op.create_table(
        "retractions",
        sa.Column("digest_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name="fk_retractions_digest_id"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_retractions_item_id"),
        sa.PrimaryKeyConstraint("digest_id", "item_id", "since", name="pk_retractions"),
    )


def add_register() -> None:
    """Acts, notices, the heartbeat, outages, the pause."""
    op.create_table(
        "acts",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("argument", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_acts"),
    )
    op.create_table(
        "notices",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_notices"),
    )
    op.create_table(
        "heartbeats",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heartbeats"),
    )
    op.create_table(
        "outages",
        sa.Column("id", ID, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outages"),
    )
    op.create_index("ix_outages_until", "outages", ["until"])
    op.create_table(
        "pauses",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pauses"),
    )
