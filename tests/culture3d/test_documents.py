"""Documents about a wave: what works councils and data-protection officers read, and nobody's name."""

import html as entities
import re
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import page
import pytest
from babel.messages.extract import extract_from_dir
from flask import Flask
from PIL import Image
from pypdf import PdfReader
from sqlalchemy.orm import Session

from culture3d import steps
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.documents import making
from culture3d.documents.pages import Logged, as_html, as_pdf
from culture3d.i18n import translations
from culture3d.models.grant import Role
from culture3d.models.message import Kind
from culture3d.models.organisation import Logo, Organisation
from culture3d.models.report import Status
from culture3d.models.wave import Wave
from culture3d.services import accounts, audit, documents, messages, participants, trustees
from culture3d.services.audit import Action
from culture3d.services.documents import Document
from culture3d.services.participants import Person
from culture3d.services.wave_facts import WaveFacts, facts_of
from reports.pdf import Press
from tests.culture3d.cast import Cast
from tests.culture3d.invited import Invited, planned

MADE_ON = date(2026, 9, 2)
NAMES = ["Anna Albers", "Ben Brown", "Cleo Claasen", "Dora Davies", "Ewa Evans"]


def facts(session: Session, settings: Settings, wave: Wave, language: str = "en") -> WaveFacts:
    return facts_of(session, wave, language, MADE_ON, settings)


def read(html: str) -> str:
    """The words of a document on one line."""
    body = html.partition("</style>")[2]
    return " ".join(entities.unescape(re.sub("<[^>]+>", " ", body)).split())


# --- the works-council pack


def test_the_pack_holds_what_is_promised_asked_and_kept(
    session: Session, settings: Settings, invited: Invited
) -> None:
    wave = session.get_one(Wave, invited.wave)
    told = read(as_html(facts(session, settings, wave), Document.PACK))
    assert all(" ".join(words.split()) in told for words in wave.promise["en"])
    asked = ["News reaches us.", "News gets stuck.", "We may decide.", "I would be a customer."]
    assert all(words in told for words in asked) and "A spare question." not in told
    assert "F3 (R)" in told and "7 statements, 1 open question, 1 background question." in told
    assert "What went well?" in told and "Up to two years · Longer" in told
    assert "on 22 October 2026" in told and "on 21 September 2028" in told  # a day after the last full one
    assert f"{settings.address}/s/{wave.address}/receipts" in told
    assert "People have been invited." in told and "There are no trustees." in told


def test_the_pack_names_nobody_who_is_asked_and_no_small_group(
    session: Session, settings: Settings, invited: Invited
) -> None:
    wave = session.get_one(Wave, invited.wave)
    html = as_html(facts(session, settings, wave), Document.PACK)
    assert not [name for name in NAMES if name in html]
    told = read(html)
    assert "5 people are asked. They are of several perspectives: Staff, Leaders, and Customers." in told
    assert re.search(r"Crane not told", told) and not re.search(r"(Leaders|Customers): \d", told)


def test_perspectives_and_units_are_counted_where_they_are_large_enough(
    session: Session, settings: Settings, cast: Cast
) -> None:
    wave = planned(session, cast)
    organisation = session.get_one(Organisation, cast.organisation)
    units = {unit.label: unit for unit in organisation.units}
    people = [Person(f"Staff {n}", None, units["Crane"], "en") for n in range(7)]
    people += [Person(f"Lead {n}", None, units["Crane"], "en", "leader") for n in range(5)]
    participants.enrol(session, wave, people)
    told = read(as_html(facts(session, settings, wave), Document.PACK))
    assert "12 people are asked. Staff: 7, Leaders: 5." in told and "Crane 7" in told
    assert "Nobody has been invited yet" in told


