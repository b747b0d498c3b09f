"""Turns the releases of all waves into the page of one question: answers, groups, waves and perspectives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from culture3d.services.questionnaires import instrument_of
from culture3d.web.insight.charts import HALF, WIDE, Chart, Table, chart
from culture3d.web.insight.keeping import Kept
from culture3d.web.insight.over_waves import Then, course_chart, over_waves, plain
from culture3d.web.insight.reading import Readable
from culture3d.web.insight.telling_questions import numbers, points_of
from reports import marks, palette, wording
from reports.chapters.perspectives import name_of
from reports.chapters.ranking import SIGNS
from reports.chapters.rows import change_text, interval, verdict_text
from reports.figures import Bar, shares
from reports.figures.picture import written
from reports.language import DASH
from reports.reader import ORGANISATION, Reader
from surveys.codes import Perspective
from surveys.instrument import Item
from surveys.results import Figures, Segment

_kept: Kept["Told"] = Kept(most=96)
MOST_MARKED = 60  # groups that get a picture each


@dataclass(frozen=True)
class Group:
    """A group in the table of groups; without figures where it is too small."""

    key: str
    name: str
    depth: int
    kind: str
    told: bool
    n: str
    favourable: str
    score: str
    interval: str
    mark: str


@dataclass(frozen=True)
class Told:
    """What the page of a question shows.

    within    the names of what it belongs to, the widest first
    facts     name, figure, note and verdict of what stands large on top
    change    the verdict on its change: sign, class, words and size; none for a first wave
    charts    by their names as files
    worded    (wave, words, why) where another wave asked something else
    read      (perspective, words) of those who read other words
    """

    text: str
    within: tuple[str, ...]
    reverse: bool
    facts: tuple[tuple[str, str, str], ...]
    change: tuple[str, str, str, str] | None
    charts: Mapping[str, Chart]
    worded: tuple[tuple[str, str, str], ...]
    read: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    files: Mapping[str, Table]


def told_question(session: Session, readable: Readable, item: Item) -> Told:
    """What the page shows of the group that the address names."""
    return _kept.get((readable.known_by, item.id), lambda: _told(session, readable, item))


def _told(session: Session, readable: Readable, item: Item) -> Told:
    reader, key = readable.reader, readable.segment.key
    past = over_waves(session, readable, [item.id])
    others = _others(reader, item) if readable.whole and key == ORGANISATION else {}
    charts = {**_charts(reader, item, past), **_of_perspectives(reader, item, others)}
    groups = tuple(_group(reader, item, segment) for segment in readable.segments if segment.key != key)
    if len(groups) > MOST_MARKED:
        groups = tuple(_unmarked(group) for group in groups)
    return Told(
        text=reader.name(item.id),
        within=_within(reader, item),
        reverse=item.reverse,
        facts=_facts(reader, reader.figures(item.id, key)),
        change=_change(reader, item, key),
        charts=charts,
        worded=tuple(_worded(reader, item, past)),
        read=tuple((name_of(reader.language, other), words) for other, words in others.items()),
        groups=groups,
        files={**charts, "groups": Table([*_rows(reader, item, readable.segments)])},
    )


def _within(reader: Reader, item: Item) -> tuple[str, ...]:
    facet = next((each for each in reader.facets if item in each.items), None)
    if facet is None:
        return ()
    above = [part.id for part in reader.dimensions if facet in part.facets]
    return tuple(reader.name(each) for each in (*above, facet.id))


def _facts(reader: Reader, figures: Figures | None) -> tuple[tuple[str, str, str], ...]:
    if figures is None:
        return ()
    say, language = reader.language.say, reader.language
    low, high = figures.favourable_low, figures.favourable_high
    sure = language.interval(low, high) if low != high else DASH
    return (
        (say("Favourable"), language.percent(figures.favourable), sure),
        (say("Score"), language.figure(figures.score), interval(language, figures)),
    )


def _change(reader: Reader, item: Item, key: str) -> tuple[str, str, str, str] | None:
    change = reader.change(item.id, key)
    if change is None:
        return None
    kind, language = change.verdict, reader.language
    return SIGNS[kind], kind.replace(" ", "-"), verdict_text(language, change), change_text(language, change)


def _charts(reader: Reader, item: Item, past: Sequence[Then]) -> dict[str, Chart]:
    """How people answered in every wave, the latest on top, and the course of the score."""
    found = [(then.wave.name, then.points[item.id].figures, then.points[item.id].why) for then in past]
    made = {"answers": _answers(reader, item, found[::-1])} if points_of(reader) else {}
    if len(past) > 1:
        colour = palette.SECTORS[0].strong
        heading = reader.language.say("Score")
        made["course"] = course_chart(reader, past, [item.id], [colour], heading, titled=False, room=HALF)
    return made


def _answers(
    reader: Reader, item: Item, found: Sequence[tuple[str, Figures | None, str]], room: float = WIDE
) -> Chart:
    """A bar per wave or perspective, with its share of every answer."""
    language, points = reader.language, points_of(reader)
    few = language.say("too few to show")
    told = [(name, figures.distribution if figures else None, why or few) for name, figures, why in found]
    bars = [Bar(name, parts or (), "" if parts else why) for name, parts, why in told]
    lines = [(bar.name, tuple(map(written, bar.shares)) or ("–",) * len(points)) for bar in bars]
    heading = language.say("Answers, in %")
    return chart(
        lambda wide: shares(bars, points, item.reverse, reader.brief.language, wide),
        heading,
        ("%", *points),
        lines,
        [("%", *points), *((bar.name, *map(plain, bar.shares)) for bar in bars)],
        room,
    )


def _others(reader: Reader, item: Item) -> dict[Perspective, str]:
    """The perspectives besides staff that were asked this question, with the words that they read."""
    found: dict[Perspective, str] = {}
    for segment in reader.perspectives:
        other: Perspective = "leader" if segment.key == "leader" else "customer"
        words = reader.instrument.wording(item, other)
        if words is not None and reader.figures(item.id, other) is not None:
            found[other] = wording.quoted(reader.language, reader.wording(words))
    return found


def _of_perspectives(reader: Reader, item: Item, others: Mapping[Perspective, str]) -> dict[str, Chart]:
    if not others or not points_of(reader):
        return {}
    keys = (ORGANISATION, *others)
    found = [(name_of(reader.language, key), reader.figures(item.id, key), "") for key in keys]
    return {"perspectives": _answers(reader, item, found, HALF)}


def _worded(reader: Reader, item: Item, past: Sequence[Then]) -> Iterator[tuple[str, str, str]]:
    """The waves that asked something else under this id, in their words."""
    for then in past:
        instrument, why = instrument_of(then.wave.instrument_version), then.points[item.id].why
        asked = next((each for each in instrument.all_items if each.id == item.id), None)
        if why and asked is not None and asked.text != item.text:
            words = instrument.say(asked.text, reader.brief.language)
            yield then.wave.name, wording.quoted(reader.language, words), why


def _group(reader: Reader, item: Item, segment: Segment) -> Group:
    figures, language = reader.figures(item.id, segment.key), reader.language
    return Group(
        key=segment.key,
        name=reader.label(segment),
        depth=segment.depth,
        kind=segment.kind,
        told=figures is not None,
        n=language.people(figures.n) if figures else "",
        favourable=language.percent(figures.favourable) if figures else "",
        score=language.figure(figures.score) if figures else "",
        interval=interval(language, figures),
        mark=_mark(figures),
    )


def _mark(figures: Figures | None) -> str:
    if figures is None:
        return ""
    return marks.interval(figures.score, figures.score_low, figures.score_high, palette.PLAIN.strong)


def _unmarked(group: Group) -> Group:
    return replace(group, mark="")


def _rows(reader: Reader, item: Item, segments: Sequence[Segment]) -> Iterator[Sequence[object]]:
    points = [f"% {point}" for point in points_of(reader)]
    yield ("key", "group", "n", "score", "low", "high", "% favourable", "low", "high", *points)
    for segment in segments:
        yield segment.key, reader.label(segment), *numbers(reader, item.id, segment.key)
