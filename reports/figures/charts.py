"""Turns rows of figures into interactive charts: heat map, dots with intervals, distributions, trends.

On paper these are HTML, so that their words are text; here they are Plotly figures for the screen. Names are
shown letter for letter, whatever they contain, and are wrapped, never cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports import palette
from reports.figures.lettering import LEADING, widest, wrap
from reports.figures.picture import CONFIG, FigureDict, Told, number_of, said, written

FONT = {"family": "Inter, system-ui, sans-serif", "size": 12, "color": palette.INK}
SIZE = 12.0  # px
NAME = 240.0  # px for the names of rows
HEAD = 80.0  # px for the names of columns


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of a chart tells: a name and its figures, None where too few answered."""

    name: str
    values: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A score of 0-100 with its interval."""

    name: str
    score: Told
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One measure over the waves: a dot per wave."""

    name: str
    dots: tuple[Dot, ...]


def heat_map(columns: Sequence[str], rows: Sequence[Row], untold: str, language: str) -> FigureDict:
    """Segments x facets, the first row on top. Colours are absolute; `untold` is said where nothing is."""
    names = [wrap(row.name, NAME, SIZE, language) for row in rows]
    heads = [wrap(column, HEAD, SIZE, language) for column in columns]
    cells = [
        (x, y, value, said((columns[x],)), said((row.name,)))
        for y, row in enumerate(rows)
        for x, value in enumerate(row.values)
    ]
    shapes = [_cell(x, y, value) for x, y, value, _, _ in cells]
    traces = {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, *_ in cells],
        "y": [y for _, y, *_ in cells],
        "text": [written(value) for _, _, value, *_ in cells],
        "textfont": {"color": [palette.ink_on(_ground(value)) for _, _, value, *_ in cells], "size": SIZE},
        "hovertext": [
            f"{row} · {column}: {said((untold,)) if value is None else written(value)}"
            for _, _, value, column, row in cells
        ],
        "hoverinfo": "text",
    }
    top = max((len(head) for head in heads), default=1) * SIZE * LEADING + 14
    layout = _layout(_room(names), top, 8, top + 8 + _line_height(names, 34) * len(rows)) | {
        "shapes": shapes,
        "xaxis": _categories(heads, "top"),
        "yaxis": _categories(names, "left") | {"range": [len(rows) - 0.5, -0.5]},
    }
    return {"data": [traces], "layout": layout, "config": CONFIG}


def dots(rows: Sequence[Dot], language: str, before: Sequence[Dot] = ()) -> FigureDict:
    """Scores with their intervals, one below the other; hollow diamonds for what they are compared with."""
    names = [wrap(row.name, NAME, SIZE, language) for row in rows]
    traces = [_dots(rows, palette.SECTORS[0].strong, "circle", 10)]
    if before:
        traces.insert(0, _dots(before, palette.QUIET, "diamond-open", 8))
    layout = _layout(_room(names), 8, 34, 42 + _line_height(names, 40) * len(rows)) | {
        "xaxis": _scores("bottom"),
        "yaxis": _categories(names, "left") | {"range": [len(rows) - 0.5, -0.5]},
    }
    return {"data": traces, "layout": layout, "config": CONFIG}


def distribution(rows: Sequence[Row], points: Sequence[str], language: str) -> FigureDict:
    """The shares (%) of every point of the scale as bars that fill the width; none where none are told."""
    names = [wrap(row.name, NAME * 1.4, SIZE, language) for row in rows]
    traces = [
        _bar(rows, place, said((point,)), colour)
        for place, (point, colour) in enumerate(zip(points, palette.of_points(len(points)), strict=True))
    ]
    layout = _layout(_room(names), 76, 8, 84 + _line_height(names, 44) * len(rows)) | {
        "barmode": "stack",
        "bargap": 0.32,
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"},
        "xaxis": {"visible": False, "range": [0, 100], "fixedrange": True},
        "yaxis": _categories(names, "left") | {"range": [len(rows) - 0.5, -0.5]},
    }
    return {"data": traces, "layout": layout, "config": CONFIG}


def trend(waves: Sequence[str], courses: Sequence[Course], language: str) -> FigureDict:
    """Scores over the waves with their intervals; lines differ in colour, dash and marker."""
    heads = [wrap(wave, HEAD, SIZE, language) for wave in waves]
    traces = [_course(course, place, len(courses)) for place, course in enumerate(courses)]
    layout = _layout(44, 44, 44, 380) | {
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
        "xaxis": _categories(heads, "bottom") | {"range": [-0.4, len(waves) - 0.6]},
        "yaxis": _scores("left"),
    }
    return {"data": traces, "layout": layout, "config": CONFIG}


