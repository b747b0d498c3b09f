"""The report on paper: PDF/UA-1 by every rule, the same bytes each time, nothing fetched, and bounded."""

import os
import signal
import time
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import page
import pytest
from pypdf import PdfReader

from culture3d.reporting import as_html, as_pdf, language_of
from reports.contents import Contents
from reports.document import compose
from reports.pdf import Limits, Press, Printer, PrintingFailed, lay_out
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
    brief = replace(hostile_brief(words, waves=1), contents=Contents(paragraphs={"profile": words}))
    pdf = lay_out(compose(brief, language_of("en"), {}))
    assert asked
    assert all(url.startswith("data:") for url in asked)
    assert failures(pdf) == []
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert words.strip("\u202e")[:12].split(" ")[0] in said.replace("\n", "")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Laptop \U0001f469\u200d\U0001f4bb, flag \U0001f1e9\U0001f1ea", "Laptop \ufffd"),
        ("unassigned \u0378 \U0003fffe", "unassigned \ufffd \ufffd"),
        ("plain \u2603 \u00e9 \u0627\u0644", "plain \u2603 \u00e9"),
    ],
)
def test_a_character_that_no_font_has_is_replaced_by_a_visible_one(words, shown):
    pdf = lay_out(f"<html lang='en'><title>T</title><p>{words}</p>")
    assert failures(pdf) == []
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert shown in said
    assert ("\ufffd" in said) == ("\ufffd" in shown)


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


SMALL = "<html lang='en'><title>T</title><p>Words"


def processes_below(root):
    """The process ids below a process; a zombie counts, for nobody has buried it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found = {root}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {root}


def until(true):
    """Waits at most ten seconds for something to become true."""
    end = time.monotonic() + 10
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def warm_press():
    """A press that has printed: its imports, which start processes to look for libraries, are over."""
    press = Press()
    with Printer(press=press) as printer:
        printer.print(SMALL)
    assert until(lambda: not processes_below(press.pid))
    return press


def test_a_press_prints_many_documents_and_leaves_no_process():
    with Press() as press:
        printed = []
        for _ in range(2):
            with Printer(press=press) as printer:
                printed.append(printer.print(SMALL))
        assert printed[0] == printed[1] == lay_out(SMALL)
        assert until(lambda: not processes_below(press.pid))
        standing = press.pid
    assert not Path(f"/proc/{standing}").exists()


def test_a_press_may_be_started_beforehand():
    with Press() as press:
        press.start()
        started_beforehand = press.pid
        with Printer(press=press) as printer:
            assert printer.print(SMALL).startswith(b"%PDF-")
        assert press.pid == started_beforehand


def test_a_press_that_was_killed_is_replaced():
    with Press() as press:
        with Printer(press=press) as printer:
            printer.print(SMALL)
        first = press.pid
        os.kill(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
        with Printer(press=press) as printer:
            assert printer.print(SMALL).startswith(b"%PDF-")
        assert press.pid != first


def test_a_child_that_was_killed_is_told_and_the_next_one_prints():
    with warm_press() as press:
        with Printer(press=press) as printer:
            assert until(lambda: len(processes_below(press.pid)) == 2)
            os.kill(max(processes_below(press.pid)), signal.SIGKILL)
            with pytest.raises(PrintingFailed, match="the PDF"):
                printer.print(SMALL)
        with Printer(press=press) as printer:
            assert printer.print(SMALL).startswith(b"%PDF-")


def test_a_document_that_nobody_waits_for_is_given_up():
    with warm_press() as press:
        with Printer(press=press):
            assert until(lambda: len(processes_below(press.pid)) == 2)
        assert until(lambda: not processes_below(press.pid))


def test_a_press_that_cannot_start_says_so(monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(PrintingFailed, match="from outside"), Printer() as printer:
        printer.print(SMALL)


def test_a_process_lets_go_of_all_pipes():
    with Press() as press:
        with Printer(press=press) as printer:
            printer.print(SMALL)
        before = len([*Path("/proc/self/fd").iterdir()])
        for limits in (Limits(), Limits(memory=50_000_000)):
            with suppress(PrintingFailed), Printer(limits, press) as printer:
                printer.print(SMALL)
        assert len([*Path("/proc/self/fd").iterdir()]) == before
