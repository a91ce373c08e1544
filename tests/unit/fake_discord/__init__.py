"""The fake Discord itself, with the real library."""
