"""Turns what is said of whom people may ask into a checked Contact, and keeps it with the organisation."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from culture3d.models.organisation import Organisation
from culture3d.services.writing import ADDRESS, UNWRITTEN
from surveys.faults import told

_MOST_NAME, _MOST_EMAIL, _MOST_PHONE = 120, 254, 40  # characters that are stored
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]*")


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody whom people may ask about a survey, by mail, by phone or both."""

    name: str
    email: str | None = None
    phone: str | None = None

    @property
    def mailto(self) -> str:
        """The address as a link holds it: nothing in it adds a subject or another reader."""
        return f"mailto:{quote(self.email or '', safe='@')}"

    @property
    def tel(self) -> str:
        """The number as a link holds it."""
        return f"tel:{re.sub('[^0-9+]', '', self.phone or '')}"

    @property
    def ways(self) -> str:
        """How to reach them, in one line."""
        return ", ".join(filter(None, (self.email, self.phone)))


def contact_of(organisation: Organisation) -> Contact | None:
    """Whom the people of an organisation may ask, if somebody was named."""
    if organisation.contact_name is None:
        return None
    return Contact(organisation.contact_name, organisation.contact_email, organisation.contact_phone)


def set_contact(organisation: Organisation, contact: Contact | None) -> None:
    """Names somebody in place of whoever was named before, or nobody.

    :raise ValueError: with what is wrong.
    """
    wrong = _wrong(contact) if contact else None
    if wrong:
        raise ValueError(wrong)
    organisation.contact_name = contact.name if contact else None
    organisation.contact_email = contact.email if contact else None
    organisation.contact_phone = contact.phone if contact else None


def _wrong(contact: Contact) -> str | None:
    email, phone = contact.email, contact.phone
    if not contact.name.strip() or len(contact.name) > _MOST_NAME or UNWRITTEN.search(contact.name):
        return told("a name has 1 to %(most)s characters that can be printed on one line", most=_MOST_NAME)
    if email is None and phone is None:
        return told("people need a mail address or a phone number to ask at")
    if email is not None and (len(email) > _MOST_EMAIL or not ADDRESS.fullmatch(email)):
        return told("“%(email)s” is no mail address", email=email)
    if phone is not None and (len(phone) > _MOST_PHONE or not _PHONE.fullmatch(phone)):
        return told(
            "“%(phone)s” is no phone number: digits, with + before them and spaces between", phone=phone
        )
    return None
