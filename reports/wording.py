"""Turns figures and changes into sentences that say what the numbers support, and no more.

Numbers are rounded here and nowhere before. Each sentence is one message with named places, so that every
language may build it in its own way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.language import Language, message
from surveys.changes import Change, Untested
from surveys.results import Band, Bound, Figures

GOOD_RELIABILITY, USABLE_RELIABILITY = 0.80, 0.70
MOST_NAMED = 3  # more names in one sentence are a list, not a message,
MOST_LISTED = 5  # and more than these no list that is read


@dataclass(frozen=True, slots=True)
class Standing:
    """A named score with its interval, 0-100."""

    name: str
    score: float
    low: float
    high: float


def participation(language: Language, answered: int | Band | None, invited: int | None) -> str:
    """How many answered, and of how many."""
    if isinstance(answered, int) and invited == answered:
        return language.say_number(
            "The one person invited answered.", "All {n} people who were invited answered.", answered
        )
    if isinstance(answered, int) and invited:
        return language.say_number(
            "{answered} of {n} invited person answered: {rate}.",
            "{answered} of {n} invited people answered: {rate}.",
            invited,
            answered=language.number(answered),
            rate=language.percent(100 * answered / invited),
        )
    return language.say(
        "{answered} people answered. How many were invited is not known, so nothing can be said of the "
        "others.",
        answered=language.people(answered),
    )


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


def highest(language: Language, standings: Sequence[Standing]) -> str:
    """Who stands highest, and who cannot be told apart from it; '' where all are alike."""
    if len(standings) < 2:
        return ""
    top = max(standings, key=lambda standing: standing.score)
    near = [standing for standing in standings if standing.high >= top.low]
    ranked = sorted(standings, key=lambda standing: (-standing.score, standing.name))
    return _extreme(language, ranked, near, top=True)


def lowest(language: Language, standings: Sequence[Standing]) -> str:
    """Who stands lowest, and who cannot be told apart from it; '' where all are alike."""
    if len(standings) < 2:
        return ""
    bottom = min(standings, key=lambda standing: standing.score)
    near = [standing for standing in standings if standing.low <= bottom.high]
    ranked = sorted(standings, key=lambda standing: (standing.score, standing.name))
    return _extreme(language, ranked, near, top=False)


_ALONE = {
    True: message("“{name}” stands highest, at {score} ({interval})."),
    False: message("“{name}” stands lowest, at {score} ({interval})."),
}
_SHARED = {
    True: message("{names} stand highest; which of them leads may be chance."),
    False: message("{names} stand lowest; which of them is last may be chance."),
}


def _extreme(language: Language, ranked: Sequence[Standing], near: Sequence[Standing], *, top: bool) -> str:
    """The first of a ranking, alone or with those that are as near to it as chance."""
    first = ranked[0]
    if len(near) == 1:
        score, ends = language.number(first.score), language.interval(first.low, first.high)
        return language.say(_ALONE[top], name=first.name, score=score, interval=ends)
    if len(near) == len(ranked) <= MOST_NAMED:
        return ""
    if len(near) <= MOST_NAMED:
        return language.say(_SHARED[top], names=_scored(language, [one for one in ranked if one in near]))
    named = ranked[:MOST_NAMED]
    return _crowded(language, _scored(language, named), sum(one not in named for one in near), top=top)


def _crowded(language: Language, names: str, more: int, *, top: bool) -> str:
    """Who is named at one end of a ranking, and how many more come too close to be told apart."""
    if top:
        return language.say_number(
            "The highest scores: {names}. {n} more lies so close behind that the order may be chance.",
            "The highest scores: {names}. {n} more lie so close behind that the order may be chance.",
            more,
            names=names,
        )
    return language.say_number(
        "The lowest scores: {names}. {n} more lies so close above that the order may be chance.",
        "The lowest scores: {names}. {n} more lie so close above that the order may be chance.",
        more,
        names=names,
    )


def _scored(language: Language, standings: Sequence[Standing]) -> str:
    return language.listing(
        language.say("“{name}” ({score})", name=one.name, score=language.number(one.score))
        for one in standings
    )


def quoted(language: Language, name: str) -> str:
    """A name in the language's quotation marks."""
    return language.say("“{name}”", name=name)


