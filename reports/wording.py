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


def tally(language: Language, changes: Sequence[Change], what: str) -> str:
    """How many measures rose, fell and did neither, of those that were tested; `what` names them."""
    rose, fell = (sum(change.verdict == verdict for change in changes) for verdict in _CLEAR)
    same = sum(change.verdict == "no clear change" and change.reason is None for change in changes)
    if not rose + fell + same:
        return language.say("No change since the last wave could be tested.")
    return language.say(
        what, rose=language.number(rose), fell=language.number(fell), same=language.number(same)
    )


def highest(language: Language, standings: Sequence[Standing]) -> str:
    """Who stands highest, and who cannot be told apart from it; '' for fewer than two."""
    if len(standings) < 2:
        return ""
    top = max(standings, key=lambda standing: standing.score)
    near = [standing for standing in standings if standing.high >= top.low]
    return _extreme(
        language,
        top,
        near,
        len(standings),
        alone=message("“{name}” stands highest, at {score} ({interval})."),
        shared=message("{names} stand highest; their intervals overlap."),
        nobody=message("Nothing stands clearly above the rest."),
    )


def lowest(language: Language, standings: Sequence[Standing]) -> str:
    """Who stands lowest, and who cannot be told apart from it; '' for fewer than two."""
    if len(standings) < 2:
        return ""
    bottom = min(standings, key=lambda standing: standing.score)
    near = [standing for standing in standings if standing.low <= bottom.high]
    return _extreme(
        language,
        bottom,
        near,
        len(standings),
        alone=message("“{name}” stands lowest, at {score} ({interval})."),
        shared=message("{names} stand lowest; their intervals overlap."),
        nobody=message("Nothing stands clearly below the rest."),
    )


def _extreme(
    language: Language,
    first: Standing,
    near: Sequence[Standing],
    of: int,
    *,
    alone: str,
    shared: str,
    nobody: str,
) -> str:
    if len(near) == 1:
        return language.say(
            alone,
            name=first.name,
            score=language.number(first.score),
            interval=language.interval(first.low, first.high),
        )
    if len(near) > MOST_NAMED or len(near) == of:
        return language.say(nobody)
    ranked = sorted(near, key=lambda standing: (abs(standing.score - first.score), standing.name))
    return language.say(shared, names=language.listing(quoted(language, one.name) for one in ranked))


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
        "If everybody who was silent thought the same way, the true share could lie anywhere from {low} to "
        "{high}; the interval assumes that silence is random.",
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
    return language.say("answers are too mixed to rank groups by this")


def beyond(language: Language, names: Sequence[str], above: bool) -> str:
    """Where a segment's interval lies wholly above, or below, the organisation's score."""
    if not names:
        return language.say(_NOT_BEYOND[above])
    return _naming(language, names, _BEYOND[above], _MANY_BEYOND[above])


_NOT_BEYOND = {
    True: message("No interval lies wholly above the organisation’s score."),
    False: message("No interval lies wholly below the organisation’s score."),
}
_BEYOND = {
    True: message("The whole interval lies above the organisation’s score: {names}."),
    False: message("The whole interval lies below the organisation’s score: {names}."),
}
_MANY_BEYOND = {
    True: message("In {n} of the rows above, the whole interval lies above the organisation’s score."),
    False: message("In {n} of the rows above, the whole interval lies below the organisation’s score."),
}


def moved(language: Language, names: Sequence[str], rose: bool) -> str:
    """What clearly rose, or fell, since the last wave; '' if nothing did."""
    return _naming(language, names, _MOVED[rose], _MANY_MOVED[rose]) if names else ""


_MOVED = {
    True: message("Clearly higher than in the last wave: {names}."),
    False: message("Clearly lower than in the last wave: {names}."),
}
_MANY_MOVED = {
    True: message("{n} of the rows above are clearly higher than in the last wave."),
    False: message("{n} of the rows above are clearly lower than in the last wave."),
}


def _naming(language: Language, names: Sequence[str], few: str, many: str) -> str:
    if len(names) > MOST_LISTED:
        return language.say(many, n=language.number(len(names)))
    return language.say(few, names=language.listing(quoted(language, name) for name in names))


def unshown(language: Language, hidden: int) -> str:
    """How many segments are not told; '' for none."""
    if not hidden:
        return ""
    return language.say_number(
        "{n} group is not shown: too few answers, here or in a neighbouring group.",
        "{n} groups are not shown: too few answers, here or in a neighbouring group.",
        hidden,
    )
