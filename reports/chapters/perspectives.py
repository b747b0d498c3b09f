"""Sets staff, leaders and customers side by side, and their gaps over the questions asked of both."""

from dataclasses import dataclass

from reports import palette, wording
from reports.chapters.rows import interval
from reports.language import DASH, Language, message
from reports.reader import ORGANISATION, Reader
from surveys.results import Figures, Gap

NAMES = {"staff": message("Staff"), "leader": message("Leaders"), "customer": message("Customers")}


@dataclass(frozen=True)
class Line:
    """One axis as the table prints it: a score per perspective and a gap per perspective besides staff."""

    name: str
    level: str
    colour: str
    scores: tuple[tuple[str, str], ...]  # score, interval
    gaps: tuple[tuple[str, str, bool], ...]  # gap, interval, clear


def build(reader: Reader) -> dict[str, object] | None:
    """Applies where a second perspective may be told."""
    if not reader.perspectives or not reader.axes:
        return None
    language = reader.language
    keys = (ORGANISATION, *(segment.key for segment in reader.perspectives))
    return {
        "names": tuple(name_of(language, key) for key in keys),
        "people": tuple(language.people(reader.count(key)) for key in keys),
        "lines": _lines(reader, keys),
        "sentences": widest_gaps(reader),
        "radars": tuple(f"radar-{key}" for key in keys[1:]),
    }


def name_of(language: Language, key: str) -> str:
    """What a perspective is called; the whole organisation holds staff only."""
    perspective = "staff" if key == ORGANISATION else key
    return language.say(NAMES[perspective])


def _lines(reader: Reader, keys: tuple[str, ...]) -> tuple[Line, ...]:
    lines = []
    for place, group in enumerate(reader.groups):
        colour = (palette.sector(place) if group.dimension else palette.PLAIN).strong
        if group.dimension:
            lines.append(_line(reader, group.dimension, "head", colour, keys))
        lines += [_line(reader, axis, "part", colour, keys) for axis in group.axes]
    return tuple(lines)


def _line(reader: Reader, measure: str, level: str, colour: str, keys: tuple[str, ...]) -> Line:
    language = reader.language
    told = [reader.figures(measure, key) for key in keys]
    scores = tuple((_score(language, figures), interval(language, figures)) for figures in told)
    gaps = tuple(_gap_text(language, gap(reader, measure, key)) for key in keys[1:])
    return Line(reader.name(measure), level, colour, scores, gaps)


def _score(language: Language, figures: Figures | None) -> str:
    return language.figure(figures.score if figures else None)


def _gap_text(language: Language, gap: Gap | None) -> tuple[str, str, bool]:
    if gap is None:
        return DASH, "", False
    if gap.low is None or gap.high is None:
        return language.signed(gap.difference), "", False
    ends = language.say("{low} to {high}", low=language.signed(gap.low), high=language.signed(gap.high))
    return language.signed(gap.difference), ends, is_clear(gap)


def gap(reader: Reader, measure: str, perspective: str) -> Gap | None:
    """How a perspective differs from staff on a measure, over the questions asked of both."""
    told = (gap for gap in reader.results.gaps if (gap.perspective, gap.measure) == (perspective, measure))
    return next(told, None)


def is_clear(gap: Gap) -> bool:
    """Says whether the interval of a gap leaves out zero."""
    return gap.low is not None and gap.high is not None and gap.low * gap.high > 0


def _widest(reader: Reader, perspective: str) -> str:
    """The widest clear gap of a perspective in a sentence, or that there is none."""
    gaps = [(found, axis) for axis in reader.axes if (found := gap(reader, axis, perspective))]
    clear = [pair for pair in gaps if is_clear(pair[0])]
    if not gaps:
        return ""
    if not clear:
        return reader.language.say(_NO_GAP[perspective])
    found, axis = max(clear, key=lambda pair: abs(pair[0].difference))
    size = wording.points(reader.language, found.difference, found.low, found.high)
    words = _ABOVE if found.difference > 0 else _BELOW
    return reader.language.say(words[perspective], name=reader.name(axis), size=size)


_ABOVE = {
    "leader": message("Leaders and staff differ most clearly in “{name}”: leaders score it {size} higher."),
    "customer": message(
        "Customers and staff differ most clearly in “{name}”: customers score it {size} higher."
    ),
}
_BELOW = {
    "leader": message("Leaders and staff differ most clearly in “{name}”: leaders score it {size} lower."),
    "customer": message(
        "Customers and staff differ most clearly in “{name}”: customers score it {size} lower."
    ),
}
_NO_GAP = {
    "leader": message("There is no clear gap between leaders and staff."),
    "customer": message("There is no clear gap between customers and staff."),
}


def widest_gaps(reader: Reader) -> tuple[str, ...]:
    """A sentence per perspective on where it differs most from staff."""
    return tuple(filter(None, (_widest(reader, segment.key) for segment in reader.perspectives)))
