"""Shows what is told of single questions: answers, groups, waves and perspectives, or nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.culture3d.cast import Cast
from tests.culture3d.released import USUAL, People, hold, installed
from tests.culture3d.web.results.test_changes_page import REWORDED, table
from tests.culture3d.web.results.test_results import leader_of

PAGE = "/organisations/harbour/results/questions/"
TEXT = REWORDED.replace(
    "{en: We are heard., de: Wir werden gehört.}",
    "{en: We are heard., de: Wir werden gehört.}, perspectives: {leader: {en: I listen., de: Ich höre zu.}}",
)


def fill(session: Session, cast: Cast) -> None:
    """Two waves; the second has leaders too, a reworded question and a unit too small for questions."""
    hold(session, cast, "Year 1")
    people = (*USUAL[:2], People("dock/rope", 8, 2.6), People(None, 12, 4.0, "leader"))
    hold(session, cast, "Year 2", people, TEXT)


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Cast]]:
    yield from installed(sqlite_template, tmp_path_factory.mktemp("questions"), fill)


def test_every_question_is_listed_by_facet_and_leads_to_its_page(consultant: FlaskClient) -> None:
    page = consultant.get(f"{PAGE}?wave=3").text
    headings = [page.index(f">{name}</h2>") for name in ("Flow", "Voice", "Further questions")]
    assert headings == sorted(headings)
    assert "A spare question" not in page  # in reserve: nobody was asked
    pages = re.findall(rf'href="({PAGE}\w+\?wave=3)"', page)
    assert [consultant.get(each).status_code for each in pages] == [200] * 7


def test_the_numbers_are_those_of_the_release(consultant: FlaskClient) -> None:
    rows = {row["id"]: row for row in table(consultant, f"{PAGE}?wave=3&file=questions.csv")}
    shares = [
        float(rows["F1"][name]) for name in rows["F1"] if name.startswith("% ") and name != "% favourable"
    ]
    assert len(shares) == 5 and sum(shares) == pytest.approx(100)
    assert float(rows["F1"]["% favourable"]) == pytest.approx(sum(shares[3:]))
    assert f"{float(rows['F1']['% favourable']):.0f}%" in consultant.get(f"{PAGE}F1?wave=3").text


def test_a_reworded_question_is_not_joined_to_the_other_and_says_so(consultant: FlaskClient) -> None:
    page = consultant.get(f"{PAGE}V1?wave=3").text
    assert "We say what we think." in page and "We speak up." in page
    assert "worded differently in the two waves" in page
    rows = table(consultant, f"{PAGE}V1?wave=3&file=course.csv")
    assert [bool(row["score"]) for row in rows] == [False, True]
    assert "We speak up." not in consultant.get(f"{PAGE}F1?wave=3").text


def test_others_see_it_in_their_own_words(consultant: FlaskClient) -> None:
    page = consultant.get(f"{PAGE}V2?wave=3").text
    assert "How others see it" in page and "“I listen.”" in page
    assert "How others see it" not in consultant.get(f"{PAGE}V1?wave=3").text  # leaders were not asked it


def test_groups_too_small_for_questions_say_so(consultant: FlaskClient) -> None:
    page = consultant.get(f"{PAGE}F1?wave=3").text
    [rope] = re.findall(r'<th scope="row"[^>]*>Rope</th>(.*?)</tr>', page, re.S)
    assert "too few to show" in rope
    alone = consultant.get(f"{PAGE}F1?wave=3&segment=dock%2Frope").text
    assert "Too few people answered" in alone and "h-perspectives" not in alone


@pytest.mark.parametrize("id", ["F4", "flow", "none", "F1?segment=gone"])
def test_what_was_not_asked_is_not_found(consultant: FlaskClient, id: str) -> None:
    assert consultant.get(PAGE + id).status_code == 404


def test_the_leader_of_a_unit_reads_of_no_other(app: Flask, cast: Cast) -> None:
    leader = leader_of(app, cast, "dock")
    page = leader.get(f"{PAGE}F1?wave=2").text
    assert "Crane" in page and "Office" not in page and "h-perspectives" not in page
    text = leader.get(f"{PAGE}F1?wave=2&file=groups.csv").text
    assert "dock" in text and not re.search("^(all|office),", text, re.MULTILINE)
