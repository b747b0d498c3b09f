"""Turns the stored responses of a closed wave into its release, once, and reads releases ever after."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.release import Release, ReleaseSegment
from culture3d.models.response import Response
from culture3d.models.unit import Unit
from culture3d.models.wave import State, Wave
from culture3d.services.questionnaires import instrument_of
from surveys.instrument import Instrument
from surveys.responses import Coded, Responses, unpack
from surveys.results import Intake, Policy, Results
from surveys.storage import from_blobs, to_blobs

if TYPE_CHECKING:
    from surveys.comparison import Comparison


def make_release(session: Session, wave: Wave, today: date) -> None:
    """Computes and stores what may be told of a tallied wave; harmless where that was done before."""
    from surveys.disclosure import release  # brings scipy, which no page needs

    if session.scalar(select(Release.id).where(Release.wave_id == wave.id)) is not None:
        return
    overall = instrument_of(wave.instrument_version).overall
    results = release(
        read_responses(session, wave),
        Policy(min_group=wave.min_group),
        invited=wave.invited,
        outcome=overall.id if overall else None,
        previous=tuple(read_release(session, earlier) for earlier in released_before(session, wave)),
    )
    _store(session, wave, results, today)


def _store(session: Session, wave: Wave, results: Results, today: date) -> None:
    header, figures = to_blobs(results)
    stored = Release(wave_id=wave.id, made_on=today, header=header)
    session.add(stored)
    session.flush()
    session.add_all(
        ReleaseSegment(release_id=stored.id, key=key, figures=blob) for key, blob in figures.items()
    )


def read_release(session: Session, wave: Wave) -> Results:
    """What may be told of a released wave. :raise LookupError: if it has no release."""
    stored = session.scalar(select(Release).where(Release.wave_id == wave.id))
    if stored is None:
        raise LookupError(f"wave {wave.id} has no release")
    columns = select(ReleaseSegment.key, ReleaseSegment.figures)
    rows = session.execute(columns.where(ReleaseSegment.release_id == stored.id))
    return from_blobs(stored.header, {row.key: row.figures for row in rows})


def released_before(session: Session, wave: Wave) -> Sequence[Wave]:
    """The earlier released waves of the same organisation, oldest first."""
    return session.scalars(
        select(Wave)
        .where(
            Wave.organisation_id == wave.organisation_id,
            Wave.state == State.RELEASED,
            Wave.number < wave.number,
        )
        .order_by(Wave.number)
    ).all()


def compare(session: Session, before: Wave, after: Wave) -> "Comparison":
    """The changes between two released waves. :raise LookupError: if one has no release."""
    from surveys.comparison import compare as changes  # brings scipy, which most pages do not need
    from surveys.matching import match_instruments

    old, new = read_release(session, before), read_release(session, after)
    asked = instrument_of(before.instrument_version), instrument_of(after.instrument_version)
    return changes(old, new, match_instruments(*asked, old.items, new.items))


def read_responses(session: Session, wave: Wave) -> Responses:
    """Everything that was said in a wave, in the order of the random ids."""
    columns = select(Response.unit_id, Response.perspective, Response.attributes, Response.answers)
    rows = session.execute(columns.where(Response.wave_id == wave.id).order_by(Response.id)).all()
    units, perspectives, attributes, answers = zip(*rows, strict=True) if rows else ((), (), (), ())
    instrument = instrument_of(wave.instrument_version)
    items = tuple(item.id for item in instrument.all_items)
    tree = wave.organisation.units
    everything = Responses(
        instrument=instrument,
        items=items,
        answers=unpack(answers, len(items)),
        unit_paths=((), *(unit.path for unit in tree)),
        unit_labels=(wave.organisation.name, *(unit.label for unit in tree)),
        unit_of=_rows_of(units, tree),
        attributes=_coded(instrument, attributes, wave.organisation.language),
        perspective=np.array(perspectives, np.int8),
        weights=None,
        links=None,
        intake=Intake(read=len(rows), used=len(rows)),
    )
    return everything.only(item.id for item in instrument.all_items if not item.reserve)


def _rows_of(units: Sequence[int | None], tree: Sequence[Unit]) -> NDArray[np.int32]:
    """For each person the place of the unit in the tree; 0 is the organisation itself."""
    places: dict[int | None, int] = {None: 0, **{unit.id: place for place, unit in enumerate(tree, 1)}}
    return np.fromiter((places[unit] for unit in units), np.int32, len(units))


def _coded(instrument: Instrument, blobs: Sequence[bytes], language: str) -> tuple[Coded, ...]:
    codes = np.frombuffer(b"".join(blobs), np.int8).reshape(len(blobs), len(instrument.attributes))
    return tuple(
        Coded(
            id=attribute.id,
            options=tuple(option.id for option in attribute.options),
            labels=tuple(instrument.say(option.label, language) or option.id for option in attribute.options),
            codes=codes[:, place].astype(np.int16),
        )
        for place, attribute in enumerate(instrument.attributes)
    )
