"""Says what changed since the last wave, how surely, and what cannot be compared."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports import marks, palette, wording
from reports.chapters.rows import VERDICT_COLOURS, change_text, verdict_text
from reports.language import DASH, Language, message
from reports.reader import ORGANISATION, Reader
from surveys.changes import Change, Untested
from surveys.matching import Unmatched

LEAST_REACH = 10.0  # points that the scale of changes reaches either way, at least
MOST_ITEMS = 12

# What the comparison says of a measure -> the same in the report's words.
REASONS: dict[str, str] = {
    Untested.SUPPRESSED: message("too few answers in one of the waves, here or in a neighbouring group"),
    Untested.LIMIT: message("a score at the end of the scale is told only as a limit"),
    Untested.CENSUS: message("everybody answered in both waves: nothing is left to chance, or to test"),
    Untested.FEW: message("too few answers in one of the waves, here or in a neighbouring group, to test it"),
    Untested.PARTLY: message("only some questions match: it is the mean of those, and not tested"),
    Untested.NO_SPREAD: message("everybody gave the same answers in both waves: there is nothing to test"),
    Untested.NEW: message("not in the earlier wave: new, or under another name"),
    Untested.GONE: message("not in the later wave: gone, or under another name"),
    Untested.MOVED: message(
        "merged, split or moved between the waves: the difference would show a group that is too small"
    ),
    Unmatched.ONCE: message("asked in one of the two waves only"),
    Unmatched.SCALE: message("answered on another scale in the other wave"),
    Unmatched.WORDING: message("worded differently in the two waves"),
    Unmatched.KEY: message("turned round in one wave and not in the other"),
    Unmatched.ITEMS: message("fewer than half of its questions were asked in the same words in both waves"),
    Unmatched.FACETS: message("fewer than half of its facets can be compared"),
}


@dataclass(frozen=True)
class ChangeRow:
    """One change as a table prints it."""

    name: str
    level: str
    mark: str
    before: str
    after: str
    change: str
    effect: str
    verdict: str
    kind: str  # the verdict as a class of the style sheet


@dataclass(frozen=True)
class NotCompared:
    """A measure that cannot be compared, why, and which of its questions still match."""

    name: str
    reason: str
    matched: str


def build(reader: Reader) -> dict[str, object] | None:
    """Applies from the second wave on."""
    if reader.brief.comparison is None or reader.previous is None:
        return None
    return {
        "rows": _told(reader),
        "items": _items(reader),
        "unmatched": _unmatched(reader),
        "sentences": movements(reader),
        "before_name": reader.previous.name,
        "after_name": reader.brief.current.name,
        "reach": reader.language.number(_reach(reader)),
    }


def measures(reader: Reader) -> tuple[tuple[str, str], ...]:
    """Every dimension and axis with its level in the table."""
    made = []
    for group in reader.groups:
        made += [(group.dimension, "head")] if group.dimension else []
        made += [(axis, "part") for axis in group.axes]
    return tuple(made)


def _told(reader: Reader) -> tuple[ChangeRow, ...]:
    found = ((name, level, reader.change(name)) for name, level in measures(reader))
    return tuple(_row(reader, name, level, change) for name, level, change in found if change)


def reach(changes: Iterable[Change | None]) -> float:
    """The farthest end of any interval of some changes, rounded up to five points."""
    ends = [LEAST_REACH]
    for change in changes:
        if change and change.change_low is not None and change.change_high is not None:
            ends += [abs(change.change_low), abs(change.change_high)]
    return 5.0 * -(-max(ends) // 5)


def _reach(reader: Reader) -> float:
    return reach(reader.change(measure) for measure, _ in measures(reader))


def _row(reader: Reader, measure: str, level: str, change: Change) -> ChangeRow:
    language = reader.language
    return ChangeRow(
        name=reader.name(measure),
        level=level,
        mark=mark(change, _reach(reader)),
        before=language.figure(change.before),
        after=language.figure(change.after),
        change=change_text(language, change),
        effect=DASH if change.hedges_g is None else language.signed(change.hedges_g, 2),
        verdict=verdict_text(language, change),
        kind=change.verdict.replace(" ", "-"),
    )


def mark(change: Change, reach: float) -> str:
    """A change with its interval as an image; '' where there is none."""
    if change.change is None:
        return ""
    colour = VERDICT_COLOURS.get(change.verdict, palette.QUIET)
    return marks.change(change.change, change.change_low, change.change_high, reach, colour)


def movements(reader: Reader, key: str = ORGANISATION) -> tuple[str, ...]:
    """What clearly rose and fell in a segment since the wave before; nothing for a first wave."""
    if reader.brief.comparison is None or reader.previous is None:
        return ()
    told = [(reader.name(axis), change) for axis in reader.axes if (change := reader.change(axis, key))]
    return wording.movements(reader.language, told, reader.previous.name)


def _items(reader: Reader) -> tuple[ChangeRow, ...]:
    """The questions that clearly rose or fell, the largest changes first."""
    if not reader.facets:
        return ()
    found = [(change, item.id) for item in reader.items if (change := reader.change(item.id))]
    clear = [pair for pair in found if pair[0].verdict in VERDICT_COLOURS]
    clear.sort(key=lambda pair: -abs(pair[0].change or 0))
    return tuple(_row(reader, item, "part", change) for change, item in clear[:MOST_ITEMS])


def _unmatched(reader: Reader) -> tuple[NotCompared, ...]:
    made = []
    for measure in (*(name for name, _ in measures(reader)), *(item.id for item in reader.items)):
        change = reader.change(measure, ORGANISATION)
        if change and change.verdict == "not comparable":
            matched = reader.language.listing(
                wording.quoted(reader.language, reader.name(item)) for item in change.matched_items
            )
            made.append(
                NotCompared(reader.name(measure), reason_text(reader.language, change.reason), matched)
            )
    return tuple(made)


def reason_text(language: Language, reason: str | None) -> str:
    """Why something is not comparable or not tested; '' where it was tested."""
    return language.say(REASONS[reason]) if reason in REASONS else reason or ""


# What the comparison calls a family of tests -> the same in the report's words.
FAMILIES = {
    "dimensions": message("dimensions of the whole organisation"),
    "facets_and_items": message("facets and questions, in all groups"),
}


def families(reader: Reader) -> tuple[tuple[str, str], ...]:
    """Every family of tests and how many it holds."""
    language, comparison = reader.language, reader.brief.comparison
    return tuple(
        (language.say(FAMILIES[name]) if name in FAMILIES else name, language.number(tests))
        for name, tests in (comparison.families if comparison else {}).items()
    )
