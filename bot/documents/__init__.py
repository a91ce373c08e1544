"""Text → Digest: pure and total."""
