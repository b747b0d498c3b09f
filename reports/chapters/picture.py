"""Gives the whole picture on one page: the drawings, a few numbers and what they say in sentences."""

from dataclasses import dataclass

from reports import palette, wording
from reports.chapters.changes import movements
from reports.chapters.perspectives import widest_gaps
from reports.chapters.rows import change_text, interval, standings, verdict_text
from reports.chapters.segments import beyond
from reports.figures.lettering import wrap
from reports.reader import Reader

MOST_KEYS = 4  # numbers that stand large side by side
FEWEST_BEYOND = 0.25  # the share of scores from which a group is said to stand out

# What the page holds beside the radar, in px as the style sheet sets it.
PAGE_HIGH, HEAD, KEYS, NOTE = 948.0, 88.0, 71.0, 13.5
COLUMN, LETTERS, LINE, OVER = 302.0, 11.0, 15.2, 34.0  # of the sentences; OVER a title with its spaces
LEAST_HIGH, MOST_HIGH = 330.0, 560.0  # of the radar


@dataclass(frozen=True)
class Key:
    """A number that stands large on the page, and what it is."""

    name: str
    value: str
    notes: tuple[str, ...]
    colour: str


@dataclass(frozen=True)
class Insight:
    """A few sentences on one of the things that a reader in a hurry wants to know."""

    title: str
    sentences: tuple[str, ...]


def build(reader: Reader) -> dict[str, object] | None:
    """Applies where anything at all was measured."""
    if not reader.axes or reader.figures(reader.axes[0]) is None:
        return None
    return {
        "keys": _keys(reader),
        "overall": _overall(reader),
        "columns": _columns(reader),
    }


def radar_high(reader: Reader) -> float:
    """How high the radar may be, px, so that it fills the page with the numbers and sentences."""
    keys = [KEYS + NOTE * len(key.notes) for key in _keys(reader)]
    taken = HEAD + max(keys, default=0.0) + _overall_high(reader)
    taken += max((sum(_high(reader, part) for part in column) for column in _columns(reader)), default=0.0)
    room, own = PAGE_HIGH - taken, reader.own_high("picture")
    room -= own if room - own >= LEAST_HIGH else 0  # words that do not fit as well go on to the next page
    return min(max(room, LEAST_HIGH), MOST_HIGH)


def _overall_high(reader: Reader) -> float:
    return 20.0 * len(wrap(_overall(reader), 2 * COLUMN, 1.2 * LETTERS, reader.brief.language))


def _high(reader: Reader, insight: Insight) -> float:
    lines = (len(wrap(each, COLUMN, LETTERS, reader.brief.language)) for each in insight.sentences)
    return OVER + sum(LINE * number + 4 for number in lines)


def _columns(reader: Reader) -> tuple[tuple[Insight, ...], ...]:
    """What is told, in two columns: what stands and what changed, and where that leads."""
    *facts, lead = _insights(reader)
    columns = (tuple(part for part in facts if part.sentences), (lead,) if lead.sentences else ())
    return tuple(filter(None, columns))


def _keys(reader: Reader) -> tuple[Key, ...]:
    if len(reader.headings) > MOST_KEYS:
        return ()
    return tuple(_key(reader, measure, place) for place, measure in enumerate(reader.headings))


def _key(reader: Reader, measure: str, place: int) -> Key:
    language, figures, change = reader.language, reader.figures(measure), reader.change(measure)
    notes = [interval(language, figures)]
    if change and change.change is not None:
        notes.append(
            language.say(
                "{verdict}: {change}",
                verdict=verdict_text(language, change),
                change=change_text(language, change),
            )
        )
    return Key(
        reader.name(measure),
        language.figure(figures.score if figures else None),
        tuple(notes),
        palette.sector(place).strong,
    )


def _insights(reader: Reader) -> tuple[Insight, ...]:
    language, ranked = reader.language, standings(reader, reader.axes)
    strongest, weakest = wording.highest(language, ranked), wording.lowest(language, ranked)
    return (
        Insight(language.say("Strongest"), (strongest,) if strongest else ()),
        Insight(language.say("Weakest"), (weakest,) if weakest else ()),
        Insight(language.say("Clearly changed"), movements(reader)),
        Insight(language.say("Where to look next"), (*_standing_out(reader), *widest_gaps(reader))),
    )


def _standing_out(reader: Reader) -> tuple[str, ...]:
    """The group with the most scores wholly below the organisation's, and the one with the most above."""
    of, told = len(reader.axes), [segment for segment in reader.parts if reader.is_told(segment)]
    found = [(reader.label(segment), beyond(reader, segment.key)) for segment in told]
    sentences = []
    for side in (1, 0):
        name, lists = max(found, key=lambda pair: len(pair[1][side]), default=("", ([], [])))
        if len(lists[side]) >= max(2, FEWEST_BEYOND * of):
            sentences.append(
                wording.standing_out(reader.language, name, len(lists[side]), of, above=side == 0)
            )
    return tuple(sentences)


def _overall(reader: Reader) -> str:
    overall = reader.overall
    figures = reader.figures(overall.id) if overall else None
    return (
        wording.favourable(reader.language, reader.name(overall.id), figures) if overall and figures else ""
    )
