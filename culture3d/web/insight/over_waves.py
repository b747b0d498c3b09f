"""Turns the releases of all waves into the course of measures in one group, where they can be compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from culture3d.models.wave import Wave
from culture3d.services.questionnaires import instrument_of
from culture3d.services.units import history
from culture3d.web.insight.charts import WIDE, Chart, chart
from culture3d.web.insight.reading import Readable, release_of, segments_of
from reports.chapters.changes import reason_text
from reports.chapters.rows import interval
from reports.figures import Course, Dot, courses
from reports.figures.picture import Told, written
from reports.language import DASH
from reports.reader import Reader
from surveys.changes import Untested
from surveys.earlier import Trends
from surveys.matching import Unmatched, match_instruments
from surveys.results import Bound, Figures


@dataclass(frozen=True)
class Point:
    """What a wave tells of a measure; `why` is the reason where that is nothing, or cannot be compared."""

    figures: Figures | None
    why: str = ""


@dataclass(frozen=True)
class Then:
    """A wave, and what it tells of each measure."""

    wave: Wave
    points: Mapping[str, Point]


def over_waves(session: Session, readable: Readable, measures: Sequence[str]) -> tuple[Then, ...]:
    """Every released wave, oldest first, set beside the one that is shown."""
    return tuple(Then(wave, _points(session, readable, wave, measures)) for wave in readable.waves)


def _points(session: Session, readable: Readable, wave: Wave, measures: Sequence[str]) -> dict[str, Point]:
    reader, key, results = readable.reader, readable.segment.key, release_of(session, wave)
    whys = _whys(session, readable, wave, measures)
    told = {measure: None if whys[measure] else reader.figures(measure, key, results) for measure in measures}
    return {
        measure: Point(
            figures, reason_text(reader.language, whys[measure] or (None if figures else Untested.SUPPRESSED))
        )
        for measure, figures in told.items()
    }


def _whys(session: Session, readable: Readable, wave: Wave, measures: Sequence[str]) -> dict[str, str | None]:
    """Why each measure of a wave cannot stand beside that of the wave that is shown; None where it can."""
    if wave == readable.wave:
        return dict.fromkeys(measures)
    before, after = sorted((wave, readable.wave), key=lambda each: each.number)
    old, new = release_of(session, before), release_of(session, after)
    key = readable.segment.key
    if key not in {segment.key for segment in release_of(session, wave).segments}:
        return dict.fromkeys(measures, Untested.NEW if wave == before else Untested.GONE)
    if old.is_suppressed(key) or new.is_suppressed(key):
        return dict.fromkeys(measures, Untested.SUPPRESSED)
    moves = tuple(history.moves(session, before, after))
    if not Trends(old, new, moves).allow(key) or not _is_theirs(session, readable, wave):
        return dict.fromkeys(measures, Untested.MOVED)
    asked = instrument_of(before.instrument_version), instrument_of(after.instrument_version)
    matches = match_instruments(*asked, old.items, new.items).matches
    found = {measure: matches.get(measure) for measure in measures}
    return {
        measure: Unmatched.ONCE
        if match is None
        else match.reason or (None if match.whole else Unmatched.ITEMS)
        for measure, match in found.items()
    }


def _is_theirs(session: Session, readable: Readable, wave: Wave) -> bool:
    """Whether the group of this key was in that wave too one that may be read here."""
    if readable.whole:
        return True
    there = segments_of(session, wave, release_of(session, wave), readable.units)
    return readable.segment.key in {segment.key for segment in there}


def course_chart(
    reader: Reader,
    past: Sequence[Then],
    measures: Sequence[str],
    colours: Sequence[str],
    alt: str,
    *,
    titled: bool = True,
    room: float = WIDE,
) -> Chart:
    """A small chart a measure over all waves, with the intervals, and its table.

    :param titled: whether its name stands above each of them.
    """
    names = [then.wave.name for then in past]
    made = [
        Course(reader.name(measure) if titled else "", tuple(_dot(then, measure) for then in past))
        for measure in measures
    ]
    lines = [
        (reader.name(measure), tuple(_cell(reader, then.points[measure]) for then in past))
        for measure in measures
    ]
    return chart(
        lambda wide: courses(names, made, colours, reader.brief.language, wide),
        alt,
        (gettext("Measure"), *names),
        lines,
        [*_rows(reader, past, measures)],
        room,
    )


def _dot(then: Then, measure: str) -> Dot:
    figures = then.points[measure].figures
    if figures is None:
        return Dot(then.wave.name, None)
    return Dot(then.wave.name, figures.score, figures.score_low, figures.score_high)


def _cell(reader: Reader, point: Point) -> str:
    if point.figures is None:
        return point.why or DASH
    ends = interval(reader.language, point.figures)
    score = reader.language.figure(point.figures.score)
    return score if ends == DASH else f"{score} ({ends})"


def _rows(reader: Reader, past: Sequence[Then], measures: Iterable[str]) -> Iterable[Sequence[object]]:
    """The same for a spreadsheet: a row a measure and wave, unrounded."""
    yield ("id", "measure", "wave", "score", "low", "high", "note")
    for measure in measures:
        for then in past:
            point = then.points[measure]
            figures = point.figures
            numbers = (
                (plain(figures.score), figures.score_low, figures.score_high) if figures else (None,) * 3
            )
            yield (measure, reader.name(measure), then.wave.name, *numbers, point.why)


def plain(score: Told) -> float | str | None:
    """A figure as a spreadsheet takes it: a limit in words."""
    return written(score) if isinstance(score, Bound) else score