def favourable(language: Language, text: str, figures: Figures) -> str:
    """How many answered an item favourably."""
    share, text = figures.favourable, text.rstrip(". ")
    if share is None:
        return ""
    if isinstance(share, Bound):
        return _favourable_limit(language, text, share)
    if figures.favourable_low is None or figures.favourable_high is None:
        return language.say(
            "{share} answer favourably to “{text}”.", share=language.percent(share), text=text
        )
    return language.say(
        "{share} ({low} to {high}) answer favourably to “{text}”.",
        share=language.percent(share),
        low=language.percent(figures.favourable_low),
        high=language.percent(figures.favourable_high),
        text=text,
    )


def _favourable_limit(language: Language, text: str, share: Bound) -> str:
    if share.at_most is not None:
        return language.say(
            "At most {share} answer favourably to “{text}”.", share=language.percent(share.at_most), text=text
        )
    return language.say(
        "At least {share} answer favourably to “{text}”.",
        share=language.percent(share.at_least or 0),
        text=text,
    )


def silence(language: Language, figures: Figures) -> str:
    """What the silence of those who did not answer could hide; '' where it is not known or there was none."""
    low, high = figures.silence_low, figures.silence_high
    if low is None or high is None or round(high - low) == 0:
        return ""
    return language.say(
        "Whatever the silent think, the share among all invited lies between {low} and {high}; the interval "
        "assumes that silence is random.",
        low=language.percent(low),
        high=language.percent(high),
    )


def reliability(language: Language, alpha: float | None) -> str:
    """What a reliability lets one do with a measure."""
    if alpha is None:
        return language.say("not available")
    if alpha >= GOOD_RELIABILITY:
        return language.say("good")
    if alpha >= USABLE_RELIABILITY:
        return language.say("usable")
    return language.say("too mixed to rank groups")


def beyond(language: Language, above: Sequence[str], below: Sequence[str], of: int) -> tuple[str, ...]:
    """Where a segment's interval lies wholly above or below the organisation's score, of so many scores."""
    if not above and not below:
        return (language.say("No score here can be told apart from the organisation’s."),)
    told = ((above, _ABOVE, _MANY_ABOVE), (below, _BELOW, _MANY_BELOW))
    return tuple(_naming(language, names, of, few, many) for names, few, many in told if names)


_ABOVE = message("Clearly above the organisation: {names}.")
_BELOW = message("Clearly below the organisation: {names}.")
_MANY_ABOVE = message("Clearly above the organisation in {n} of {of} scores.")
_MANY_BELOW = message("Clearly below the organisation in {n} of {of} scores.")


def _naming(language: Language, names: Sequence[str], of: int, few: str, many: str) -> str:
    if len(names) > MOST_LISTED:
        return language.say(many, n=language.number(len(names)), of=language.number(of))
    return language.say(few, names=language.listing(quoted(language, name) for name in names))


def standing_out(language: Language, name: str, beyond: int, of: int, above: bool) -> str:
    """That a group lies wholly above or below the organisation in many scores."""
    return language.say(_STANDING_OUT[above], name=name, n=language.number(beyond), of=language.number(of))


_STANDING_OUT = {
    True: message("The group “{name}” is clearly above the organisation in {n} of {of} scores."),
    False: message("The group “{name}” is clearly below the organisation in {n} of {of} scores."),
}


def unshown(language: Language, hidden: int) -> str:
    """How many segments are not told; '' for none."""
    if not hidden:
        return ""
    return language.say_number(
        "{n} group is not shown: too few answers, here or in a neighbouring group.",
        "{n} groups are not shown: too few answers, here or in a neighbouring group.",
        hidden,
    )
