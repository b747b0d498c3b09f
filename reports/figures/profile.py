"""Turns results into what a radar or a solid is drawn from: axes in order, and outlines of scores on them."""

from dataclasses import dataclass

from reports.figures.picture import Told, number_of
from surveys.instrument import Instrument
from surveys.results import Results, Suppressed

FEWEST, MOST = 3, 16  # axes that make a readable radar


@dataclass(frozen=True, slots=True)
class Axis:
    """One spoke: a measure, what it is called, and the dimension whose sector it stands in ('' for none)."""

    measure: str
    name: str
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The scores (0-100) of one wave, segment or perspective on every axis, None where too few answered."""

    name: str
    scores: tuple[Told, ...]
    lows: tuple[float | None, ...] = ()
    highs: tuple[float | None, ...] = ()

    @property
    def heights(self) -> tuple[float | None, ...]:
        """Where each score is drawn."""
        return tuple(map(number_of, self.scores))


def axes_of(instrument: Instrument, language: str) -> tuple[Axis, ...]:
    """The facets by dimension; dimensions or items where there are too few or too many facets; else none."""
    sectors = {
        facet.id: instrument.name_of(dimension.id, language)
        for dimension in instrument.dimensions
        for facet in dimension.facets
    }
    scored = [item.id for item in instrument.items if not item.reserve]
    levels = (
        [facet.id for facet in instrument.all_facets],
        [dimension.id for dimension in instrument.dimensions],
        scored,
    )
    measures = next((level for level in levels if FEWEST <= len(level) <= MOST), [])
    return tuple(Axis(id_, instrument.name_of(id_, language), sectors.get(id_, "")) for id_ in measures)


def outline_of(results: Results, key: str, axes: tuple[Axis, ...], name: str) -> Outline:
    """The scores of one segment with their intervals.

    :raise KeyError: if there is no such segment.
    """
    told = [_told(results, key, axis.measure) for axis in axes]
    return Outline(name, *zip(*told, strict=True)) if told else Outline(name, ())


def _told(results: Results, key: str, measure: str) -> tuple[Told, float | None, float | None]:
    figures = results.figures(key, measure) if measure in results.measures else Suppressed()
    if isinstance(figures, Suppressed):
        return None, None, None
    return figures.score, figures.score_low, figures.score_high


def sectors_of(axes: tuple[Axis, ...]) -> tuple[str, ...]:
    """The dimensions in the order in which their axes stand; empty if the axes belong to none."""
    return tuple(dict.fromkeys(axis.sector for axis in axes if axis.sector))
