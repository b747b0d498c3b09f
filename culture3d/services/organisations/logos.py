"""Keeps the picture by which an organisation is known: drawn anew, so that nothing else of its file is."""

from base64 import b64decode

from sqlalchemy.orm import Session

from culture3d.models.organisation import Logo, Organisation
from culture3d.services.writing import UNWRITTEN
from surveys.faults import BadInput, Fault, told

MOST_BYTES = 2_000_000  # that are taken from somebody; reports.logo says the same of what it draws
_MOST_WORDS = 200
_KIND = "image/png"


def set_logo(session: Session, organisation: Organisation, content: bytes, alternative: str) -> Logo:
    """Keeps a picture in place of the one before. :raise BadInput: if it is none, or has no words."""
    wrong = _wrong_words(alternative)
    if wrong:
        raise BadInput([Fault(wrong, field="alternative")])
    drawn = _drawn_anew(content)
    logo = session.get(Logo, organisation.id) or Logo(organisation_id=organisation.id)
    logo.kind, logo.content, logo.alternative = _KIND, drawn, alternative.strip()
    session.add(logo)
    return logo


def logo_of(session: Session, organisation: Organisation) -> Logo | None:
    """The logo of an organisation, if it has one."""
    return session.get(Logo, organisation.id)


def remove_logo(session: Session, organisation: Organisation) -> None:
    """Takes the logo away; without one, nothing happens."""
    logo = logo_of(session, organisation)
    if logo is not None:
        session.delete(logo)


def _wrong_words(alternative: str) -> str | None:
    if not alternative.strip():
        return told("Say in words what the picture shows, for those who cannot see it.")
    if len(alternative.strip()) > _MOST_WORDS or UNWRITTEN.search(alternative):
        return told("has more than %(most)s characters, or a line break", most=_MOST_WORDS)
    return None


def _drawn_anew(content: bytes) -> bytes:
    """The picture as it is printed."""
    from reports.logo import address  # no other page draws, and starting does not need it

    try:
        return b64decode(address(content).partition(",")[2])
    except ValueError as error:
        raise BadInput([Fault(error.args[0], field="picture")]) from error
