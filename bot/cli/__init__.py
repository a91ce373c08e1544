"""The command line: one frontend of the same commands, and the operator's tools."""
