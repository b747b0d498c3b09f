"""Runs a wave in Chromium as a new consultant does: from a client's spreadsheets to the board's report."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from culture3d import jobs, steps
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.wave import Wave
from culture3d.sealing import Way, personal_keys, read_code, read_link
from culture3d.services.answering import ballots, fielded, invitations
from culture3d.services.answering.sheets import Sheet, Text, blank
from culture3d.services.questionnaires import instrument_of
from tests.culture3d.cast import Cast
from tests.culture3d.organisations.test_logos import picture
from tests.journeys.conftest import Complaints, consultants_page
from tests.surveys.test_xlsx_files import workbook

pytestmark = pytest.mark.browser

PEOPLE, WITHOUT_MAIL, ANSWERING = 400, 20, 300
TEAMS = tuple(f"T{number:02}" for number in range(1, 12))
UNITS = (("code", "name", "parent"), ("W", "Workshop", ""), *((team, f"Team {team}", "W") for team in TEAMS))
NEWS, MATTERS = "Neues geben wir weiter.", "Ich erfahre, was zählt."


def people() -> Iterator[tuple[str, ...]]:
    yield ("name", "e-mail", "unit", "language")
    for number in range(PEOPLE):
        email = f"person{number}@example.org" if number >= WITHOUT_MAIL else ""
        yield (
            f"Person {number:03}",
            email,
            TEAMS[number % len(TEAMS)],
            "German" if number % 2 else "English",
        )


class Desk:
    """A consultant's browser, and the worker that does what she asks for."""

    def __init__(self, page: Page, app: Flask, address: str, folder: Path) -> None:
        self.page, self.app, self.address, self.folder = page, app, address, folder

    def follow(self, *names: str) -> None:
        for name in names:
            self.page.get_by_role("link", name=name, exact=True).first.click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def send_file(self, name: str, rows: tuple[tuple[object, ...], ...]) -> None:
        (self.folder / name).write_bytes(workbook(*rows))
        self.page.get_by_label("File", exact=True).set_input_files(self.folder / name)
        self.press("See")

    def work(self) -> None:
        """Does what a worker would find to do now."""
        now = datetime.now(UTC)
        waiting = {
            steps.do_task: steps.tasks_waiting(self.app),
            steps.send_message: steps.messages_due(self.app, now),
            steps.make_report: steps.reports_waiting(self.app),
        }
        closed = steps.waves_waiting(self.app)
        with self.app.app_context():
            for step, found in waiting.items():
                for about in found:
                    step(about)
            for step in jobs.JOBS["close_wave"].steps if closed else ():
                step(closed[0])
            db.session.remove()

    def reach(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()


def test_a_consultant_takes_a_client_from_spreadsheets_to_the_board(
    app: Flask,
    settings: Settings,
    cast: Cast,
    browser: Browser,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    desk = Desk(consultants_page(browser, app, address), app, address, tmp_path)
    complaints = Complaints()
    complaints.watch(desk.page, address)
    _set_up(desk)
    _translate(desk)
    _plan(desk)
    _launch(desk, settings)
    _answer(app, settings)
    _remind(desk, settings)
    _close(desk)
    _hand_over(desk)
    assert complaints == []
    desk.page.close()


def _set_up(desk: Desk) -> None:
    """The client, its twelve units, and its logo."""
    page = desk.page
    page.goto(desk.address)
    desk.follow("Add an organisation")
    page.get_by_label("Name", exact=True).fill("Mill & Daughters")
    page.get_by_text("Choose from the list").click()
    page.locator("[name=other_languages][value=de]").check()
    desk.press("Add")
    desk.follow("Import from a spreadsheet")
    desk.send_file("units.xlsx", UNITS)
    desk.press("Change the tree")
    desk.follow("Settings")
    (desk.folder / "logo.png").write_bytes(picture())
    page.get_by_label("Picture, PNG").set_input_files(desk.folder / "logo.png")
    page.get_by_label("What it shows").fill("A mill")
    desk.press("Save")


def _translate(desk: Desk) -> None:
    """Two items of Culture 3D said anew in German, and stored."""
    page = desk.page
    page.goto(f"{desk.address}/")
    desk.follow("Questionnaires")
    page.get_by_role("link", name="Begin with Culture 3D").click()
    page.get_by_role("button", name="Begin with this Culture 3D", exact=True).click()
    page.get_by_role("link", name="Open information flow").click()
    for number, words in enumerate((NEWS, MATTERS)):
        page.locator(f'[id="dimensions.0.facets.0.items.{number}.text.de"]').fill(words)
    page.keyboard.press("Control+s")
    desk.reach("Saved.")
    desk.follow("Versions")
    desk.press("Store as version 2")
    desk.reach("Stored as version 2.")


def _plan(desk: Desk) -> None:
    """A wave with that questionnaire, from today on, and everybody on its list."""
    page, today = desk.page, date.today()
    page.goto(f"{desk.address}/organisations/mill-daughters/waves/")
    desk.follow("Plan a wave")
    page.get_by_role("link", name=re.compile("Culture 3D.*version 2", re.DOTALL)).first.click()
    page.get_by_label("Name of the wave").fill("Spring")
    page.get_by_label("First day").fill(today.isoformat())
    page.get_by_label("Last day").fill((today + timedelta(days=14)).isoformat())
    desk.press("Save the plan")
    desk.follow("People", "Import from a spreadsheet")
    desk.send_file("people.xlsx", tuple(people()))
    desk.press("Put everybody on the list")
    desk.work()
    desk.reach("400 people were put on the list.")


def _launch(desk: Desk, settings: Settings) -> None:
    """Everybody is invited, by mail or letter, each in their language."""
    desk.follow("Go on", "Plan")
    desk.reach("What it could show")
    desk.follow("Launch")
    desk.press("Launch it and open it now")
    desk.work()
    mails = list(settings.outbox.glob("*.eml"))
    assert len(mails) == PEOPLE - WITHOUT_MAIL
    told = [message_from_bytes(mail.read_bytes(), policy=policy.default) for mail in mails]
    links = {re.search(r"/i/[\w-]+", each.get_body(("plain",)).get_content())[0] for each in told}
    assert len(links) == len(mails)
    desk.follow("Messages")
    desk.press("Make the letters")
    desk.work()
    desk.reach("20")
    with desk.page.expect_download() as taken:
        desk.follow("Download the file")
    assert len(PdfReader(taken.value.path()).pages) == WITHOUT_MAIL + len(TEAMS)  # a sheet before each unit


def _answer(app: Flask, settings: Settings) -> None:
    """Three quarters of them, by their own links and codes; how pages take answers is tested elsewhere."""
    with app.app_context():
        session = database_session()
        wave = session.query(Wave).filter_by(name="Spring").order_by(Wave.id.desc()).first()
        there = fielded.find(session, wave.address)
        letters = list(invitations.letters(session, wave, settings.keys, tuple(Way)))
        for number, letter in enumerate(letters):
            if letter.participant.name < f"Person {PEOPLE - ANSWERING}":
                continue
            secret = read_link(letter.secret) or read_code(letter.secret)
            keys, sheet = (
                personal_keys(secret, wave.id),
                _sheet(wave, number, letter.participant.unit_id),
            )
            ballots.submit(session, there, keys, sheet, letter.participant.id)
        session.commit()
        db.session.remove()


def _sheet(wave: Wave, number: int, unit: int) -> Sheet:
    instrument = instrument_of(wave.instrument_version)
    empty = blank(instrument)
    answers = tuple(1 + (number * 7 + item * (number % 5 + 1)) % 5 for item in range(len(empty.answers)))
    words = tuple(Text(f"It went well, {number:03}.", retell=True) for _ in empty.texts)
    return Sheet(answers, empty.attributes, unit, texts=words)


def _remind(desk: Desk, settings: Settings) -> None:
    """Those who have not answered, and nobody else; no page says who or how many."""
    before = set(settings.outbox.glob("*.eml"))
    desk.page.goto(f"{desk.address}/organisations/mill-daughters/waves/1/")
    desk.reach("300 of 400 have answered.")
    desk.follow("Messages")
    desk.page.get_by_role("link", name=re.compile("Send now.*Reminder")).first.click()
    desk.press("Send it now")
    desk.work()
    reminded = set(settings.outbox.glob("*.eml")) - before
    assert len(reminded) == PEOPLE - ANSWERING - WITHOUT_MAIL


def _close(desk: Desk) -> None:
    """The wave ends, and its results are made."""
    desk.page.goto(f"{desk.address}/organisations/mill-daughters/waves/1/")
    desk.follow("Close this wave")
    desk.press("Close")
    desk.work()
    desk.page.goto(f"{desk.address}/organisations/mill-daughters")
    desk.reach("300 of 400 invited members of staff answered")


def _hand_over(desk: Desk) -> None:
    """A report in two languages with the client's logo, as one archive."""
    page = desk.page
    desk.follow("Reports", "Compose a report")
    page.get_by_label("Deutsch", exact=True).check()
    page.locator("summary", has_text="The picture on one page").click()
    page.get_by_label("English · The picture on one page").fill("This is where we *stand*.")
    desk.press("Make the report")
    desk.work()
    page.reload()
    with page.expect_download() as taken:
        desk.follow("Download all as one archive")
    archive = zipfile.ZipFile(io.BytesIO(Path(taken.value.path()).read_bytes()))
    english, german = (
        " ".join(each.extract_text() for each in PdfReader(io.BytesIO(archive.read(name))).pages)
        for name in (f"culture3d-mill-daughters-1-{code}.pdf" for code in ("en", "de"))
    )
    assert "Mill & Daughters" in english and "This is where we stand." in english
    assert "where we stand" not in german
    assert NEWS in german and MATTERS in german and "Mill & Daughters" in german
