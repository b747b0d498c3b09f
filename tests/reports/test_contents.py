"""What is chosen for a report: chapters, pages of groups, perspectives, words and a brand of one's own."""

import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO

import page as validation
import pytest
from PIL import Image
from pypdf import PdfReader

from culture3d.reporting import language_of
from reports import palette
from reports.brief import Brand
from reports.chapters import CHAPTERS
from reports.contents import ALWAYS, Contents
from reports.document import compose
from reports.illustrations import pictures
from reports.logo import PRINTED, address
from reports.pdf import lay_out
from reports.reader import Reader
from surveys.faults import BadInput
from tests.reports import cast
from tests.reports.test_document import HOSTILE, chapters, page

OPTIONAL = tuple(name for name in CHAPTERS if name not in ALWAYS)
WORDS = (
    "We spoke with *twelve teams*.\n\n- **Goodwill**: who decides?\n- [Notes](https://example.org/?a=1&b=2)"
)


BRIEF = cast.brief()
FULL = cast.brief(perspectives=("leader", "customer"))


def chosen(brief=BRIEF, **choice):
    return replace(brief, contents=Contents(**choice))


def html_of(brief):
    return compose(brief, language_of(brief.language), {})


def test_whatever_is_chosen_how_to_read_it_stays_and_the_order_too():
    assert chapters(page(chosen(chapters=()))) == [*ALWAYS[1:]]
    assert chapters(page(chosen(chapters=("playbook", "profile")))) == [
        "guide", "participation", "profile", "playbook", "method",
    ]  # fmt: skip
    assert chapters(page(chosen())) == [*CHAPTERS][1:]


@pytest.mark.parametrize("left_out", OPTIONAL)
def test_each_chapter_can_be_left_out_and_nothing_leads_to_it(left_out):
    rest = tuple(name for name in OPTIONAL if name != left_out)
    outline = page(chosen(FULL, chapters=rest, segments=("O",)))
    assert chapters(outline) == [name for name in CHAPTERS if name not in ("cover", left_out)]
    links = [given["href"][1:] for tag, given in outline.tags if tag == "a"]
    assert links == chapters(outline)
    assert not outline.open


def test_what_the_report_does_not_contain_is_not_explained():
    words, whole = (page(chosen(chapters=names)).words for names in (("picture",), None))
    for gone in ("The bars under “Answers”", "On the pages of single groups", "The ring is the score"):
        assert gone in whole
        assert gone not in words
    assert "map of groups" in page(chosen(chapters=("segments", "heatmap"), segments=("O",))).words
    assert "map of groups" not in page(chosen(chapters=("segments",), segments=("O",))).words


def test_only_chosen_groups_that_may_be_told_have_a_page():
    html = html_of(chosen(chapters=("segments",), segments=("tenure=1", "O/W", "S/K")))
    titles = re.findall(r"<h3>(.*?)</h3>\n<p class=\"place\">", html)
    assert titles == ["Warehouse", "Two years or more"]
    for none in (("S/K",), ()):
        outline = page(chosen(chapters=("segments",), segments=none))
        assert "segments" not in chapters(outline)
        assert "On the pages of single groups" not in outline.words


def test_a_perspective_that_is_left_out_is_told_nowhere_but_counted():
    shown = ("picture", "perspectives", "questionnaire")
    brief = chosen(FULL, chapters=shown, perspectives=("customer",))
    reader = Reader(brief, language_of("en"))
    assert [segment.key for segment in reader.perspectives] == ["customer"]
    outline = page(brief)
    assert "Leaders and staff" not in outline.words
    assert "told apart from the staff: Leaders (24) and Customers (61)." in outline.words
    asked = html_of(brief).split('<h2 id="questionnaire">')[1]
    assert '<th scope="col">Leaders</th>' not in asked
    assert "perspectives" not in chapters(page(chosen(chapters=shown, perspectives=())))


