"""The only room that knows SQL: one store on SQLite or PostgreSQL."""
