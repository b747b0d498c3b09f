"""Small charts over waves and bars of answers hold what they are given, and keep their words apart."""

import pytest

from reports.figures import Bar, Course, Dot, courses, shares
from surveys.results import Bound

WAVES = ("Spring 2024", "Autumn 2024", "Spring 2025", "Autumn 2025", "Spring 2026", "Autumn 2026")


def course(name: str, *scores: float | Bound | None) -> Course:
    ends = ((score - 3, score + 3) if isinstance(score, float) else (None, None) for score in scores)
    return Course(
        name, tuple(Dot(wave, score, *pair) for wave, score, pair in zip(WAVES, scores, ends, strict=False))
    )


def boxes(picture):
    return [(each.left, each.top, each.left + each.width, each.top + each.height) for each in picture.labels]


@pytest.mark.parametrize("wide", [328.0, 1080.0])
@pytest.mark.parametrize("many", [1, 2, 3, 6])
def test_no_name_of_a_wave_leaves_the_picture_or_covers_another(wide: float, many: int) -> None:
    told = [
        course(name, *(60.0,) * many) for name in ("Voice", "Joint problem solving of many teams", "Flow")
    ]
    picture = courses(WAVES[:many], told, ["#1c5aa6"] * 3, "en", wide)
    feet = [box for box, label in zip(boxes(picture), picture.labels, strict=True) if label.lines[0] in
            {word for wave in WAVES for word in (wave, wave.split()[0])}]  # fmt: skip
    assert feet and all(left >= -1 and right <= wide + 1 for left, _, right, _ in feet)
    for place, (left, top, right, bottom) in enumerate(feet):
        for other in feet[place + 1 :]:
            apart = other[0] >= right - 1 or other[2] <= left + 1 or other[1] >= bottom or other[3] <= top
            assert apart, (many, wide)


def test_a_line_breaks_where_a_wave_is_missing() -> None:
    picture = courses(WAVES[:4], [course("Voice", 50.0, None, 60.0, Bound(at_least=95))], ["#000"], "en", 500)
    runs = [len(trace["x"]) for trace in picture.figure["data"]]
    assert runs == [1, 2]
    assert picture.rows == (("Voice", (50.0, None, 60.0, Bound(at_least=95))),)
    assert "≥ 95" in {label.lines[0] for label in picture.labels}


def test_shares_fill_the_width_and_a_bar_without_any_says_why() -> None:
    bars = [Bar("Now", (10.0, 20.0, 70.0)), Bar("Then", instead="worded differently")]
    picture = shares(bars, ("No", "Neither", "Yes"), False, "en", 600)
    drawn = [shape["path"] for shape in picture.figure["layout"]["shapes"]][3:]
    assert len(drawn) == 3 and drawn[-1].split("L")[1].startswith("598.5")
    words = [" ".join(label.lines) for label in picture.labels]
    assert "worded differently" in words and {"10", "20", "70"} <= set(words)
    assert picture.rows[1] == ("Then", (None, None, None))


def test_colours_are_turned_round_where_agreeing_is_unfavourable() -> None:
    bar = [Bar("Now", (50.0, 50.0))]
    fills = [
        [
            shape["fillcolor"]
            for shape in shares(bar, ("No", "Yes"), turned, "en", 300).figure["layout"]["shapes"]
        ]
        for turned in (False, True)
    ]
    assert fills[0][:2] == fills[1][1::-1]
