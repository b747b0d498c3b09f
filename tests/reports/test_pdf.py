"""The report on paper: PDF/UA-1 by every rule, the same bytes each time, nothing fetched, and bounded."""

import time
from io import BytesIO

import page
import pytest
from pypdf import PdfReader

from culture3d.reporting import as_html, as_pdf, language_of
from reports.document import compose
from reports.pdf import Limits, Printer, PrintingFailed, lay_out
from reports.rendering import Renderer
from surveys.faults import BadInput
from tests.reports import cast
from tests.reports.test_document import HOSTILE, hostile_brief

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def renderer():
    """One browser for all reports of this file."""
    with Renderer() as opened:
        yield opened


def failures(pdf):
    found = page.validate_pdf_bytes(pdf, profile="ua1")
    return [(failure.rule_id, failure.message) for failure in found.failures]


@pytest.fixture(scope="module")
def english(renderer):
    return as_pdf(cast.brief(), renderer)


@pytest.fixture(scope="module")
def german(renderer):
    return as_pdf(cast.brief(language="de", perspectives=("leader", "customer")), renderer)


def test_every_rule_of_pdf_ua_passes_in_both_languages(english, german):
    assert failures(english) == []
    assert failures(german) == []


def test_the_document_says_its_language_title_and_contents(german):
    reader = PdfReader(BytesIO(german))
    assert reader.trailer["/Root"]["/Lang"] == "de"
    assert reader.metadata.title == "Hansen & Daughters Ltd – Kultur 3D – 2026"
    marks = [mark.title for mark in reader.outline if not isinstance(mark, list)]
    assert marks[:3] == ["Inhalt", "So liest sich dieser Bericht", "Das Bild auf einer Seite"]
    assert marks[-1] == "Der Fragebogen"


def test_it_has_the_length_of_a_report_and_no_near_empty_page(english):
    pages = PdfReader(BytesIO(english)).pages
    assert 12 <= len(pages) <= 40
    texts = [page.extract_text() for page in pages[1:]]
    assert all(len(text) > 150 or "Our plan" in text for text in texts)


def test_the_same_release_gives_the_same_bytes(renderer, english):
    assert as_html(cast.brief(), renderer) == as_html(cast.brief(), renderer)
    assert as_pdf(cast.brief(), renderer) == english


@pytest.mark.parametrize("words", HOSTILE[:2] + HOSTILE[5:])
def test_hostile_words_fetch_nothing_and_stand_on_the_page(words, monkeypatch):
    from weasyprint.urls import URLFetcher

    asked = []
    fetch = URLFetcher.fetch

    def recorded(self, url, headers=None):
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(URLFetcher, "fetch", recorded)
    brief = hostile_brief(words, waves=1)
    pdf = lay_out(compose(brief, language_of("en"), {}))
    assert asked
    assert all(url.startswith("data:") for url in asked)
    assert failures(pdf) == []
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert words.strip("\u202e")[:12].split(" ")[0] in said.replace("\n", "")


def test_a_fetch_from_outside_is_refused():
    with_picture = (
        '<html lang="en"><title>T</title><p>Text <img alt="x" src="file:///etc/hostname"></p></html>'
    )
    without = '<html lang="en"><title>T</title><p>Text </p></html>'
    assert abs(len(lay_out(with_picture)) - len(lay_out(without))) < 400


def test_a_bomb_is_stopped_in_time():
    began = time.monotonic()
    with Printer(Limits(seconds=3)) as printer, pytest.raises(PrintingFailed, match="longer than 3 seconds"):
        printer.print("<html lang='en'><title>T</title>" + "<div>a</div>" * 2_000_000)
    assert time.monotonic() - began < 60


def test_a_bomb_is_stopped_by_its_size():
    with Printer(Limits(memory=400_000_000)) as printer, pytest.raises(PrintingFailed, match="memory"):
        printer.print("<html lang='en'><title>T</title>" + "<div>a</div>" * 500_000)


def test_a_failure_to_print_is_told_as_bad_input(renderer):
    with pytest.raises(BadInput, match="the PDF"):
        as_pdf(cast.brief(), renderer, Limits(seconds=1))
