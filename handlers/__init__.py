"""One folder a platform; none of them imports another."""
