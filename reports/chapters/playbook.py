"""Turns the two lowest facets into what people could start with, and leaves a plan to fill in."""

from dataclasses import dataclass

from reports import wording
from reports.chapters.rows import interval, standings
from reports.reader import Reader
from surveys.instrument import Facet

MOST = 2
FEW_LINES, MANY_LINES = 8, 10  # of the blank plan: under the rest of the chapter, or on a page of its own


@dataclass(frozen=True)
class Play:
    """One facet to work on."""

    name: str
    score: str
    interval: str
    definition: str
    high: str
    low: str
    behaviours: tuple[str, ...]


def build(reader: Reader) -> dict[str, object] | None:
    """Applies where facets are told; the plan is blank on purpose: what is done is decided by people."""
    chosen = weakest(reader)
    if not chosen:
        return None
    return {
        "plays": tuple(_play(reader, facet) for facet in chosen),
        "sentence": wording.lowest(reader.language, standings(reader, reader.axes)),
        "own_page": (own_page := any(facet.playbook for facet in chosen)),
        "blank": range(MANY_LINES if own_page else FEW_LINES),
    }


def weakest(reader: Reader) -> tuple[Facet, ...]:
    """The facets with the lowest scores, the lowest first."""
    scored = []
    for facet in reader.facets:
        figures = reader.figures(facet.id)
        if figures and isinstance(figures.score, float):
            scored.append((figures.score, facet.id, facet))
    return tuple(facet for _, _, facet in sorted(scored, key=lambda found: found[:2])[:MOST])


def _play(reader: Reader, facet: Facet) -> Play:
    figures = reader.figures(facet.id)
    return Play(
        name=reader.name(facet.id),
        score=reader.language.figure(figures.score if figures else None),
        interval=interval(reader.language, figures),
        definition=reader.wording(facet.definition),
        high=reader.wording(facet.high),
        low=reader.wording(facet.low),
        behaviours=tuple(reader.wording(behaviour) for behaviour in facet.playbook),
    )
