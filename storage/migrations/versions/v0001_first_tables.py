"""The first tables: the archive (publications to items), the ledger (payloads to deliveries), the index.

Why: nothing was there. What each table is for stands in storage/tables.py; what the search index is, in
storage/index.py.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

# As storage/index.py had them then: what this migration makes never changes.
SEARCH = {
    "sqlite": (
        (
            "CREATE VIRTUAL TABLE search_index USING fts5("
            "tokens, content='', columnsize=0, tokenize=\"ascii tokenchars '+#.|~^:'\")"
        ),
        "CREATE TABLE search_words (word TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE search_version (version INTEGER NOT NULL)",
        "INSERT INTO search_version (version) VALUES (1)",
    ),
    "postgresql": (
        "CREATE TABLE search_index (id BIGINT NOT NULL PRIMARY KEY, tokens TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens)",
        'CREATE TABLE search_words (word TEXT COLLATE "C" NOT NULL PRIMARY KEY)',
        "CREATE TABLE search_version (version INTEGER NOT NULL)",
        "INSERT INTO search_version (version) VALUES (1)",
    ),
}


def upgrade() -> None:
    """Make everything."""
    op.create_table(
        "migrations",
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("applied_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_migrations"),
    )
    op.create_table(
        "payloads",
        sa.Column("id", ID, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_payloads"),
        sa.UniqueConstraint("hash", name="uq_payloads_hash"),
    )
    op.create_table(
        "publications",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("publish_at", sa.Time(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
        sa.UniqueConstraint("slug", name="uq_publications_slug"),
    )
    op.create_table(
        "targets",
        sa.Column("id", ID, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("suspended", sa.Text(), nullable=True),
        sa.Column("declared", sa.Boolean(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_targets"),
        sa.UniqueConstraint("platform", "address", name="uq_targets_platform_address"),
    )
    op.create_index(
        "ix_targets_platform_due_at",
        "targets",
        ["platform", "due_at", "id"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "digests",
        sa.Column("id", ID, nullable=False),
        sa.Column("publication_id", ID, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("intro", sa.Text(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("revised_at", INSTANT, nullable=False),
        sa.Column("planned_revision", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["publication_id"], ["publications.id"], name="fk_digests_publication_id"),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
        sa.UniqueConstraint("publication_id", "date", name="uq_digests_publication_id_date"),
    )
    op.create_index("ix_digests_date", "digests", ["date"])
    op.create_index(
        "ix_digests_outdated",
        "digests",
        ["date", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL AND planned_revision < revision"),
        postgresql_where=sa.text("published_at IS NOT NULL AND planned_revision < revision"),
    )
    op.create_index(
        "ix_digests_unreleased",
        "digests",
        ["publication_id", "date"],
        sqlite_where=sa.text("NOT released"),
        postgresql_where=sa.text("NOT released"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("digest_id", ID, nullable=False),
        sa.Column("target_id", ID, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("desired_id", ID, nullable=True),
        sa.Column("posted_id", ID, nullable=True),
        sa.Column("held_id", ID, nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("interrupted", sa.Boolean(), nullable=False),
        sa.Column("holds", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["desired_id"], ["payloads.id"], name="fk_deliveries_desired_id"),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name="fk_deliveries_digest_id"),
        sa.ForeignKeyConstraint(["held_id"], ["payloads.id"], name="fk_deliveries_held_id"),
        sa.ForeignKeyConstraint(["posted_id"], ["payloads.id"], name="fk_deliveries_posted_id"),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name="fk_deliveries_target_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "digest_id",
            "target_id",
            "generation",
            "part",
            name="uq_deliveries_digest_id_target_id_generation_part",
        ),
    )
    op.create_index(
        "ix_deliveries_unsettled",
        "deliveries",
        ["target_id", "id"],
        sqlite_where=sa.text("state IN ('pending', 'sending')"),
        postgresql_where=sa.text("state IN ('pending', 'sending')"),
    )
    op.create_table(
        "revisions",
        sa.Column("digest_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("diff", sa.JSON(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name="fk_revisions_digest_id"),
        sa.PrimaryKeyConstraint("digest_id", "number", name="pk_revisions"),
    )
    op.create_table(
        "sections",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("digest_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name="fk_sections_digest_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sections"),
    )
    op.create_index("ix_sections_digest_id_position", "sections", ["digest_id", "position"])
    op.create_index("ix_sections_name_id", "sections", ["name", "id"])
    op.create_table(
        "items",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("digest_id", ID, nullable=False),
        sa.Column("section_id", ID, nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subtitle", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("images", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name="fk_items_digest_id"),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name="fk_items_section_id"),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
    )
    op.create_index("ix_items_section_id", "items", ["section_id"])
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
