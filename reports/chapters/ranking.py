"""Ranks changes between two waves: what is sure by its size, what is unclear, and what is not comparable."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.chapters.changes import mark, reach, reason_text
from reports.chapters.rows import change_text, is_clear, verdict_text
from reports.reader import ORGANISATION, Reader
from surveys.changes import Change

SIGNS = {"up": "▲", "down": "▼", "no clear change": "◆", "not comparable": ""}


@dataclass(frozen=True)
class Ranked:
    """One change as a page prints it.

    measure  its id
    level    `head` for a dimension, `part` for a facet, `item` for a question
    kind     the verdict as a class of the style sheet, and `sign` as a sign
    matched  how many questions both waves asked in the same words, of how many; '' for a question
    reason   why it is not comparable or not tested; '' where it was tested
    """

    measure: str
    name: str
    level: str
    mark: str
    before: str
    after: str
    size: str
    verdict: str
    kind: str
    sign: str
    matched: str
    reason: str


def ranked(
    reader: Reader, measures: Iterable[tuple[str, str]], key: str = ORGANISATION
) -> tuple[Ranked, ...]:
    """The changes of these measures, each with its level, as far as they may be told of a group."""
    found = [(each, level, change) for each, level in measures if (change := reader.change(each, key))]
    farthest = reach(change for _, _, change in found)
    found.sort(key=lambda each: rank(each[2]))
    return tuple(_row(reader, measure, level, change, farthest) for measure, level, change in found)


def rank(change: Change) -> tuple[int, float]:
    """Where a change stands: the smaller, the farther in front."""
    size = -abs(change.change or 0.0)
    if is_clear(change):
        return 0, size
    if change.verdict == "not comparable":
        return 3, 0.0
    return (1 if change.reason is None else 2), size


def _row(reader: Reader, measure: str, level: str, change: Change, farthest: float) -> Ranked:
    language = reader.language
    return Ranked(
        measure=measure,
        name=reader.name(measure),
        level=level,
        mark=mark(change, farthest),
        before=language.figure(change.before),
        after=language.figure(change.after),
        size=change_text(language, change),
        verdict=verdict_text(language, change),
        kind=change.verdict.replace(" ", "-"),
        sign=SIGNS[change.verdict],
        matched="" if level == "item" else _matched(reader, measure, change),
        reason=reason_text(language, change.reason),
    )


def _matched(reader: Reader, measure: str, change: Change) -> str:
    number = reader.language.number
    asked = len(reader.questions_of(measure))
    return reader.language.say("{n} of {of}", n=number(len(change.matched_items)), of=number(asked))
