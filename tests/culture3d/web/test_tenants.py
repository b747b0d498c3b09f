"""Tries every page as every kind of person, on an organisation that is theirs or is none of their business.

What each may do stands in one table, in who_may. A page that is in none of these lists fails the test.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from culture3d import jobs
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.firm import Firm
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from culture3d.models.report import Kind, Report, Status
from culture3d.models.wave import Wave
from culture3d.services import messages, participants, sent_files, tasks, trustees
from culture3d.services.designing import keeping
from culture3d.services.organisations import logos
from culture3d.services.participants import Person
from culture3d.services.permissions import ALLOWED, May
from culture3d.web.workspace.tasks import WORDS
from tests.culture3d.cast import LINK, QUESTIONNAIRE, Cast
from tests.culture3d.invited import Invited, planned
from tests.culture3d.organisations.test_logos import picture
from tests.culture3d.test_jobs import ask_for_report, release
from tests.culture3d.web.commenting import written
from tests.culture3d.web.counting import COUNTING
from tests.culture3d.web.signing_in import Place, account_of, enrol, let_in, token_in
from tests.culture3d.web.who_may import TABLE
from tests.culture3d.web.who_may.people import CLOSE, INSIDERS, OUTSIDERS, READ, SEE, STRANGERS

# One's own account: for whoever is signed in, and about nobody else.
OWN = {"account.show", "account.sign_out_elsewhere", "organisations.index", "questionnaires.index"}
OWN |= {"questionnaires.log", "questionnaires.new", "questionnaires.begin", "questionnaire_files.take"}
OWN |= {"batches.compose", "batches.ask"}
SHOWN, TOGETHER = "s" * 22, "t" * 22  # as addresses name a preview and a batch
# The way in, tested in test_signing_in: who is let in there is who shows a password, a passkey or a link.
WAY_IN = re.compile(r"security\.|first_account\.")
# Employees have no account; what their links and codes open is tested beside their pages.
EMPLOYEES = re.compile(r"(entry|kiosk|survey|submission|receipts)\.")
FOR_ALL = {"assets.asset", "health.show"}  # who reads more there is tested in test_health


@dataclass(frozen=True)
class Scene:
    """Somebody's browser by what they are, and what there is of the organisation, as addresses name it."""

    browsers: dict[str, FlaskClient]
    there: dict[str, str]

    @property
    def nowhere(self) -> dict[str, str]:
        """The same of an organisation that is not there."""
        return {
            name: "98765" if is_.isdigit() and len(is_) < 6 else "there-is-none"
            for name, is_ in self.there.items()
        }

    def ask(self, who: str, method: str, address: str, there: dict[str, str]) -> TestResponse:
        browser, place = self.browsers[who], address.format(**there)
        if method == "GET":
            return browser.get(place, buffered=True)
        return browser.post(place, data={"csrf_token": token_in(browser.get("/account/forgotten").text)})


