"""Turns the cookie of this browser into who answers here, and forgets people again on shared devices.

The cookie is signed. What stands in it is the person's own secret and what the list of participants has on
them, so that a page need not ask the database who they are. It ends with the browser, unless somebody came
by an open link: then the browser is the only one who knows the secret.
"""

from dataclasses import dataclass

from flask import session

from culture3d.sealing import PersonalKeys, personal_keys
from culture3d.services.answering.entrance import Guest
from culture3d.services.answering.fielded import FieldedWave
from culture3d.services.answering.sheets import UNANSWERED, Sheet
from culture3d.web.answering.pages import Asked
from surveys.codes import Perspective

_MOST = 4  # waves in which one browser answers side by side; a cookie must stay small


@dataclass(frozen=True, slots=True)
class Seat:
    """Who answers here. Those who came by an open link are on no list: `participant_id` is None.

    attributes  what the list has, by the place of each attribute; empty or UNANSWERED is to be asked
    kiosk       whether the device is shared, so that it must show no receipt and keep nothing
    """

    wave: FieldedWave
    keys: PersonalKeys
    participant_id: int | None
    perspective: Perspective
    unit_id: int | None
    attributes: tuple[int, ...]
    kiosk: bool

    @property
    def mark(self) -> str:
        """By what a browser tells apart what it keeps for this person; nothing stored follows from it."""
        return self.keys.order_seed.hex()[:8]

    def asked(self, language: str) -> Asked:
        """What this person is asked: nothing that the list has already."""
        return asked_of(self.wave, language, self.perspective, self.unit_id, self.attributes)

    def completed(self, sheet: Sheet) -> Sheet:
        """The sheet with what the list has on this person in the place of what was not asked."""
        listed = ((place, self.attributes[place]) for place in self.wave.attributes if self.attributes)
        known = {place: code for place, code in listed if code != UNANSWERED}
        said = tuple(known.get(place, code) for place, code in enumerate(sheet.attributes))
        unit_id = sheet.unit_id if self.unit_id is None else self.unit_id
        return Sheet(sheet.answers, said, unit_id, self.perspective, sheet.texts)


def asked_of(
    wave: FieldedWave,
    language: str,
    perspective: Perspective = "staff",
    unit_id: int | None = None,
    attributes: tuple[int, ...] = (),
) -> Asked:
    """What somebody is asked of whom the list has this; nothing, of people who are on no list."""
    known = dict(enumerate(attributes))
    return Asked(
        wave.text,
        language,
        perspective,
        unit=bool(wave.units) and perspective == "staff" and unit_id is None,
        attributes=tuple(place for place in wave.attributes if known.get(place, UNANSWERED) == UNANSWERED),
    )


def seat_in(wave: FieldedWave) -> Seat | None:
    """Who answers in a wave from this browser; None before anybody came in."""
    for wave_id, secret, participant_id, perspective, unit_id, attributes in session.get("seats", []):
        if wave_id == wave.id:
            keys = personal_keys(bytes.fromhex(secret), wave_id)
            kiosk = kiosk_address() == wave.address
            return Seat(wave, keys, participant_id, perspective, unit_id, tuple(attributes), kiosk)
    return None


def take(wave_id: int, secret: bytes, guest: Guest | None = None) -> None:
    """Lets somebody answer from this browser: a guest, or whoever came by an open link."""
    others = [seat for seat in session.get("seats", []) if seat[0] != wave_id]
    known = (guest.participant_id, guest.perspective, guest.unit_id, guest.attributes) if guest else None
    mine = [wave_id, secret.hex(), *(known or (None, "staff", None, ()))]
    session["seats"] = seats = [*others[1 - _MOST :], mine]
    # The others come back by their link or code, and leave nobody their place when they close the browser.
    came_by_open_link = any(participant_id is None for _, _, participant_id, *_ in seats)
    session.permanent = came_by_open_link and kiosk_address() is None


def kiosk_address() -> str | None:
    """The wave for which this browser stands on a shared device; None anywhere else."""
    address: str | None = session.get("kiosk")
    return address


def clear_kiosk(address: str) -> None:
    """Forgets whoever answered on this shared device, and all that this browser knew."""
    session.clear()
    session["kiosk"] = address


def has_just_forgotten() -> bool:
    """Whether somebody submitted on this shared device, and its start was not shown since.

    The start asks for a code and keeps the token of that form; nothing else leaves a cookie so empty.
    """
    return session.keys() - {"language"} == {"kiosk"}


def leave_kiosk() -> None:
    """Makes this a person's own browser again."""
    session.pop("kiosk", None)
