"""Shows that the map holds the figures of the release, and nobody's but those that one may read."""

import csv
import io
import re
from dataclasses import replace
from gettext import NullTranslations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d.db import database_session
from culture3d.models.grant import Role
from culture3d.models.wave import Wave
from culture3d.services import results
from culture3d.web.insight import telling_map
from culture3d.web.insight.telling_map import Choice
from reports.language import Language
from reports.reader import Reader
from reports.tables import results_object
from surveys.results import Segment
from tests.culture3d.cast import Cast
from tests.culture3d.released import USUAL, People, hold
from tests.culture3d.web.signing_in import Place, consulting, enrol, let_in
from tests.reports import cast as told

PAGE = "/organisations/harbour/results/heatmap"
FEW = (*USUAL[:2], People("dock/rope", 15, 2.6), People("dock", 7, 1.5))


@pytest.fixture
def two_waves(app: Flask, cast: Cast) -> Cast:
    """Two released waves; in the second, which has number 3, the office is far above the others."""
    with app.app_context():
        hold(database_session(), cast, "2024")
        hold(database_session(), cast, "2025", (*USUAL[::2], People("office", 30, 4.6)))
        database_session().commit()
    return cast


@pytest.fixture
def consultant(app: Flask, two_waves: Cast) -> FlaskClient:
    return consulting(app)


def leader_of_docks(app: Flask, cast: Cast) -> FlaskClient:
    enrol(app, "kim@example.org", Role.LEADER, Place(organisation=cast.organisation, unit=cast.units["dock"]))
    return let_in(app, "kim@example.org")


def scored(app: Flask, number: int) -> dict[str, dict]:
    """Segment -> measure -> figures, as `culture3d score` writes them."""
    with app.app_context():
        wave = database_session().query(Wave).filter(Wave.number == number).one()
        table = results_object(results.read_release(database_session(), wave))
    return {segment["key"]: segment["measures"] for segment in table["segments"]}


def rows(browser: FlaskClient, asked: str = "") -> dict[str, dict[str, str]]:
    """The file of the map: key of the group -> heading -> cell."""
    text = browser.get(f"{PAGE}/table.csv?{asked}").text.lstrip("\ufeff")
    return {row["Key"]: row for row in csv.DictReader(io.StringIO(text))}


def cells(page: str) -> list[list[str]]:
    """The rows of the table as people read them, one list of words for each."""
    lines = re.findall(r"<tr class=\"(?:organisation|unit|attribute)\">(.*?)</tr>", page, re.S)
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line)
        ]
        for line in lines
    ]


def test_cells_are_the_figures_of_the_release(app: Flask, consultant: FlaskClient) -> None:
    figures, table = scored(app, 3), rows(consultant)
    for key in ("all", "dock", "office", "tenure=new"):
        for measure, name in (("flow", "Flow"), ("voice", "Voice")):
            assert float(table[key][name]) == figures[key][measure]["score"]
    first = cells(consultant.get(PAGE).text)[0]
    assert first[1:] == [str(round(figures["all"][measure]["score"])) for measure in ("flow", "voice")] + [
        "75"
    ]
    shares = rows(consultant, "show=favourable&columns=voice")
    assert float(shares["office"]["We speak up."]) == figures["office"]["V1"]["favourable"]


def test_a_sign_says_what_is_clear_and_colour_says_nothing_alone(consultant: FlaskClient) -> None:
    lines = {line[0]: line for line in cells(consultant.get(PAGE).text)}
    assert all(cell.endswith("▲ clearly above") for cell in lines["Office"][1:3])
    assert all(cell.endswith("▼ clearly below") for cell in lines["Dock"][1:3])
    assert not re.search("[▲▼]", " ".join(lines["Harbour & Sons".replace("&", "&amp;")]))


def test_changes_are_told_against_the_wave_that_was_chosen(consultant: FlaskClient) -> None:
    changed = rows(consultant, "show=change")
    assert float(changed["office"]["Voice"]) > 10 > float(changed["dock"]["Voice"])
    page = consultant.get(f"{PAGE}?show=change").text
    assert "2024 → 2025" in page and "clearly rose" in page
    assert "Score, 0 to 100</h2>" in consultant.get(f"{PAGE}?wave=2&show=change").text  # there is none before


def test_groups_are_sorted_by_a_column_and_back(consultant: FlaskClient) -> None:
    def order(asked: str) -> list[str]:
        return [line[0].split()[0] for line in cells(consultant.get(f"{PAGE}?groups=units&{asked}").text)]

    assert order("") == ["Harbour", "Dock", "Crane", "Rope", "Office"]
    assert order("sort=voice")[:2] == ["Harbour", "Office"]
    assert order("sort=-voice")[-1] == "Office"
    assert 'aria-sort="descending"' in consultant.get(f"{PAGE}?sort=voice").text


