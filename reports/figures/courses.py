"""Turns scores over the waves into small charts side by side: one a measure, each dot with its interval.

All have the same range of 0-100, so that they can be compared; lines of many measures in one chart cannot.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports import palette
from reports.figures.charts import Course, Dot
from reports.figures.lettering import LEADING, widest, wrap
from reports.figures.picture import (
    FigureDict,
    Label,
    Picture,
    number_of,
    shape,
    sheet,
    trail,
    written,
)

LEAST = 150.0  # px that a chart is wide, and
MOST = 300.0  # at most, or
ALONE = 500.0  # where there is but one
GAP = 22.0  # px between charts
HIGH = 124.0  # px from 0 to 100
TITLE, SMALL = 12.5, 11.0  # px of words
TICKS = (0, 50, 100)
FEWEST = 44.0  # px between dots under which the name of each wave has room
INSET = 20.0  # px left and right of the first and last dot
CAP = 3.5  # px that the end of an interval reaches to each side


@dataclass(frozen=True)
class _Chart:
    """One of the charts: where its range begins, and how wide it is."""

    left: float
    top: float
    wide: float

    def x(self, place: int, many: int) -> float:
        room = self.wide - 2 * INSET
        return self.left + (self.wide / 2 if many == 1 else INSET + room * place / (many - 1))

    def y(self, score: float) -> float:
        return self.top + HIGH * (1 - score / 100)


def courses(
    waves: Sequence[str], measures: Sequence[Course], colours: Sequence[str], language: str, wide: float
) -> Picture:
    """A chart a measure, in rows that fill the width; `colours` are of the measures."""
    columns = max(1, min(len(measures), int((wide + GAP) / (LEAST + GAP))))
    columns = -(-len(measures) // -(-len(measures) // columns))  # evenly full
    each = min((wide - GAP * (columns - 1)) / columns, MOST if len(measures) > 1 else ALONE)
    titles = [wrap(course.name, each, TITLE, language, bold=True) for course in measures]
    heads = _heads(waves, each, language)
    foot = max((len(head) for head in heads), default=0) * SMALL * LEADING + 6
    shapes: list[FigureDict] = []
    traces: list[FigureDict] = []
    labels: list[Label] = []
    top = 0.0
    for start in range(0, len(measures), columns):
        row = range(start, min(start + columns, len(measures)))
        title = max(len(titles[place]) for place in row) * TITLE * LEADING
        top += title + 22
        for column, place in enumerate(row):
            chart = _Chart(column * (each + GAP), top, each)
            labels.append(_title(titles[place], chart, top - 14))
            shapes += [*_grid(chart), *_whiskers(chart, measures[place].dots, colours[place])]
            traces += _line(chart, measures[place].dots, colours[place])
            labels += [*_values(chart, measures[place].dots), *_feet(chart, heads), *_ticks(chart)]
        top += HIGH + foot + 18
    high = max(top - 10, 10.0)
    rows = tuple((course.name, tuple(dot.score for dot in course.dots)) for course in measures)
    return Picture(sheet(shapes, traces, wide, high), tuple(labels), wide, high, tuple(waves), rows)


def _heads(waves: Sequence[str], wide: float, language: str) -> list[tuple[str, ...]]:
    """What stands under each dot: the name of its wave; where there is no room for all, of first and last."""
    step = (wide - 2 * INSET) / max(len(waves) - 1, 1)
    if len(waves) < 3 or step >= FEWEST:
        return [wrap(wave, max(min(step, wide / 2) - 8, FEWEST - 8), SMALL, language) for wave in waves]
    ends = (wrap(wave, wide / 2 - 8, SMALL, language) for wave in (waves[0], waves[-1]))
    return [next(ends), *(() for _ in waves[2:]), next(ends)]


def _title(lines: tuple[str, ...], chart: _Chart, bottom: float) -> Label:
    middle = bottom - len(lines) * TITLE * LEADING / 2
    return Label(chart.left, middle, lines, "axis", "start", TITLE, bold=True)


def _grid(chart: _Chart) -> Iterator[FigureDict]:
    right = chart.left + chart.wide
    for tick in TICKS:
        line = trail([(chart.left, chart.y(tick)), (right, chart.y(tick))])
        yield shape(line, line=palette.HAIR if tick == 0 else palette.FAINT, width=1)


def _ticks(chart: _Chart) -> Iterator[Label]:
    for tick in TICKS:
        yield Label(chart.left, chart.y(tick) - 6, (str(tick),), "tick", "start", 9.5, palette.QUIET)


def _places(chart: _Chart, dots: Sequence[Dot]) -> list[tuple[float, float] | None]:
    scores = [number_of(dot.score) for dot in dots]
    return [
        None if score is None else (chart.x(place, len(dots)), chart.y(score))
        for place, score in enumerate(scores)
    ]


def _whiskers(chart: _Chart, dots: Sequence[Dot], colour: str) -> Iterator[FigureDict]:
    for place, dot in enumerate(dots):
        if dot.low is None or dot.high is None or number_of(dot.score) is None:
            continue
        x, low, high = chart.x(place, len(dots)), chart.y(dot.low), chart.y(dot.high)
        ends = (trail([(x - CAP, y), (x + CAP, y)]) for y in (low, high))
        yield shape("".join((trail([(x, low), (x, high)]), *ends)), line=colour, width=1.6)


def _line(chart: _Chart, dots: Sequence[Dot], colour: str) -> Iterator[FigureDict]:
    """The dots, joined where nothing is missing between them."""
    places = _places(chart, dots)
    if not any(places):
        return
    for is_there, run in groupby(places, lambda place: place is not None):
        points = [place for place in run if place]
        if is_there:
            yield {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [x for x, _ in points],
                "y": [y for _, y in points],
                "line": {"color": colour, "width": 2},
                "marker": {"color": colour, "size": 8},
                "hoverinfo": "skip",
            }


def _values(chart: _Chart, dots: Sequence[Dot]) -> Iterator[Label]:
    """Each score above its interval; the last one strong."""
    for place, (at, dot) in enumerate(zip(_places(chart, dots), dots, strict=True)):
        if at is not None:
            above = min(at[1], chart.y(dot.high) if dot.high is not None else at[1])
            last = place == len(dots) - 1
            yield Label(at[0], above - 9, (written(dot.score),), "value", size=SMALL, bold=last)


def _feet(chart: _Chart, heads: Sequence[tuple[str, ...]]) -> Iterator[Label]:
    """The names of waves under their dots, moved inward where they would leave the chart."""
    top = chart.top + HIGH + 6
    for place, head in enumerate(heads):
        if head:
            half = widest(head, SMALL) / 2
            middle = min(max(chart.x(place, len(heads)), chart.left + half), chart.left + chart.wide - half)
            y = top + len(head) * SMALL * LEADING / 2
            yield Label(middle, y, head, "tick", size=SMALL, colour=palette.QUIET)