def test_only_what_is_told_is_drawn():
    def drawn(**choice):
        return {*pictures(Reader(chosen(**choice), language_of("en")))}

    assert drawn() == {"radar", "solid", "radar-leader"}
    assert drawn(chapters=("items",)) == set()
    assert drawn(chapters=("picture", "solid", "perspectives"), perspectives=()) == {"radar", "solid"}


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"chapters": ("picture", "gossip")}, "“gossip” is no chapter: one of cover, guide, picture"),
        ({"paragraphs": {"gossip": "x"}}, "“gossip” is no chapter: one of cover, guide, picture"),
        ({"paragraphs": {"picture": "x" * 6001}}, "has 6001 letters, and at most 6000"),
        ({"perspectives": ("neighbour",)}, "“neighbour” is no perspective: one of staff, leader, customer"),
        ({"segments": ("O", "Q")}, "there is no group “Q” in 2026"),
        ({"segments": ("O",) * 101}, "at most 100 groups have a page; 101 are chosen"),
    ],
)
def test_a_choice_that_cannot_be_told_is_refused_with_its_reason(choice, words):
    with pytest.raises(BadInput, match=re.escape(words)):
        page(chosen(**choice))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_own_words_stand_in_their_chapter_marked_as_somebodys(chapter):
    choice = chosen(chapters=(chapter,), segments=("O",), paragraphs={chapter: WORDS})
    brief = replace(choice, brand=Brand("Lindqvist & Partner"))
    own = re.findall(r'<div class="own">\n(.*?)\n</div>', html_of(brief), re.DOTALL)
    assert len(own) == 1
    assert own[0].startswith('<p class="by">Note by Lindqvist &amp; Partner</p>')
    assert "<em>twelve teams</em>" in own[0]
    assert "<strong>Goodwill</strong>" in own[0]
    assert "Notes (https://example.org/?a=1&amp;b=2)" in own[0]
    outline = page(brief)
    before, _ = outline.words.split("Note by Lindqvist & Partner")
    assert before.rstrip().endswith(CHAPTERS[chapter].title) == (chapter not in ("cover", "picture"))


def test_words_without_a_firm_are_still_marked():
    assert '<p class="by">Anmerkung</p>' in html_of(
        chosen(replace(BRIEF, language="de"), chapters=("profile",), paragraphs={"profile": "Gut."})
    )


MARKDOWN = (
    "# No heading\n\n> no quotation\n\n    no code\n\n```\nno fence\n```\n\n---\n\n| no | table |\n|-|-|",
    "![picture](https://example.org/a.png) ![x](data:image/png;base64,AAAA)",
    "[press](javascript:alert(1)) [me](vbscript:x) [file](file:///etc/passwd) <javascript:alert(1)>",
    '[a](https://example.org/"onclick="x) [b](https://example.org "title")',
    "<div style='position:fixed'>x</div> <!-- y --> <svg onload=alert(1)>",
    "&lt;script&gt; &#x3c;img src=x&#x3e;",
    "</div></section><h1>Title</h1>",
)


@pytest.mark.parametrize("words", [*HOSTILE, *MARKDOWN])
def test_hostile_words_become_nothing_but_paragraphs(words):
    outline, plain = (
        page(chosen(chapters=("profile",), paragraphs={"profile": text})) for text in (words, "Plain")
    )
    assert not outline.open
    extra = [tag for tag, given in outline.tags]
    for tag, _ in plain.tags:
        extra.remove(tag)
    assert set(extra) <= {"p", "br", "em", "strong"}
    assert outline.addresses == plain.addresses
    assert (
        re.sub(r"\W", "", words.replace("&lt;", ""))[:6] in re.sub(r"\W", "", outline.words) or "&#" in words
    )


def test_a_bare_address_is_printed_once():
    html = html_of(chosen(chapters=("profile",), paragraphs={"profile": "See <https://example.org/notes>."}))
    assert "<p>See https://example.org/notes.</p>" in html


def png(size=(400, 120), colour=(28, 90, 166, 255), mode="RGBA", kind="PNG", **more):
    """A picture in one colour, as a file."""
    written = BytesIO()
    Image.new(mode, size, colour).save(written, kind, **more)
    return written.getvalue()


@pytest.fixture(scope="module")
def logo():
    return address(png())


