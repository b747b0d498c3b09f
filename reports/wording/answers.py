"""Turns counts, shares and reliabilities into sentences: who answered, how favourably, how well measured."""

from reports.language import Language, message
from surveys.results import Band, Bound, Figures

GOOD_RELIABILITY, USABLE_RELIABILITY = 0.80, 0.70


def participation(
    language: Language, answered: int | Band | None, invited: int | None, *, of_staff: bool = False
) -> str:
    """How many answered, and of how many; None stands for fewer than may be told of.

    :param of_staff: whether these are the staff alone, while others were or could be asked.
    """
    if answered is None:
        return language.say("Too few people answered: nothing can be told, not even how many they were.")
    if isinstance(answered, int) and invited == answered:
        return _all(language, answered, of_staff=of_staff)
    if isinstance(answered, int) and invited:
        return _some(language, answered, invited, of_staff=of_staff)
    return language.say(_UNKNOWN[of_staff], answered=language.people(answered))


def _all(language: Language, people: int, *, of_staff: bool) -> str:
    if of_staff:
        return language.say_number(
            "The one invited member of staff answered.", "All {n} invited members of staff answered.", people
        )
    return language.say_number(
        "The one person invited answered.", "All {n} people who were invited answered.", people
    )


def _some(language: Language, answered: int, invited: int, *, of_staff: bool) -> str:
    told = {"answered": language.number(answered), "rate": language.percent(100 * answered / invited)}
    if of_staff:
        return language.say_number(
            "{answered} of {n} invited member of staff answered: {rate}.",
            "{answered} of {n} invited members of staff answered: {rate}.",
            invited,
            **told,
        )
    return language.say_number(
        "{answered} of {n} invited person answered: {rate}.",
        "{answered} of {n} invited people answered: {rate}.",
        invited,
        **told,
    )


_UNKNOWN = {
    False: message(
        "{answered} people answered. How many were invited is not known, so nothing can be said of the "
        "others."
    ),
    True: message(
        "{answered} members of staff answered. How many were invited is not known, so nothing can be said "
        "of the others."
    ),
}


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


def silence(language: Language, text: str, figures: Figures, *, of_staff: bool = False) -> str:
    """What the silence of those who did not answer could hide; '' where it is not known or there was none.

    :param of_staff: whether the figures are of the staff alone, while others were or could be asked.
    """
    low, high = figures.silence_low, figures.silence_high
    if low is None or high is None or round(high - low) == 0:
        return ""
    return language.say(
        _SILENCE[of_staff],
        low=language.percent(low),
        high=language.percent(high),
        text=text.rstrip(". "),
    )


_SILENCE = {
    False: message(
        "Whatever the silent think, between {low} and {high} of all invited would answer favourably to "
        "“{text}”; every interval in this report assumes that silence is random."
    ),
    True: message(
        "Whatever the silent think, between {low} and {high} of all invited staff would answer favourably "
        "to “{text}”; every interval in this report assumes that silence is random."
    ),
}


def reliability(language: Language, alpha: float | None) -> str:
    """What a reliability lets one do with a measure."""
    if alpha is None:
        return language.say("not available")
    if alpha >= GOOD_RELIABILITY:
        return language.say("good")
    if alpha >= USABLE_RELIABILITY:
        return language.say("usable")
    return language.say("too mixed to rank groups")


def unshown(language: Language, hidden: int) -> str:
    """How many segments are not told; '' for none."""
    if not hidden:
        return ""
    return language.say_number(
        "{n} group is not shown: too few answers, here or in a neighbouring group.",
        "{n} groups are not shown: too few answers, here or in a neighbouring group.",
        hidden,
    )
