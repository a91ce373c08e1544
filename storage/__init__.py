"""The only room that knows SQL: one store on SQLite or PostgreSQL."""

from storage.examination import examine
from storage.store import SqlStore, open_store

__all__ = ["SqlStore", "examine", "open_store"]
