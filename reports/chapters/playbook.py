"""Turns the two lowest facets into what people could start with, and leaves a plan to fill in."""

from dataclasses import dataclass

from reports import wording
from reports.chapters.rows import interval, standings
from reports.figures.lettering import wrap
from reports.reader import Reader
from surveys.instrument import Facet

MOST = 2
FEWEST_LINES, FEW_LINES, MANY_LINES = 3, 6, 10  # of the blank plan: under the plays, or on a page of its own

# What the page holds, in px as the style sheet sets it.
PAGE_HIGH, OPENING, PLAN, LINE_OF_PLAN = 948.0, 138.0, 78.0, 53.0
PLAY, TITLE_LINE, ANCHOR, BEHAVIOUR, LINE = 43.0, 21.3, 21.0, 4.5, 16.3  # of a play; LINE of its text
WIDE, LETTERS, TITLE = 285.0, 11.5, 16.0  # of its lines


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
    plays = tuple(_play(reader, facet) for facet in chosen)
    return {
        "plays": plays,
        "sentence": wording.lowest(reader.language, standings(reader, reader.axes)),
        "own_page": (lines := _lines_of_plan(reader, plays)) < FEWEST_LINES,
        "blank": range(MANY_LINES if lines < FEWEST_LINES else min(lines, FEW_LINES)),
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


def _lines_of_plan(reader: Reader, plays: tuple[Play, ...]) -> int:
    """How many lines of the plan the page has room for below the plays, which stand side by side."""
    taken = (
        OPENING
        + reader.own_high("playbook")
        + PLAN
        + max(_high(play, reader.brief.language) for play in plays)
    )
    return int((PAGE_HIGH - taken) // LINE_OF_PLAN)


def _high(play: Play, language: str) -> float:
    """How high a play stands on the page, px."""
    texts = (play.definition, play.low, play.high, *play.behaviours)
    lines = sum(len(wrap(text, WIDE, LETTERS, language)) for text in texts)
    title = len(wrap(f"{play.name} {play.score} ({play.interval})", WIDE, TITLE, language, bold=True))
    anchors = bool(play.low) + bool(play.high)
    return PLAY + TITLE_LINE * title + ANCHOR * anchors + BEHAVIOUR * len(play.behaviours) + LINE * lines
