"""Turns the releases of an organisation into everything its page shows, in words and figures ready to print.

Releases never change, so what was made of one is kept in the process and made once per language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext, ngettext
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from sqlalchemy.orm import Session

from culture3d.i18n import translations
from culture3d.models.wave import Wave
from culture3d.services import briefs, results
from culture3d.web.insight.drawing import drawn
from culture3d.web.insight.keeping import Kept
from reports import palette, tints, wording
from reports.chapters import heatmap, participation, playbook
from reports.chapters.perspectives import widest_gaps
from reports.chapters.rows import Row, row, standings
from reports.figures import Outline, Picture, axes_of, interactive, outline_of, radar, solid, solid_on_screen
from reports.figures.picture import written
from reports.language import Language
from reports.reader import ORGANISATION, Reader

# Width and height in px at which pictures are laid out, for a desk and for a phone; the page scales them.
SIZES = {"wide": (640.0, 520.0), "narrow": (328.0, 430.0)}
MOST_KEYS = 4  # numbers that stand large side by side
MOST_APART = 4  # groups that are named as differing most
MOST_NAMED = 3  # facets named of each
SIGNS = {"up": "▲", "down": "▼", "no clear change": "◆"}

_kept: Kept[Mapping[str, Any]] = Kept(most=32)


@dataclass(frozen=True)
class Measured:
    """One measure: the row that the report prints, and the verdict on its change as class and as sign."""

    row: Row
    kind: str
    sign: str
    colour: int  # of its dimension, by place


@dataclass(frozen=True)
class Apart:
    """A group that can be told apart from the organisation, and in which facets."""

    name: str
    above: str
    below: str


def told(session: Session, wave: Wave, code: str) -> Mapping[str, Any]:
    """What the page of a released wave shows in a language. :raise LookupError: if it has no release."""
    known = [(each.name, results.digest_of(session, each)) for each in results.released_before(session, wave)]
    key = (code, wave.organisation.name, wave.name, results.digest_of(session, wave), *known)
    return _kept.get(key, lambda: _told(session, wave, code))


def _told(session: Session, wave: Wave, code: str) -> Mapping[str, Any]:
    language = Language(code, translations(code, "reports"))
    today = datetime.now(UTC).date()
    reader = Reader(briefs.brief_of(session, wave, code, today, [ORGANISATION]), language)
    return {
        "say": language.say,
        "participation": participation.build(reader),
        "brief": _brief(reader),
        "keys": _measured(reader, reader.headings) if len(reader.headings) <= MOST_KEYS else (),
        "rows": measured(reader),
        "moved": _moved(reader),
        "previous": reader.previous.name if reader.previous else "",
        "gaps": widest_gaps(reader),
        "apart": _apart(reader),
        "playbook": playbook.build(reader),
        "heatmap": _map(reader),
        "tints": tints.sheet(),
        **_figures(reader),
    }


def _brief(reader: Reader) -> tuple[str, ...]:
    """What most people would take their organisation for, and which axes stand out."""
    language, overall = reader.language, reader.overall
    figures = reader.figures(overall.id) if overall else None
    ranked = standings(reader, reader.axes)
    said = (
        wording.favourable(language, reader.name(overall.id), figures) if overall and figures else "",
        wording.highest(language, ranked),
        wording.lowest(language, ranked),
    )
    return tuple(filter(None, said))


def _measured(reader: Reader, measures: tuple[str, ...]) -> tuple[Measured, ...]:
    return tuple(_one(reader, measure, "head", place) for place, measure in enumerate(measures))


def _one(reader: Reader, measure: str, level: str, place: int, key: str = ORGANISATION) -> Measured:
    change = reader.change(measure, key)
    verdict = change.verdict if change else ""
    colour = palette.sector(place).strong
    printed = row(reader, measure, key, colour, level)
    return Measured(printed, verdict.replace(" ", "-"), SIGNS.get(verdict, ""), place)


def measured(reader: Reader, key: str = ORGANISATION) -> tuple[Measured, ...]:
    """Every dimension of a segment, each followed by its axes."""
    made = []
    for place, group in enumerate(reader.groups):
        made += [_one(reader, group.dimension, "head", place, key)] if group.dimension else []
        made += [_one(reader, axis, "part", place, key) for axis in group.axes]
    return tuple(made)


def _moved(reader: Reader) -> tuple[Measured, ...]:
    """The axes that clearly rose or fell, the largest change first."""
    sizes = {axis: change for axis in reader.axes if (change := reader.change(axis))}
    clear = [axis for axis, change in sizes.items() if change.verdict in ("up", "down")]
    clear.sort(key=lambda axis: -(sizes[axis].change or 0.0))
    return tuple(_one(reader, axis, "part", _sector(reader, axis)) for axis in clear)


def _sector(reader: Reader, axis: str) -> int:
    return next(place for place, group in enumerate(reader.groups) if axis in group.axes)


def _apart(reader: Reader) -> tuple[Apart, ...]:
    """The groups whose intervals lie wholly above or below the organisation's score most often."""
    found = []
    for segment in reader.parts[: heatmap.MOST_ROWS]:
        if reader.is_told(segment):
            above, below = _beyond(reader, segment.key)
            found.append((len(above) + len(below), reader.label(segment), above, below))
    found.sort(key=lambda each: -each[0])
    return tuple(
        Apart(name, _named(reader, above), _named(reader, below))
        for clear, name, above, below in found[:MOST_APART]
        if clear
    )


