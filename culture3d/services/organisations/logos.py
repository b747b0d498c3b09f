"""Turns a picture that was sent into an organisation's logo: drawn anew, so that nothing else is kept."""

import io
from base64 import b64encode
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from culture3d.models.organisation import Logo, Organisation
from culture3d.services.writing import UNWRITTEN
from surveys.faults import BadInput, Fault, told

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 2 * 1024**2
_MOST_PIXELS = 16_000_000
_LARGEST = (1200, 600)  # pixels that are kept: enough for paper
_MOST_WORDS = 200
_KINDS = ("PNG", "JPEG")


def set_logo(session: Session, organisation: Organisation, content: bytes, alternative: str) -> Logo:
    """Keeps a picture in place of the one before. :raise BadInput: if it is none, or has no words."""
    wrong = _wrong_words(alternative)
    if wrong:
        raise BadInput([Fault(wrong, field="alternative")])
    kind, drawn = _drawn_anew(content)
    logo = session.get(Logo, organisation.id) or Logo(organisation_id=organisation.id)
    logo.kind, logo.content, logo.alternative = kind, drawn, alternative.strip()
    session.add(logo)
    return logo


def logo_of(session: Session, organisation: Organisation) -> Logo | None:
    """The logo of an organisation, if it has one."""
    return session.get(Logo, organisation.id)


def as_address(logo: Logo | None) -> str:
    """The picture as an address that holds it, for documents; nothing where there is none."""
    return f"data:{logo.kind};base64,{b64encode(logo.content).decode()}" if logo else ""


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


def _drawn_anew(content: bytes) -> tuple[str, bytes]:
    """The kind and the bytes of the same picture: whatever else its file holds stays behind."""
    if len(content) > MOST_BYTES:
        raise BadInput(
            [Fault(told("is larger than %(most)s MB", most=MOST_BYTES // 1024**2), field="picture")]
        )
    from PIL import Image, UnidentifiedImageError  # no other page draws, and starting does not need it

    try:
        with Image.open(io.BytesIO(content), formats=_KINDS) as picture:
            return _saved(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise BadInput([Fault(told("is no PNG or JPEG picture"), field="picture")]) from error


def _saved(picture: "Image") -> tuple[str, bytes]:
    """:raise BadInput: if it has more pixels than are drawn; that is known before any is."""
    if picture.width * picture.height > _MOST_PIXELS or not picture.width or not picture.height:
        raise BadInput([Fault(told("has too many pixels; 4000 × 4000 are enough"), field="picture")])
    kind = str(picture.format)
    drawn = picture.convert("RGBA" if kind == "PNG" else "RGB")
    drawn.thumbnail(_LARGEST)
    kept = io.BytesIO()
    drawn.save(kept, kind, optimize=True)
    return f"image/{kind.lower()}", kept.getvalue()
