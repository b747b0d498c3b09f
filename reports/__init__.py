"""Turns results into figures, sentences and documents."""
