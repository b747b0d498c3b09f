"""Turns rows into an answer that a browser keeps as a table."""

from collections.abc import Iterable, Sequence

from flask import Response

from culture3d.tables import csv_text


def csv_reply(name: str, rows: Iterable[Sequence[object]]) -> Response:
    """The rows as a CSV file; with a mark by which spreadsheets read its letters rightly."""
    reply = Response("\ufeff" + csv_text(rows), mimetype="text/csv")
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    return reply