def test_only_approved_views_are_offered(consultant: FlaskClient) -> None:
    assert set(rows(consultant, "groups=tenure")) == {"all", "tenure=new", "tenure=old"}
    assert set(rows(consultant, "groups=units")) == {"all", "dock", "dock/crane", "dock/rope", "office"}
    assert set(rows(consultant, "segment=dock")) == {"dock", "dock/crane", "dock/rope"}
    everything = set(rows(consultant))
    assert set(rows(consultant, "groups=salary&columns=x&sort=y&show=z&levels=1&page=-3")) == everything


def test_too_few_say_so_and_nothing_else(app: Flask, cast: Cast) -> None:
    with app.app_context():
        hold(database_session(), cast, "2024", (*USUAL[:2], People("dock/rope", 3, 2.0)))
        database_session().commit()
    browser = consulting(app)
    assert [line[1:] for line in cells(browser.get(PAGE).text) if line[0] == "Rope"] == [
        ["too few to show", "–"]
    ]
    assert rows(browser)["dock/rope"]["Flow"] == "too few to show"
    page = browser.get(f"{PAGE}/cell?segment=dock/rope&measure=flow").text
    assert "Too few people" in page and "How people answered" not in page


def test_the_leader_of_a_unit_sees_it_and_what_lies_below(app: Flask, two_waves: Cast) -> None:
    browser = leader_of_docks(app, two_waves)
    assert set(rows(browser)) == {"dock", "dock/crane", "dock/rope"}
    page = browser.get(PAGE).text
    assert "Office" not in page and "tenure" not in page and "figure of Dock" in page
    assert browser.get(f"{PAGE}/cell?segment=dock/rope&measure=flow").status_code == 200
    assert "Organisation</" not in browser.get(f"{PAGE}/cell?segment=dock/rope&measure=V1").text
    for other in ("all", "office", "tenure=new"):
        assert browser.get(f"{PAGE}/cell?segment={other}&measure=flow").status_code == 404


def test_a_cell_leads_to_how_people_answered(app: Flask, consultant: FlaskClient) -> None:
    page = consultant.get(PAGE).text
    [address] = re.findall(r'href="([^"]*segment=office[^"]*measure=voice)"', page)
    facet = consultant.get(address.replace("&amp;", "&")).text
    assert "We are heard." in facet and "rose by" in facet
    item = consultant.get(f"{PAGE}/cell?segment=office&measure=V2").text
    shares = scored(app, 3)["office"]["V2"]["distribution"]
    assert f'<td role="cell" class="num strong score">{round(shares[4])}%' in item
    assert consultant.get(f"{PAGE}/cell?measure=nothing").status_code == 404
    assert consultant.get(f"{PAGE}/cell?measure=V2&slug=x&_external=1&endpoint=y").status_code == 200
    text = consultant.get(f"{PAGE}/cell.csv?segment=office&measure=voice").text.lstrip("\ufeff")
    told = {(row["Key"], row["statistic"]): row["value"] for row in csv.DictReader(io.StringIO(text))}
    assert float(told["voice", "score_low"]) == scored(app, 3)["office"]["voice"]["score_low"]
    assert float(told["V2", "distribution.5"]) == shares[4]


def test_of_a_small_group_whole_points_are_told_and_no_questions(app: Flask, cast: Cast) -> None:
    with app.app_context():
        hold(database_session(), cast, "2024", (*USUAL[:2], People("dock/rope", 7, 2.0)))
        database_session().commit()
    browser = consulting(app)
    page = browser.get(f"{PAGE}/cell?segment=dock/rope&measure=flow").text
    assert "in whole points" in page and "News reaches us.</a>" not in page


def deep(units: int) -> tuple[Segment, ...]:
    """A tree of divisions with departments, each with some teams."""
    made = []
    for top in range(4):
        made.append(Segment(f"D{top}", f"Division {top}", "all", "unit", 1))
        for team in range(units):
            made.append(Segment(f"D{top}/T{team}", f"Team {team}", f"D{top}", "unit", 2))
            made.append(Segment(f"D{top}/T{team}/X", "Shift", f"D{top}/T{team}", "unit", 3))
    return tuple(made)


def test_a_large_tree_is_folded_and_opened(app: Flask) -> None:
    brief = told.brief()
    segments, table = (Segment("all", "", None, "organisation"), *deep(12)), brief.current.results.table
    results_ = replace(
        brief.current.results,
        segments=segments,
        perspectives=(),
        table=table.rows([0] * len(segments)),
        counts={segment.key: 20 for segment in segments},
    )
    brief = replace(brief, waves=(*brief.waves[:-1], replace(brief.current, results=results_)))
    reader = Reader(brief, Language("en", NullTranslations()))
    with app.test_request_context():
        folded = telling_map.build(reader, results_.segments, Choice())
        lines = {line.key: line for part in folded.parts for line in part.lines}
        assert len(lines) == 1 + 4 + 48 and lines["D1/T3"].folded == 1 and folded.folds
        opened = telling_map.build(reader, results_.segments, Choice(below="D2/T1"))
        assert [line.key for part in opened.parts for line in part.lines] == ["D2/T1", "D2/T1/X"]
        whole = telling_map.build(reader, results_.segments, Choice(levels="all"))
        assert sum(len(part.lines) for part in whole.parts) == len(results_.segments)
