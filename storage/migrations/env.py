"""Alembic's way in: it is given the connection, in whose transaction everything happens."""

from alembic import context

from storage.indexes import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
