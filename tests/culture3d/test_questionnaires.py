"""Shows that firms field questionnaires of their own, and neither meet nor see each other's."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from culture3d.models.firm import Firm
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.organisation import Organisation
from culture3d.services import questionnaires, waves
from culture3d.services.designing import keeping
from surveys import catalogue
from surveys.faults import BadInput
from tests.culture3d.cast import QUESTIONNAIRE, Cast

OTHER = QUESTIONNAIRE.replace("News reaches us.", "All news reaches us.")


@dataclass(frozen=True)
class Firms:
    """Two firms, the first of which has the cast's client."""

    one: Firm
    two: Firm


@pytest.fixture
def firms(session: Session, cast: Cast) -> Firms:
    two = Firm(name="Rival")
    session.add(two)
    session.flush()
    return Firms(session.get_one(Organisation, cast.organisation).firm, two)


def test_two_firms_may_field_other_words_under_one_name(session: Session, firms: Firms) -> None:
    mine = questionnaires.store(session, QUESTIONNAIRE, firms.one)
    theirs = questionnaires.store(session, OTHER, firms.two)
    assert (mine.text, theirs.text) == (QUESTIONNAIRE, OTHER)
    with pytest.raises(ValueError, match="in other words"):
        questionnaires.store(session, OTHER, firms.one)


def test_what_ships_is_stored_once_for_all(session: Session, firms: Firms) -> None:
    text = catalogue.text_of("culture3d-1")
    stored = {questionnaires.store(session, text, firm).id for firm in (firms.one, firms.two, None)}
    assert len(stored) == 1
    assert questionnaires.versions_of(session, firms.two) == []


def test_a_firm_sees_its_own_versions_and_what_it_asked(session: Session, firms: Firms) -> None:
    mine = questionnaires.store(session, OTHER, firms.one)
    asked = session.scalars(select(InstrumentVersion).where(InstrumentVersion.firm_id.is_(None))).one()
    assert set(questionnaires.versions_of(session, firms.one)) == {mine, asked}
    assert questionnaires.versions_of(session, firms.two) == []


def test_a_wave_cannot_ask_another_firms_questionnaire(session: Session, firms: Firms, cast: Cast) -> None:
    theirs = questionnaires.store(session, OTHER, firms.two)
    organisation = session.get_one(Organisation, cast.organisation)
    with pytest.raises(ValueError, match="another firm's"):
        waves.plan(session, organisation, theirs, "Autumn", {})
    offered = {each.key for each in questionnaires.offered(session, firms.one)}
    assert f"version-{theirs.id}" not in offered
    assert questionnaires.chosen(session, firms.one, f"version-{theirs.id}", None) is None


def test_a_questionnaire_gets_the_next_number_that_is_free(session: Session, firms: Firms) -> None:
    text = catalogue.text_of("culture3d-1").replace("pass it on", "hand it on")
    questionnaire = keeping.begin(session, firms.one, text, "Culture 3D", None)
    first = questionnaires.field(session, questionnaire)
    assert (first.name, first.version, first.firm_id) == ("culture3d", 2, firms.one.id)
    assert questionnaires.field(session, questionnaire) is first
    keeping.change(session, questionnaire, f"# a comment changes nothing\n{questionnaire.text}", None)
    assert questionnaires.field(session, questionnaire) is first
    keeping.change(session, questionnaire, questionnaire.text.replace("hand it on", "tell it"), None)
    assert questionnaires.field(session, questionnaire).version == 3


def test_a_questionnaire_that_is_what_ships_is_no_version_of_a_firm(session: Session, firms: Firms) -> None:
    questionnaire = keeping.begin(session, firms.one, catalogue.text_of("meetings-1"), "", None)
    assert questionnaires.field(session, questionnaire).firm_id is None


def test_a_faulty_one_is_kept_and_asked_of_nobody(session: Session, firms: Firms) -> None:
    questionnaire = keeping.begin(session, firms.one, "id: mine\nversion: 1\ntitle: Mine\n", "", None)
    with pytest.raises(BadInput):
        questionnaires.field(session, questionnaire)
    assert (questionnaire.title, questionnaire.text) == ("Mine", "id: mine\nversion: 1\ntitle: Mine\n")
    assert questionnaires.chosen(session, firms.one, f"questionnaire-{questionnaire.id}", None) is None


def test_whatever_is_offered_can_be_chosen(session: Session, firms: Firms) -> None:
    keeping.begin(session, firms.one, OTHER.replace("version: 1", "version: 2"), "", None)
    before = session.scalar(select(func.count()).select_from(InstrumentVersion))
    offered = questionnaires.offered(session, firms.one)
    assert [each.key.partition("-")[0] for each in offered] == ["questionnaire", "version", *["shipped"] * 3]
    versions = [questionnaires.chosen(session, firms.one, each.key, None) for each in offered]
    assert all(version and questionnaires.belongs(version, firms.one.id) for version in versions)
    assert session.scalar(select(func.count()).select_from(InstrumentVersion)) == (before or 0) + 4
    for key in (
        "",
        "questionnaire-",
        "questionnaire-9999",
        "shipped-../secret",
        "version-x",
        "questionnaire-" + "9" * 40,
    ):
        assert questionnaires.chosen(session, firms.one, key, None) is None


def test_the_last_changes_can_be_taken_back_one_by_one(session: Session, firms: Firms) -> None:
    questionnaire = keeping.begin(session, firms.one, "id: a0", "", None)
    for number in range(1, keeping.KEPT + 3):
        keeping.change(session, questionnaire, f"id: a{number}", None)
    taken = 0
    while keeping.take_back(session, questionnaire, None):
        taken += 1
    assert (taken, questionnaire.text, questionnaire.title) == (keeping.KEPT, "id: a2", "a2")
    with pytest.raises(keeping.TooLong):
        keeping.change(session, questionnaire, "x" * (keeping.MAX_CHARACTERS + 1), None)
