"""Frozen nouns of what faces show, shared by the command line's --json, pages and metrics."""
