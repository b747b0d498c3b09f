"""Tests of reading questionnaires of other programs; every file here is written by hand."""
