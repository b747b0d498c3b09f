"""Turns stored instrument versions into Instruments, each read once per process."""

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.instrument_version import InstrumentVersion

if TYPE_CHECKING:
    from surveys.instrument import Instrument


def store(session: Session, text: str) -> InstrumentVersion:
    """The stored version of a questionnaire's YAML; stores it if it is new.

    :raise ValueError: if another text was fielded under the same id and version: that one never changes.
    :raise BadInput: if the text is no questionnaire.
    """
    instrument = read(text)
    found = session.scalar(
        select(InstrumentVersion).where(
            InstrumentVersion.name == instrument.id, InstrumentVersion.version == instrument.version
        )
    )
    if found is None:
        found = InstrumentVersion(name=instrument.id, version=instrument.version, text=text)
        session.add(found)
        session.flush()
    if found.text != text:
        raise ValueError(f"{instrument.id} version {instrument.version} was fielded in other words")
    return found


def instrument_of(version: InstrumentVersion) -> "Instrument":
    """The instrument of a stored version."""
    return read(version.text)


@lru_cache(maxsize=32)
def read(text: str) -> "Instrument":
    """The instrument that a YAML text describes. :raise BadInput: if it describes none."""
    from surveys.instrument import read_instrument  # brings pydantic, which starting does not need

    return read_instrument(text)
