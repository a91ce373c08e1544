"""The only room that knows SQL: one store on SQLite or PostgreSQL."""

from storage.store import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
