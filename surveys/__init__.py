"""Turns answers to an instrument into results that may be told."""
