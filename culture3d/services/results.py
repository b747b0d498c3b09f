"""Turns the stored responses of a closed wave into its release, once, and reads releases ever after."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.release import Release, ReleaseChange, ReleaseComparison, ReleaseSegment
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
    """Computes and stores what may be told of a tallied wave, and what changed since the one before.

    Harmless where that was done before.
    """
    from surveys.disclosure import release  # brings scipy, which no page needs

    if session.scalar(select(Release.id).where(Release.wave_id == wave.id)) is not None:
        return
    overall = instrument_of(wave.instrument_version).overall
    before = released_before(session, wave)
    results = release(
        read_responses(session, wave),
        Policy(min_group=wave.min_group),
        invited=wave.invited,
        outcome=overall.id if overall else None,
        previous=tuple(read_release(session, earlier) for earlier in before),
    )
    stored = _store(session, wave, results, today)
    if before:
        _store_changes(session, stored, before[-1], compare(session, before[-1], wave))


def _store(session: Session, wave: Wave, results: Results, today: date) -> Release:
    header, figures = to_blobs(results)
    stored = Release(wave_id=wave.id, made_on=today, header=header, digest=_digest(header, figures))
    session.add(stored)
    session.flush()
    session.add_all(
        ReleaseSegment(release_id=stored.id, key=key, figures=blob) for key, blob in figures.items()
    )
    session.flush()
    return stored


def _digest(header: bytes, figures: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(header)
    for key in sorted(figures):
        digest.update(key.encode())
        digest.update(figures[key])
    return digest.hexdigest()


def _store_changes(session: Session, release: Release, before: Wave, comparison: "Comparison") -> None:
    from surveys.stored_changes import to_blobs as changes_to_blobs

    header, figures = changes_to_blobs(comparison)
    earlier = _release_of(session, before)
    session.add(ReleaseComparison(release_id=release.id, before_id=earlier.id, header=header))
    session.flush()
    session.add_all(
        ReleaseChange(release_id=release.id, key=key, figures=blob) for key, blob in figures.items()
    )


def _release_of(session: Session, wave: Wave) -> Release:
    stored = session.scalar(select(Release).where(Release.wave_id == wave.id))
    if stored is None:
        raise LookupError(f"wave {wave.id} has no release")
    return stored


def read_release(session: Session, wave: Wave, keys: Sequence[str] | None = None) -> Results:
    """What may be told of a released wave, of all segments or of some.

    :raise LookupError: if it has no release.
    """
    stored = _release_of(session, wave)
    rows = select(ReleaseSegment.key, ReleaseSegment.figures).where(ReleaseSegment.release_id == stored.id)
    if keys is not None:
        rows = rows.where(ReleaseSegment.key.in_(keys))
    return from_blobs(stored.header, {row.key: row.figures for row in session.execute(rows)})


def read_changes(session: Session, wave: Wave, keys: Sequence[str] | None = None) -> "Comparison | None":
    """The changes since the wave released before, in all segments or in some; None for a first wave.

    :raise LookupError: if the wave has no release.
    """
    from surveys.stored_changes import from_blobs as changes_from_blobs

    stored = session.get(ReleaseComparison, _release_of(session, wave).id)
    if stored is None:  # a first wave, or a release from before changes were stored with it
        before = released_before(session, wave)
        return compare(session, before[-1], wave) if before else None
    rows = select(ReleaseChange.key, ReleaseChange.figures).where(
        ReleaseChange.release_id == stored.release_id
    )
    if keys is not None:
        rows = rows.where(ReleaseChange.key.in_(keys))
    return changes_from_blobs(stored.header, {row.key: row.figures for row in session.execute(rows)})


def digest_of(session: Session, wave: Wave) -> str:
    """What a release is known by: another release has another one. :raise LookupError: if there is none."""
    found = session.scalar(select(Release.digest).where(Release.wave_id == wave.id))
    if found is None:
        raise LookupError(f"wave {wave.id} has no release")
    return found


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
