"""Letters on paper: a page each, by unit, in the reader's language, for phones and people to read."""

import re
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO

import page
import pytest
import zxingcpp
from babel.messages.extract import extract_from_dir
from flask import Flask
from markupsafe import escape
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import update
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.i18n import translations
from culture3d.letters import as_html, as_pdf
from culture3d.models.invitation import Invitation
from culture3d.models.trustee import Trustee
from culture3d.models.wave import Wave
from culture3d.sealing import Way
from culture3d.services import participants
from culture3d.services.answering import invitations
from culture3d.services.contacts import Contact
from culture3d.services.letters import Bundle, Mailing, PrintedLetter, mailing, parts_of
from culture3d.services.participants import Person
from culture3d.services.promises import promise
from reports.pdf import Press
from tests.culture3d.cast import Cast
from tests.culture3d.invited import Invited, planned

ADDRESS = "https://survey.example.com"
# Of an envelope after DIN 5008 B, as it lies over the sheet: 45 to 90 mm from the top, 20 to 105 mm in.
WINDOW = ("-r", "254", "-x", "200", "-y", "450", "-W", "850", "-H", "450")
LONG = "Rechtsschutzversicherungsgesellschaften-Betreuungsreferentin Dr. Maximiliane von Hohenlohe-Waldenburg"
COMPOUND = "Donaudampfschifffahrtsgesellschaftskapitänskajütenreinigungsabteilung"


@pytest.fixture(scope="module")
def press():
    """One layout engine for all letters of this file."""
    with Press() as opened:
        yield opened


def post(session: Session, settings: Settings, invited: Invited, *ways: Way) -> Mailing:
    wave = session.get_one(Wave, invited.wave)
    return mailing(session, wave, settings.keys, ADDRESS, ways or tuple(Way))


def written(*letters: PrintedLetter, **changes) -> Mailing:
    """A mailing made by hand, whose letters are all of one unit."""
    promise = ["Nobody finds out.", "Groups smaller than 5 are never shown."]
    mailing = Mailing(
        organisation="Harbour & Sons",
        accent="#1f4e79",
        wave="Spring",
        language="en",
        title={"en": "How we treat customers", "de": "Wie wir Kunden behandeln"},
        about={"en": "", "de": "Worum es geht."},
        opens_on=date(2026, 3, 1),
        closes_on=date(2026, 3, 31),
        promise={"en": promise, "de": ["Niemand findet es heraus.", *promise]},
        contact=None,
        bundles=(Bundle(letters[0].unit, letters),),
    )
    return replace(mailing, **changes)


def letter(name: str = "Anna Albers", **changes) -> PrintedLetter:
    code = "0123-4567-89AB-CDEF"
    to_type = f"{ADDRESS}/code"
    return replace(
        PrintedLetter(name, ("Dock", "Crane"), "en", to_type, code, f"{to_type}/{code}"), **changes
    )


def texts(pdf: bytes, *area: str) -> list[str]:
    """What stands on each page, or in an area of it, on one line."""
    done = subprocess.run(
        ["pdftotext", *area, "-", "-"], input=pdf, capture_output=True, check=True, timeout=60
    )
    return [" ".join(page.split()) for page in done.stdout.decode().split("\f")[:-1]]


def failures(pdf: bytes) -> list[tuple[str, str]]:
    found = page.validate_pdf_bytes(pdf, profile="ua1")
    return [(failure.rule_id, failure.message) for failure in found.failures]


def images(pdf: bytes, tmp_path) -> list[Image.Image]:
    """The pages as a scanner would see them."""
    (tmp_path / "letters.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "150", "-gray", "-png", "letters.pdf", "page"], cwd=tmp_path, check=True
    )
    return [Image.open(file) for file in sorted(tmp_path.glob("page*.png"))]


# --- who gets a letter, and what is in it


def test_letters_stand_by_unit_with_a_sheet_before_each(
    session: Session, settings: Settings, invited: Invited, press: Press
) -> None:
    mailing = post(session, settings, invited, Way.CODE)
    assert [(each.unit, [one.name for one in each.letters]) for each in mailing.bundles] == [
        (("Dock", "Crane"), ["Ben Brown"]),
        (("Office",), ["Ewa Evans"]),
    ]
    pages = texts(as_pdf(mailing, press=press))
    assert len(pages) == 4
    assert [name in text for name, text in zip(["Crane", "Ben", "Office", "Ewa"], pages, strict=True)] == [
        True
    ] * 4
    assert "1 letter follows" in pages[0]
    assert invited.secrets["Ben Brown"] in pages[1]
    assert invited.secrets["Ewa Evans"] not in pages[1]


