"""Tests of the house itself: its doors, its words, and what stands in its papers."""
