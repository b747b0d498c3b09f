"""Sets up a client in Chromium as a consultant does: settings, units and who is asked, from spreadsheets."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from culture3d import jobs, steps
from culture3d.db import database_session, db
from culture3d.models.organisation import Organisation
from culture3d.services import questionnaires, waves
from tests.culture3d.cast import QUESTIONNAIRE, Cast
from tests.culture3d.organisations.test_logos import picture
from tests.journeys.conftest import Complaints, consultants_page
from tests.journeys.looking import Looking
from tests.surveys.test_xlsx_files import workbook

pytestmark = pytest.mark.browser

UNITS = (("Kürzel", "Bezeichnung", "Übergeordnet"), ("sales", "Sales", ""), ("north", "Sales North", "sales"))
FEWER = (("code", "name", "parent"), ("sales", "Sales and service", ""), ("south", "Sales South", "sales"))
PEOPLE = (
    ("Vorname", "Nachname", "E-Mail", "Abteilung"),
    *(("Anna", f"Albers {n}", "", "north") for n in range(7)),
)


def plan(app: Flask) -> str:
    """A wave of the new client, which another page plans; its address."""
    with app.app_context():
        session = database_session()
        organisation = session.query(Organisation).filter_by(slug="muehle").one()
        version = questionnaires.store(session, QUESTIONNAIRE)
        waves.plan(session, organisation, version, "Autumn", {})
        session.commit()
        db.session.remove()
    return "/organisations/muehle/waves/1/people/"


def choose(page: Page, file: Path, rows: tuple[tuple[object, ...], ...]) -> None:
    file.write_bytes(workbook(*rows))
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="See").click()


@pytest.mark.parametrize("wide", [360, 1440])
def test_a_client_is_set_up_from_spreadsheets(
    app: Flask,
    cast: Cast,
    browser: Browser,
    address: str,
    screenshots: Path | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wide: int,
) -> None:
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    page, looking, complaints = (
        consultants_page(browser, app, address, wide),
        Looking(screenshots, wide),
        Complaints(),
    )
    complaints.watch(page, address)
    page.goto(address)
    page.get_by_role("link", name="Add an organisation").click()
    page.get_by_label("Name", exact=True).fill("Mühle")
    looking.at(page, "organisation-new")
    page.get_by_role("button", name="Add").click()
    looking.at(page, "units-none")
    page.get_by_role("link", name="Import from a spreadsheet").click()
    looking.at(page, "units-import")
    choose(page, tmp_path / "units.xlsx", UNITS)
    page.get_by_role("button", name="Change the tree").click()
    page.get_by_role("link", name="Import from a spreadsheet").click()
    choose(page, tmp_path / "fewer.xlsx", FEWER)
    looking.at(page, "units-preview")
    page.get_by_role("link", name="No, leave it").click()
    looking.at(page, "units")
    page.get_by_role("link", name="Sales North").click()
    looking.at(page, "unit")
    page.get_by_label("It becomes part of").select_option(label="Sales")
    page.get_by_role("button", name="See what that means").first.click()
    looking.at(page, "unit-merge")
    page.get_by_role("link", name="Settings", exact=True).click()
    (tmp_path / "logo.png").write_bytes(picture())
    page.get_by_label("Picture, PNG").set_input_files(tmp_path / "logo.png")
    page.get_by_label("What it shows").fill("A mill")
    page.get_by_role("button", name="Save", exact=True).click()
    looking.at(page, "settings")
    page.goto(address + plan(app))
    looking.at(page, "people-none")
    page.get_by_role("link", name="Import from a spreadsheet").click()
    looking.at(page, "people-import")
    choose(page, tmp_path / "people.xlsx", PEOPLE)
    looking.at(page, "people-preview")
    page.get_by_role("button", name="Put everybody on the list").click()
    with app.app_context():
        steps.do_task(page.url.rpartition("/")[2])
        db.session.remove()
    page.get_by_text("7 people were put on the list.").wait_for()
    page.get_by_role("link", name="Go on").click()
    looking.at(page, "people")
    page.get_by_role("link", name="Albers 3").click()
    looking.at(page, "person")
    page.get_by_role("link", name="Documents", exact=True).click()
    looking.at(page, "documents")
    page.goto(f"{address}/organisations/muehle/waves/1/people/import/")
    choose(page, tmp_path / "people.xlsx", (*PEOPLE[:2], ("Ben", "", "ben", "west")))
    page.get_by_role("button", name="Put everybody on the list").click()
    with app.app_context():
        steps.do_task(page.url.rpartition("/")[2])
        db.session.remove()
    page.get_by_text("Nobody was put on the list").wait_for()
    looking.at(page, "people-faults")
    page.close()
    assert complaints == []
