"""Ribao's core: what a digest is, how it is read, laid out, delivered and asked for."""
