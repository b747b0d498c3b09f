"""Shows that a report holds what was chosen for it, for whom it is meant, and nothing of another client."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from culture3d import jobs, steps
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.comment_release import CommentRelease
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from culture3d.models.report import Kind, Report, Status
from culture3d.models.wave import Wave
from culture3d.services import choices, questionnaires, reporting, waves
from culture3d.services.choices import Choice
from reports.contents import Contents
from tests.culture3d.cast import QUESTIONNAIRE, Cast, tree
from tests.culture3d.test_jobs import TODAY, release
from tests.culture3d.web.signing_in import Place, consulting, enrol, let_in, post, token_in

PAGES = "/organisations/harbour/reports/"
NEW = PAGES + "new"
FEW = {"chapters": ["questionnaire"], "languages": ["en"]}


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)


@pytest.fixture
def consultant(app: Flask, cast: Cast) -> FlaskClient:
    release(app, cast)
    return consulting(app)


def compose(browser: FlaskClient, **fields: object):
    token = token_in(browser.get(NEW).text)
    return browser.post(NEW, data={"csrf_token": token, "then": "make", **FEW, **fields})


def stored(app: Flask) -> list[Report]:
    with app.app_context():
        return list(database_session().scalars(select(Report).order_by(Report.language)))


def finished(app: Flask, report_id: str) -> Report:
    """The report after a worker made it."""
    with app.app_context():
        steps.make_report(report_id)
        return database_session().get_one(Report, report_id)


def leader(app: Flask, cast: Cast) -> FlaskClient:
    enrol(app, "lead@example.org", Role.LEADER, Place(organisation=cast.organisation))
    return let_in(app, "lead@example.org")


def test_a_report_in_two_languages_holds_what_was_chosen(
    app: Flask, settings: Settings, cast: Cast, consultant: FlaskClient
) -> None:
    own = "Read this *first*.\r\n\r\n<script>alert(1)</script>"
    reply = compose(consultant, languages=["en", "de"], own_en_guide=own)
    english, german = stored(app)[1], stored(app)[0]
    assert reply.location == f"/batches/{english.batch}" and english.batch == german.batch
    assert "are being made" in consultant.get(reply.location).text
    made = [finished(app, each.id) for each in (english, german)]
    assert all(each.digest and each.status is Status.DONE for each in made)
    told = [text_of(settings, each) for each in made]
    assert "Read this first." in told[0] and "<script>alert(1)</script>" in told[0]
    assert "The questionnaire" in told[0] and "Groups at a glance" not in told[0]
    assert "Der Fragebogen" in told[1] and "Read this" not in told[1]
    page = consultant.get(reply.location).text
    assert "Download all as one archive" in page
    archive = zipfile.ZipFile(io.BytesIO(consultant.get(f"{reply.location}/archive", buffered=True).data))
    assert archive.namelist() == ["culture3d-harbour-1-de.pdf", "culture3d-harbour-1-en.pdf"]


def text_of(settings: Settings, report: Report) -> str:
    return " ".join(page.extract_text() for page in PdfReader(settings.reports / str(report.file)).pages)


def test_what_is_missing_is_marked_and_nothing_is_lost(app: Flask, consultant: FlaskClient) -> None:
    reply = compose(consultant, languages=[], groups=["dock"], own_en_picture="Our view")
    assert reply.status_code == 422
    assert "Choose a language at least" in reply.text
    assert "For these groups tick the chapter “One page per group” too" in reply.text
    assert "Our view" in reply.text
    assert stored(app) == []


def test_choices_that_there_are_not_are_refused(app: Flask, consultant: FlaskClient) -> None:
    for wrong in ({"chapters": ["secrets"]}, {"earlier": ["7"]}, {"groups": ["nowhere"]}):
        assert compose(consultant, **wrong).status_code == 422
    assert compose(consultant, own_de_guide="x" * 7000).status_code == 422
    assert stored(app) == []


def test_groups_are_offered_in_the_language_of_whoever_chooses(app: Flask, cast: Cast) -> None:
    with app.app_context():
        database_session().get_one(Organisation, cast.organisation).language = "de"
        database_session().commit()
    release(app, cast)
    page = consulting(app).get(NEW).text
    assert "Up to two years" in page and "Bis zwei Jahre" not in page and "Office" in page


def test_another_report_begins_like_the_one_before(app: Flask, consultant: FlaskClient) -> None:
    compose(consultant, own_en_questionnaire="Our own words")
    page = consultant.get(f"{NEW}?like={stored(app)[0].id}").text
    assert "Our own words" in page
    assert 'value="questionnaire"' in page.partition("checked")[2] or "checked" in page
    assert consultant.get(f"{NEW}?like=none").status_code == 404


def test_groups_that_are_ticked_get_a_page(app: Flask, consultant: FlaskClient) -> None:
    compose(consultant, chapters=["segments"], groups=["dock"], pages="fitting")
    asked = stored(app)[0]
    assert choices.from_stored(asked.choice).contents.segments == ("dock",)
    assert re.search('<input checked[^>]*value="dock"', consultant.get(f"{NEW}?like={asked.id}").text)


def test_a_preview_keeps_every_language_and_shows_each(app: Flask, consultant: FlaskClient) -> None:
    compose(consultant, then="preview", languages=["en", "de"], own_en_guide="Hello", own_de_guide="Moin")
    shown = finished(app, stored(app)[0].id)
    page = consultant.get(f"/reports/{shown.id}").text
    assert "shown in this language: English" in page and "ansehen" not in page
    assert "Hello" in consultant.get(f"/reports/{shown.id}/preview").text
    wrong = post(consultant, f"/reports/{shown.id}/preview", f"/reports/{shown.id}", language="xx")
    assert wrong.status_code == 404
    post(consultant, f"/reports/{shown.id}/preview", f"/reports/{shown.id}", language="de")
    (other,) = stored(app)
    finished(app, other.id)
    words = consultant.get(f"/reports/{other.id}/preview").text
    assert "Moin" in words and "Hello" not in words
    again = consultant.get(f"{NEW}?like={other.id}").text
    assert all(re.search(f'<input checked[^>]*value="{code}"', again) for code in ("en", "de"))
    assert "Hello" in again and "Moin" in again and "written: English, Deutsch" in again


def test_words_of_a_choice_made_before_there_were_languages_are_still_read() -> None:
    old = choices.from_stored({"paragraphs": {"guide": "Hello"}})
    assert old.told_in("en").paragraphs == old.told_in("de").paragraphs == {"guide": "Hello"}
    begun = old.written_in("en")
    assert begun.told_in("en").paragraphs == {"guide": "Hello"} and not begun.told_in("de").paragraphs


def test_a_choice_survives_being_stored() -> None:
    words = {"en": {"items": "Words"}, "de": {"guide": "Worte"}}
    chosen = Choice(Contents(("items",), ("dock",), ("leader",), {"items": "Words"}), (1, 3), words, ("de",))
    assert choices.from_stored(choices.to_stored(chosen)) == chosen
    assert choices.from_stored(choices.to_stored(Choice())) == Choice()
    assert choices.to_stored(Choice()) == {}
    nothing = Choice(Contents((), (), ()), ())
    assert choices.from_stored(choices.to_stored(nothing)) == nothing


def test_a_preview_is_a_document_without_scripts_in_a_frame(app: Flask, consultant: FlaskClient) -> None:
    reply = compose(consultant, then="preview")
    shown = stored(app)[0]
    assert shown.kind is Kind.PREVIEW and reply.location == f"/reports/{shown.id}"
    assert "preview is being made" in consultant.get(reply.location).text
    assert consultant.get(f"/reports/{shown.id}/preview").status_code == 404
    finished(app, shown.id)
    page = consultant.get(reply.location)
    assert f'src="/reports/{shown.id}/preview"' in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    document = consultant.get(f"/reports/{shown.id}/preview")
    policy = document.headers.getlist("Content-Security-Policy")
    assert len(policy) == 1 and "sandbox" in policy[0] and "script-src 'none'" in policy[0]
    assert "frame-ancestors 'self'" in policy[0] and "The questionnaire" in document.text
    assert consultant.get(f"/reports/{shown.id}/file").status_code == 404
    assert shown.id not in consultant.get(PAGES).text


def test_a_report_is_told_from_others_and_deleted_with_its_file(
    app: Flask, settings: Settings, cast: Cast, consultant: FlaskClient
) -> None:
    compose(consultant, own_en_guide="Hello")
    compose(consultant, chapters=["segments", "items", "picture", "profile"], groups=["dock", "office"])
    wrong, kept = (report.id for report in sorted(stored(app), key=lambda each: len(each.choice["chapters"])))
    page = consultant.get(PAGES).text
    assert "only The questionnaire; own words in one place" in page
    assert "4 of 11 chapters; pages for 2 chosen groups" in page
    assert consultant.get(f"/reports/{wrong}/delete").status_code == 404  # it is still being made
    with app.app_context():
        report = database_session().get_one(Report, wrong)
        report.status, report.file, report.shared = Status.DONE, f"{wrong}.pdf", True
        database_session().commit()
    file = settings.reports / f"{wrong}.pdf"
    file.write_bytes(b"%PDF-")
    address = f"/reports/{wrong}/delete"
    assert "leaders cannot read it any longer" in consultant.get(address).text
    browser = leader(app, cast)
    assert browser.get(f"/reports/{wrong}").status_code == 200 and browser.get(address).status_code == 404
    assert post(consultant, address, address).status_code == 400 and file.exists()
    assert post(consultant, address, address, sure="yes").location == PAGES
    assert [report.id for report in stored(app)] == [kept] and not file.exists()
    assert "A report on Spring (English) was deleted" in consultant.get("/organisations/harbour/log/").text


def test_a_new_preview_takes_the_place_of_the_old_one(
    app: Flask, settings: Settings, consultant: FlaskClient
) -> None:
    compose(consultant, then="preview")
    old = finished(app, stored(app)[0].id)
    compose(consultant, then="preview")
    assert [each.id for each in stored(app)] != [old.id]
    with app.app_context():
        assert reporting.sweep(database_session(), settings.reports) == 1
        assert reporting.sweep(database_session(), settings.reports) == 0


def test_leaders_read_what_is_shared_with_them_and_what_they_asked_for(
    app: Flask, settings: Settings, cast: Cast, consultant: FlaskClient
) -> None:
    compose(consultant)
    report = stored(app)[0].id
    browser = leader(app, cast)
    assert browser.get(f"/reports/{report}").status_code == 404
    assert report not in browser.get(PAGES).text + browser.get("/organisations/harbour").text
    post(consultant, f"/reports/{report}/share", PAGES, shared="yes")
    assert browser.get(f"/reports/{report}").status_code == 200 and report in browser.get(PAGES).text
    post(consultant, f"/reports/{report}/share", PAGES, shared="no")
    assert browser.get(f"/reports/{report}").status_code == 404
    log = consultant.get("/organisations/harbour/log/").text
    assert "was shared with the leaders" in log and "is no longer shared" in log
    own = post(browser, "/organisations/harbour/reports", "/account/forgotten").location
    assert browser.get(own).status_code == 200


def rival(app: Flask, settings: Settings, cast: Cast) -> None:
    """Another client of the same firm, with a unit, words and people of its own."""
    with app.app_context():
        session = database_session()
        firm = session.get_one(Organisation, cast.organisation).firm_id
        organisation = Organisation(firm_id=firm, slug="bakery", name="Zwieback Bakery", language="en")
        organisation.other_languages = []
        session.add(organisation)
        session.flush()
        units = tree(session, organisation.id)
        text = QUESTIONNAIRE.replace("id: harbour", "id: bakery").replace("News reaches us.", "Dough rises.")
        wave = waves.plan(session, organisation, questionnaires.store(session, text), "Oven", {"all": 40})
        wave.has_open_link = True
        waves.schedule(wave, TODAY, TODAY)
        waves.open_wave(session, wave, settings.keys, TODAY)
        session.commit()
        theirs = Cast(organisation.id, wave.id, units)
    release(app, theirs)


def test_a_batch_holds_a_report_on_each_and_none_holds_another(
    app: Flask, settings: Settings, cast: Cast, consultant: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rival(app, settings, cast)
    assert "Zwieback Bakery, Oven" in consultant.get("/batches/").text
    few = Choice(Contents(chapters=("questionnaire",)))
    monkeypatch.setattr("culture3d.web.workspace.batches.ALL", few)  # fewer pages, sooner made
    fields = {"organisations": ["harbour", "bakery"], "languages": ["en"]}
    address = post(consultant, "/batches/", **fields).location
    made = [finished(app, each.id) for each in stored(app)]
    archive = zipfile.ZipFile(io.BytesIO(consultant.get(f"{address}/archive", buffered=True).data))
    told = {
        name: " ".join(page.extract_text() for page in PdfReader(io.BytesIO(archive.read(name))).pages)
        for name in archive.namelist()
    }
    assert len(made) == len(told) == 2
    ours, theirs = told["culture3d-harbour-1-en.pdf"], told["culture3d-bakery-1-en.pdf"]
    assert "Harbour" in ours and "News reaches us." in ours
    assert not any(word in ours for word in ("Zwieback", "Dough", "Oven", "bakery"))
    assert "Zwieback" in theirs and "Dough rises." in theirs
    assert not any(word in theirs for word in ("Harbour", "News reaches us", "Spring", "harbour"))


def test_nothing_ticked_is_said_and_others_are_not_to_be_had(
    app: Flask, settings: Settings, cast: Cast, consultant: FlaskClient
) -> None:
    assert post(consultant, "/batches/", languages="en").status_code == 422
    assert post(consultant, "/batches/", organisations="rival", languages="en").status_code == 422
    assert post(consultant, "/batches/", organisations="harbour", languages="xx").status_code == 422
    assert leader(app, cast).get("/batches/").status_code == 404


def test_what_people_wrote_is_a_chapter_once_its_review_is_finished(
    app: Flask, settings: Settings, cast: Cast, consultant: FlaskClient
) -> None:
    with_comments = {"chapters": ["comments", "questionnaire"], "own_en_comments": "Read gently."}
    assert 'value="comments"' not in consultant.get(NEW).text
    assert compose(consultant, **with_comments).status_code == 422  # there is no such choice yet
    compose(consultant)
    before = finished(app, stored(app)[0].id)
    with app.app_context():
        told = {"story": ["We stayed late.", "<i>They</i> came."]}
        database_session().add(
            CommentRelease(wave_id=cast.wave, made_on=TODAY, told=told, written={"story": 11})
        )
        database_session().commit()
    assert re.search(r'checked[^>]*value="comments"', consultant.get(NEW).text)
    compose(consultant, **with_comments)
    report = next(each for each in stored(app) if each.id != before.id)
    made = finished(app, report.id)
    text = text_of(settings, made)
    assert "Read gently." in text and "We stayed late." in text and "<i>They</i> came." in text
    assert "What people wrote" not in text_of(settings, before)
    assert made.digest != before.digest  # for it was made from more


def test_a_report_compares_with_the_waves_that_were_chosen(
    app: Flask, settings: Settings, cast: Cast, consultant: FlaskClient
) -> None:
    from culture3d.services.briefs import brief_of

    for name in ("Summer", "Autumn"):
        with app.app_context():
            session = database_session()
            first = session.get_one(Wave, cast.wave)
            wave = waves.plan(session, first.organisation, first.instrument_version, name, {"all": 60})
            wave.has_open_link = True
            waves.schedule(wave, TODAY, TODAY)
            waves.open_wave(session, wave, settings.keys, TODAY)
            session.commit()
            later = replace(cast, wave=wave.id)
        release(app, later)
    with app.app_context():
        wave = database_session().get_one(Wave, later.wave)
        names = [
            [each.name for each in brief_of(database_session(), wave, "en", TODAY, choice=chosen).waves]
            for chosen in (Choice(), Choice(earlier=(1,)), Choice(earlier=()))
        ]
        alone = brief_of(database_session(), wave, "en", TODAY, choice=Choice(earlier=()))
        older = brief_of(database_session(), wave, "en", TODAY, choice=Choice(earlier=(1,)))
    assert names == [["Spring", "Summer", "Autumn"], ["Spring", "Autumn"], ["Autumn"]]
    assert alone.comparison is None and older.comparison is not None
