"""Turns rows into the text of a CSV file that a spreadsheet opens and runs nothing of."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """The rows, each cell that a spreadsheet might take for a formula behind an apostrophe."""
    from reports.tables import guarded  # brings what reports are made of

    text = StringIO()
    csv.writer(text).writerows(
        [guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return text.getvalue()
