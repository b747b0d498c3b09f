"""Turns a release into how far it can be trusted: who answered, how well was measured, what is withheld."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask_babel import gettext, ngettext

from reports import wording
from reports.chapters import method, participation
from reports.chapters.method import QualityRow
from reports.chapters.participation import Turnout
from reports.language import DASH, Language
from reports.reader import ORGANISATION, Reader
from reports.wording.answers import USABLE_RELIABILITY
from surveys.results import DETAILED, SUPPRESSED, Results

# Response rates in %, after what surveys of all employees usually reach.
HIGH_RATE, LOW_RATE = 75, 50
APART = 5  # points between a part's share of the invited and of the answers, from which a page names it
MOST_NAMED = 4


@dataclass(frozen=True)
class Level:
    """How many groups are told in which way."""

    detailed: int
    rounded: int
    hidden: int


@dataclass(frozen=True)
class WaveLine:
    """One wave beside the others: who answered, and how many groups are told."""

    answered: str
    invited: str
    rate: str
    told: str
    hidden: str


@dataclass(frozen=True)
class QualityTold:
    """What the page shows.

    means  what all of this means for reading the results, most important first
    parts  the share of each part of the organisation among the invited and among the answers
    """

    means: tuple[str, ...]
    participation: str
    silence: str
    parts: tuple[Turnout, ...]
    apart: str
    intake: str
    set_aside: tuple[tuple[str, str], ...]
    rows: tuple[QualityRow, ...]
    has_groups: bool
    levels: Level
    weighted: bool
    least: int
    detailed: int
    pressed: int


def build(reader: Reader) -> QualityTold:
    """How far the results of the whole organisation can be trusted."""
    # What a chapter gives is for its template, whatever its types.
    answered = cast(dict[str, Any], participation.build(reader))
    measured, results = cast(dict[str, Any], method.build(reader)), reader.results
    parts = tuple(row for row in answered["rows"] if row.kind == "unit" and row.depth == 1)
    return QualityTold(
        means=(*_about_silence(reader), *_about_measures(reader), *_about_groups(reader)),
        participation=str(answered["sentence"]),
        silence=_silence(reader),
        parts=parts,
        apart=_apart(reader),
        intake=str(answered["intake"]),
        set_aside=answered["set_aside"],
        rows=measured["quality"],
        has_groups=bool(measured["has_groups"]),
        levels=_levels(results),
        weighted=bool(measured["weighted"]),
        least=results.policy.min_group,
        detailed=results.policy.detailed_from,
        pressed=results.policy.pressed_below,
    )


def _about_silence(reader: Reader) -> tuple[str, ...]:
    rate = reader.rate()
    if reader.brief.current.open_link:
        return (
            gettext(
                "Anybody with the link could answer, and more than once. Take every number for a first "
                "impression."
            ),
        )
    if rate is None:
        return (gettext("How many were invited is not known; what the others think cannot be judged."),)
    if rate >= HIGH_RATE:
        return (
            gettext("Most people answered. The results stand for the organisation, not for a part of it."),
        )
    if rate >= LOW_RATE:
        return (
            gettext(
                "As many answered as is usual. If those who kept silent think differently, the true scores "
                "differ by more than the intervals say."
            ),
        )
    return (
        gettext(
            "Fewer than half answered. Take the results for those who spoke, and ask the others before you "
            "decide anything that concerns them."
        ),
    )


def _silence(reader: Reader) -> str:
    """What those who kept silent could change about the overall item, at the worst either way."""
    figures = reader.figures(reader.overall.id) if reader.overall else None
    low, high = (figures.silence_low, figures.silence_high) if figures else (None, None)
    if reader.overall is None or low is None or high is None or round(high - low) == 0:
        return ""
    told = {
        "low": reader.language.percent(low),
        "high": reader.language.percent(high),
        "text": reader.name(reader.overall.id).rstrip(". "),
    }
    if reader.counts_staff_alone:
        return str(
            gettext(
                "Whatever the silent think, between %(low)s and %(high)s of all staff who were invited would "
                "answer favourably to “%(text)s”. Every interval on these pages takes it that they do not "
                "think differently.",
                **told,
            )
        )
    return str(
        gettext(
            "Whatever the silent think, between %(low)s and %(high)s of all who were invited would answer "
            "favourably to “%(text)s”. Every interval on these pages takes it that they do not think "
            "differently.",
            **told,
        )
    )


def _about_measures(reader: Reader) -> tuple[str, ...]:
    """Which measures cannot rank groups, or that all can."""
    told = {
        measure: quality.alpha
        for measure, quality in reader.results.quality.items()
        if quality.alpha is not None and measure in (*reader.axes, *reader.headings)
    }
    if not told:
        return ()
    mixed = [reader.name(measure) for measure, alpha in told.items() if alpha < USABLE_RELIABILITY]
    if not mixed:
        return (gettext("Every facet was measured well enough to compare groups by it."),)
    return (
        ngettext(
            "Do not rank groups by %(names)s: the answers to its questions are too mixed.",
            "Do not rank groups by %(names)s: the answers to their questions are too mixed.",
            len(mixed),
            names=_named(reader.language, mixed),
        ),
    )


def _named(language: Language, names: Sequence[str]) -> str:
    quoted = [wording.quoted(language, name) for name in names]
    if len(quoted) <= MOST_NAMED:
        return language.listing(quoted)
    more: str = ngettext("and one more", "and %(num)s more", len(quoted) - MOST_NAMED)
    return f"{', '.join(quoted[:MOST_NAMED])} {more}"


def _about_groups(reader: Reader) -> tuple[str, ...]:
    """That a group that is missing is protected, and says nothing by it."""
    levels = _levels(reader.results)
    said = []
    if levels.hidden:
        said.append(
            ngettext(
                "One group is not shown. That protects people; it says nothing good or bad about the group.",
                "%(num)s groups are not shown. That protects people; it says nothing good or bad about them.",
                levels.hidden,
            )
        )
    if levels.rounded:
        said.append(
            ngettext(
                "One group is so small that only its scores are told, in whole points: talk "
                "with it rather than "
                "compare it.",
                "%(num)s groups are so small that only their scores are told, in whole points: "
                "talk with them "
                "rather than compare them.",
                levels.rounded,
            )
        )
    return tuple(said)


def _levels(results: Results) -> Level:
    """How the groups besides the organisation are told: by their best told measure."""
    best = results.table.tiers[: len(results.segments)].max(axis=1).tolist() if results.measures else []
    tiers = [
        SUPPRESSED if results.is_suppressed(segment.key) else tier
        for segment, tier in zip(results.segments, best, strict=False)
        if segment.key != ORGANISATION
    ]
    detailed, hidden = tiers.count(DETAILED), tiers.count(SUPPRESSED)
    return Level(detailed, len(tiers) - detailed - hidden, hidden)


def _apart(reader: Reader) -> str:
    """Which parts speak louder or more softly than they are large."""
    whole, invited = reader.count(), reader.invited()
    if not isinstance(whole, int) or not invited:
        return ""
    found = []
    for segment in reader.parts:
        count, asked = reader.count(segment.key), reader.invited(segment.key)
        if segment.kind == "unit" and segment.depth == 1 and isinstance(count, int) and asked:
            found.append((100 * count / whole - 100 * asked / invited, reader.label(segment)))
    if not found:
        return ""
    far = sorted((pair for pair in found if abs(pair[0]) >= APART), key=lambda pair: -abs(pair[0]))
    if not far:
        return str(
            gettext("Every part answered about as often as it is large: none speaks louder than the others.")
        )
    size, name = far[0]
    if size > 0:
        return str(
            gettext(
                "%(name)s speaks louder than it is large: its share of the answers is "
                "%(points)s points above its "
                "share of those invited.",
                name=name,
                points=reader.language.number(size),
            )
        )
    return str(
        gettext(
            "%(name)s speaks more softly than it is large: its share of the answers is "
            "%(points)s points below its "
            "share of those invited.",
            name=name,
            points=reader.language.number(-size),
        )
    )


def wave_line(language: Language, results: Results) -> WaveLine:
    """One wave beside the others."""
    count, invited = results.counts.get(ORGANISATION), results.invited.get(ORGANISATION)
    rate = 100 * count / invited if isinstance(count, int) and invited else None
    levels = _levels(results)
    return WaveLine(
        answered=language.people(count),
        invited=language.people(invited) if invited else DASH,
        rate=language.percent(rate),
        told=language.number(levels.detailed + levels.rounded),
        hidden=language.number(levels.hidden),
    )
