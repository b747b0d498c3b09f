"""Checks that an instrument that is written and read again is the same, and that its text reads well."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from surveys import catalogue
from surveys.instrument import Instrument, read_instrument, write_fields, write_instrument
from surveys.instrument.marked import parse
from surveys.instrument.writing import WIDTH
from tests.surveys.questionnaires import MIRRORED, SMALLEST

EXAMPLES = sorted((Path(__file__).parents[1] / "instruments").glob("*.yaml"))
TEXTS = {
    **{path.stem: path.read_text("utf-8") for path in EXAMPLES},
    **{name: catalogue.text_of(name) for name in catalogue.available()},
    "smallest": SMALLEST,
    "mirrored": MIRRORED,
}

# What a reader of YAML, old or new, may take for something else, and what must not be lost.
WORDS = """no yes on y null ~ true 1 08 1.5 1e3 0x1f 1_000 12:30:45 2026-01-01 = << - ? : , [ ] { } # & * ! |
> ' " % @ ` --- ... -1 +2 .5 .inf .nan a:b \\ \\n é 你好 كلام 👩‍👩‍👧"""
PHRASES = ("a: b", "a #b", "a:", "a, b", "really?", "a\nb", "a\n\n  b\nc", "a\tb", "a\u2028b", "a\u202eb")


def same(instrument: Instrument) -> str:
    """Writes and reads an instrument, which must come back as it was; gives what was written."""
    text = write_instrument(instrument)
    again = read_instrument(text)
    assert (again, again.languages) == (instrument, instrument.languages)
    assert write_instrument(again) == text
    return text


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_written_is_read_again_as_the_same(name: str) -> None:
    same(read_instrument(TEXTS[name]))


def test_what_ships_is_written_almost_as_people_wrote_it() -> None:
    """They differ in comments and in where a line breaks, and in nothing else."""
    for name in ("culture3d-1", "meetings-1"):
        ours, theirs = (
            {line.strip() for line in text.splitlines() if not line.lstrip().startswith("#")}
            for text in (write_instrument(catalogue.load(name)), catalogue.text_of(name))
        )
        assert len(ours & theirs) > 0.8 * len(theirs), sorted(theirs - ours)


def test_the_smallest_questionnaire_as_it_is_written() -> None:
    assert write_instrument(read_instrument(SMALLEST)) == (
        "id: smallest\n"
        "version: 1\n"
        "scale: {points: [{value: 1}, {value: 2}, {value: 3}], favourable: [3], neutral: [2]}\n"
        "items:\n"
        "  - id: a\n"
        "    text: I like it here.\n"
        "  - id: b\n"
        "    text: {en: I would come again., de: Ich komme wieder.}\n"
        "    reverse: true\n"
    )


def test_lines_break_before_they_grow_long() -> None:
    wide = [
        line for line in write_instrument(catalogue.load("culture3d-1")).splitlines() if len(line) > WIDTH
    ]
    assert all("{" not in line for line in wide)


@pytest.mark.parametrize("words", [*WORDS.split(), *PHRASES, "\ufeffx", "a\u00a0b"])
def test_words_that_look_like_something_else_stay_words(words: str) -> None:
    wording = {"en": words, "no": words, "de": f"{words} {words}"}
    item = {"id": "a", "text": wording, "perspectives": {"leader": words}}
    fields = {"id": "q", "version": 1, "title": words, "scale": {"min": -2.5, "max": 1e6}, "items": [item]}
    text = same(Instrument.model_validate(fields))
    by_others = yaml.safe_load(text)  # a reader of the older YAML, to which `no` is false
    assert by_others["items"][0]["text"]["no"] == words.strip()


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12), min_size=4, max_size=4
    ),
    st.lists(
        st.floats(-1e12, 1e12).map(lambda number: round(number, 3)), min_size=2, max_size=2, unique=True
    ),
)
def test_any_text_and_number_comes_back(texts: list[str], ends: list[float]) -> None:
    options = [{"id": "1", "label": texts[0]}, {"id": "x", "label": {"de": texts[1]}}]
    fields: dict[str, object] = {
        "id": "q",
        "version": 1,
        "title": {"pt-BR": texts[2], "no": texts[3]},
        "scale": {"min": min(ends), "max": max(ends)},
        "items": [{"id": "a", "text": {"fr": texts[0], "en": texts[3]}}],
        "attributes": [{"id": "b", "text": texts[1], "options": options}],
    }
    try:
        instrument = Instrument.model_validate(fields)
    except ValueError:  # blank, or a control character
        return
    same(instrument)


def test_a_draft_with_faults_is_written_as_it_is() -> None:
    draft: dict[str, object] = {
        "id": "no",
        "version": None,
        "title": " blank ",
        "scale": {},
        "items": [{"id": 5, "text": "\n", "reverse": False, "extra": [[], {"a": 1.5}]}, {}, "loose"],
    }
    assert parse(write_fields(draft)).value == draft
