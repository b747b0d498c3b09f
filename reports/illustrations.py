"""Chooses the pictures that a report needs, and turns drawn ones into pieces of HTML."""

from collections.abc import Mapping

from markupsafe import Markup

from reports.chapters.perspectives import name_of
from reports.chapters.picture import radar_high
from reports.chapters.solid import solid_high
from reports.figures import Axis, Outline, Picture, axes_of, outline_of, radar, solid
from reports.figures.picture import written
from reports.figures.placing import as_html
from reports.language import Language, message
from reports.reader import ORGANISATION, Reader
from reports.rendering import Drawing

PAGE_WIDE = 642.0  # px between the margins of a page
BESIDE_HIGH = 400.0  # px, of a perspective's radar above its table

_ALT = {
    "radar": message("Radar of the scores from 0 to 100: {scores}."),
    "solid": message("The culture solid, one outline of scores per wave; the latest: {scores}."),
}


def pictures(reader: Reader) -> dict[str, Picture]:
    """What is to be drawn for the chapters that are told.

    `radar`, from the second wave on `solid`, and `radar-…` per other perspective.
    """
    axes = axes_of(reader.instrument, reader.brief.language)
    if not axes or reader.figures(axes[0].measure) is None:
        return {}
    waves = tuple(outline_of(wave.results, ORGANISATION, axes, wave.name) for wave in reader.brief.waves)
    language, contents = reader.brief.language, reader.brief.contents
    drawn = {}
    if contents.has("picture"):
        drawn["radar"] = radar(axes, waves[:-3:-1], language, PAGE_WIDE, radar_high(reader))
    if len(waves) > 1 and contents.has("solid"):
        drawn["solid"] = solid(axes, waves, language, PAGE_WIDE, solid_high(reader))
    for segment in reader.perspectives if contents.has("perspectives") else ():
        outlines = (_perspective(reader, ORGANISATION, axes), _perspective(reader, segment.key, axes))
        drawn[f"radar-{segment.key}"] = radar(axes, outlines, language, PAGE_WIDE, BESIDE_HIGH)
    return drawn


def _perspective(reader: Reader, key: str, axes: tuple[Axis, ...]) -> Outline:
    return outline_of(reader.results, key, axes, name_of(reader.language, key))


def placed(
    language: Language, asked: Mapping[str, Picture], drawn: Mapping[str, Drawing]
) -> dict[str, Markup]:
    """Every drawing as HTML, with the scores of its first outline for those who do not see it."""
    return {name: _html(language, name, asked[name], drawing) for name, drawing in drawn.items()}


def _html(language: Language, name: str, picture: Picture, drawing: Drawing) -> Markup:
    place = -1 if name == "solid" else 0
    scores = language.listing(f"{axis} {written(told[place])}" for axis, told in picture.rows)
    alt = language.say(_ALT[name.partition("-")[0]], scores=scores)
    # `as_html` escapes the words of the labels and the alt text.
    return Markup(as_html(drawing.svg, drawing.width, drawing.height, drawing.labels, alt))  # noqa: S704
