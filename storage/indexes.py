"""The partial indexes. They belong to the tables, and are told apart from them for one reason only:

naming a dialect's option loads that dialect, and a reading command should not pay for PostgreSQL's. The
migrations, and the test that compares them with the tables, import this.
"""

import sqlalchemy as sa

from storage.tables import (
    DOUBTFUL,
    OUTDATED,
    REFUSED,
    UNRELEASED,
    UNSETTLED,
    UNTOLD,
    WAITING,
    deliveries,
    digests,
    metadata,
    targets,
)

__all__ = ["metadata"]

sa.Index(
    "ix_digests_outdated", digests.c.date, digests.c.id, sqlite_where=OUTDATED, postgresql_where=OUTDATED
)
sa.Index(
    "ix_digests_unreleased",
    digests.c.publication_id,
    digests.c.date,
    sqlite_where=UNRELEASED,
    postgresql_where=UNRELEASED,
)
sa.Index(
    "ix_targets_platform_due_at",
    targets.c.platform,
    targets.c.due_at,
    targets.c.id,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)
sa.Index(
    "ix_deliveries_unsettled",
    deliveries.c.target_id,
    deliveries.c.id,
    sqlite_where=UNSETTLED,
    postgresql_where=UNSETTLED,
)
sa.Index("ix_deliveries_doubtful", deliveries.c.id, sqlite_where=DOUBTFUL, postgresql_where=DOUBTFUL)
sa.Index("ix_deliveries_refused", deliveries.c.target_id, sqlite_where=REFUSED, postgresql_where=REFUSED)
sa.Index("ix_digests_untold", digests.c.untold_since, sqlite_where=UNTOLD, postgresql_where=UNTOLD)
