"""Gives the whole picture on one page: the drawings, a few numbers and what they say in sentences."""

from dataclasses import dataclass

from reports import palette, wording
from reports.chapters.changes import tally
from reports.chapters.perspectives import widest_gaps
from reports.chapters.rows import change_text, interval, standings, verdict_text
from reports.reader import Reader

MOST_KEYS = 4  # numbers that stand large side by side


@dataclass(frozen=True)
class Key:
    """A number that stands large on the page, and what it is."""

    name: str
    value: str
    notes: tuple[str, ...]
    colour: str


def build(reader: Reader) -> dict[str, object] | None:
    """Applies where anything at all was measured."""
    if not reader.axes or reader.figures(reader.axes[0]) is None:
        return None
    return {
        "keys": _keys(reader),
        "sentences": tuple(sentence for sentence in _sentences(reader) if sentence),
    }


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


def _sentences(reader: Reader) -> tuple[str, ...]:
    language = reader.language
    return (
        _overall(reader),
        wording.highest(language, standings(reader, reader.axes)),
        wording.lowest(language, standings(reader, reader.axes)),
        tally(reader),
        *widest_gaps(reader),
    )


def _overall(reader: Reader) -> str:
    overall = reader.overall
    figures = reader.figures(overall.id) if overall else None
    return (
        wording.favourable(reader.language, reader.name(overall.id), figures) if overall and figures else ""
    )
