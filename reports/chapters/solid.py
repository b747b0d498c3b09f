"""Shows the culture solid of all waves, with its numbers in a table below."""

from dataclasses import dataclass

from reports import palette
from reports.chapters.rows import change_text, verdict_text
from reports.figures import axes_of
from reports.figures.lettering import wrap
from reports.figures.solid import MOST_WAVES
from reports.reader import MOST_AXES, ORGANISATION, Reader

# What the page holds beside the solid, in px as the style sheet sets it.
PAGE_HIGH, HEAD, ROW, LINE = 948.0, 184.0, 22.0, 14.7
NAMES, LETTERS = 175.0, 10.7  # the width of the names' column, and the size of its letters
LEAST_HIGH, MOST_HIGH = 340.0, 560.0  # of the solid
MANY_WAVES = 3  # beyond which the table has no room for verdicts in words


@dataclass(frozen=True)
class Course:
    """One measure in every wave that the solid shows, as text, and what happened last."""

    name: str
    level: str
    colour: str
    scores: tuple[str, ...]
    change: str
    verdict: str
    kind: str  # the verdict as a class of the style sheet


def build(reader: Reader) -> dict[str, object] | None:
    """Applies from the second wave on, where there are axes to draw."""
    axes = axes_of(reader.instrument, reader.brief.language)
    if reader.previous is None or not axes or reader.figures(axes[0].measure) is None:
        return None
    waves = reader.brief.waves[-MOST_WAVES:]
    return {
        "names": tuple(wave.name for wave in waves),
        "rows": tuple(_courses(reader)),
        "has_changes": reader.brief.comparison is not None,
        "many": len(waves) > MANY_WAVES,
    }


def solid_high(reader: Reader) -> float:
    """How high the solid may be, px, so that what belongs with it stands on the same page."""
    table = sum(ROW + LINE * (_lines(reader, course.name) - 1) for course in _courses(reader))
    below = reader.own_high("solid") or table  # with words before it, the table stands on the next page
    return min(max(PAGE_HIGH - HEAD - below, LEAST_HIGH), MOST_HIGH)


def _lines(reader: Reader, name: str) -> int:
    return len(wrap(name, NAMES, LETTERS, reader.brief.language, bold=True))


def _courses(reader: Reader) -> list[Course]:
    made = []
    for place, group in enumerate(reader.groups):
        colour = (palette.sector(place) if group.dimension else palette.PLAIN).strong
        if group.dimension:
            made.append(_course(reader, group.dimension, "head", colour))
        if len(reader.axes) <= MOST_AXES:
            made += [_course(reader, axis, "part", colour) for axis in group.axes]
    return made


def _course(reader: Reader, measure: str, level: str, colour: str) -> Course:
    language, change = reader.language, reader.change(measure)
    told = [reader.figures(measure, ORGANISATION, wave.results) for wave in reader.brief.waves[-MOST_WAVES:]]
    return Course(
        name=reader.name(measure),
        level=level,
        colour=colour,
        scores=tuple(language.figure(figures.score if figures else None) for figures in told),
        change=change_text(language, change),
        verdict=verdict_text(language, change),
        kind=change.verdict.replace(" ", "-") if change else "",
    )
