"""Measures what Culture3D costs in time and memory; run by `make bench`, never by the tests."""
