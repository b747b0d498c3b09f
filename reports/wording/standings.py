"""Turns scores into sentences on who stands highest, lowest and apart, as far as chance allows."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.language import Language, message

MOST_NAMED = 3  # more names in one sentence are a list, not a message,
MOST_LISTED = 5  # and more than these no list that is read


@dataclass(frozen=True, slots=True)
class Standing:
    """A named score with its interval, 0-100."""

    name: str
    score: float
    low: float
    high: float


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
