"""The schema's history; `storage.schema` runs it and lists its revisions."""
