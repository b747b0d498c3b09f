"""Pictures are right: values at their radii, gaps left open, names as text and whole, always the same."""

import copy
import json
from math import atan2, cos, degrees, hypot, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures import (
    Axis,
    Course,
    Dot,
    Outline,
    Picture,
    Row,
    axes_of,
    distribution,
    dots,
    heat_map,
    interactive,
    outline_of,
    perspectives,
    radar,
    solid,
    solid_on_screen,
    trend,
)
from reports.figures.body import Body
from reports.figures.circle import Circle, runs
from surveys.results import Bound
from tests.reports.cast import instrument, results
from tests.reports.pictures import ENGLISH, GERMAN, HOSTILE, hostile, outline, plain, waves

SHEETS = [(640, 520), (420, 420), (320, 460)]


def corners(picture: Picture) -> list[tuple[float, float]]:
    """The corners of the reported outline, px; the last trace is drawn on top."""
    trace = picture.figure["data"][-1]
    return [(x, y) for x, y in zip(trace["x"], trace["y"], strict=True) if x is not None]


def middle_and_radius(picture: Picture) -> tuple[float, float, float]:
    """Centre and radius of the ring of 100, from two full scores drawn on the same sheet."""
    marks = corners(picture)
    xs, ys = zip(*marks, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, (max(ys) - min(ys)) / 2


def test_a_score_lies_at_its_radius_on_its_axis() -> None:
    full = radar(plain(4), (Outline("full", (100.0,) * 4),), "en")
    x, y, radius = middle_and_radius(full)
    half = corners(radar(plain(4), (Outline("x", (50.0, 25.0, 100.0, 0.0)),), "en"))
    assert half[0] == pytest.approx((x, y - 0.5 * radius))  # straight up
    assert half[1] == pytest.approx((x + 0.25 * radius, y))  # clockwise
    assert half[2] == pytest.approx((x, y + radius))
    assert half[3] == pytest.approx((x, y))


def test_three_sectors_stand_around_the_top_evenly() -> None:
    circle = Circle(ENGLISH, (0, 0), 100)
    assert [circle.angle(place) for place in range(12)] == pytest.approx(
        [30 * place - 45 for place in range(12)]
    )
    assert [(name, circle.angle(start), circle.angle(end)) for name, start, end in circle.sectors()] == [
        ("Beyond silos", -60, 60),
        ("Empowerment", 60, 180),
        ("Customer thinking", 180, 300),
    ]


def test_the_edge_between_two_axes_is_crossed_where_a_straight_line_is() -> None:
    circle = Circle(plain(5), (0, 0), 100)
    (x1, y1), (x2, y2) = circle.at(0, 80), circle.at(1, 30)
    score = circle.chord(0, (80, 30, 1, 1, 1))
    x, y = circle.at(0.5, score or 0)
    assert (x2 - x1) * (y - y1) == pytest.approx((y2 - y1) * (x - x1))
    assert circle.chord(0, (0, 0, 1, 1, 1)) == 0
    assert circle.chord(0, (80, None, 1, 1, 1)) is None


@pytest.mark.parametrize(
    ("scores", "stretches"),
    [
        ((1, 2, 3), ((0, 1, 2),)),
        ((1, None, 3), ((2, 0),)),
        ((None, 2, 3), ((1, 2),)),
        ((None, None, None), ()),
        ((1, None, 3, None), ((2,), (0,))),
    ],
)
def test_an_outline_breaks_where_something_is_not_told(scores: tuple, stretches: tuple) -> None:
    assert runs(scores) == stretches


def test_an_axis_that_is_not_told_leaves_a_gap_and_a_cross_but_no_point() -> None:
    whole, gap = (radar(ENGLISH, (outline("x", gaps=gaps),), "en") for gaps in ((), (3, 7)))
    assert len(corners(gap)) == 10
    assert None in gap.figure["data"][-1]["x"][1:-1]
    assert sum(label.lines == ("–",) for label in gap.labels) == 2
    assert gap.rows[3][1] == (None,)
    assert len(gap.figure["layout"]["shapes"]) == len(whole.figure["layout"]["shapes"]) + 1  # the crosses


def test_nothing_told_at_all_is_still_a_picture() -> None:
    assert corners(radar(ENGLISH, (outline("x", gaps=tuple(range(12))),), "en")) == []
    assert solid(ENGLISH, (outline("x", gaps=tuple(range(12))),), "en").rows[0][1] == (None,)


def test_outlines_differ_in_more_than_colour() -> None:
    before, now = radar(ENGLISH, (outline("now"), outline("before")), "en").figure["data"]
    assert (now["name"], before["name"]) == ("now", "before")
    for style in ("dash", "width"):
        assert now["line"][style] != before["line"][style]
    assert now["marker"]["symbol"] != before["marker"]["symbol"]


def test_a_radar_refuses_three_outlines_and_two_axes() -> None:
    with pytest.raises(ValueError, match="one or two outlines"):
        radar(ENGLISH, (outline("a"), outline("b"), outline("c")), "en")
    with pytest.raises(ValueError, match="three axes"):
        radar(plain(2), (outline("a", 2),), "en")
    with pytest.raises(ValueError, match="one wave"):
        solid(ENGLISH, (), "en")


def test_perspectives_are_pairs() -> None:
    pair = perspectives(ENGLISH, outline("Staff"), (outline("Leaders"), outline("Customers")), "en")
    assert [picture.columns for picture in pair] == [("Staff", "Leaders"), ("Staff", "Customers")]


def test_limits_are_drawn_at_the_limit_and_written_as_such() -> None:
    scores = (Bound(at_least=95), Bound(at_most=5), 50.0, 50.0)
    picture = radar(plain(4), (Outline("x", scores),), "en")
    said = {line for label in picture.labels for line in label.lines}
    assert {"≥ 95", "≤ 5"} <= said
    assert picture.rows[0][1] == (Bound(at_least=95),)


def test_the_table_holds_every_number() -> None:
    now, before = outline("now"), outline("before", base=40)
    picture = radar(GERMAN, (now, before), "de")
    assert picture.columns == ("now", "before")
    assert picture.rows == tuple(
        (axis.name, (now.scores[place], before.scores[place])) for place, axis in enumerate(GERMAN)
    )


PICTURES = [
    (axes, many, size)
    for axes in (ENGLISH, GERMAN, plain(3), plain(5), plain(16), hostile())
    for many in (1, 2)
    for size in SHEETS
]


@pytest.mark.parametrize(("axes", "many", "size"), PICTURES)
def test_names_of_a_radar_stay_on_the_sheet_and_apart(axes: tuple[Axis, ...], many: int, size: tuple) -> None:
    outlines = tuple(outline(f"Wave {place}", len(axes)) for place in range(many))
    picture = radar(axes, outlines, "de", *size)
    assert picture.height <= size[1] or axes == hostile()  # which has a word of 80 letters
    on_sheet(picture)
    whole_names(picture, axes)
    apart(picture, "axis")


@pytest.mark.parametrize("axes", [ENGLISH, GERMAN, plain(3), plain(7), plain(16)])
@pytest.mark.parametrize("count", [1, 2, 3, 6, 8])
@pytest.mark.parametrize("size", SHEETS[:2])
def test_names_of_a_solid_stay_on_the_sheet_and_apart(
    axes: tuple[Axis, ...], count: int, size: tuple
) -> None:
    picture = solid(axes, waves(count, len(axes)), "de", *size)
    assert picture.height <= size[1]
    on_sheet(picture)
    whole_names(picture, axes)
    apart(picture, "axis", "wave")
    shown = [label.lines[0] for label in picture.labels if label.role == "wave"]
    assert shown == [f"Wave {wave + 1}" for wave in range(count)][-6:]


def on_sheet(picture: Picture) -> None:
    for label in picture.labels:
        if not label.angle:
            assert label.left >= 0, label
            assert label.left + label.width <= picture.width, label
        assert label.top >= -1, label
        assert label.top + label.height <= picture.height + 1, label


def whole_names(picture: Picture, axes: tuple[Axis, ...]) -> None:
    said = ["".join(label.lines) for label in picture.labels if label.role == "axis"]
    for axis in axes:
        bare = "".join(axis.name.split())
        assert any(line.replace(" ", "").replace("-", "") == bare.replace("-", "") for line in said), (
            axis.name
        )


def apart(picture: Picture, *roles: str) -> None:
    labels = [label for label in picture.labels if label.role in roles and any(label.lines)]
    for place, first in enumerate(labels):
        for second in labels[place + 1 :]:
            over = min(first.left + first.width, second.left + second.width) - max(first.left, second.left)
            down = min(first.top + first.height, second.top + second.height) - max(first.top, second.top)
            assert over <= 0 or down <= 0, (first, second)


def test_a_name_of_any_length_is_shown_whole() -> None:
    axes = tuple(
        Axis(str(place), "Donaudampfschifffahrt " * 12, "Kundenorientierung " * 6) for place in range(12)
    )
    for picture in (radar(axes, (outline("x"),), "de", 320, 300), solid(axes, waves(2), "de", 320, 300)):
        on_sheet(picture)
        whole_names(picture, axes)
        apart(picture, "axis")


def test_the_solid_widens_with_the_scores() -> None:
    body = Body(ENGLISH, waves(3))
    for wave, outlined in enumerate(body.waves):
        for place, score in enumerate(outlined.heights):
            x, y, z = body.corner(place, score or 0, body.level(wave))
            assert hypot(x, y) == pytest.approx(score)
            assert degrees(atan2(x, y)) % 360 == pytest.approx((30 * place - 45) % 360)
            assert z == pytest.approx(wave * body.height / 2)


def test_walls_look_outwards_and_have_the_colour_of_their_dimension() -> None:
    body = Body(ENGLISH, waves(2))
    assert len(body.walls) == 15  # twelve axes and three borders
    for wall in body.walls.values():
        x, y = (sum(corner[axis] for corner in wall.corners) for axis in (0, 1))
        assert wall.normal[0] * x + wall.normal[1] * y > 0
        assert hypot(*wall.normal) == pytest.approx(1)
    assert len({wall.colours for wall in body.walls.values()}) == 3


def test_a_gap_leaves_walls_out() -> None:
    body = Body(plain(5), (outline("a", 5), outline("b", 5, gaps=(2,))))
    assert sorted(side for _, side in body.walls) == [0, 3, 4]


def test_the_solid_on_screen_has_the_scores_of_every_wave() -> None:
    figure = solid_on_screen(ENGLISH, waves(3), "en")
    edges = {trace["name"]: trace for trace in figure["data"] if "name" in trace}
    assert [*edges] == ["Wave 1", "Wave 2", "Wave 3"]
    for wave, outlined in zip(edges.values(), waves(3), strict=True):
        told = [text for text in wave["hovertext"][:-1] if text]
        assert len(told) == 12
        assert told[0].endswith(f": {outlined.scores[0]:.0f}")
    mesh = next(trace for trace in figure["data"] if trace["type"] == "mesh3d")
    assert len(mesh["i"]) == len(mesh["facecolor"]) == 2 * 2 * 15
    assert max(mesh["k"]) < len(mesh["x"])


def charts() -> dict[str, dict]:
    names = HOSTILE[:4]
    rows = [Row(name, (10.0, None, Bound(at_most=5), 60.0)) for name in names]
    points = [Dot(name, 50.0, 40.0, 62.0) for name in names]
    return {
        "heat map": heat_map(names, rows, "too <few>", "en"),
        "dots": dots([*points, Dot("none", None)], "en", points),
        "distribution": distribution(rows, names, "en"),
        "trend": trend(names, [Course(name, tuple(points)) for name in names], "en"),
        "radar": interactive(radar(hostile(), (outline("<u>x</u>"),), "ar")),
        "solid": interactive(solid(hostile(), waves(2), "ar")),
        "solid on screen": solid_on_screen(hostile(), (outline("<u>x</u>"), outline("%{y}")), "ar"),
    }


@pytest.mark.parametrize("chart", charts())
def test_names_reach_plotly_as_text_only(chart: str) -> None:
    figure = charts()[chart]
    written = json.dumps(figure, allow_nan=False)
    for markup in ("<script", "<b>", "<img", "<u>", "<i>", "too <few"):
        assert markup not in written
    assert "template" not in written  # where %{x} would be filled in


@pytest.mark.parametrize("chart", charts())
def test_the_same_figure_is_made_every_time(chart: str) -> None:
    assert json.dumps(charts()[chart]) == json.dumps(charts()[chart])


def test_interactive_leaves_the_picture_alone() -> None:
    picture = radar(ENGLISH, (outline("x"),), "en")
    before = copy.deepcopy(picture.figure)
    shown = interactive(picture)
    assert len(shown["layout"]["annotations"]) == len(picture.labels)
    assert picture.figure == before


def test_heat_map_cells_are_coloured_alike_wherever_the_score_is_alike() -> None:
    rows = [Row("a", (70.0, 20.0)), Row("b", (20.0, None))]
    figure = heat_map(["x", "y"], rows, "too few", "en")
    fills = [shape["fillcolor"] for shape in figure["layout"]["shapes"]]
    assert fills[1] == fills[2] != fills[0]
    assert figure["data"][0]["text"] == ["70", "20", "20", "–"]
    assert figure["data"][0]["hovertext"][3].endswith("too few")


def test_whiskers_reach_the_ends_of_the_interval() -> None:
    figure = dots([Dot("a", 50.0, 44.0, 61.0), Dot("b", None)], "en")
    bars = figure["data"][0]["error_x"]
    assert (bars["arrayminus"], bars["array"]) == ([6.0, None], [11.0, None])


def test_outlines_are_read_from_results_and_suppressed_segments_are_gaps() -> None:
    made = instrument()
    told, axes = results(made), axes_of(made, "en")
    whole, hidden = outline_of(told, "all", axes, "2026"), outline_of(told, "F", axes, "Finance")
    for place, axis in enumerate(axes):
        figures = told.figures("all", axis.measure)
        assert (whole.scores[place], whole.lows[place]) == (figures.score, figures.score_low)
    assert hidden.heights == (None,) * 12


@pytest.mark.parametrize(
    ("shape", "many"), [({"dimensions": False}, 12), ({"dimensions": False, "facets": False}, 12)]
)
def test_flatter_instruments_have_axes_without_sectors(shape: dict, many: int) -> None:
    axes = axes_of(instrument(**shape), "en")
    assert len(axes) == many
    assert {axis.sector for axis in axes} == {""}


def test_axes_are_the_facets_in_the_order_of_the_instrument() -> None:
    made = instrument()
    axes = axes_of(made, "de")
    assert [axis.measure for axis in axes] == [facet.id for facet in made.all_facets]
    assert axes[0] == Axis("information_flow", "Offener Informationsfluss", "Über Bereichsgrenzen hinweg")


@given(st.integers(3, 16), st.floats(0, 100), st.floats(0, 359))
def test_angles_and_distances_agree(count: int, score: float, turn: float) -> None:
    circle = Circle(plain(count), (10.0, 20.0), 200.0)
    x, y = circle.on(turn, score)
    assert (x - 10, 20 - y) == pytest.approx((score * sin(radians(turn)), score * cos(radians(turn))))