def test_with_everybody_links_stand_in_place_of_codes(
    session: Session, settings: Settings, invited: Invited, press: Press
) -> None:
    mailing = post(session, settings, invited)
    assert mailing.count == 5
    by_name = {each.name: each for bundle in mailing.bundles for each in bundle.letters}
    anna, ben = by_name["Anna Albers"], by_name["Ben Brown"]
    assert (anna.to_type, anna.code) == (f"{ADDRESS}/i/{invited.secrets['Anna Albers']}", None)
    assert anna.leads_to == anna.to_type
    assert ben.leads_to == f"{ADDRESS}/code/{invited.secrets['Ben Brown']}"
    (german,) = [text for text in texts(as_pdf(mailing, press=press)) if "Anna Albers" in text]
    assert "Guten Tag Anna Albers," in german
    assert anna.to_type.removeprefix("https://") in german.replace("\n", "")


def test_the_same_letters_come_each_time_and_do_not_tell_who_answered(
    session: Session, settings: Settings, invited: Invited
) -> None:
    before = as_html(post(session, settings, invited))
    session.execute(
        update(Invitation).where(Invitation.participant_id == invited.ids["Ben Brown"]).values(answered=True)
    )
    assert as_html(post(session, settings, invited)) == before


def test_the_promise_stands_in_the_readers_language_word_for_word(
    session: Session, settings: Settings, invited: Invited, press: Press
) -> None:
    wave = session.get_one(Wave, invited.wave)
    assert wave.promise is not None
    pages = texts(as_pdf(post(session, settings, invited), press=press))
    for name, language in (("Anna Albers", "de"), ("Ben Brown", "en")):
        (text,) = [text for text in pages if name in text]
        said = " ".join(text.split())
        for paragraph in wave.promise[language]:
            assert paragraph in said


def test_a_language_without_a_promise_gets_the_first_that_has_one(
    app: Flask, session: Session, settings: Settings, cast: Cast, invited: Invited
) -> None:
    wave = session.get_one(Wave, invited.wave)
    participants.enrol(session, wave, [Person("Fatma", language="tr")])
    invitations.invite(session, wave, settings.keys, settings.pepper, date(2026, 9, 1))
    (fatma,) = [
        each
        for bundle in post(session, settings, invited).bundles
        for each in bundle.letters
        if each.name == "Fatma"
    ]
    assert fatma.language == "en"


def test_secrets_are_kept_out_of_what_a_log_would_show(
    session: Session, settings: Settings, invited: Invited
) -> None:
    shown = repr(post(session, settings, invited))
    assert "Ben Brown" in shown
    assert not any(secret in shown for secret in invited.secrets.values())


# --- on paper