@pytest.fixture
def scene(
    app: Flask, settings: Settings, cast: Cast, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    """A firm with a client that has a released wave, an open one and a report; and a rival with another."""
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    monkeypatch.setitem(WORDS, "counting", COUNTING)
    release(app, cast)
    report = ask_for_report(app, cast)
    with app.app_context():
        session = database_session()
        made = session.get_one(Report, report)
        made.status, made.file, made.shared, made.batch = Status.DONE, "made.pdf", True, TOGETHER
        shown = Report(id=SHOWN, wave_id=cast.wave, language="en", kind=Kind.PREVIEW, choice={})
        shown.status, shown.asked_at = Status.DONE, made.asked_at
        session.add(shown)
        (settings.reports / f"{SHOWN}.html").write_text("<p>")
        (settings.reports / "made.pdf").write_bytes(b"%PDF-")
        task = long_work(session, cast, settings)
        questionnaire = designed(session, cast)
        comment = written(session, cast.wave)[0]
        message = str(messages.suggest(session, session.get_one(Wave, invited.wave))[0].id)
        files = {"sent": looks(session, cast, settings), "listed": third_wave(session, cast, settings)}
        rival = Organisation(firm=Firm(name="Rival"), slug="rival", name="Rival client", language="en")
        session.add(rival)
        session.commit()
        own = session.get_one(Organisation, cast.organisation)
        firms, theirs = (own.firm_id, rival.firm_id), rival.id
        session.close()
    places = {
        "administrator": (Role.ADMINISTRATOR, Place()),
        "other consultant": (Role.CONSULTANT, Place(firm=firms[1])),
        "other leader": (Role.LEADER, Place(organisation=theirs)),
        "nobody in particular": (None, Place()),
        "consultant": (Role.CONSULTANT, Place(firm=firms[0])),
        "leader": (Role.LEADER, Place(organisation=cast.organisation)),
        "leader of a unit": (Role.LEADER, Place(organisation=cast.organisation, unit=cast.units["dock"])),
        "coordinator": (Role.COORDINATOR, Place(organisation=cast.organisation)),
        "observer": (Role.OBSERVER, Place(organisation=cast.organisation)),
    }
    browsers = {who: app.test_client() for who in STRANGERS}
    browsers["respondent"].get(f"/i/{invited.secrets['Anna Albers']}")
    for who, (role, place) in places.items():
        email = f"{who.replace(' ', '.')}@example.org"
        enrol(app, email, role, place, factor=True)
        browsers[who] = let_in(app, email)
    name_trustees(app)
    roles = {"seat": (Role.LEADER, places["leader"][1]), "given": (Role.CONSULTANT, Place(firm=firms[1]))}
    given = {name: someone_with(app, name, role, place) for name, (role, place) in roles.items()}
    there = {"slug": "harbour", "report": report, "task": task, "comment": comment, "firm": str(firms[0])}
    ids = {"seat": str(given["seat"][1]), "given": str(given["given"][1]), "someone": str(given["given"][0])}
    reports = {"preview": SHOWN, "batch": TOGETHER}
    there |= {"message": message, "person": str(invited.ids["Anna Albers"])}
    yield Scene(browsers, {**there, **ids, **files, **reports, "questionnaire": questionnaire})
    with app.app_context():
        db.session.remove()


def someone_with(app: Flask, name: str, role: Role, place: Place) -> tuple[int, int]:
    """An account that nobody signs in by, and its role, by their ids."""
    enrol(app, f"{name}@example.org", role, place)
    with app.app_context():
        account = account_of(database_session(), f"{name}@example.org")
        return account.id, account.grants[0].id


def name_trustees(app: Flask) -> None:
    """The consultant, the observer and somebody else hold the key of the third wave together."""
    with app.app_context():
        session = database_session()
        wave = session.scalars(select(Wave).where(Wave.address == "third")).one()
        people = [account_of(session, f"{who}@example.org") for who in ("consultant", "observer")]
        trustees.appoint(session, wave, [*people, "Nadia Notary"])
        session.commit()
        session.close()


def designed(session: Session, cast: Cast) -> str:
    """A questionnaire that the firm works on."""
    firm = session.get_one(Organisation, cast.organisation).firm
    return str(keeping.begin(session, firm, QUESTIONNAIRE, "", None).id)


def long_work(session: Session, cast: Cast, settings: Settings) -> str:
    """A task that is done, and has made a file."""
    organisation = session.get_one(Organisation, cast.organisation)
    task = tasks.ask(session, organisation, "counting", "1", None)
    task.status, task.file = Status.DONE, "made.csv"
    (settings.files / "made.csv").write_bytes(b"")
    return task.id


def looks(session: Session, cast: Cast, settings: Settings) -> str:
    """The organisation has a logo, and somebody has sent a table of its units."""
    organisation = session.get_one(Organisation, cast.organisation)
    logos.set_logo(session, organisation, picture(), "A crane")
    return sent_files.keep(settings.files, organisation.id, b"code,name\ndock,Docks\n")


def third_wave(session: Session, cast: Cast, settings: Settings) -> str:
    """A wave has one person on its list, has invited nobody yet, and somebody has sent a file for it."""
    participants.add(session, planned(session, cast, "third"), Person("Zoe Zimmer"))
    return sent_files.keep(settings.files, cast.organisation, b"name\nYann Young\n")


def test_every_page_is_in_a_list(app: Flask) -> None:
    forgotten = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in {*TABLE, *OWN, *FOR_ALL}
        and not WAY_IN.match(rule.endpoint)
        and not EMPLOYEES.match(rule.endpoint)
    }
    assert forgotten == set()


