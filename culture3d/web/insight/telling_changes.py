"""Turns two released waves and those around them into all that the page of changes shows of a group."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from culture3d.services.units import history
from culture3d.web import unit_words
from culture3d.web.insight.charts import Chart, Table
from culture3d.web.insight.keeping import Kept
from culture3d.web.insight.over_waves import course_chart, over_waves
from culture3d.web.insight.reading import Readable
from reports import palette, wording
from reports.chapters.changes import measures, movements, reason_text
from reports.chapters.ranking import SIGNS, Ranked, rank, ranked
from reports.language import DASH
from reports.reader import ORGANISATION, Reader
from surveys.changes import Change
from surveys.comparison import ComparedSegment

_kept: Kept["Told"] = Kept(most=48)


@dataclass(frozen=True)
class Group:
    """A group in the table of groups: a change per column, or why there is none."""

    key: str
    name: str
    depth: int
    kind: str
    cells: tuple[tuple[str, str, str], ...]  # the change, its verdict as a class, and as a sign
    reason: str


@dataclass(frozen=True)
class Told:
    """What the page shows.

    why       why the group that is shown cannot be compared; '' where it can
    headline  what got better and worse, in sentences; `where` it did
    keys      the dimensions, in reading order
    rows      dimensions and facets, `items` the questions: what changed most for sure first
    charts    by their names as files: the heading of a chart, and itself
    groups    the table of groups as it is shown, '' where there are none, and how `many` they are
    moved     what became of units between the waves, in sentences
    files     all that can be taken along, by name
    """

    why: str
    headline: tuple[str, ...]
    where: tuple[str, ...]
    keys: tuple[tuple[int, Ranked], ...]
    rows: tuple[Ranked, ...]
    items: tuple[Ranked, ...]
    charts: Mapping[str, tuple[str, Chart]]
    groups: Markup
    many: int
    moved: tuple[str, ...]
    files: Mapping[str, Table]


def told_changes(session: Session, readable: Readable) -> Told:
    """What the page shows of the group that the address names."""
    return _kept.get(readable.known_by, lambda: _told(session, readable))


def _told(session: Session, readable: Readable) -> Told:
    reader, key = readable.reader, readable.segment.key
    items = [(item.id, "item") for item in reader.items]
    charts = dict(_charts(session, readable))
    groups = [*_groups(readable)]
    files = {
        "changes": Table([*_lines(reader, key, [*measures(reader), *items])]),
        "groups": Table([*_lines_of_groups(reader, groups)]),
        **{name: made for name, (_, made) in charts.items()},
    }
    return Told(
        why=_why(reader, key),
        headline=() if _why(reader, key) else movements(reader, key),
        where=(*_where(reader, groups),),
        keys=_keys(reader, key),
        rows=ranked(reader, measures(reader), key),
        items=ranked(reader, items, key),
        charts=charts,
        groups=_table(readable, groups) if groups else Markup(),
        many=len(groups),
        moved=(*_moved(session, readable),),
        files=files,
    )


def _why(reader: Reader, key: str) -> str:
    comparison = reader.brief.comparison
    found = next((each for each in comparison.segments if each.key == key), None) if comparison else None
    return reason_text(reader.language, found.reason) if found else ""


def _keys(reader: Reader, key: str) -> tuple[tuple[int, Ranked], ...]:
    """The measures that a reader takes in first, with the place of their colour."""
    found = {each.measure: each for each in ranked(reader, [(one, "head") for one in reader.headings], key)}
    return tuple((place, found[one]) for place, one in enumerate(reader.headings) if one in found)


def _charts(session: Session, readable: Readable) -> Iterator[tuple[str, tuple[str, Chart]]]:
    """The dimensions over all waves, then the facets of each."""
    reader = readable.reader
    past = over_waves(session, readable, [measure for measure, _ in measures(reader)])
    dimensions = [part.id for part in reader.dimensions]
    if dimensions:
        colours = [palette.sector(place).strong for place, _ in enumerate(dimensions)]
        heading = gettext("Dimensions")
        yield "trend", (heading, course_chart(reader, past, dimensions, colours, heading))
    for place, group in enumerate(reader.groups):
        heading = reader.name(group.dimension) if group.dimension else gettext("Measure")
        colour = (palette.sector(place) if group.dimension else palette.PLAIN).strong
        made = course_chart(reader, past, group.axes, [colour] * len(group.axes), heading)
        yield f"trend-{place + 1}", (heading, made)


def _groups(readable: Readable) -> Iterator[ComparedSegment]:
    """The groups of either wave that may be read here, besides the one that is shown.

    Of groups that only the earlier wave had, only those who read everything know.
    """
    comparison = readable.reader.brief.comparison
    theirs = {segment.key for segment in readable.segments}
    within = readable.segment.key
    for segment in comparison.segments if comparison else ():
        if segment.key == within or not (readable.whole or segment.key in theirs):
            continue
        if within == ORGANISATION or segment.key.startswith(f"{within}/"):
            yield segment


def _table(readable: Readable, groups: Sequence[ComparedSegment]) -> Markup:
    reader, compared = readable.reader, readable.compared
    page = render_template(
        "insight/groups.html",
        columns=tuple(reader.name(each) for each in reader.headings),
        groups=[_group(reader, each) for each in groups],
        address=f"?wave={readable.wave.number}" + (f"&with={compared.number}" if compared else ""),
    )
    return Markup(page)  # noqa: S704  a template has just escaped it


def _group(reader: Reader, segment: ComparedSegment) -> Group:
    found = [reader.change(measure, segment.key) for measure in reader.headings]
    label, depth = reader.label(segment), segment.key.count("/") + 1 if segment.kind == "unit" else 1
    return Group(
        key=segment.key,
        name=label,
        depth=depth,
        kind=segment.kind,
        cells=() if segment.reason else tuple(_cell(reader, change) for change in found),
        reason=reason_text(reader.language, segment.reason),
    )


def _cell(reader: Reader, change: Change | None) -> tuple[str, str, str]:
    if change is None or change.change is None:
        return DASH, "not-comparable", ""
    return reader.language.signed(change.change), change.verdict.replace(" ", "-"), SIGNS[change.verdict]


def _where(reader: Reader, groups: Sequence[ComparedSegment]) -> tuple[str, ...]:
    """In which groups most rose and fell; nothing where there are no groups that can be compared."""
    compared = [segment for segment in groups if segment.reason is None and segment.kind != "crossed"]
    if not compared or not reader.axes:
        return ()
    counted = [(reader.label(segment), _clear(reader, segment.key)) for segment in compared]
    up = [(name, found["up"]) for name, found in counted if found["up"]]
    down = [(name, found["down"]) for name, found in counted if found["down"]]
    return wording.most_moved(reader.language, up, down, len(reader.axes))


def _clear(reader: Reader, key: str) -> dict[str, int]:
    """How many axes of a group clearly rose and fell."""
    verdicts = [change.verdict for axis in reader.axes if (change := reader.change(axis, key))]
    return {verdict: verdicts.count(verdict) for verdict in ("up", "down")}


def _moved(session: Session, readable: Readable) -> Iterator[str]:
    """What became of units between the two waves; to leaders of some, what became of those."""
    if readable.compared is None:
        return
    roots = [segment.key for segment in readable.segments]
    for change in history.between(session, readable.compared, readable.wave):
        theirs = readable.whole or any(key in roots for key in (change.before, change.after))
        if theirs and not change.along:
            yield unit_words.told(change)


def _lines(reader: Reader, key: str, wanted: Sequence[tuple[str, str]]) -> Iterator[Sequence[object]]:
    """The changes for a spreadsheet, unrounded, in the order of the page."""
    yield (
        "id", "measure", "before", "after", "change", "low", "high", "verdict", "matched questions", "note",
    )  # fmt: skip
    found = [(each, change) for each, _ in wanted if (change := reader.change(each, key))]
    for measure, change in sorted(found, key=lambda each: rank(each[1])):
        numbers = (change.before, change.after, change.change, change.change_low, change.change_high)
        note = reason_text(reader.language, change.reason)
        yield measure, reader.name(measure), *numbers, change.verdict, len(change.matched_items), note


def _lines_of_groups(reader: Reader, groups: Sequence[ComparedSegment]) -> Iterator[Sequence[object]]:
    names = [reader.name(measure) for measure in reader.headings]
    yield ("key", "group", *(f"{name}: {what}" for name in names for what in ("change", "verdict")), "note")
    for segment in groups:
        found = [reader.change(measure, segment.key) for measure in reader.headings]
        cells = [
            cell for change in found for cell in ((change.change, change.verdict) if change else (None, None))
        ]
        yield segment.key, reader.label(segment), *cells, reason_text(reader.language, segment.reason)