def _cell(x: int, y: int, value: Told) -> FigureDict:
    return {
        "type": "rect",
        "x0": x - 0.48,
        "x1": x + 0.48,
        "y0": y - 0.47,
        "y1": y + 0.47,
        "fillcolor": _ground(value),
        "line": {"width": 0},
        "layer": "below",
    }


def _ground(value: Told) -> str:
    score = number_of(value)
    return palette.UNTOLD if score is None else palette.of_score(score)


def _dots(rows: Sequence[Dot], colour: str, symbol: str, size: int) -> FigureDict:
    scores = [number_of(row.score) for row in rows]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": scores,
        "y": [*range(len(rows))],
        "error_x": _whiskers(rows, colour),
        "marker": {"color": colour, "symbol": symbol, "size": size},
        "hovertext": [_told(row) for row in rows],
        "hoverinfo": "text",
    }


def _whiskers(rows: Sequence[Dot], colour: str) -> FigureDict:
    """The interval of every dot, which need not lie evenly around it."""
    above, below = [], []
    for row in rows:
        score = number_of(row.score)
        above.append(None if score is None or row.high is None else max(row.high - score, 0.0))
        below.append(None if score is None or row.low is None else max(score - row.low, 0.0))
    bars = {"type": "data", "symmetric": False, "array": above, "arrayminus": below}
    return {**bars, "color": colour, "thickness": 2, "width": 4}


def _told(dot: Dot) -> str:
    sure = f" ({dot.low:.0f}–{dot.high:.0f})" if dot.low is not None and dot.high is not None else ""
    return said((f"{dot.name}: {written(dot.score)}{sure}",))


def _bar(rows: Sequence[Row], place: int, name: str, colour: str) -> FigureDict:
    values = [row.values[place] if place < len(row.values) else None for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "x": [number_of(value) for value in values],
        "y": [*range(len(rows))],
        "text": [written(value) if (number_of(value) or 0) >= 6 else "" for value in values],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": palette.ink_on(colour), "size": SIZE},
        "marker": {"color": colour, "line": {"color": palette.PAPER, "width": 1.2}},
        "hovertext": [f"{name}: {written(value)} %" for value in values],
        "hoverinfo": "text",
    }


def _course(course: Course, place: int, many: int) -> FigureDict:
    """A line over the waves, moved aside a little so that whiskers of several lines can be told apart."""
    colour, dash, symbol = palette.STROKES[place % len(palette.STROKES)]
    aside = (place - (many - 1) / 2) * 0.05
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": said((course.name,)),
        "x": [wave + aside for wave in range(len(course.dots))],
        "y": [number_of(dot.score) for dot in course.dots],
        "error_y": _whiskers(course.dots, colour),
        "line": {"color": colour, "dash": dash, "width": 2.5},
        "marker": {"symbol": symbol, "size": 9, "color": colour},
        "hovertext": [_told(dot) for dot in course.dots],
        "hoverinfo": "text",
        "connectgaps": False,
    }


def _categories(names: Sequence[tuple[str, ...]], side: str) -> FigureDict:
    return {
        "tickvals": [*range(len(names))],
        "ticktext": [said(name) for name in names],
        "side": side,
        "range": [-0.5, len(names) - 0.5],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickangle": 0,
        "ticklabelstandoff": 6,
    }


def _scores(side: str) -> FigureDict:
    return {
        "range": [0, 100],
        "tickvals": [0, 25, 50, 75, 100],
        "side": side,
        "gridcolor": palette.FAINT,
        "zeroline": False,
        "fixedrange": True,
    }


def _room(names: Sequence[tuple[str, ...]]) -> float:
    """The margin that the longest name needs, px."""
    return max((widest(name, SIZE) for name in names), default=0.0) + 20


def _line_height(names: Sequence[tuple[str, ...]], least: float) -> float:
    """The height of a row in which the tallest name fits, px."""
    return max([least, *(len(name) * SIZE * LEADING + 10 for name in names)])


def _layout(left: float, top: float, bottom: float, high: float) -> FigureDict:
    return {
        "autosize": True,
        "height": round(high),
        "margin": {"l": round(left), "r": 16, "t": round(top), "b": round(bottom)},
        "font": FONT,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
    }
