"""Turns the releases of an organisation into what reports and pages tell of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from culture3d.models.organisation import Logo, Organisation
from culture3d.models.wave import Wave
from culture3d.services import comments
from culture3d.services.choices import ALL, Choice
from culture3d.services.questionnaires import instrument_of

if TYPE_CHECKING:
    from reports.brief import Brand, Brief
    from reports.brief import Wave as BriefWave
    from surveys.comparison import Comparison
    from surveys.results import Results


def brief_of(
    session: Session,
    wave: Wave,
    language: str,
    made_on: date,
    earlier: Sequence[str] | None = None,
    choice: Choice = ALL,
) -> "Brief":
    """What is to be told of a released wave and those before it.

    :param earlier: the segments to read of earlier waves and of changes; all where not given.
    :raise LookupError: if it has no release.
    """
    from culture3d.services import results

    before = [
        each
        for each in results.released_before(session, wave)
        if choice.earlier is None or each.number in choice.earlier
    ]
    return brief_over(
        [
            *((each, results.read_release(session, each, earlier)) for each in before),
            (wave, results.read_release(session, wave)),
        ],
        results.changes_between(session, before[-1], wave, earlier) if before else None,
        language,
        made_on,
        choice,
    )


def brief_over(
    waves: Sequence[tuple[Wave, "Results"]],
    comparison: "Comparison | None",
    language: str,
    made_on: date,
    choice: Choice = ALL,
) -> "Brief":
    """What is to be told of the last of some waves of an organisation, whose releases were read."""
    from reports.brief import Brief

    wave = waves[-1][0]
    return Brief(
        organisation=wave.organisation.name,
        instrument=instrument_of(wave.instrument_version),
        waves=tuple(_told(each, release) for each, release in waves),
        comparison=comparison,
        language=language,
        made_on=made_on,
        brand=_brand(wave.organisation),
        contents=choice.told_in(language),
    )


def _brand(organisation: Organisation) -> "Brand":
    from reports.brief import Brand

    return Brand(name=organisation.firm.name, accent=organisation.accent)


def with_logo(session: Session, brief: "Brief", organisation: Organisation) -> "Brief":
    """The same with the organisation's logo on its cover, if it has one; pages do without."""
    from reports.logo import address

    logo = session.get(Logo, organisation.id)
    if logo is None:
        return brief
    brand = replace(brief.brand, logo=address(logo.content), logo_text=logo.alternative)
    return replace(brief, brand=brand)


def with_comments(session: Session, brief: "Brief", wave: Wave) -> "Brief":
    """The same with what people wrote, where its review is finished.

    It is of the whole organisation: for those alone who may read all that was released of it.
    """
    from reports.brief import Comments

    found = comments.released(session, wave)
    if found is None:
        return brief
    told = {id_: Comments(tuple(words), found.written[id_]) for id_, words in found.told.items()}
    return replace(brief, comments=told)


def _told(wave: Wave, release: "Results") -> "BriefWave":
    from reports.brief import Wave as BriefWave

    return BriefWave(wave.name, release, wave.closed_on, open_link=wave.has_open_link)
