"""The tables. A change here needs a migration; a test compares the two."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Instant(sa.TypeDecorator[dt.datetime]):
    """An aware datetime, kept in UTC; SQLite, which knows no zones, keeps it as text."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: dt.datetime | None,
        dialect: sa.Dialect,  # noqa: ARG002
    ) -> dt.datetime | None:
        """To UTC."""
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(
        self,
        value: Any | None,  # noqa: ANN401
        dialect: sa.Dialect,  # noqa: ARG002
    ) -> dt.datetime | None:
        """Aware again, in UTC."""
        if value is None:
            return None
        moment: dt.datetime = value
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


# SQLite makes a column its row id only if it is called INTEGER.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The conditions of the partial indexes (storage/indexes.py). A query must say them in the same words,
# literally, for SQLite to see that the index serves it.
OUTDATED = sa.text("published_at IS NOT NULL AND planned_revision < revision")
UNRELEASED = sa.text("NOT released")
WAITING = sa.text("due_at IS NOT NULL")
UNSETTLED = sa.text("state IN ('pending', 'sending')")
DOUBTFUL = sa.text("state = 'unknown'")
REFUSED = sa.text("state = 'dead'")
UNTOLD = sa.text("untold_since IS NOT NULL")

migrations = sa.Table(
    "migrations",
    metadata,
    sa.Column("revision", sa.Text, primary_key=True),
    sa.Column("applied_at", Instant, nullable=False),
)

publications = sa.Table(
    "publications",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source", sa.Text),
    sa.Column("publish_at", sa.Time),
    # What nobody asks the database about: the other fields of bot.models.Publication, by name. Null: it
    # was declared to an older Ribao and not since.
    sa.Column("rules", sa.JSON),
)

