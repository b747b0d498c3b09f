"""Tests of the pages, view by view, by a browser without JavaScript."""
