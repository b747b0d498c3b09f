"""Turns the drivers of a release into rows and sentences: what goes together with the overall item."""

from dataclasses import dataclass

from flask_babel import gettext, ngettext

from culture3d.web.insight.map_columns import sector_of
from reports import marks, palette, wording
from reports.language import DASH
from reports.reader import Reader
from surveys.results import Drivers, DriverShare
from surveys.statistics.drivers import LARGEST

LEAST, LEAST_FOR_EACH = 100, 10  # people: at least, and for each facet
MOST_NAMED = 4


@dataclass(frozen=True)
class Driver:
    """One facet: its share of what all explain together, the ranks it may have, and how it stands itself."""

    id: str
    name: str
    share: str
    share_mark: str
    ranks: str
    ranks_mark: str
    score: str
    told: DriverShare


@dataclass(frozen=True)
class DriversTold:
    """What the page shows; `why_none` says why there are no rows."""

    outcome: str
    people: str
    explained: str
    rest: str
    rows: tuple[Driver, ...]
    first: str
    why_none: str


def build(reader: Reader) -> DriversTold:
    """What goes together with the overall item in the whole organisation."""
    told, language = reader.results.drivers, reader.language
    if told is None:
        return DriversTold("", "", "", "", (), "", _why_none(reader))
    explained = 100 * told.r2
    return DriversTold(
        outcome=reader.name(told.outcome),
        people=language.number(told.n),
        explained=language.percent(explained),
        rest=language.percent(100 - round(explained)),
        rows=_rows(reader, told),
        first=_first(reader, told),
        why_none="",
    )


def _rows(reader: Reader, told: Drivers) -> tuple[Driver, ...]:
    """The facets, the largest share first. Shares are given of what is explained, and so add up to 100 %."""
    total = sum(each.share for each in told.shares.values()) or 1.0
    widest = 100 * max(each.share for each in told.shares.values()) / total
    ranked = sorted(told.shares.items(), key=lambda pair: -pair[1].share)
    return tuple(_row(reader, facet, each, total, widest, len(ranked)) for facet, each in ranked)


def _row(reader: Reader, facet: str, told: DriverShare, total: float, widest: float, of: int) -> Driver:
    language, place = reader.language, sector_of(reader, facet)
    colour = (palette.PLAIN if place is None else palette.sector(place)).strong
    share, figures = 100 * told.share / total, reader.figures(facet)
    alone = told.rank_low == told.rank_high
    return Driver(
        id=facet,
        name=reader.name(facet),
        share=language.percent(share),
        share_mark=marks.bar(share, colour, most=max(widest, 1.0)),
        ranks=language.number(told.rank_low) if alone else language.interval(told.rank_low, told.rank_high),
        ranks_mark=marks.ranks(told.rank_low, told.rank_high, of, colour),
        score=language.figure(figures.score) if figures else DASH,
        told=told,
    )


def _first(reader: Reader, told: Drivers) -> str:
    """Which facets may be the first: that is all that the ranks allow to be said."""
    ranked = sorted(told.shares.items(), key=lambda pair: -pair[1].share)
    may_lead = [reader.name(facet) for facet, each in ranked if each.rank_low == 1]
    if len(may_lead) == 1:
        return str(
            gettext("“%(name)s” goes together with it most, beyond what chance explains.", name=may_lead[0])
        )
    named = [wording.quoted(reader.language, name) for name in may_lead[:MOST_NAMED]]
    if len(may_lead) <= MOST_NAMED:
        names = reader.language.listing(named)
        return str(
            gettext("Which of these goes together with it most cannot be told: %(names)s.", names=names)
        )
    return str(
        ngettext(
            "Which goes together with it most cannot be told: %(names)s and one more come into question.",
            "Which goes together with it most cannot be told: %(names)s and %(num)s more come into question.",
            len(may_lead) - MOST_NAMED,
            names=", ".join(named),
        )
    )


def _why_none(reader: Reader) -> str:
    facets = len(reader.facets)
    least = max(LEAST, LEAST_FOR_EACH * facets)
    count = reader.count()
    if reader.overall is None:
        return str(
            gettext(
                "This wave asked no overall question, such as “I would be glad to be a customer "
                "here”. With one in "
                "the next wave, there will be something to hold the facets against."
            )
        )
    if not 0 < facets <= LARGEST:
        return str(
            gettext(
                "This is reckoned for questionnaires with 1 to %(most)s facets, and this one has %(facets)s.",
                most=LARGEST,
                facets=facets,
            )
        )
    if not isinstance(count, int) or count < least:
        return str(
            gettext(
                "For %(facets)s facets, at least %(least)s people must have answered every part "
                "that this needs. "
                "Fewer did; which facet comes first would be chance.",
                facets=facets,
                least=least,
            )
        )
    return str(
        gettext(
            "Fewer than %(least)s people answered every part that this needs, or all of them "
            "gave the same answer. "
            "So nothing can be said.",
            least=least,
        )
    )