def test_every_page_lets_in_whom_it_should_and_knows_nothing_for_others(scene: Scene) -> None:
    wrong = []
    for endpoint, (method, address, allowed, status) in TABLE.items():
        for who in (*STRANGERS, *OUTSIDERS, *sorted(INSIDERS, key=lambda each: each in allowed)):
            reply = scene.ask(who, method, address, scene.there)
            none = scene.ask(who, method, address, scene.nowhere)
            if who in allowed and reply.status_code != status:
                wrong.append((endpoint, who, reply.status_code))
            if who not in allowed and not _reads_like(reply, none, "302" if who in STRANGERS else "404"):
                wrong.append((endpoint, who, reply.status_code, none.status_code))
    assert wrong == []


def _reads_like(reply: TestResponse, none: TestResponse, status: str) -> bool:
    """Whether a refusal is, but for the address, what one gets of an organisation that is not there."""
    named = re.compile(r"harbour|there-is-none|[0-9a-f]{16,}|[\w-]{22,}|(?<=[/F])\d+(?![\w-])")
    said = [named.sub("", each.text) for each in (reply, none)]
    codes = {str(each.status_code) for each in (reply, none)}
    headers = [{name for name, _ in each.headers} for each in (reply, none)]
    return said[0] == said[1] and codes == {status} and headers[0] == headers[1]


@pytest.mark.parametrize("who", [*OUTSIDERS, *INSIDERS])
def test_the_first_page_lists_what_one_may_see(scene: Scene, who: str) -> None:
    page = scene.browsers[who].get("/", follow_redirects=True).text
    assert ("Harbour &amp; Sons" in page) is (who in SEE)
    assert ("Rival client" in page) is (who in ("other consultant", "other leader"))


@pytest.mark.parametrize("who", INSIDERS)
def test_a_page_shows_and_offers_no_more_than_one_may(scene: Scene, who: str) -> None:
    page = scene.browsers[who].get("/organisations/harbour").text
    assert ("Make the report" in page) is (who in READ)
    assert ("Dimensions and facets" in page) is (who in READ)
    assert ("Close this wave" in page) is (who in CLOSE)
    assert ("have answered" in page) is (who in ("consultant", "leader", "coordinator"))


def test_whoever_lost_a_role_loses_it_at_once(app: Flask, scene: Scene) -> None:
    from culture3d.models.grant import Grant

    assert scene.browsers["leader"].get("/organisations/harbour").status_code == 200
    with app.app_context():
        session = database_session()
        session.query(Grant).filter(Grant.role == Role.LEADER).delete()
        session.commit()
        session.close()
    assert scene.browsers["leader"].get("/organisations/harbour").status_code == 404


def test_every_role_has_its_line() -> None:
    assert set(ALLOWED) == set(Role)
    assert May.READ not in ALLOWED[Role.COORDINATOR] | ALLOWED[Role.OBSERVER] | ALLOWED[Role.ADMINISTRATOR]


def test_a_role_that_needs_more_makes_everybody_sign_in_anew(app: Flask, cast: Cast) -> None:
    from culture3d.services import accounts
    from tests.culture3d.web.signing_in import who

    enrol(app, "ada@example.org", Role.LEADER, Place(organisation=cast.organisation))
    browser = let_in(app, "ada@example.org")
    assert who(browser) == "ada@example.org"
    with app.app_context():
        session = database_session()
        ada, firm = account_of(session, "ada@example.org"), session.scalar(select(Firm))
        accounts.grant(session, ada, Role.CONSULTANT, firm=firm)
        session.commit()
        session.close()
    assert who(browser) is None


def test_a_survey_needs_no_account(app: Flask, cast: Cast) -> None:
    assert app.test_client().get(f"/s/{LINK}/").status_code == 200
