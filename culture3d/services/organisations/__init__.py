"""Looks after the organisations of a firm: what they are called and speak, and how they look."""
