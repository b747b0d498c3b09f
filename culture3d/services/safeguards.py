"""Turns an organisation into what may be known of how its people are protected; nothing of it is a result."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.organisation import Organisation
from culture3d.models.receipt_list import ReceiptList
from culture3d.models.wave import State, Wave
from culture3d.services import retention, trustees
from culture3d.services.participation import Participation, participation
from culture3d.services.promises import promise
from culture3d.services.questionnaires import instrument_of
from culture3d.services.retention import Days, Due
from culture3d.services.trustees import Standing

_ASKING = (State.OPEN, State.CLOSED)  # a released wave has no ballots any more: its results tell how many


@dataclass(frozen=True)
class Safeguards:
    """How the people of one wave are protected.

    promise       in paragraphs, in the language of the page or the wave's first; `promised_in` says which
    attributes    the background questions, in words
    told          how many have answered, where that is asked for and the wave has answers
    has_receipts  whether the list of receipts is there
    """

    wave: Wave
    promise: tuple[str, ...]
    promised_in: str
    languages: tuple[str, ...]
    attributes: tuple[str, ...]
    trustees: tuple[Standing, ...]
    due: Due | None
    told: Participation | None
    has_receipts: bool


def of_waves(
    session: Session, organisation: Organisation, settings: Settings, language: str, counting: bool
) -> list[Safeguards]:
    """Those of every wave, the latest first.

    :param counting: whether to say how many have answered, by the rule for small groups.
    """
    found = select(Wave).where(Wave.organisation_id == organisation.id, Wave.rehearses_id.is_(None))
    dues = {
        due.wave.id: due for due in retention.calendar(session, organisation, days(organisation, settings))
    }
    return [
        _of(session, wave, settings, language, dues.get(wave.id), counting)
        for wave in session.scalars(found.order_by(Wave.number.desc()))
    ]


def days(organisation: Organisation, settings: Settings) -> Days:
    """After how many days what is kept of its people goes."""
    return retention.days_of(organisation, Days(settings.invitation_days, settings.response_days))


def _of(
    session: Session, wave: Wave, settings: Settings, language: str, due: Due | None, counting: bool
) -> Safeguards:
    instrument = instrument_of(wave.instrument_version)
    standings = trustees.standings(session, wave, settings.keys)
    promised = wave.promise or promise(wave, [each.trustee for each in standings])
    promised_in = language if language in promised else next(iter(promised))
    asked = [each for each in instrument.attributes if wave.attributes is None or each.id in wave.attributes]
    return Safeguards(
        wave=wave,
        promise=tuple(promised[promised_in]),
        promised_in=promised_in,
        languages=tuple(promised),
        attributes=tuple(instrument.say(each.text, language) or each.id for each in asked),
        trustees=tuple(standings),
        due=due,
        told=participation(session, wave)
        if counting and wave.state in _ASKING and not wave.tallied
        else None,
        has_receipts=bool(session.scalar(select(exists().where(ReceiptList.wave_id == wave.id)))),
    )
