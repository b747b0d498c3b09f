"""The report as HTML: which chapters it has, what it shows, and what hostile words do to it (nothing)."""

import re
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from culture3d.reporting import language_of
from reports.brief import Brand
from reports.chapters import CHAPTERS
from reports.chapters.rows import in_pages
from reports.document import compose
from reports.reader import Reader
from surveys.instrument import Instrument
from surveys.results import Segment
from tests.reports import cast

VOID = {"meta", "img", "br", "col"}


class Outline(HTMLParser):
    """Gathers what a page is made of: ids, headings, tables with their heads, addresses, and text."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.levels, self.addresses, self.tags, self.text = [], [], [], [], []
        self.open = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag not in VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.addresses += [given[name] for name in ("src", "href") if name in given]
        self.addresses += re.findall(r"url\(([^)]*)\)", given.get("style", ""))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    @property
    def words(self):
        return re.sub(r"\s+", " ", " ".join(self.text))


def page(brief):
    return Outline(compose(brief, language_of(brief.language), {}))


def chapters(outline):
    return [id_ for id_ in outline.ids if id_ in CHAPTERS]


VARIANTS = {
    "three waves": cast.brief(),
    "german": cast.brief(language="de", perspectives=("leader", "customer")),
    "first wave": cast.brief(waves=1),
    "staff of one house": cast.brief(waves=1, units=False, perspectives=(), invited=False),
    "many waves": cast.brief(waves=6),
    "no dimensions": cast.brief(cast.instrument(dimensions=False)),
    "pulse": cast.brief(cast.instrument(items=1)),
    "no facets": cast.brief(cast.instrument(dimensions=False, facets=False)),
    "seven points": cast.brief(cast.instrument(points=7)),
    "four points": cast.brief(cast.instrument(points=4)),
    "continuous": cast.brief(cast.instrument(points=0)),
    "everything hidden": cast.brief(hidden=(*cast.PEOPLE, *cast.HIDDEN)),
    "another language": cast.brief(language="fr"),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_kind_of_wave_makes_a_sound_page(variant):
    outline = page(VARIANTS[variant])
    assert not outline.open
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    links = {given["href"][1:] for tag, given in outline.tags if tag == "a"}
    assert links == set(chapters(outline))
    assert not re.search(r"\{\w+\}|\bNone\b|\bnan\b|\binf\b", outline.words)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_table_has_heads_and_every_picture_words(variant):
    outline = page(VARIANTS[variant])
    for tag, given in outline.tags:
        if tag == "th":
            assert given.get("scope") in ("col", "row", "rowgroup")
        if tag == "img":
            assert given.get("alt")


@pytest.mark.parametrize(
    ("variant", "missing"),
    [
        ("three waves", set()),
        ("first wave", {"changes", "solid"}),
        ("staff of one house", {"changes", "solid", "perspectives", "heatmap", "segments"}),
        ("no facets", {"profile", "playbook"}),
    ],
)
def test_chapters_that_do_not_apply_fall_away(variant, missing):
    assert set(CHAPTERS) - set(chapters(page(VARIANTS[variant]))) == {"cover"} | missing


def test_the_cover_and_the_pages_of_groups_are_illustrated_without_a_browser():
    html = compose(VARIANTS["three waves"], language_of("en"), {})
    art = re.search(r'class="art" style="background-image:url\(data:image/svg\+xml;base64,([^)]*)\)', html)
    assert b"<path" in b64decode(art[1])
    pages = len(re.findall('<section class="chapter segment">', html))
    assert len(re.findall(r'class="opening" style="background-image:url\(data:image/svg', html)) == pages > 5


def test_the_picture_says_what_is_strong_weak_and_changed_and_where_to_look():
    words = page(VARIANTS["three waves"]).words
    picture = words.split("The picture on one page")[2].split("The culture solid")[0]
    titles = [
        picture.index(title) for title in ("Strongest", "Weakest", "Clearly changed", "Where to look next")
    ]
    assert titles == sorted(titles)
    assert "Clearly up since 2025" in picture
    first = page(VARIANTS["first wave"]).words
    assert "Clearly changed" not in first


def test_the_solid_stands_beside_its_numbers():
    html = compose(VARIANTS["many waves"], language_of("en"), {})
    solid = html.split('<h2 id="solid">')[1].split("</section>")[0]
    assert re.findall(r'class="num wide">(\d{4})<', solid) == ["2021", "2022", "2023", "2024", "2025", "2026"]
    assert solid.count('<tr class="part">') == 12
    assert re.findall(r'<tr class="head (ink\d)">', solid) == ["ink0", "ink1", "ink2"]


@pytest.mark.parametrize("lines", [1, 38, 39, 47, 84, 85, 200])
def test_long_tables_are_cut_into_evenly_full_pages(lines):
    pages = in_pages(range(lines), 38, 46)
    assert [line for page in pages for line in page] == [*range(lines)]
    assert len(pages[0]) <= 38
    assert all(len(page) <= 46 for page in pages)
    full = [len(pages[0]) + 8, *map(len, pages[1:])]
    assert max(full) - min(full) <= 1


def test_a_hidden_group_is_named_and_nothing_is_told_of_it():
    outline = page(cast.brief())
    rows = re.findall(r"Key accounts(.{30})", outline.words)
    assert len(rows) == 1
    assert "too few to show" in rows[0]
    assert "2 groups are not shown" in outline.words


def test_a_small_group_is_told_in_whole_points_without_questions():
    brief = cast.brief()
    html = compose(brief, language_of("en"), {})
    small = html.split("<h3>Less than two years</h3>")[1].split("</section>")[0]
    assert "This group is small" in small
    assert "Answers, in %" not in small


def test_pages_of_groups_are_the_same_for_all_and_bounded():
    many = tuple(Segment(f"U{place}", f"Unit {place}", "all", "unit", 1) for place in range(3000))
    brief = cast.brief(waves=1)
    results = replace(
        brief.current.results, segments=(brief.current.results.segments[0], *many), counts={"all": 412}
    )
    html = compose(replace(brief, waves=(replace(brief.current, results=results),)), language_of("en"), {})
    assert len(html) < 2_000_000
    assert "2,800 more groups" in html


HOSTILE = (
    "<img src=file:///etc/passwd>",
    "</style><script>alert(1)</script>",
    "\"><a href='javascript:alert(1)'>x</a>",
    "{{ 7 * 7 }} {name} %s {0.__class__}",
    "@import url(http://127.0.0.1:9/x.css); } body { display: none",
    "Donaudampfschifffahrtsgesellschaftskapitän" * 8,
    "\u202eدائرة العملاء 😀 שלום",
)


def hostile_brief(words, **options):
    """Hostile words wherever people choose words: organisation, wave, units, questions, firm."""
    body = cast.instrument().model_dump(mode="json", exclude_defaults=True)
    body["title"] = {"en": words}
    body["dimensions"][0]["name"] = {"en": words}
    body["dimensions"][0]["facets"][0]["name"] = {"en": words}
    body["dimensions"][0]["facets"][0]["items"][0]["text"] = {"en": words}
    brief = cast.brief(Instrument.model_validate(body), organisation=words, **options)
    waves = tuple(
        replace(
            wave,
            name=words,
            results=replace(
                wave.results,
                segments=tuple(replace(segment, label=words) for segment in wave.results.segments),
            ),
        )
        for wave in brief.waves
    )
    return replace(brief, waves=waves, brand=Brand(words))


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_words(words):
    outline = page(hostile_brief(words))
    assert not outline.open
    plain = page(hostile_brief("Plain words"))
    assert [tag for tag, _ in outline.tags] == [tag for tag, _ in plain.tags]
    assert words.replace("\u202e", "") in " ".join(outline.text)
    assert all(address.startswith(("data:", "#")) for address in outline.addresses)


def test_what_is_no_text_at_all_is_replaced():
    html = compose(cast.brief(organisation="A\ud800B\x07C\u202eD"), language_of("en"), {})
    assert "A?BCD" in html
    assert html.encode()


def test_nothing_is_fetched_and_nothing_runs():
    outline = page(cast.brief())
    assert all(address.startswith(("data:", "#")) for address in outline.addresses)
    assert not {"script", "link", "iframe", "object", "form"} & {tag for tag, _ in outline.tags}


def test_the_same_brief_gives_the_same_page():
    first, second = (compose(cast.brief(), language_of("en"), {}) for _ in range(2))
    assert first == second


def test_equal_cells_have_equal_styles():
    """A style written into a cell is worked out for that cell alone: only what is drawn behind it may be."""
    for tag, given in page(cast.brief()).tags:
        if tag in ("tr", "th", "td") and "style" in given:
            assert given["style"].startswith("background-image:url(data:image/svg")


def test_an_open_link_is_owned_up_to():
    brief = cast.brief()
    told = "one set of answers per browser, not per person"
    assert told not in page(brief).words
    *before, last = brief.waves
    words = page(replace(brief, waves=(*before, replace(last, open_link=True)))).words
    assert told in words.split("Who answered")[2].split("Dimensions and facets")[0]
    earlier = page(replace(brief, waves=(*(replace(wave, open_link=True) for wave in before), last))).words
    assert told not in earlier
    names = " and ".join(wave.name for wave in before)
    assert f"one set of answers was taken per browser, not per person: {names}." in earlier


def test_what_each_perspective_read_stands_side_by_side():
    html = compose(cast.brief(perspectives=("leader", "customer")), language_of("en"), {})
    asked = html.split('<h2 id="questionnaire">')[1]
    head = re.search("<thead>.*</thead>", asked)[0]
    assert re.findall('<th scope="col">([^<]+)</th>', head) == ["Staff", "Leaders"]
    rows = re.findall(r"<tr><th scope=\"row\">.*</tr>", asked)
    assert len(rows) > 30
    assert {row.count("<td>") for row in rows if "colspan" not in row} == {2}


def test_who_answered_says_what_the_silent_could_change_and_who_answered_beside_the_staff():
    whole = page(cast.brief(perspectives=("leader",))).words
    assert "of the staff answered" in whole and "412 of 536 invited members of staff answered" in whole
    words = whole.split("Who answered")[2]
    assert re.search(
        r"between \d+% and \d+% of all invited staff would answer favourably to “[^”.]+”;", words
    )
    assert re.search(r"told apart from the staff: Leaders \(\d+\)\.", words)
    told = cast.instrument().model_dump()
    for item in (each for part in told["dimensions"] for facet in part["facets"] for each in facet["items"]):
        item["perspectives"] = {}
    alone = page(cast.brief(Instrument.model_validate(told), perspectives=()))
    assert "Not only staff answered" not in alone.words
    assert "412 of 536 invited people answered" in alone.words and "of the staff" not in alone.words


def test_what_chance_does_to_many_groups_is_told_before_they_are_read():
    guide = page(cast.brief()).words.split("One page per group")[1]
    assert "about 5 of 100 scores of groups would lie off the tick by chance" in guide


def test_answers_to_background_questions_are_told_in_the_language_of_the_report():
    options = [
        {"id": "0", "label": {"en": "Under two years", "de": "Unter zwei Jahren"}},
        {"id": "1", "label": {"en": "Longer", "de": "Länger"}},
    ]
    asked = [{"id": "tenure", "text": {"en": "Since when?", "de": "Seit wann?"}, "options": options}]
    told = Instrument.model_validate({**cast.instrument().model_dump(), "attributes": asked})
    within = Segment("S/tenure=1", "Sales · Two years or more", "S", "crossed", 1)
    unknown = Segment("tenure=2", "Before the war", None, "attribute")
    for language, words in (("en", "Longer"), ("de", "Länger")):
        reader = Reader(cast.brief(told, language=language), language_of(language))
        parts = {part.key: reader.label(part) for part in (*reader.parts, within, unknown)}
        assert parts["tenure=1"] == words and parts["S/tenure=1"] == f"Sales · {words}"
        assert parts["tenure=2"] == "Before the war" and parts["O/W"] == "Warehouse"
        assert words in page(reader.brief).words
        assert "Two years or more" not in page(reader.brief).words
