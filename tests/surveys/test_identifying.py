"""Shows which places in a comment are found to point to somebody, and which are not."""

import pytest

from surveys.identifying import GONE, Kind, known_names, marks, without

NAMES = known_names(["Anna-Lena Öztürk", "Jo Li", "Mark Klein", "פלוני אלמוני"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to anna.o@example.org today", [("anna.o@example.org", Kind.MAIL)]),
        ("See https://example.org/a?b=1 please", [("https://example.org/a?b=1", Kind.WEB)]),
        ("Call +49 (30) 1234-567, floor 3", [("+49 (30) 1234-567", Kind.NUMBER)]),
        ("Herr Dr. Müller said so", [("Herr Dr. Müller", Kind.TITLE)]),
        ("Mrs. O’Brien helps", [("Mrs. O’Brien", Kind.TITLE)]),
        ("That is Öztürks idea", [("Öztürks", Kind.NAME)]),
        ("anna-lena knows", [("anna-lena", Kind.NAME)]),
        ("The Klein-Team", [("Klein-Team", Kind.NAME)]),
        ("שאלתי את פלוני אתמול", [("פלוני", Kind.NAME)]),
        ("Go on, Jo is not marked: two letters are too few", []),
        ("We speak up.", []),
        ("", []),
    ],
)
def test_places_are_found(text: str, found: list[tuple[str, Kind]]) -> None:
    assert [(text[mark.start : mark.end], mark.kind) for mark in marks(text, NAMES)] == found


def test_a_place_is_marked_once() -> None:
    assert [mark.kind for mark in marks("mark@klein.example", NAMES)] == [Kind.MAIL]


def test_what_is_left_out_leaves_a_sign() -> None:
    text = "Ask Herr Meier on 12.3.2026, he knows."
    assert without(text, marks(text)) == f"Ask {GONE} on {GONE}, he knows."


def test_no_text_keeps_it_busy() -> None:
    for long in ("1 " * 5000, "a" * 10_000 + "@", "Herr " * 2000, "www." * 2500, "(" * 10_000):
        assert len(marks(long, NAMES)) <= 5000
