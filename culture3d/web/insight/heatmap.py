"""Shows every group against facets or questions as one table, and each cell of it on a page of its own."""

from collections.abc import Container, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from culture3d.web.accounts import guard
from culture3d.web.insight.keeping import Kept
from culture3d.web.insight.reading import Readable, readable_release
from culture3d.web.tables import csv_reply

if TYPE_CHECKING:  # they bring what reports are made of
    from culture3d.web.insight.telling_map import Choice, Map

bp = Blueprint("heatmap", __name__, url_prefix="/organisations/<slug>/results/heatmap")
guard.protect(bp)

_USUAL = ("", "score", "axes", 1)  # what an address need not name


@dataclass(frozen=True)
class _Drawn:
    """A map, and its table as the page prints it: thousands of cells that are written once."""

    told: "Map"
    table: Markup


_maps: Kept[_Drawn] = Kept(most=16)


@bp.get("")
def show(slug: str) -> str:
    """The map as it was asked for. :raise 404: if there is no such release, or it may not be read here."""
    from culture3d.web.insight.map_cells import SHOWN
    from reports import tints

    readable = readable_release(slug)
    of = (slug, readable.known_by, _choice(readable))  # the map follows from it, and the addresses in it
    drawn = _maps.get(of, lambda: _drawn(readable))
    page = {**readable.page, "map": drawn.told, "shown": SHOWN, "at": _Addresses(readable, drawn.told.choice)}
    return render_template(
        "insight/heatmap.html", **page, table=drawn.table, chooses=("with",), tints=tints.sheet()
    )


@bp.get("/table.csv")
def table(slug: str) -> Response:
    """The same map as a file, with every figure unrounded. :raise 404: as the page."""
    from culture3d.web.insight import telling_map

    readable = readable_release(slug)
    told = telling_map.build(readable.reader, readable.segments, _choice(readable), whole=True)
    return csv_reply(f"{slug}-{readable.wave.number}-heat-map.csv", _rows(told))


@bp.get("/cell")
def cell(slug: str) -> str:
    """How a group answered what a cell is about. :raise 404: if there is no such group or measure."""
    from culture3d.web.insight import telling_cell, telling_map

    readable = readable_release(slug)
    measures = telling_map.measures(readable.reader)
    measure = _measure(measures)
    return render_template(
        "insight/cell.html",
        **readable.page,
        chooses=("with", "segment"),
        measure=measure,
        measures=measures.values(),
        told=telling_cell.build(readable.reader, readable.segment, measure, readable.whole),
        back=url_for("heatmap.show", slug=slug, **_waves(readable)),
        at=partial(_cell_address, readable),
    )


@bp.get("/cell.csv")
def cell_table(slug: str) -> Response:
    """The same as a file. :raise 404: as the page."""
    from culture3d.web.insight import telling_cell, telling_map

    readable = readable_release(slug)
    measure = _measure(telling_map.measures(readable.reader))
    heading = [gettext("Group"), gettext("Key"), gettext("Measure"), "statistic", "value"]
    rows = telling_cell.rows(readable.reader, readable.segment, measure)
    return csv_reply(f"{slug}-{readable.wave.number}-{measure}.csv", [heading, *rows])


def _cell_address(readable: Readable, endpoint: str, measure: str) -> str:
    """The address of what is told of another measure in the same group."""
    chosen = {**_waves(readable), "segment": readable.segment.key, "measure": measure}
    return url_for(endpoint, slug=readable.organisation.slug, **chosen)


def _measure(known: Container[str]) -> str:
    """Which measure the address names, of those that have a cell. :raise 404: if it names none of them."""
    measure = request.args.get("measure", "")
    return measure if measure in known else abort(404)


def _waves(readable: Readable) -> dict[str, Any]:
    """The wave and the one beside it, as addresses name them."""
    compared = {"with": readable.compared.number} if readable.compared else {}
    return {"wave": readable.wave.number, **compared}


def _drawn(readable: Readable) -> _Drawn:
    from culture3d.web.insight import telling_map
    from culture3d.web.insight.map_cells import SHOWN

    told = telling_map.build(readable.reader, readable.segments, _choice(readable))
    page = {**readable.page, "map": told, "shown": SHOWN[told.choice.show]}
    cells = url_for("heatmap.cell", slug=readable.organisation.slug, **_waves(readable))
    at = _Addresses(readable, told.choice)
    table = render_template("insight/map.html", **page, at=at, cells=cells)
    return _Drawn(told, Markup(table))  # noqa: S704  a template of ours, which escapes what it is given


def _choice(readable: Readable) -> "Choice":
    from culture3d.web.insight.telling_map import Choice

    asked = request.args.get
    return Choice(
        show=asked("show", ""),
        columns=asked("columns", ""),
        groups=asked("groups", ""),
        below=readable.segment.key if asked("segment") else "",
        levels=asked("levels", ""),
        sort=asked("sort", ""),
        page=asked("page", 1, int),
    )


@dataclass(frozen=True)
class _Addresses:
    """The addresses of the map and of its file, as it was asked for or with something else chosen."""

    readable: Readable
    choice: "Choice"

    def __call__(self, endpoint: str = "heatmap.show", **changed: object) -> str:
        asked = {**asdict(self.choice), "page": 1, **changed}
        asked["segment"] = asked.pop("below")
        chosen: dict[str, Any] = {name: value for name, value in asked.items() if value not in _USUAL}
        return url_for(endpoint, slug=self.readable.organisation.slug, **_waves(self.readable), **chosen)


def _rows(told: "Map") -> Iterator[list[object]]:
    """A row per group; the key is that of the command line's figures."""
    columns = [column.name for column in told.columns]
    yield [gettext("Group"), gettext("Within"), gettext("Key"), "n", *columns]
    for part in told.parts:
        for line in part.lines:
            told_here = [cell.told for cell in line.cells] or [gettext("too few to show")]
            yield [line.name, line.place or part.title, line.key, line.n, *told_here]
