"""Turns rows into a CSV file that a spreadsheet opens and runs nothing of."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from flask import Response


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """The rows, each cell that a spreadsheet might take for a formula behind an apostrophe."""
    from reports.tables import guarded  # brings what reports are made of

    text = StringIO()
    csv.writer(text).writerows(
        [guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return text.getvalue()


def csv_reply(name: str, rows: Iterable[Sequence[object]]) -> Response:
    """The rows as a file to keep; with a mark by which spreadsheets read its letters rightly."""
    reply = Response("\ufeff" + csv_text(rows), mimetype="text/csv")
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    return reply