def test_a_logo_is_drawn_anew_on_white_and_bounded():
    for picture in (
        png(),
        png((3900, 200)),
        png(mode="RGB", colour="#1c5aa6", kind="JPEG", exif=b"Exif\0\0"),
    ):
        told = address(picture + b"<script>alert(1)</script>")
        assert told.startswith("data:image/png;base64,")
        file = b64decode(told.partition(",")[2])
        assert b"script" not in file
        drawn = Image.open(BytesIO(file))
        assert drawn.mode == "RGB"
        assert drawn.width <= PRINTED[0]
        assert drawn.height <= PRINTED[1]
    assert address(png()) == address(png())


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (b"", "no PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG or JPEG"),
        (png()[:-40], "no PNG or JPEG"),
        (png(mode="RGB", colour="#1c5aa6", kind="GIF"), "no PNG or JPEG"),
        (png((8, 8)), "16 to 4000 pixels either way; this has 8 × 8"),
        (png((4001, 16)), "16 to 4000 pixels"),
        (png(colour=(255, 255, 255, 255)), "too pale"),
        (png(colour=(0, 0, 0, 0)), "too pale"),
        (png() + b"x" * 2_000_001, "at most 2 MB"),
    ],
)
def test_what_is_no_logo_is_refused(picture, words):
    with pytest.raises(ValueError, match=words):
        address(picture)


def test_a_picture_that_unpacks_to_gigabytes_is_refused_unopened():
    bomb = bytearray(png((16, 16)))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(ValueError, match="no PNG or JPEG"):
        address(bytes(bomb))


def test_the_logo_has_words_for_those_who_do_not_see_it(logo):
    def pictures_of(brand):
        return [given for tag, given in page(replace(chosen(chapters=()), brand=brand)).tags if tag == "img"]

    assert [given["alt"] for given in pictures_of(Brand("Firm", logo=logo))] == ["Firm"]
    assert [given["alt"] for given in pictures_of(Brand("Firm", logo=logo, logo_text="A bridge"))] == [
        "A bridge"
    ]
    with pytest.raises(BadInput, match="needs words"):
        pictures_of(Brand(logo=logo))


@pytest.mark.parametrize(
    "picture",
    [
        "https://example.org/a.png",
        "data:image/svg+xml;base64,AAAA",
        'data:image/png;base64,A"',
        "file:///a.png",
    ],
)
def test_a_logo_is_nothing_but_a_picture(picture):
    with pytest.raises(BadInput, match="is no logo"):
        page(replace(BRIEF, brand=Brand("Firm", logo=picture)))


def test_a_colour_is_nothing_but_a_colour():
    with pytest.raises(ValueError, match="not a colour"):
        page(replace(BRIEF, brand=Brand(accent="#fff;}</style>")))


def test_a_pale_accent_is_printed_darker():
    html = html_of(replace(chosen(chapters=()), brand=Brand(accent="#ffd400")))
    accent = re.search("--accent: (#[0-9a-f]{6})", html)[1]
    assert accent != "#ffd400"
    assert palette.contrast(accent, palette.PAPER) >= 4.5
    art = b64decode(re.search("svg[+]xml;base64,([^)]*)", html)[1])
    assert accent.encode() in art
    assert b"#ffd400" not in art
    assert palette.readable("#1c5aa6") == "#1c5aa6"


@pytest.mark.browser
def test_a_short_report_with_words_and_a_logo_is_as_accessible_as_a_long_one(logo):
    brief = chosen(
        replace(BRIEF, language="de"),
        chapters=("picture", "profile"),
        paragraphs=dict.fromkeys(CHAPTERS, WORDS),
    )
    pdf = lay_out(html_of(replace(brief, brand=Brand("Lindqvist", logo=logo))))
    assert [failure.message for failure in validation.validate_pdf_bytes(pdf, profile="ua1").failures] == []
    reader = PdfReader(BytesIO(pdf))
    marks = [mark.title for mark in reader.outline if not isinstance(mark, list)]
    assert marks == [
        "Inhalt", "So liest sich dieser Bericht", "Das Bild auf einer Seite", "Wer geantwortet hat",
        "Dimensionen und Facetten", "Methode und Güte",
    ]  # fmt: skip
    text = "".join(page.extract_text() for page in reader.pages)
    assert text.count("Anmerkung von Lindqvist") == 6


@pytest.mark.browser
def test_very_long_words_go_on_over_pages():
    brief = chosen(
        chapters=("picture",), paragraphs={"picture": "Ten words that say nothing at all, many times. " * 120}
    )
    assert len(PdfReader(BytesIO(lay_out(html_of(brief)))).pages) <= 10