def _beyond(reader: Reader, key: str) -> tuple[list[str], list[str]]:
    """The axes that lie clearly above and clearly below the organisation's, the farthest first."""
    above, below = [], []
    for axis in reader.axes:
        ours, whole = reader.figures(axis, key), reader.figures(axis)
        if not ours or not whole or not isinstance(ours.score, float) or not isinstance(whole.score, float):
            continue
        if ours.score_low is not None and ours.score_low > whole.score:
            above.append((whole.score - ours.score, reader.name(axis)))
        elif ours.score_high is not None and ours.score_high < whole.score:
            below.append((ours.score - whole.score, reader.name(axis)))
    return [name for _, name in sorted(above)], [name for _, name in sorted(below)]


def _named(reader: Reader, names: list[str]) -> str:
    """The first few names, and how many more there are."""
    if len(names) <= MOST_NAMED:
        return reader.language.listing(names) if names else ""
    more = len(names) - MOST_NAMED
    rest: str = ngettext("and one more", "and %(num)s more", more)
    return f"{', '.join(names[:MOST_NAMED])} {rest}"


def _map(reader: Reader) -> dict[str, Any] | None:
    """The map of groups as one table: it is cut into pages on paper alone."""
    made: dict[str, Any] | None = heatmap.build(reader)
    if made is None:
        return None
    return {**made, "rows": [line for page in made["pages"] for line in page]}


def _figures(reader: Reader) -> dict[str, object]:
    """Radar and solid, each as a first view in SVG, as a figure for Plotly and as a table; none if too
    little is told."""
    axes = axes_of(reader.instrument, reader.brief.language)
    if not axes or reader.figures(axes[0].measure) is None:
        return {"drawings": {}, "figures": {}, "tables": {}}
    waves: tuple[Outline, ...] = tuple(
        outline_of(wave.results, ORGANISATION, axes, wave.name) for wave in reader.brief.waves
    )
    code = reader.brief.language
    flat = {width: radar(axes, waves[:-3:-1], code, *size) for width, size in SIZES.items()}
    body = {width: solid(axes, waves, code, *size) for width, size in SIZES.items()}
    return {
        "drawings": {
            **{f"radar-{width}": drawn(picture, gettext("The profile")) for width, picture in flat.items()},
            **{
                f"solid-{width}": drawn(picture, gettext("The culture solid"))
                for width, picture in body.items()
            },
        },
        # The names around the solid need more room to turn in than a phone has.
        "figures": {
            **{f"radar-{width}": _as_json(interactive(picture)) for width, picture in flat.items()},
            "solid-wide": _as_json(solid_on_screen(axes, waves, code)),
        },
        "tables": {"radar": _table(flat["wide"]), "solid": _table(body["wide"])},
    }


def _as_json(figure: object) -> Markup:
    """Written once rather than at every view."""
    return htmlsafe_json_dumps(figure)


def _table(picture: Picture) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """The columns of a picture's table, and its rows."""
    return picture.columns, tuple((name, tuple(map(written, scores))) for name, scores in picture.rows)