digests = sa.Table(
    "digests",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("publication_id", Id, sa.ForeignKey("publications.id"), nullable=False),
    sa.Column("date", sa.Date, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("intro", sa.Text),
    sa.Column("byline", sa.Text),
    sa.Column("cover", sa.Text),
    sa.Column("item_count", sa.Integer, nullable=False),
    # The newest revision, told here so that an unchanged document costs one look.
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("text_hash", sa.Text, nullable=False),
    sa.Column("revised_at", Instant, nullable=False),
    # The revision that the newest plan was rendered from, and the newest generation; 0: no plan yet.
    sa.Column("planned_revision", sa.Integer, nullable=False),
    sa.Column("generation", sa.Integer, nullable=False),
    # Null: a draft, which readers do not see.
    sa.Column("published_at", Instant),
    # Its hour was planned to everybody whom it concerns, or it came as an archive and had none.
    sa.Column("released", sa.Boolean, nullable=False),
    # Plans that changed something in a chat, counted; when the newest was made, and of what revision.
    sa.Column("plans", sa.Integer, nullable=False, server_default="0"),
    sa.Column("planned_at", Instant),
    sa.Column("shown_revision", sa.Integer, nullable=False, server_default="0"),
    # Up to which of them admins were told, and what; the first they were not told of (null: none).
    sa.Column("told_plan", sa.Integer, nullable=False, server_default="0"),
    sa.Column("told_revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("told_generation", sa.Integer, nullable=False, server_default="0"),
    sa.Column("untold_since", Instant),
    sa.UniqueConstraint("publication_id", "date"),
)

# When each generation of a digest was first and last posted to a chat that did not have it.
generations = sa.Table(
    "generations",
    metadata,
    sa.Column("digest_id", Id, sa.ForeignKey("digests.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("begun_at", Instant, nullable=False),
    sa.Column("posted_at", Instant, nullable=False, index=True),
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("digest_id", Id, sa.ForeignKey("digests.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("text_hash", sa.Text, nullable=False),
    sa.Column("saved_at", Instant, nullable=False),
    sa.Column("diff", sa.JSON, nullable=False),
    # The parsed digest as JSON text, with what was retracted: what was published then can be told from both.
    sa.Column("content", sa.Text, nullable=False),
)

sections = sa.Table(
    "sections",
    metadata,
    # Dated like an item's id (storage.ids).
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("digest_id", Id, sa.ForeignKey("digests.id"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("item_count", sa.Integer, nullable=False),
    sa.Index("ix_sections_digest_id_position", "digest_id", "position"),
    sa.Index("ix_sections_name_id", "name", "id"),
)

items = sa.Table(
    "items",
    metadata,
    # The date is in the high bits (storage.ids).
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("digest_id", Id, sa.ForeignKey("digests.id"), nullable=False),
    # Both null: a revision took the item out of its digest; its id waits in case it comes back.
    sa.Column("section_id", Id, sa.ForeignKey("sections.id"), index=True),
    sa.Column("position", sa.Integer),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("subtitle", sa.Text),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("date", sa.Date),
    sa.Column("links", sa.JSON, nullable=False),
    sa.Column("images", sa.JSON, nullable=False),
)

# What was taken out of a digest by a word of its own, whatever its text says: the `nth` item of that key
# (from 0), from the revision `since` on, up to the one before `until` (null: to this day).
retractions = sa.Table(
    "retractions",
    metadata,
    sa.Column("digest_id", Id, sa.ForeignKey("digests.id"), primary_key=True),
    sa.Column("item_id", Id, sa.ForeignKey("items.id"), primary_key=True),
    sa.Column("since", sa.Integer, primary_key=True),
    sa.Column("until", sa.Integer),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("nth", sa.Integer, nullable=False),
)

payloads = sa.Table(
    "payloads",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Column("content", sa.JSON, nullable=False),
)

targets = sa.Table(
    "targets",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("policy", sa.JSON, nullable=False),
    sa.Column("suspended", sa.Text),
    sa.Column("title", sa.Text),
    # Its platform's own note: where a search for a lost post begins.
    sa.Column("mark", sa.Text),
    # The settings name it: it is suspended when they no longer do.
    sa.Column("declared", sa.Boolean, nullable=False),
    # When the oldest unsettled delivery may be claimed; null: there is none, or the target is suspended.
    # Told here so that a claim reads one short index instead of all that is pending.
    sa.Column("due_at", Instant),
    sa.UniqueConstraint("platform", "address"),
)

# Former addresses of targets: whoever still names one (the settings, which nobody has changed yet) means
# the target that was there.
moves = sa.Table(
    "moves",
    metadata,
    sa.Column("platform", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("target_id", Id, sa.ForeignKey("targets.id"), nullable=False),
)

# Texts by a hash of theirs (storage.jottings); the highest number is the newest.
jottings = sa.Table(
    "jottings",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("number", Id, nullable=False, index=True),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("digest_id", Id, sa.ForeignKey("digests.id"), nullable=False),
    sa.Column("target_id", Id, sa.ForeignKey("targets.id"), nullable=False),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    # What is to stand (null: nothing), what stands, and what the newest hold was given to send.
    sa.Column("desired_id", Id, sa.ForeignKey("payloads.id")),
    sa.Column("posted_id", Id, sa.ForeignKey("payloads.id")),
    sa.Column("held_id", Id, sa.ForeignKey("payloads.id")),
    sa.Column("message_id", sa.Text),
    # Posts that it has had and has no more: they tell one send of it from the next.
    sa.Column("sends", sa.Integer, nullable=False, server_default="0"),
    # When the send that may stand was first attempted.
    sa.Column("begun_at", Instant),
    sa.Column("attempts", sa.Integer, nullable=False),
    # The newest hold was settled without knowing whether what it sent stands.
    sa.Column("interrupted", sa.Boolean, nullable=False),
    # Counts the holds: a claim's token, so that a stale one is known.
    sa.Column("holds", sa.Integer, nullable=False),
    # From when it may be claimed: the plan's time, a retry's, or the end of the lease.
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("settled_at", Instant),
    sa.Column("error", sa.Text),
    # The newest of the digest's plans that changed it, and whether it stood then.
    sa.Column("plan", sa.Integer, nullable=False, server_default="0"),
    sa.Column("stood", sa.Boolean, nullable=False, server_default=sa.false()),
    # It was taken back: no correction brings it again, only a plan that names its target.
    sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("digest_id", "target_id", "generation", "part"),
)

# Who did what; for good.
acts = sa.Table(
    "acts",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("argument", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
)

# When each piece of news was last told.
notices = sa.Table(
    "notices",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("told_at", Instant, nullable=False),
)

# At most two rows: when a worker was last at work, and when first.
heartbeats = sa.Table(
    "heartbeats",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
)

outages = sa.Table(
    "outages",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("since", Instant, nullable=False),
    sa.Column("until", Instant, nullable=False, index=True),
)

# At most one row, while an operator's pause holds.
pauses = sa.Table(
    "pauses",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
)
