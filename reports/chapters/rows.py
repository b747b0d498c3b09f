"""Turns the figures of one measure in one segment into a row of text and a mark for a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from reports import marks, palette
from reports.language import DASH, Language, message
from reports.reader import ORGANISATION, Reader
from reports.wording import Standing
from surveys.changes import Change
from surveys.results import Figures

VERDICT_COLOURS = {"up": palette.SECTORS[0].strong, "down": palette.SECTORS[1].strong}

Line = TypeVar("Line")


@dataclass(frozen=True)
class Row:
    """One measure as a table prints it; every figure is text already."""

    name: str
    level: str  # `head` for a dimension, `part` for what belongs to it
    colour: str
    mark: str
    score: str
    interval: str
    before: str
    change: str
    verdict: str
    clear: bool  # something clearly rose or fell
    n: str
    favourable: str
    reference: str = ""


def rows(reader: Reader, key: str = ORGANISATION, *, reference: bool = False) -> tuple[Row, ...]:
    """A row per dimension and axis that is told of a segment, each dimension followed by its axes."""
    made = []
    for place, group in enumerate(reader.groups):
        colour = (palette.sector(place) if group.dimension else palette.PLAIN).strong
        if group.dimension:
            made.append(row(reader, group.dimension, key, colour, "head", reference=reference))
        made += [row(reader, axis, key, colour, "part", reference=reference) for axis in group.axes]
    return tuple(made)


def row(reader: Reader, measure: str, key: str, colour: str, level: str, *, reference: bool = False) -> Row:
    """One measure of one segment; with `reference`, beside the organisation's score."""
    language, change = reader.language, reader.change(measure, key)
    figures, before = reader.figures(measure, key), reader.before(measure, key)
    whole = reader.figures(measure) if reference else None
    return Row(
        name=reader.name(measure),
        level=level,
        colour=colour,
        mark=_mark(figures, before, whole, colour),
        score=language.figure(figures.score if figures else None),
        interval=interval(language, figures),
        before=language.figure(before.score if before else None),
        change=change_text(language, change),
        verdict=verdict_text(language, change),
        clear=is_clear(change),
        n=language.people(figures.n if figures else None),
        favourable=language.percent(figures.favourable if figures else None),
        reference=language.figure(whole.score if whole else None),
    )


def _mark(figures: Figures | None, before: Figures | None, whole: Figures | None, colour: str) -> str:
    return marks.interval(
        figures.score if figures else None,
        figures.score_low if figures else None,
        figures.score_high if figures else None,
        colour,
        before=before.score if before and not whole else None,
        reference=whole.score if whole else None,
    )


def interval(language: Language, figures: Figures | None) -> str:
    """The 95% interval of a score, or that everybody answered."""
    if figures is None or figures.score is None:
        return DASH
    if figures.score_low is None or figures.score_low == figures.score_high:
        return DASH
    return language.interval(figures.score_low, figures.score_high)


def change_text(language: Language, change: Change | None) -> str:
    """A change of score with its interval, as in `+6 (2 to 10)`."""
    if change is None or change.change is None:
        return DASH
    if change.change_low is None or change.change_high is None:
        return language.signed(change.change)
    return language.say(
        "{change} ({low} to {high})",
        change=language.signed(change.change),
        low=language.signed(change.change_low),
        high=language.signed(change.change_high),
    )


def is_clear(change: Change | None) -> bool:
    """Says whether something clearly rose or fell."""
    return change is not None and change.verdict in VERDICT_COLOURS


def verdict_text(language: Language, change: Change | None) -> str:
    """The verdict on a change in one or two words; '' if there is none."""
    if change is None:
        return ""
    if change.verdict == "no clear change" and change.reason is not None:
        return language.say("not tested")
    return language.say(_VERDICTS[change.verdict])


_VERDICTS = {
    "up": message("rose"),
    "down": message("fell"),
    "no clear change": message("no clear change"),
    "not comparable": message("not comparable"),
}


def standings(reader: Reader, measures: tuple[str, ...], key: str = ORGANISATION) -> tuple[Standing, ...]:
    """The measures that have a score with an interval, for sentences that rank them."""
    made = []
    for measure in measures:
        figures = reader.figures(measure, key)
        if figures and isinstance(figures.score, float) and figures.score_low is not None:
            low, high = figures.score_low, figures.score_high
            made.append(Standing(reader.name(measure), figures.score, low, high or low))
    return tuple(made)


def in_pages(lines: Sequence[Line], first: int, later: int) -> tuple[tuple[Line, ...], ...]:
    """Lines cut into as few pages as hold them (`first` on the first, `later` on others), evenly full."""
    pages = max(1, -(-(len(lines) + later - first) // later))
    least = (len(lines) + later - first) / pages
    ends = [round(least * page) - (later - first) for page in range(1, pages)]
    cuts = [0, *(max(0, end) for end in ends), len(lines)]
    return tuple(tuple(lines[start:end]) for start, end in pairwise(cuts) if end > start)
