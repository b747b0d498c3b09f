"""Turns a picture or a table into what a page shows of it, and into the files that people take along."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Response, abort, request
from markupsafe import Markup

from culture3d.models.wave import Wave
from culture3d.web.insight.drawing import drawn
from culture3d.web.tables import csv_reply
from reports.figures import Picture

# Widths in px at which pictures are laid out, for a desk and for a phone; the page scales them.
WIDE, NARROW = 1080.0, 328.0
HALF = 520.0  # where two stand side by side at a desk


@dataclass(frozen=True)
class Table:
    """What can be taken along as a file: a head and rows of plain texts and numbers, unrounded."""

    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Chart(Table):
    """A picture at two widths, and the same figures in words as the table below it.

    columns  heads of that table, the first of the names
    lines    its rows: a name, and a text per column
    """

    wide: Markup
    narrow: Markup
    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


def chart(
    draw: Callable[[float], Picture],
    alt: str,
    columns: Sequence[str],
    lines: Sequence[tuple[str, tuple[str, ...]]],
    rows: Sequence[Sequence[object]],
    room: float = WIDE,
) -> Chart:
    """A chart that `draw` lays out for a width; `room` is that at a desk."""
    wide, narrow = (drawn(draw(width), alt) for width in (room, NARROW))
    return Chart(rows, wide, narrow, tuple(columns), tuple(lines))


def _csv(name: str, table: Table) -> Response:
    return csv_reply(f"{name}.csv", table.rows)


def _svg(name: str, table: Table) -> Response:
    """The picture on a white ground, for a document. :raise 404: if there is none."""
    if not isinstance(table, Chart):
        abort(404)
    head, _, rest = str(table.wide).partition(">")
    head = re.sub(r'viewBox="0 0 (\d+) (\d+)"', r'\g<0> width="\1" height="\2"', head)
    reply = Response(f'{head}><rect width="100%" height="100%" fill="#fff"/>{rest}', mimetype="image/svg+xml")
    reply.headers.set("Content-Disposition", "attachment", filename=f"{name}.svg")
    return reply


FILES: Mapping[str, Callable[[str, Table], Response]] = {"csv": _csv, "svg": _svg}


def file_of(tables: Mapping[str, Table], wave: Wave) -> Response | None:
    """The file that the address asks for by `?file=NAME.csv` or `.svg`; None if it asks for the page.

    :raise 404: if there is no such file.
    """
    asked = request.args.get("file")
    if asked is None:
        return None
    name, _, kind = asked.rpartition(".")
    if name not in tables or kind not in FILES:
        abort(404)
    return FILES[kind](f"{wave.organisation.slug}-{wave.number}-{name}", tables[name])
