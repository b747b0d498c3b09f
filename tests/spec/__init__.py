"""Worked examples: small files, the figures that come of them, and how to work these out by hand."""