def test_fewer_people_than_the_smallest_group_are_not_counted(
    session: Session, settings: Settings, cast: Cast
) -> None:
    wave = planned(session, cast)
    participants.enrol(session, wave, [Person("Only One", None, None, "en")])
    found = facts(session, settings, wave)
    assert found.asked.people is None and set(found.asked.perspectives.values()) == {None}
    assert "they are fewer than 5" in read(as_html(found, Document.PACK))


def test_roles_are_counted_and_told_as_they_are_decided(
    session: Session, settings: Settings, invited: Invited, cast: Cast
) -> None:
    organisation = session.get_one(Organisation, cast.organisation)
    given = [(Role.LEADER, {"organisation": organisation})] * 2
    given += [(Role.LEADER, {"organisation": organisation, "unit": organisation.units[0]})]
    given += [(Role.OBSERVER, {"organisation": organisation}), (Role.CONSULTANT, {"firm": organisation.firm})]
    for number, (role, where) in enumerate(given):
        account = accounts.make(session, f"a{number}@example.org", f"Account {number}", "en")
        accounts.grant(session, account, role, **where)
    session.flush()
    wave = session.get_one(Wave, invited.wave)
    html = as_html(facts(session, settings, wave), Document.PACK)
    assert "Account 0" not in html
    told = read(html)
    assert "Consultants of the firm 1 yes yes yes yes yes yes" in told
    assert "Observers, such as the works council 1 yes no no no no no" in told
    assert "Leaders of the organisation 2 no yes no no yes no" in told
    assert "Leaders of a unit 1 no no no no own unit no" in told


def test_trustees_and_the_open_link_change_what_could_go_wrong(
    session: Session, settings: Settings, cast: Cast
) -> None:
    wave = planned(session, cast)
    trustees.appoint(session, wave, ["Uma", "Vic", "Wes"])
    wave.has_open_link = True
    for document in Document:
        told = read(as_html(facts(session, settings, wave), document))
        assert "give their passphrases: Uma, Vic, and Wes." in told
        assert "counts browsers, not people" in told
    pack = read(as_html(facts(session, settings, wave), Document.PACK))
    assert "that takes two trustees" in pack and "Nothing protects from this" not in pack
    assert "two of these three people together: Uma, Vic, Wes" in pack  # the promise as it would freeze


def test_messages_are_shown_as_they_would_be_sent_with_no_way_in(
    session: Session, settings: Settings, invited: Invited
) -> None:
    wave = session.get_one(Wave, invited.wave)
    messages.suggest(session, wave)
    message = messages.of_kind(session, wave, Kind.INVITATION)
    message.words = {"en": {"subject": "Come <b>in</b>", "text": "Dear {name},\n\n{link}\n\n<script>"}}
    found = facts(session, settings, wave, "de")
    html = as_html(found, Document.PACK)
    assert "Come &lt;b&gt;in&lt;/b&gt;" in html and "<script>" not in html
    assert not [secret for secret in invited.secrets.values() if secret in html]
    assert [each.language for each in found.messages[:2]] == ["de", "en"]
    assert "Wie sehen Sie Harbour" in read(html) and "example-link" in html


# --- the data-protection template


def test_the_template_is_filled_in_and_says_what_it_is(
    session: Session, settings: Settings, invited: Invited
) -> None:
    wave = session.get_one(Wave, invited.wave)
    html = as_html(facts(session, settings, wave), Document.TEMPLATE)
    told = read(html)
    assert "This is a template, and no legal advice." in told
    letters = re.findall(r"<h3>\((\w)\)", html.partition('id="lawful"')[0])
    assert letters == list("abcdefg")  # of Article 30(1)
    assert "(a) What is done" in told and "(b) Is it necessary" in told and "(c) and (d) Risks" in told
    blanks = re.findall(r'<p class="by">To be filled in</p>\s*<p>([^<]+)</p>', html)
    wanted = [
        "Controller:",
        "Data-protection officer:",
        "Legal basis",
        "Who runs the server",
        "Countries outside",
    ]
    assert all(any(blank.startswith(each) for blank in blanks) for each in wanted)
    assert len(blanks) >= 20 and html.count('class="room-cell"') == 19
    assert "not set to https" in told and not [name for name in NAMES if name in html]


