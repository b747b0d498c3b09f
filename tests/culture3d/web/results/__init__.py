"""Tests of the pages of results, on waves that a module releases once and only reads."""
