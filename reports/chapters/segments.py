"""Gives every group that may be told one page, the same for all."""

from dataclasses import dataclass

from reports import wording
from reports.chapters.changes import movements
from reports.chapters.extremes import ranked
from reports.chapters.items import ItemRow
from reports.chapters.rows import Row, rows
from reports.figures import axes_of, emblem, outline_of
from reports.language import Language
from reports.reader import MOST_AXES, ORGANISATION, Reader
from surveys.results import Segment

MOST_PAGES = 24  # beyond which a report is no longer read
MOST_NAMED = 3  # questions named at either end


@dataclass(frozen=True)
class SegmentPage:
    """One group's page."""

    key: str
    name: str
    place: str
    radar: str
    answered: str
    invited: str
    rate: str
    rows: tuple[Row, ...]
    highest: tuple[ItemRow, ...]
    lowest: tuple[ItemRow, ...]
    sentences: tuple[str, ...]
    rounded: bool


def build(reader: Reader) -> dict[str, object] | None:
    """Applies where a group besides the organisation may be told."""
    chosen = with_a_page(reader)
    if not chosen or len(reader.axes) > MOST_AXES:
        return None
    told = sum(reader.is_told(segment) for segment in reader.parts)
    left = told - len(chosen) if reader.brief.contents.has("heatmap") else 0
    return {
        "pages": tuple(_page(reader, segment) for segment in chosen),
        "has_changes": reader.brief.comparison is not None,
        "continuous": reader.instrument.scale.continuous,
        "others": _others(reader.language, left),
    }


def with_a_page(reader: Reader) -> tuple[Segment, ...]:
    """The groups that were chosen; else the tree level by level, then attributes, as long as all fit."""
    told = [segment for segment in reader.parts if reader.is_told(segment)]
    if (wanted := reader.brief.contents.segments) is not None:
        return tuple(segment for segment in told if segment.key in wanted)
    layers = [
        [segment for segment in told if segment.kind == "unit" and segment.depth == depth]
        for depth in sorted({segment.depth for segment in told if segment.kind == "unit"})
    ]
    layers += [[segment for segment in told if segment.kind == kind] for kind in ("attribute", "crossed")]
    chosen: set[str] = set()
    for layer in layers:
        if len(chosen) + len(layer) <= MOST_PAGES:
            chosen |= {segment.key for segment in layer}
    return tuple(segment for segment in told if segment.key in chosen)


def _others(language: Language, left: int) -> str:
    if left <= 0:
        return ""
    return language.say_number(
        "{n} more group stands in the map of groups, without a page of its own.",
        "{n} more groups stand in the map of groups, without pages of their own.",
        left,
    )


def _page(reader: Reader, segment: Segment) -> SegmentPage:
    language, key = reader.language, segment.key
    highest, lowest = ranked(reader, MOST_NAMED, key)
    first = reader.figures(reader.axes[0], key)
    return SegmentPage(
        key=key,
        name=reader.label(segment),
        place=reader.place(segment),
        radar=_radar(reader, key),
        answered=language.people(reader.count(key)),
        invited=language.people(reader.invited(key)) if reader.invited(key) else "",
        rate=language.percent(reader.rate(key)) if reader.rate(key) is not None else "",
        rows=rows(reader, key, reference=True),
        highest=highest,
        lowest=lowest,
        sentences=_sentences(reader, key),
        rounded=first is not None and not first.detailed,
    )


def _radar(reader: Reader, key: str) -> str:
    """The group's outline over the organisation's, small; '' where there are no axes for it."""
    axes = axes_of(reader.instrument, reader.brief.language)
    if not axes:
        return ""
    group, whole = (outline_of(reader.results, each, axes, "") for each in (key, ORGANISATION))
    return emblem.small_radar(axes, group, whole)


def _sentences(reader: Reader, key: str) -> tuple[str, ...]:
    above, below = beyond(reader, key)
    apart = wording.beyond(reader.language, above, below, len(reader.axes))
    return (*apart, *movements(reader, key))


def beyond(reader: Reader, key: str) -> tuple[list[str], list[str]]:
    """The names of the axes whose interval lies wholly above, and wholly below, the organisation's score."""
    above, below = [], []
    for axis in reader.axes:
        ours, whole = reader.figures(axis, key), reader.figures(axis)
        if not ours or not whole or not isinstance(whole.score, float):
            continue
        if ours.score_low is not None and ours.score_low > whole.score:
            above.append(reader.name(axis))
        if ours.score_high is not None and ours.score_high < whole.score:
            below.append(reader.name(axis))
    return above, below