def test_every_rule_of_pdf_ua_passes(press: Press) -> None:
    several = [letter(), letter(LONG, language="de"), letter("أحمد الهاشمي"), letter("Nguyễn Thị Minh Khai")]
    link = letter("Cleo", code=None, to_type=f"{ADDRESS}/i/abc", leads_to=f"{ADDRESS}/i/abc")
    pdf = as_pdf(written(*several, link), press=press)
    assert failures(pdf) == []
    reader = PdfReader(BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "Letters for Spring – Harbour & Sons"


def test_phones_read_the_square_and_people_the_code(press: Press, tmp_path) -> None:
    # Of letters that would be kerned, so that a reader of the PDF took them for two words.
    odd = letter(code="ZZZZ-YTCY-AVTY-VWXY", leads_to=f"{ADDRESS}:8443/code/ZZZZ-YTCY-AVTY-VWXY")
    pdf = as_pdf(written(letter(), odd), press=press)
    found = [[code.text for code in zxingcpp.read_barcodes(image)] for image in images(pdf, tmp_path)]
    assert found == [[], [f"{ADDRESS}/code/0123-4567-89AB-CDEF"], [odd.leads_to]]
    said = texts(pdf)
    assert "0123-4567-89AB-CDEF" in said[1]
    assert "ZZZZ-YTCY-AVTY-VWXY" in said[2]
    assert "survey.example.com/code" in said[1]


def test_an_address_without_https_is_typed_in_full(press: Press) -> None:
    plain = letter(to_type="http://127.0.0.1:8000/code")
    assert "http://127.0.0.1:8000/code" in texts(as_pdf(written(plain), press=press))[1]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", [LONG, "A" * 200, "م" * 120, "Łukasz Żółć", "<b>&amp;</b>", "{name}"])
def test_name_and_unit_stand_in_the_window_and_the_letter_on_one_page(
    name: str, language: str, press: Press
) -> None:
    units = ("Vertrieb und Kundenbetreuung Süddeutschland", COMPOUND)
    pdf = as_pdf(written(letter(name, unit=units, language=language)), press=press)
    assert len(PdfReader(BytesIO(pdf)).pages) == 2
    seen = texts(pdf, *WINDOW)[1]
    assert "Harbour & Sons" in seen
    assert _letters(name)[:20] in _letters(seen) or name.startswith("م")
    assert _letters(COMPOUND)[:30] in _letters(seen)
    assert "0123" not in seen


def _letters(text: str) -> str:
    return re.sub(r"[\s\-\u00ad\u2010]", "", text)


def test_the_longest_promise_still_fits_on_the_page(press: Press) -> None:
    promise = {
        "en": ["A sentence that is about as long as most of those that people are promised here."] * 18
    }
    pdf = as_pdf(written(letter(LONG), promise=promise), press=press)
    assert len(PdfReader(BytesIO(pdf)).pages) == 2


@pytest.mark.parametrize("language", ["en", "de"])
def test_all_that_can_be_promised_fits_on_the_page(
    session: Session, cast: Cast, press: Press, language: str
) -> None:
    wave = planned(session, cast)
    wave.has_open_link, wave.min_group = True, 10
    trustees = [Trustee(name=f"Prof. Dr. Maximiliane von Hohenlohe-Waldenburg {place}") for place in "123"]
    promised = promise(wave, trustees)
    assert sum(map(len, promised[language])) > 1400
    title, about = (
        LONG[:60],
        "How customer-centred our culture is, as people, leaders and customers see it. " * 2,
    )
    asked = Contact("Maximiliane von Hohenlohe-Waldenburg", "survey.of.customers@harbour.example", "+49 40 1")
    changes = {"promise": promised, "title": {language: title}, "about": {language: about}, "contact": asked}
    pdf = as_pdf(written(letter(LONG, language=language), **changes), press=press)
    assert len(PdfReader(BytesIO(pdf)).pages) == 2


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "If you have questions, ask Ada <Albers>: ada@harbour.example."),
        ("de", "wenden Sie sich bitte an Ada <Albers>: ada@harbour.example."),
    ],
)
def test_a_letter_says_whom_to_ask(language: str, told: str) -> None:
    mailing = written(letter(language=language), contact=Contact("Ada <Albers>", "ada@harbour.example"))
    html = as_html(mailing)
    assert str(escape(told)) in " ".join(html.split())
    assert "whoever gave you this letter" not in html


def test_printers_are_asked_for_one_side_at_full_size(press: Press) -> None:
    root = PdfReader(BytesIO(as_pdf(written(letter()), press=press))).trailer["/Root"]
    assert root["/ViewerPreferences"]["/Duplex"] == "/Simplex"
    assert root["/ViewerPreferences"]["/PrintScaling"] == "/None"


def test_hostile_words_stay_words(press: Press) -> None:
    words = "<script>\"'</style><img src=x onerror=alert(1)>"
    mailing = written(letter(words, unit=(words, words)), organisation=words, wave=words, title={"en": words})
    html = as_html(mailing)
    assert "<script" not in html
    assert str(escape(words)) in html
    with pytest.raises(ValueError, match="colour"):
        as_html(replace(mailing, accent="red; } body { background: url(x)"))


def test_a_mailing_is_cut_between_units_where_they_are_small() -> None:
    sizes = [150, 200, 100, 900, 20]
    bundles = tuple(Bundle((str(size),), (letter(),) * size) for size in sizes)
    parts = parts_of(written(letter(), bundles=bundles))
    assert [part.count for part in parts] == [350, 100, 400, 400, 120]
    assert sum(part.count for part in parts) == sum(sizes)
    assert [bundle.unit for bundle in parts[-1].bundles] == [("900",), ("20",)]
    assert parts_of(written(letter(), bundles=())) == []


# --- in German


def test_german_is_complete_and_says_nothing_else(root) -> None:
    found = extract_from_dir(
        str(root / "culture3d"),
        [("letters.py", "python"), ("templates/letters/**.html", "jinja2")],
        keywords={"say": None, "say_number": (1, 2)},
    )
    asked = {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}
    catalogue = translations("de", "letters")._catalog
    said = {key[0] if isinstance(key, tuple) else key for key in catalogue if key}
    assert said == asked
    assert all(catalogue.values())
    for key, text in catalogue.items():
        message = key[0] if isinstance(key, tuple) else key
        if message:
            assert set(re.findall(r"\{\w+\}", message)) == set(re.findall(r"\{\w+\}", text))
