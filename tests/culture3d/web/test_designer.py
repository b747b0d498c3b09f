"""Writes questionnaires as a consultant does: page by page, without JavaScript, and two at once."""

import io
import json
import re
from dataclasses import dataclass
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from culture3d.db import database_session
from culture3d.models.firm import Firm
from culture3d.models.grant import Role
from culture3d.models.questionnaire import Questionnaire
from culture3d.services.designing import places
from culture3d.services.designing.checking import check
from culture3d.services.designing.shape import fields_of
from culture3d.web import uploads
from surveys.instrument import read_instrument, write_instrument
from tests.culture3d.cast import QUESTIONNAIRE, Cast
from tests.culture3d.web.signing_in import Place, consulting, enrol, let_in, token_in


@dataclass
class Desk:
    """A consultant's browser at one questionnaire."""

    app: Flask
    browser: FlaskClient
    address: str = ""

    def begin(self, key: str) -> "Desk":
        page = self.browser.get("/questionnaires/new").text
        reply = self.browser.post("/questionnaires/new", data={"csrf_token": token_in(page), "from": key})
        assert reply.status_code == 303
        return Desk(self.app, self.browser, reply.location.rstrip("/"))

    def page(self, part: str = "/") -> str:
        reply = self.browser.get(f"{self.address}{part}")
        assert reply.status_code == 200, reply.status_code
        return reply.text

    def save(self, part: str = "/", on: str = "", **more: str) -> TestResponse:
        """Sends a page's form as it stands, but for what is given; `on` is the page as it was before."""
        fields = form_of(on or self.page(part)) | {
            name.replace("__", "."): said for name, said in more.items()
        }
        return self.browser.post(f"{self.address}/{'text' if part == '/text' else 'save'}", data=fields)

    def press(self, part: str, do: str, **more: str) -> TestResponse:
        return self.save(part, do=do, **more)

    @property
    def text(self) -> str:
        with self.app.app_context():
            id = int(self.address.rpartition("/")[2])
            found = database_session().scalars(select(Questionnaire.text).where(Questionnaire.id == id)).one()
            database_session().close()
        return found

    @property
    def fields(self):
        return fields_of(self.text)


def form_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of the page's form."""
    form = page[page.index('<form id="draft"') :]
    form = form[: form.index("</form>")]
    found = [*HIDDEN.findall(form), *LINE.findall(form), *CHECKED.findall(form), *AREA.findall(form)]
    for name, options in SELECT.findall(form):
        found.append((name, (CHOSEN.search(options) or OPTION.search(options))[1]))
    sent: dict[str, list[str]] = {}
    for name, said in found:
        sent.setdefault(unescape(name), []).append(unescape(said))
    return sent


HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
LINE = re.compile(r'<input class="form-control" id="[^"]*" name="([^"]*)" value="([^"]*)"')
CHECKED = re.compile(r'type="checkbox" name="([^"]*)" value="(yes)" checked')
AREA = re.compile(r'<textarea[^>]* name="([^"]*)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
SELECT = re.compile(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', re.DOTALL)
CHOSEN, OPTION = re.compile(r'value="([^"]*)" selected'), re.compile(r'value="([^"]*)"')


FORMS = ("/", "/scale", "/questions", "/wordings/en", "/facets/0", "/facets/1", "/text")
STAFF = "dimensions.0.facets.0.items.0.text"


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    return Desk(app, consulting(app))


def test_every_page_of_what_ships_can_be_looked_at_and_saved_unchanged(desk: Desk) -> None:
    assert "There is no questionnaire of yours yet" in desk.browser.get("/questionnaires/").text
    for key in ("shipped-culture3d-1", "shipped-culture3d-pulse-1", "shipped-meetings-1"):
        one = desk.begin(key)
        before = one.text
        parts = [
            "/",
            "/scale",
            "/questions",
            "/wordings/en",
            "/facets/0",
            "/facets/1",
            "/text",
            "/preview/",
            "/versions/",
        ]
        for part in parts:
            page = one.page(part)
            if '<form id="draft"' in page:
                assert one.save(part).status_code == 303, part
                assert one.text == before, part
    assert "faults to mend" not in desk.browser.get("/questionnaires/").text


def test_words_are_stored_where_they_stand_and_nothing_else_moves(desk: Desk) -> None:
    one = desk.begin("shipped-culture3d-1")
    before = one.text
    reply = one.save("/facets/1", **{f"{STAFF}.de": "Wir geben  Neues weiter: „sofort“."})
    assert reply.location.endswith("/facets/1")
    changed = [
        (old, new)
        for old, new in zip(
            write_instrument(read_instrument(before)).splitlines(), one.text.splitlines(), strict=True
        )
        if old != new
    ]
    assert [new.strip() for _, new in changed] == ['de: "Wir geben  Neues weiter: „sofort“."']
    assert "Saved." in one.page("/facets/1")
    one.browser.post(f"{one.address}/undo", data=form_of(one.page("/facets/1")))
    assert one.text == before


def test_a_page_may_be_larger_than_other_forms(desk: Desk) -> None:
    one = desk.begin("shipped-meetings-1")
    assert one.save("/", **{"description.en": "long " * 60_000}).status_code == 303
    assert "is longer than 4000 characters" in one.page("/")
    assert one.save("/text", text="x" * 1_100_000).status_code == 413


def test_parts_are_added_moved_and_removed_by_buttons(desk: Desk) -> None:
    one = desk.begin("shipped-meetings-1")
    place = places.place_of(next(iter(places.facets(one.fields))))
    items = f"{place}.items"
    names = _ids(one, items)
    reply = one.press("/facets/1", f"down {items}.0", **{f"{items}.0.text.en": "First of all."})
    assert reply.location.endswith(f"#{items}.1")
    assert "is now number 2 of" in one.page("/facets/1")
    assert places.look(one.fields, places.path_of(f"{items}.1.text.en")) == "First of all."
    assert one.press("/facets/1", f"at {items}.1", dropped="0").status_code == 303
    one.press("/facets/1", f"add {items}")
    added = places.entries(one.fields, places.path_of(items))[-1]
    assert places.id_at(one.fields, added) not in names
    one.press("/facets/1", f"into {places.place_of(added)}", **{f"to {places.place_of(added)}": "items"})
    one.press("/facets/0", "remove items.0")
    assert [
        places.id_at(one.fields, path) for path in places.entries(one.fields, places.path_of(items))
    ] == names
    for nonsense in (
        "up",
        "up items.99",
        "remove id",
        "into items.0",
        "at items.0",
        "explode items.0",
        "add __class__",
    ):
        assert one.press("/facets/1", nonsense).status_code == 303


def _ids(one: Desk, place: str) -> list[str]:
    fields = one.fields
    return [places.id_at(fields, path) for path in places.entries(fields, places.path_of(place))]


def test_a_facet_that_is_added_is_led_to(desk: Desk) -> None:
    one = desk.begin("blank")
    assert "there is no item" in one.page("/")
    one.press("/", "add dimensions")
    reply = one.press("/", "add dimensions.0.facets")
    assert "/facets/1#dimensions.0.facets.0" in reply.location
    one.press("/facets/1", "add dimensions.0.facets.0.items")
    one.save("/facets/1", **{f"{STAFF}.en": "We ask."})
    assert check(one.text).instrument is not None


def test_faults_are_stored_and_told_where_they_are(desk: Desk) -> None:
    one = desk.begin("shipped-culture3d-1")
    one.save("/facets/1", **{"dimensions.0.facets.0.items.0.id": "no spaces please"})
    page = one.page("/facets/1")
    assert 'id="dimensions.0.facets.0.items.0.id-wrong1"' in page
    assert 'aria-describedby="dimensions.0.facets.0.items.0.id-wrong1' in page
    assert "one fault" in one.page("/")
    assert "has no faults" in one.page("/preview/")
    assert one.browser.get(f"{one.address}/preview/en/staff/").status_code == 404
    assert "Store as version" not in one.page("/versions/")
    one.save("/scale", **{"scale.points.0.value": "five"})
    assert "must be a whole number" in one.page("/scale")
    assert places.look(one.fields, places.path_of("scale.points.0.value")) == "five"


def test_two_who_edit_at_once_lose_nothing(desk: Desk) -> None:
    one = desk.begin("shipped-culture3d-1")
    shown = one.page("/facets/1")
    one.press("/facets/1", "down dimensions.0.facets.0.items.0", **{f"{STAFF}.de": "Von der Ersten."})
    joined = one.save("/facets/1", on=shown, **{"dimensions.0.facets.0.items.1.text.de": "Vom Zweiten."})
    assert joined.status_code == 303
    assert "Von der Ersten." in one.text and "Vom Zweiten." in one.text
    assert places.id_at(one.fields, places.path_of("dimensions.0.facets.0.items.0")) == "A1.2"
    both = one.save("/facets/1", on=shown, **{f"{STAFF}.de": "Vom Dritten.", f"{STAFF}.en": "By the third."})
    assert both.status_code == 409
    assert "Von der Ersten." in both.text and "Vom Dritten." in both.text
    assert "By the third." in one.text and "Vom Dritten." not in one.text
    chosen = {**form_of(both.text), "dimensions.0.facets.0.items.1.text.de": "Vom Dritten."}
    assert one.browser.post(f"{one.address}/save", data=chosen).status_code == 303
    assert "Vom Dritten." in one.text
    one.press("/facets/1", "remove dimensions.0.facets.0.items.1")
    gone = one.save("/facets/1", on=shown, **{f"{STAFF}.de": "Zu spät."})
    assert gone.status_code == 409 and "Zu spät." in gone.text
    assert "press the button again" in _after(one, one.save("/facets/1", on=shown, do=f"up {STAFF[:-5]}"))


def _after(one: Desk, reply: TestResponse) -> str:
    return one.browser.get(reply.location).text


def test_any_text_is_kept_and_can_be_mended(desk: Desk) -> None:
    one = desk.begin("shipped-meetings-1")
    shown = one.page("/text")
    for text in ("id: [", "- a list", "items: 7", "a: &b 1", "id: x\nitems:\n  - {text: {en: [1]}}", ""):
        assert one.save("/text", text=text).status_code == 303
        assert one.text == text
        assert one.browser.get(f"{one.address}/").location == f"{one.address}/text" or text == ""
        assert one.page("/text").count("<li>") >= 1
    late = one.save("/text", on=shown, text="mine: 1")
    assert late.status_code == 409 and "mine: 1" in late.text
    one.save("/text", text="id: a\r\ntitle: b\0")
    assert one.text == "id: a\ntitle: b"


def test_the_preview_is_the_survey_and_stores_nothing(desk: Desk) -> None:
    one = desk.begin("shipped-culture3d-1")
    one.save("/facets/1", **{f"{STAFF}.de": "Ein neuer <Satz>."})
    around = one.browser.get(f"{one.address}/preview/?in=de&as=leader")
    assert "frame-src 'self'" in around.headers["Content-Security-Policy"]
    assert f'src="{one.address}/preview/de/leader/"' in around.text
    door = one.browser.get(f"{one.address}/preview/de/staff/")
    assert "frame-ancestors 'self'" in door.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in one.browser.get(f"{one.address}/").headers["Content-Security-Policy"]
    assert '<html lang="de"' in door.text and "answering.js" not in door.text
    address, pages = f"{one.address}/preview/de/staff/", []
    while True:
        token = token_in(one.browser.get(address).text)
        address = one.browser.post(address, data={"csrf_token": token, "item_0": "5"}).location
        if address.endswith("/staff/"):
            break
        pages.append(one.browser.get(address).text)
    assert "Ein neuer &lt;Satz&gt;." in pages[0]
    assert len(pages) == 7
    assert 'lang="en"' in one.page("/")  # the consultant's own language stays


def test_versions_are_stored_once_and_say_what_stays_comparable(desk: Desk) -> None:
    one = desk.begin("blank")
    one.save("/text", text=QUESTIONNAIRE.replace("News reaches us.", "All news reaches us."))
    page = one.page("/versions/")
    assert "Store as version 2" in page
    assert "6 of 7" in page and "2 of 2" in page  # items and facets; one item is reworded, one in reserve
    for _ in range(2):
        one.browser.post(f"{one.address}/versions/", data={"csrf_token": token_in(page)})
    page = one.page("/versions/")
    assert "says what Version 2 says" in page and "Version 3" not in page
    assert one.browser.get(f"{one.address}/versions/2.yaml").text == one.text
    changed = one.page("/versions/1/")
    assert "F1" in changed and "News reaches us." in changed and "All news reaches us." in changed
    assert "Nothing is different." in one.page("/versions/1/?to=1")
    assert one.browser.get(f"{one.address}/versions/1/?to=7").status_code == 404
    assert one.browser.get(f"{one.address}/versions/9.yaml").status_code == 404
    assert "was stored as version 2" in desk.browser.get("/questionnaires/log").text


def test_a_file_begins_a_questionnaire_or_says_why_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def send(content: bytes, name: str) -> TestResponse:
        token = token_in(desk.browser.get("/questionnaires/new").text)
        form = {"csrf_token": token, "file": (io.BytesIO(content), name)}
        return desk.browser.post("/questionnaires/file", data=form)

    reply = send(QUESTIONNAIRE.encode(), "mine.yaml")
    assert reply.status_code == 303
    assert "How we treat customers" in desk.browser.get(reply.location).text
    survey = {
        "pages": [
            {
                "elements": [
                    *({"type": "rating", "name": f"q{n}", "title": f"Fine {n}?"} for n in (1, 2)),
                    {"type": "signaturepad", "name": "sign"},
                ]
            }
        ]
    }
    reply = send(json.dumps(survey).encode(), "survey.json")
    page = desk.browser.get(reply.location).text
    assert "could not be carried over" in page and "sign" in page
    desk.browser.post(f"{reply.location}seen", data={"csrf_token": token_in(page)})
    assert "could not be carried over" not in desk.browser.get(reply.location).text
    assert send(b"id: [", "broken.yaml").status_code == 303  # kept, to be mended as text
    for content, name in ((b"", "empty.yaml"), (b"\xff\xfe", "utf16.yaml"), (b"GIF89a", "picture.gif")):
        refused = send(content, name)
        assert refused.status_code == 422 and 'role="alert"' in refused.text
    monkeypatch.setitem(uploads.LARGER, "questionnaire_files.take", 1024)
    assert send(b"x" * 200_000, "huge.yaml").status_code == 413


def test_questionnaires_are_seen_by_their_firm_alone(app: Flask, desk: Desk, cast: Cast) -> None:
    one = desk.begin("shipped-meetings-1")
    with app.app_context():
        session = database_session()
        rival = Firm(name="Rival")
        session.add(rival)
        session.commit()
        enrol(app, "rival@example.org", Role.CONSULTANT, Place(firm=rival.id), factor=True)
        enrol(app, "leader@example.org", Role.LEADER, Place(organisation=cast.organisation))
        session.close()
    other = Desk(app, let_in(app, "rival@example.org"))
    assert "There is no questionnaire of yours yet" in other.browser.get("/questionnaires/").text
    assert other.browser.get(one.address, follow_redirects=True).status_code == 404
    id = one.address.rpartition("/")[2]
    token = token_in(other.browser.get("/questionnaires/new").text)
    for form in ({"from": f"questionnaire-{id}"}, {"from": "version-1"}, {"from": "blank", "firm": "1"}, {}):
        reply = other.browser.post("/questionnaires/new", data={"csrf_token": token, **form})
        assert reply.status_code == 404, form
    leader = let_in(app, "leader@example.org")
    assert leader.get("/questionnaires/").status_code == 404
    assert "/questionnaires/" not in leader.get("/").text


def test_a_questionnaire_is_deleted_after_a_question(desk: Desk) -> None:
    one = desk.begin("shipped-meetings-1")
    one.save("/", **{"title.en": "Our meetings"})
    page = one.page("/remove")
    reply = one.browser.post(f"{one.address}/remove", data={"csrf_token": token_in(page)})
    assert "“Our meetings” is deleted." in desk.browser.get(reply.location).text
    assert one.browser.get(one.address, follow_redirects=True).status_code == 404


def test_a_sheet_goes_out_and_comes_back_with_words_or_faults(desk: Desk) -> None:
    def give_back(content: bytes, name: str) -> TestResponse:
        form = {"csrf_token": token_in(one.page("/sheet/")), "file": (io.BytesIO(content), name)}
        return one.browser.post(f"{one.address}/sheet/", data=form)

    one = desk.begin("shipped-meetings-1")
    one.press("/", "add-language title", **{"to title": "fr"})
    assert "wordings are missing" in one.page("/wordings/fr")
    before = one.text
    sheet = one.browser.get(f"{one.address}/sheet/fr.xlsx")
    assert sheet.data.startswith(b"PK") and "meetings-fr.xlsx" in sheet.headers["Content-Disposition"]
    assert give_back(sheet.data, "meetings-fr.xlsx").status_code in (200, 303)
    assert one.text == before
    item = next(places.items(one.fields))
    name = places.id_at(one.fields, item)
    table = f"id,place,perspective,fr\n{name},text,staff,Nous parlons.\n"
    taken = give_back(table.encode(), "fr.csv")
    assert taken.status_code in (200, 303), taken.text[taken.text.index("<h1") :]
    assert places.look(one.fields, (*item, "text", "fr")) == "Nous parlons."
    wrong = give_back(table.replace(name, "no_such_item").encode(), "fr.csv")
    assert wrong.status_code == 422 and "row 2" in wrong.text
    assert "fr" in one.text
    one.press("/", "drop-language fr")
    assert "Nous parlons." not in one.text


def test_faults_are_told_in_the_language_of_the_page(desk: Desk) -> None:
    one = desk.begin("blank")
    assert "es gibt keine Aussage" in one.page("/?lang=de")
    one.save("/scale", **{"scale.points.0.value": "x"})
    assert "muss eine ganze Zahl sein" in one.page("/scale")
