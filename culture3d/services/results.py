"""Turns the stored responses of a closed wave into its release, once, and reads releases ever after."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.release import Release, ReleaseChange, ReleaseComparison, ReleaseSegment
from culture3d.models.response import Response
from culture3d.models.unit import Unit
from culture3d.models.wave import State, Wave
from culture3d.services.questionnaires import instrument_of
from culture3d.services.units import history
from surveys.codes import PERSPECTIVES
from surveys.instrument import Instrument
from surveys.keys import ORGANISATION, unit_key
from surveys.responses import Answers, Coded, Responses, unpack
from surveys.results import Intake, Policy, Results
from surveys.storage import from_blobs, to_blobs

if TYPE_CHECKING:
    from surveys.comparison import Comparison

_BATCH = 500  # rows read at a time: Python's garbage collector does not look for waste among so few


def make_release(session: Session, wave: Wave, today: date) -> None:
    """Computes and stores what may be told of a tallied wave, and what changed since the one before.

    Harmless where that was done before.
    """
    from surveys.disclosure import release  # brings scipy, which no page needs

    if session.scalar(select(Release.id).where(Release.wave_id == wave.id)) is not None:
        return
    overall = instrument_of(wave.instrument_version).overall
    before = released_before(session, wave)
    responses = read_responses(session, wave)
    results = release(
        responses,
        Policy(min_group=wave.min_group),
        invited=_invited(wave, responses),
        outcome=overall.id if overall else None,
        previous=tuple(read_release(session, earlier) for earlier in before),
    )
    stored = _store(session, wave, results, today)
    if before:
        _store_changes(session, stored, before[-1], compare(session, before[-1], wave))


def _invited(wave: Wave, responses: Responses) -> dict[str, int]:
    """How many were invited, as far as that can be true.

    An open link reaches others too: then only wholes can be. Somebody who moved after they had answered
    counts where they were, so that more may have answered there than are asked there now.
    """
    if not wave.has_open_link:
        at = _answered_by_unit(responses)
        return {key: invited for key, invited in wave.invited.items() if at[key] <= invited}
    answered = np.bincount(responses.perspective, minlength=len(PERSPECTIVES)).tolist()
    wholes = zip((ORGANISATION, *PERSPECTIVES[1:]), answered, strict=True)
    return {key: wave.invited[key] for key, count in wholes if count <= wave.invited.get(key, -1)}


def _answered_by_unit(responses: Responses) -> Counter[str]:
    """How many of the staff answered at or below each unit, by the keys of units."""
    staff = responses.unit_of[responses.perspective == PERSPECTIVES.index("staff")]
    found: Counter[str] = Counter()
    for unit, people in Counter(staff.tolist()).items():
        path = responses.unit_paths[unit]
        found.update({unit_key(path[:depth]): people for depth in range(1, len(path) + 1)})
    return found


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
    _release_of(session, wave)
    before = released_before(session, wave)
    return changes_between(session, before[-1], wave, keys) if before else None


def changes_between(
    session: Session, before: Wave, after: Wave, keys: Sequence[str] | None = None, *, effects: bool = True
) -> "Comparison":
    """The changes from one released wave to any later one, in all segments or in some.

    Those since the wave before were stored with the release; all others are compared now.

    :param effects: with Hedges' g, which takes long and which pages do not show.
    :raise LookupError: if one has no release.
    """
    from surveys.stored_changes import from_blobs as changes_from_blobs

    stored = session.get(ReleaseComparison, _release_of(session, after).id)
    if stored is None or stored.before_id != _release_of(session, before).id:
        return compare(session, before, after, effects=effects)
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


def digests_of(session: Session, waves: Sequence[Wave]) -> dict[int, str]:
    """The same of several waves, by their ids."""
    ids = [wave.id for wave in waves]
    rows = session.execute(select(Release.wave_id, Release.digest).where(Release.wave_id.in_(ids)))
    return {row.wave_id: row.digest for row in rows}


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


def units_hidden_before(session: Session, wave: Wave) -> list[int]:
    """The units that were not told in the wave released before; none for a first wave."""
    before = released_before(session, wave)
    if not before:
        return []
    told = read_release(session, before[-1])
    hidden = {segment.key for segment in told.segments if told.is_suppressed(segment.key)}
    return [unit_id for unit_id, key in history.keys_then(session, before[-1]).items() if key in hidden]


def compare(session: Session, before: Wave, after: Wave, *, effects: bool = True) -> "Comparison":
    """The changes between two released waves. :raise LookupError: if one has no release."""
    from surveys.comparison import compare as changes  # brings scipy, which most pages do not need
    from surveys.matching import match_instruments

    old, new = read_release(session, before), read_release(session, after)
    asked = instrument_of(before.instrument_version), instrument_of(after.instrument_version)
    moves = history.moves(session, before, after)
    matching = match_instruments(*asked, old.items, new.items)
    return changes(old, new, matching, moves=moves, effects=effects)


def read_responses(session: Session, wave: Wave) -> Responses:
    """Everything that was said in a wave, in the order of the random ids."""
    instrument = instrument_of(wave.instrument_version)
    items = tuple(item.id for item in instrument.all_items)
    tree = wave.organisation.units
    said = _read_rows(session, wave, tree, (len(instrument.attributes), len(items)))
    everything = Responses(
        instrument=instrument,
        items=items,
        answers=said.answers,
        unit_paths=((), *(unit.path for unit in tree)),
        unit_labels=(wave.organisation.name, *(unit.label for unit in tree)),
        unit_of=said.unit_of,
        attributes=_coded(instrument, said.attributes, wave.organisation.language),
        perspective=said.perspective,
        weights=None,
        links=None,
        intake=Intake(read=len(said.answers), used=len(said.answers)),
    )
    return everything.only(item.id for item in instrument.all_items if not item.reserve)


@dataclass(frozen=True)
class _Said:
    """Stored rows as columns; a unit is its place in the tree, 0 the organisation itself."""

    unit_of: NDArray[np.int32]
    perspective: NDArray[np.int8]
    attributes: Answers
    answers: Answers


def _read_rows(session: Session, wave: Wave, tree: Sequence[Unit], widths: tuple[int, int]) -> _Said:
    """Reads batch by batch, so that a million rows never stand in memory as a million objects.

    :param widths: how many attributes and how many items a row holds.
    """
    places: dict[int | None, int] = {None: 0, **{unit.id: place for place, unit in enumerate(tree, 1)}}
    columns = select(Response.unit_id, Response.perspective, Response.attributes, Response.answers)
    query = columns.where(Response.wave_id == wave.id).order_by(Response.id)
    read = [_columns_of((), places, widths)]
    with session.connection().execute(query, execution_options={"yield_per": _BATCH}) as rows:
        read += [_columns_of(batch, places, widths) for batch in rows.partitions()]
    units, perspectives, attributes, answers = zip(*read, strict=True)
    return _Said(*map(np.concatenate, (units, perspectives, attributes, answers)))


def _columns_of(
    batch: Sequence[Sequence[Any]], places: Mapping[int | None, int], widths: tuple[int, int]
) -> tuple[NDArray[np.int32], NDArray[np.int8], Answers, Answers]:
    units, perspectives, attributes, answers = zip(*batch, strict=True) if batch else ((), (), (), ())
    return (
        np.array([places[unit] for unit in units], np.int32),
        np.array(perspectives, np.int8),
        unpack(attributes, widths[0]),
        unpack(answers, widths[1]),
    )


def _coded(instrument: Instrument, codes: Answers, language: str) -> tuple[Coded, ...]:
    return tuple(
        Coded(
            id=attribute.id,
            options=tuple(option.id for option in attribute.options),
            labels=tuple(instrument.say(option.label, language) or option.id for option in attribute.options),
            codes=codes[:, place].astype(np.int16),
        )
        for place, attribute in enumerate(instrument.attributes)
    )
