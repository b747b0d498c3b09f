"""Keeps the tree of an organisation's units, and what became of each, so that waves stay comparable."""
