"""Begins and changes a firm's questionnaires, and takes changes back; nobody overwrites anybody unseen."""

from collections.abc import Callable

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from culture3d import clock
from culture3d.models.account import Account
from culture3d.models.firm import Firm
from culture3d.models.questionnaire import Edition, Questionnaire
from culture3d.services.designing.places import look
from culture3d.services.designing.shape import Fields, Shapeless, fields_of, text_of

MAX_CHARACTERS = 1024 * 1024  # as for files, see surveys.instrument.reading
KEPT = 30  # changes that can be taken back, one after the other
_LONGEST_TITLE = 200


class TooLong(Exception):
    """A questionnaire would become longer than any may be."""


def of_firms(session: Session, firms: list[int]) -> list[Questionnaire]:
    """The questionnaires of some firms, the last edited first."""
    found = select(Questionnaire).where(Questionnaire.firm_id.in_(firms))
    return list(session.scalars(found.order_by(Questionnaire.edited_at.desc(), Questionnaire.id.desc())))


def begin(session: Session, firm: Firm, text: str, based_on: str, who: Account | None) -> Questionnaire:
    """A new questionnaire of a firm. :raise TooLong: if it is longer than any may be."""
    questionnaire = Questionnaire(firm=firm, title="", edition=1, based_on=based_on[:120], left=[])
    _write(questionnaire, text, who)
    session.add(questionnaire)
    session.flush()
    return questionnaire


def change(session: Session, questionnaire: Questionnaire, text: str, who: Account | None) -> None:
    """Stores a change, and keeps what was there before.

    :raise StaleDataError: if somebody else stored one in the same moment.
    :raise TooLong: if it would become longer than any may be.
    """
    if text == questionnaire.text:
        return
    before = Edition(questionnaire_id=questionnaire.id, number=questionnaire.edition)
    before.text = questionnaire.text
    _write(questionnaire, text, who)
    session.add(before)
    questionnaire.edition += 1
    _forget(session, questionnaire)
    session.flush()


def text_at(session: Session, questionnaire: Questionnaire, edition: int) -> str | None:
    """The text as it was at an edition; None if that is not kept any longer, or never was."""
    if edition == questionnaire.edition:
        return questionnaire.text
    found = session.scalar(_kept(questionnaire).where(Edition.number == edition))
    return found.text if found else None


def take_back(session: Session, questionnaire: Questionnaire, who: Account | None) -> bool:
    """Takes the last change back; False if none is kept."""
    last = session.scalar(_kept(questionnaire).order_by(Edition.number.desc()).limit(1))
    if last is None:
        return False
    _write(questionnaire, last.text, who)
    questionnaire.edition += 1
    session.delete(last)
    session.flush()
    return True


def can_be_taken_back(session: Session, questionnaire: Questionnaire) -> bool:
    """Whether there is a change to take back."""
    return session.scalar(_kept(questionnaire).limit(1)) is not None


def remove(session: Session, questionnaire: Questionnaire) -> None:
    """Deletes a questionnaire; what was fielded of it stays."""
    session.execute(delete(Edition).where(Edition.questionnaire_id == questionnaire.id))
    session.delete(questionnaire)
    session.flush()


def with_fields(text: str, do: Callable[[Fields], None]) -> str:
    """The text after a change of its fields; as it is, where it has none that could be read."""
    try:
        fields = fields_of(text)
    except Shapeless:
        return text
    do(fields)
    return text_of(fields)


def _kept(questionnaire: Questionnaire) -> Select[Edition]:
    return select(Edition).where(Edition.questionnaire_id == questionnaire.id)


def _write(questionnaire: Questionnaire, text: str, who: Account | None) -> None:
    if len(text) > MAX_CHARACTERS:
        raise TooLong
    questionnaire.text = text
    questionnaire.title = _title(text) or questionnaire.title
    questionnaire.edited_at = clock.now()
    questionnaire.editor = who and who.name


def _title(text: str) -> str:
    try:
        fields = fields_of(text)
    except Shapeless:
        return ""
    words = look(fields, ("title",))
    first = next(iter(words.values()), "") if isinstance(words, dict) else ""
    return str(first or look(fields, ("id",)) or "").replace("\0", "")[:_LONGEST_TITLE]


def _forget(session: Session, questionnaire: Questionnaire) -> None:
    """Lets go of what lies too far back."""
    old = Edition.number < questionnaire.edition - KEPT
    session.execute(delete(Edition).where(Edition.questionnaire_id == questionnaire.id, old))
