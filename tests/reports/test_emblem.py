"""Drawings without words: what the cover's solid and the small radar show, and that they never fail."""

from base64 import b64decode
from xml.etree import ElementTree

import pytest

from reports.figures import emblem
from tests.reports.pictures import ENGLISH, hostile, outline, plain, waves

SVG = "{http://www.w3.org/2000/svg}"


def drawn(address):
    head, _, data = address.partition(",")
    assert head == "data:image/svg+xml;base64"
    return ElementTree.fromstring(b64decode(data))


@pytest.mark.parametrize("count", [1, 2, 3, 6, 9])
def test_the_cover_marks_every_axis_of_the_latest_wave(count):
    root = drawn(emblem.cover(ENGLISH, waves(count), "#1f4e79"))
    assert len(root.findall(f"{SVG}circle")) == len(ENGLISH)
    assert not root.findall(f".//{SVG}text")


def test_the_cover_is_in_the_tones_of_its_colour():
    dark, light = (emblem.cover(ENGLISH, waves(3), accent) for accent in ("#000000", "#ffffff"))
    grounds = [{path.get("fill") for path in drawn(address)} for address in (dark, light)]
    assert len(grounds[0]) > 5
    assert grounds[1] <= {"none", "#ffffff"}


def test_what_is_not_told_is_left_out_of_the_cover():
    gaps = (0, 5)
    root = drawn(emblem.cover(ENGLISH, (outline("Now", gaps=gaps),), "#1f4e79"))
    assert len(root.findall(f"{SVG}circle")) == len(ENGLISH) - len(gaps)


@pytest.mark.parametrize("axes", [ENGLISH, plain(3), plain(16), hostile()])
def test_a_small_radar_draws_the_group_over_the_dashed_organisation(axes):
    root = drawn(emblem.small_radar(axes, outline("A", len(axes), 40.0), outline("B", len(axes), 55.0)))
    dashed = [path for path in root if path.get("stroke-dasharray")]
    assert len(dashed) == 1
    assert [*root][-2] is dashed[0]
    assert dashed[0].get("d").count("L") == len(axes) - 1


def test_a_small_radar_is_open_where_a_score_is_not_told():
    whole, open_ = (
        drawn(emblem.small_radar(ENGLISH, outline("A", gaps=gaps), outline("B"))) for gaps in ((), (3, 4))
    )
    assert [*whole][-1].get("d").endswith("Z")
    assert "Z" not in [*open_][-1].get("d")
