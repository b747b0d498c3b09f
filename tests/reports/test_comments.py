"""What people wrote, on paper: as it was released and no more, harmless, long or from right to left."""

import re
from dataclasses import replace

import page as validation

from culture3d.reporting import language_of
from reports.brief import Comments
from reports.chapters import comments as chapter
from reports.chapters.comments import MOST
from reports.contents import Contents
from reports.document import compose
from reports.pdf import lay_out
from reports.reader import Reader
from tests.reports import cast
from tests.reports.test_document import chapters, page

ALONE = Contents(chapters=("comments",))


def told(*words: str, written: int = 20):
    return replace(cast.brief(), comments={"story": Comments(words, written)}, contents=ALONE)


def html_of(brief) -> str:
    return compose(brief, language_of(brief.language), {})


def test_it_is_there_only_where_something_was_released():
    assert "comments" in chapters(page(told("We stayed late.")))
    for none in ({}, {"story": Comments((), 12)}):
        assert "comments" not in chapters(page(replace(told(), comments=none)))
    assert "comments" not in chapters(page(replace(told("Yes."), contents=Contents(chapters=()))))


def test_it_says_how_many_of_how_many_and_by_whose_leave():
    words = page(told("We stayed late.", "They came.", written=13)).words
    assert "2 of 13 are shown. Their writers let these stories be told again." in words
    assert "in the language in which it was written; nothing was translated" in words


def test_a_question_of_which_nothing_may_be_told_says_why():
    story = cast.instrument().questions[0]
    more = [story.model_copy(update={"id": id_, "purpose": "comment"}) for id_ in ("few", "none")]
    instrument = cast.instrument().model_copy(update={"questions": (story, *more)})
    said = {"story": Comments(("Yes.",), 11), "none": Comments((), 14)}
    words = page(replace(told(), instrument=instrument, comments=said)).words
    assert "Too few people wrote something that may be told." in words
    assert "None of what people wrote could be shown" in words


def test_hostile_words_are_shown_as_words():
    html = html_of(told("<script>alert(1)</script>", "{{ 7 * 7 }} {broken", "a \u202e b\x00\x07 c", "=1+1"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and "<script" not in html
    assert "{{ 7 * 7 }} {broken" in html and "a  b c" in html


def test_lines_and_paragraphs_stay_and_each_comment_has_its_direction():
    arabic = "\u0633\u0627\u0639\u062f\u0646\u064a 3D"
    html = html_of(told("One\r\ntwo\n\nthree", f"1. {arabic}", "1. Plain", "\u05e9\u05dc\u05d5\u05dd"))
    assert "<p>One<br>two</p><p>three</p>" in html
    assert re.findall(r'<blockquote class="said" dir="(\w+)">', html) == ["ltr", "rtl", "ltr", "rtl"]


def test_a_report_holds_no_more_than_can_be_read_and_says_so():
    brief = told(*(f"Tale {number}" for number in range(MOST + 5)), written=MOST + 9)
    (asked,) = chapter.build(Reader(brief, language_of("en")))["asked"]
    assert len(asked.said) == MOST and asked.shown == MOST + 5
    assert f"5 more were released; a report holds no more than {MOST}" in page(brief).words


def test_long_and_foreign_words_are_sound_on_paper():
    long = "When a delivery got stuck, somebody stayed until it was found. " * 90
    pdf = lay_out(html_of(told(long, "x" * 400, "\u0633\u0627\u0639\u062f\u0646\u064a", "\U0001faea")))
    assert validation.validate_pdf_bytes(pdf, profile="ua1").failures == []
