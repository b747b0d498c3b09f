"""Turns what is said of an organisation into a checked one, under a name for addresses that never changes."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d import tenancy
from culture3d.models.account import Account
from culture3d.models.firm import Firm
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from culture3d.services import audit
from culture3d.services.writing import UNWRITTEN
from reports.palette import PAPER, contrast, mix
from surveys.faults import BadInput, Fault, told

ACCENT = "#1f4e79"
LEAST_CONTRAST = 4.5  # of small words on paper, after WCAG 2.2
_MOST = 200  # characters of a name or an industry
_MOST_SLUG = 60
_RESERVED = {"new"}  # addresses that mean something else
# How German and its neighbours write letters that have no plain form, or whose plain form is another word's.
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l"}
)


@dataclass(frozen=True, slots=True)
class Details:
    """What can be said of an organisation. The first of its languages is the one that letters begin with."""

    name: str
    industry: str = ""
    languages: tuple[str, ...] = ("en",)
    accent: str = ACCENT


def add(session: Session, firm: Firm, details: Details, who: Account | None = None) -> Organisation:
    """A new client of a firm. :raise BadInput: with everything that is wrong."""
    check(details)
    organisation = Organisation(firm=firm, slug=_free_slug(session, details.name))
    _write(organisation, details)
    session.add(organisation)
    session.flush()
    audit.record(session, audit.Action.ORGANISATION_ADDED, organisation, who, {"name": organisation.name})
    return organisation


def change(
    session: Session, organisation: Organisation, details: Details, who: Account | None = None
) -> None:
    """Says it anew; addresses stay as they are. :raise BadInput: with everything that is wrong."""
    check(details)
    if details != details_of(organisation):
        _write(organisation, details)
        audit.record(session, audit.Action.ORGANISATION_CHANGED, organisation, who)


def details_of(organisation: Organisation) -> Details:
    """What is said of an organisation now."""
    languages = organisation.languages
    return Details(organisation.name, organisation.industry, languages, organisation.accent)


def firms_of(session: Session, account: Account) -> list[Firm]:
    """The firms for which an account may add clients, by name."""
    ids = {grant.firm_id for grant in account.grants if grant.role is Role.CONSULTANT}
    return list(session.scalars(select(Firm).where(Firm.id.in_(ids)).order_by(Firm.name)))


def _write(organisation: Organisation, details: Details) -> None:
    organisation.name, organisation.industry = details.name.strip(), details.industry.strip()
    organisation.language, *others = details.languages
    organisation.other_languages = others
    organisation.accent = details.accent.lower()


def check(details: Details) -> None:
    """:raise BadInput: with everything that is wrong; a fault's field is that of the Details."""
    faults = [Fault(wrong, field=field) for field, wrong in _wrong(details)]
    if faults:
        raise BadInput(faults)


def _wrong(details: Details) -> Iterator[tuple[str, str]]:
    if not details.name.strip():
        yield "name", told("is blank")
    for field, text in (("name", details.name), ("industry", details.industry)):
        if len(text.strip()) > _MOST:
            yield field, told("has more than %(most)s characters", most=_MOST)
        if UNWRITTEN.search(text):
            yield field, told("holds a character that cannot be printed, such as a line break")
    if not details.languages:
        yield "languages", told("is blank")
    for code in details.languages:
        if not is_language(code) or details.languages.count(code) > 1:
            yield "languages", told("“%(code)s” is no language, or is there twice", code=code)
    yield from (("accent", wrong) for wrong in _wrong_accent(details.accent))


def is_language(code: str) -> bool:
    """Whether a code is one by which a language is known, such as “de” or “pt-BR”."""
    if len(code) > 12 or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", code):
        return False
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _wrong_accent(accent: str) -> Iterator[str]:
    if not re.fullmatch("#[0-9a-fA-F]{6}", accent):
        yield told("“%(accent)s” is no colour as #1f4e79", accent=accent)
    elif contrast(accent, PAPER) < LEAST_CONTRAST:
        yield told(
            "is too pale for words on white: %(found)s to 1, and %(least)s to 1 is needed; %(near)s would do",
            found=f"{contrast(accent, PAPER):.1f}",
            least=LEAST_CONTRAST,
            near=darkened(accent),
        )


def darkened(accent: str) -> str:
    """The nearest darker colour in which words can be read on white."""
    shades = (mix(accent, "#000000", share / 50) for share in range(51))
    return next(shade for shade in shades if contrast(shade, PAPER) >= LEAST_CONTRAST)


def slug_of(name: str) -> str:
    """The name as an address writes it: “Müller & Söhne” as “mueller-soehne”."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    letters = plain.encode("ascii", "ignore").decode()
    slug = re.sub("[^a-z0-9]+", "-", letters).strip("-")[:_MOST_SLUG].rstrip("-")
    return slug or "organisation"


def _free_slug(session: Session, name: str) -> str:
    """One that no other organisation has. Two that are added at once may meet: the second is refused."""
    wanted = slug_of(name)
    same = select(Organisation.slug).where(Organisation.slug.startswith(wanted, autoescape=True))
    with tenancy.widened(session):  # addresses are shared by all firms
        taken = {*session.scalars(same), *_RESERVED}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
