"""One file a migration, each with its reason."""
