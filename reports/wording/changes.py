"""Turns changes between waves into sentences: what rose, what fell, and what cannot be told."""

from collections.abc import Sequence

from reports.language import Language, message
from surveys.changes import Change, Untested

MOST_LISTED = 5  # more names than these are no list that is read


def points(language: Language, change: float, low: float | None, high: float | None) -> str:
    """The size of a change with its interval, as in `6 points (2 to 10)`; never signed."""
    ends = sorted((abs(low), abs(high))) if low is not None and high is not None and low * high > 0 else None
    decimals = 1 if round(abs(change)) == 0 or (ends and round(ends[0]) == 0) else 0
    size = language.number(abs(change), decimals)
    form = 1 if not decimals and round(abs(change)) == 1 else 2
    if ends is None:
        return language.translator.ngettext("{size} point", "{size} points", form).format(size=size)
    return language.translator.ngettext(
        "{size} point ({interval})", "{size} points ({interval})", form
    ).format(size=size, interval=language.interval(ends[0], ends[1], decimals))


def changed(language: Language, name: str, change: Change | None) -> str:
    """What happened to a measure since the last wave."""
    if change is None:
        return language.say("“{name}”: there is no figure from last time to compare with.", name=name)
    if change.verdict == "not comparable" or change.change is None:
        return language.say(_NOT_COMPARED.get(change.reason or "", _CHANGED_QUESTIONS), name=name)
    if change.verdict in _CLEAR:
        return _clear_change(language, name, change)
    return _no_clear_change(language, name, change)


_CLEAR = ("up", "down")
_CHANGED_QUESTIONS = message("“{name}” cannot be compared with last time: the questions changed.")
_TOO_FEW = message("“{name}”: too few answers to tell whether it changed.")
_NOT_COMPARED: dict[str, str] = {
    Untested.SUPPRESSED: _TOO_FEW,
    Untested.FEW: _TOO_FEW,
    Untested.LIMIT: message("“{name}” stands at the end of the scale, where changes cannot be told."),
}


def _clear_change(language: Language, name: str, change: Change) -> str:
    size = points(language, change.change or 0, change.change_low, change.change_high)
    if change.verdict == "up":
        return language.say("“{name}” rose by {size}.", name=name, size=size)
    return language.say("“{name}” fell by {size}.", name=name, size=size)


def _no_clear_change(language: Language, name: str, change: Change) -> str:
    before, after = language.figure(change.before), language.figure(change.after)
    if change.reason == Untested.CENSUS:
        return language.say(
            "“{name}” went from {before} to {after}; everybody answered both times, so nothing is left to "
            "chance.",
            name=name,
            before=before,
            after=after,
        )
    if change.reason is not None or change.change_low is None or change.change_high is None:
        return language.say(
            "“{name}” went from {before} to {after}; whether that is more than chance was not tested.",
            name=name,
            before=before,
            after=after,
        )
    return language.say(
        "“{name}”: no clear change ({change}; {low} to {high}).",
        name=name,
        change=language.signed(change.change or 0),
        low=language.signed(change.change_low),
        high=language.signed(change.change_high),
    )


def movements(language: Language, changes: Sequence[tuple[str, Change]], since: str) -> tuple[str, ...]:
    """What clearly rose and fell since the wave called `since`, largest first, and how many did neither."""
    tested = [(name, change) for name, change in changes if change.verdict in _CLEAR or _is_unclear(change)]
    if not tested:
        return (language.say("No change since {before} could be tested.", before=since),)
    moved = {verdict: [pair for pair in tested if pair[1].verdict == verdict] for verdict in _CLEAR}
    told = [
        language.say(_MOVED[verdict], before=since, names=_by_size(language, found))
        for verdict, found in moved.items()
        if found
    ]
    same = len(tested) - sum(map(len, moved.values()))
    if not told:
        return (language.say("Since {before}, nothing clearly rose or fell.", before=since),)
    if same:
        rest = language.number(same), language.number(len(tested))
        told.append(language.say("Without a clear change: {n} of {of}.", n=rest[0], of=rest[1]))
    return tuple(told)


_MOVED = {
    "up": message("Clearly up since {before}: {names}."),
    "down": message("Clearly down since {before}: {names}."),
}


def _is_unclear(change: Change) -> bool:
    return change.verdict == "no clear change" and change.reason is None


def _by_size(language: Language, found: Sequence[tuple[str, Change]]) -> str:
    """Names with their changes, the largest first; the last ones only counted where there are many."""
    ranked = sorted(found, key=lambda pair: -abs(pair[1].change or 0))
    named = [
        language.say("“{name}” ({score})", name=name, score=language.signed(change.change or 0))
        for name, change in ranked[:MOST_LISTED]
    ]
    more = len(ranked) - len(named)
    return language.listing([*named, language.say_number("{n} more", "{n} more", more)] if more else named)


def most_moved(
    language: Language, up: Sequence[tuple[str, int]], down: Sequence[tuple[str, int]], of: int
) -> tuple[str, ...]:
    """The groups in which the most scores clearly rose and fell; each with how many of all its scores."""
    if not up and not down:
        return (language.say("In no single group did anything clearly rise or fall."),)
    told = ((up, _MOST["up"]), (down, _MOST["down"]))
    return tuple(
        language.say(words, names=_by_number(language, groups, of)) for groups, words in told if groups
    )


_MOST = {
    "up": message("Where most scores clearly rose: {names}."),
    "down": message("Where most scores clearly fell: {names}."),
}
MOST_GROUPS = 3


def _by_number(language: Language, groups: Sequence[tuple[str, int]], of: int) -> str:
    ranked = sorted(groups, key=lambda group: (-group[1], group[0]))[:MOST_GROUPS]
    return language.listing(
        language.say("“{name}” ({n} of {of})", name=name, n=language.number(n), of=language.number(of))
        for name, n in ranked
    )