# --- both


@pytest.mark.parametrize("document", Document)
def test_words_of_others_are_harmless_and_the_brand_is_the_client_s(
    session: Session, settings: Settings, invited: Invited, document: Document
) -> None:
    wave = session.get_one(Wave, invited.wave)
    wave.organisation.name, wave.organisation.accent = "<img src=x> & \u202eSons", "#ffee00"
    picture = BytesIO()
    Image.new("RGB", (200, 60), "#803010").save(picture, "PNG")
    logo = Logo(organisation_id=wave.organisation_id, kind="image/png", content=picture.getvalue())
    logo.alternative = 'Two "hands"'
    session.add(logo)
    session.flush()
    html = as_html(facts(session, settings, wave), document)
    assert "<img src=x>" not in html and "\u202e" not in html
    assert "&lt;img src=x&gt; &amp; Sons" in html and 'alt="Two &#34;hands&#34;"' in html
    assert "--accent: #ffee00" not in html  # nobody could read it
    assert not re.findall(r'(?:src|href)="(?!data:|#)', html)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # paper is the same on both
def test_both_are_pdf_ua_in_both_languages(session: Session, settings: Settings, invited: Invited) -> None:
    wave = session.get_one(Wave, invited.wave)
    messages.suggest(session, wave)
    log = [Logged(datetime(2026, 9, 1, 8, 30), "Herbst wurde geöffnet", "")] * 60
    with Press() as press:
        for document, language in zip(Document, ("de", "en"), strict=True):
            found = facts(session, settings, wave, language)
            pdf = as_pdf(found, document, log, press=press)
            result = page.validate_pdf_bytes(pdf, profile="ua1")
            assert [(failure.rule_id, failure.message) for failure in result.failures] == []
            text = "\n".join(each.extract_text() for each in PdfReader(BytesIO(pdf)).pages)
            titles = {Document.PACK: "Betriebsratsmappe", Document.TEMPLATE: "Data-protection template"}
            assert titles[document] in text and "�" not in text


def test_german_is_complete_and_says_nothing_else(root: Path) -> None:
    found = extract_from_dir(
        str(root / "culture3d"),
        [("documents/**.py", "python"), ("templates/documents/**.html", "jinja2")],
        keywords={"say": None, "say_number": (1, 2), "message": None},
    )
    asked = {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}
    catalogue = translations("de", "documents")._catalog
    said = {key[0] if isinstance(key, tuple) else key for key in catalogue if key}
    assert said == asked
    assert all(catalogue.values())
    for key, text in catalogue.items():
        message = key[0] if isinstance(key, tuple) else key
        if message:
            assert set(re.findall(r"\{\w+\}", message)) == set(re.findall(r"\{\w+\}", text)), message


# --- made by the worker


def test_the_worker_makes_a_document_with_the_log_in_its_language(
    app: Flask, settings: Settings, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "as_pdf", lambda *told: as_html(*told).encode())  # paper is shown above
    with app.app_context():
        session = database_session()
        wave = session.get_one(Wave, invited.wave)
        audit.record(session, Action.WAVE_CHANGED, wave.organisation, None, {"wave": wave.name})
        task = documents.ask(session, wave, Document.PACK, "de", None)
        assert documents.ask(session, wave, Document.PACK, "de", None) is task  # pressed twice
        session.commit()
        steps.do_task(task.id)
        (made,) = documents.of(session, wave)
        assert (made.status, made.told) == (Status.DONE, {"file_name": "works-council-harbour-2-de.pdf"})
        file = settings.files / made.file
        assert file.stat().st_mode & 0o077 == 0
        told = read(file.read_text())
        assert "Der Plan von Autumn wurde geändert" in told
        assert "Die Betriebsratsmappe zu Autumn wurde angefordert" in told
