"""Shows that an organisation gets a name for addresses that lasts, and that what is wrong with it is told."""

import pytest
from sqlalchemy.orm import Session

from culture3d.models.firm import Firm
from culture3d.models.organisation import Organisation
from culture3d.services.organisations import details
from culture3d.services.organisations.details import Details
from reports.palette import PAPER, contrast
from surveys.faults import BadInput
from tests.culture3d.cast import Cast


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Müller & Söhne GmbH", "mueller-soehne-gmbh"),
        ("Straßenbau Łódź", "strassenbau-lodz"),
        ("Crédit Agricole", "credit-agricole"),
        ("  ", "organisation"),
        ("株式会社", "organisation"),
        ("x" * 90, "x" * 60),
    ],
)
def test_an_address_is_made_of_the_name(name: str, slug: str) -> None:
    assert details.slug_of(name) == slug


def test_no_two_have_the_same_address_and_it_stays(session: Session, cast: Cast) -> None:
    firm = session.get_one(Organisation, cast.organisation).firm
    made = [
        details.add(session, firm, Details(name)) for name in ("New", "Größe", "Größe", "Groesse 2", "New")
    ]
    assert [each.slug for each in made] == ["new-2", "groesse", "groesse-2", "groesse-2-2", "new-3"]
    details.change(session, made[1], Details("Other", "Shoes", ("de", "en"), "#0b7568"))
    assert (made[1].slug, made[1].name, made[1].languages) == ("groesse", "Other", ("de", "en"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Details(" "), "name"),
        (Details("x" * 201), "name"),
        (Details("A", "a\nb"), "industry"),
        (Details("A", languages=()), "languages"),
        (Details("A", languages=("en", "en")), "languages"),
        (Details("A", languages=("english",)), "languages"),
        (Details("A", accent="red"), "accent"),
        (Details("A", accent="#ffcc00"), "accent"),
    ],
)
def test_what_is_wrong_is_told_with_its_field(session: Session, wrong: Details, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        details.add(session, Firm(name="F"), wrong)
    assert {fault.field for fault in caught.value.faults} == {field}


def test_a_pale_colour_comes_with_one_that_would_do() -> None:
    darker = details.darkened("#ffcc00")
    assert contrast(darker, PAPER) >= details.LEAST_CONTRAST
    details.check(Details("A", accent=darker))
