"""Breaks what can break while people answer, and shows that no submitted answer is lost or counts twice."""
