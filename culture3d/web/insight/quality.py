"""Shows how far a wave's results can be trusted: who answered, how well it measured, what is withheld."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, render_template
from flask_babel import gettext

from culture3d.db import database_session
from culture3d.web.accounts import guard
from culture3d.web.insight.reading import Readable, readable_release, release_of
from culture3d.web.tables import csv_reply

if TYPE_CHECKING:  # it brings what reports are made of
    from reports.reader import Reader

bp = Blueprint("quality", __name__, url_prefix="/organisations/<slug>/results/quality")
guard.protect(bp)


@bp.get("")
def show(slug: str) -> str:
    """What the results can carry. :raise 404: if there is no such release, or it may not be read here."""
    from culture3d.web.insight import telling_quality

    readable = readable_release(slug)
    if not readable.whole:
        return render_template("insight/quality.html", **readable.page, chooses=(), told=None)
    lines = [
        (wave, telling_quality.wave_line(readable.reader.language, release_of(database_session(), wave)))
        for wave in readable.waves
    ]
    told = telling_quality.build(readable.reader)
    return render_template("insight/quality.html", **readable.page, chooses=(), told=told, lines=lines)


@bp.get("/<name>.csv")
def table(slug: str, name: str) -> Response:
    """One of its tables as a file. :raise 404: if there is none of this name, or not to be read here."""
    readable = readable_release(slug)
    rows = _FILES.get(name)
    if rows is None or not readable.whole:
        abort(404)
    return csv_reply(f"{slug}-{readable.wave.number}-{name}.csv", rows(readable))


def _answers(readable: Readable) -> Iterator[list[object]]:
    """How many answered of how many, where that may be told."""
    yield [
        gettext("Group"),
        gettext("Key"),
        gettext("Answered"),
        gettext("Invited"),
        gettext("Rate (percent)"),
    ]
    reader = readable.reader
    for segment in reader.results.segments:
        if reader.is_told(segment) and segment.kind != "crossed":
            answered = reader.language.people(reader.count(segment.key))
            invited, rate = reader.invited(segment.key), reader.rate(segment.key)
            yield [reader.label(segment), segment.key, answered, invited, rate]


def _measures(readable: Readable) -> Iterator[list[object]]:
    """Reliability and agreement, unrounded, as the command line gives them."""
    columns = ("alpha", "omega", "icc1", "icc2", "rwg_mean")
    yield [gettext("Measure"), gettext("Key"), *columns, "alpha_low", "alpha_high"]
    reader = readable.reader
    for measure, quality in reader.results.quality.items():
        yield [
            reader.name(measure),
            measure,
            *(getattr(quality, name) for name in columns),
            *_ends(reader, measure),
        ]


def _ends(reader: "Reader", measure: str) -> tuple[float | None, float | None]:
    figures = reader.figures(measure)
    return (figures.alpha_low, figures.alpha_high) if figures else (None, None)


_FILES: Mapping[str, Callable[[Readable], Iterator[list[object]]]] = {
    "answers": _answers,
    "measures": _measures,
}
