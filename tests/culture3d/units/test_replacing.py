"""Shows that a table of units is read under any usual heading, and put in the tree's place as a whole."""

import pytest
from sqlalchemy.orm import Session

from culture3d.models.organisation import Organisation
from culture3d.models.wave import Wave
from culture3d.services.units import history
from culture3d.services.units.lists import read_tree
from culture3d.services.units.replacing import difference, fingerprint, replace_tree
from surveys.faults import BadInput
from tests.culture3d.cast import Cast
from tests.culture3d.units.test_tree import paths, unit
from tests.surveys.test_xlsx_files import workbook


def read(organisation: Organisation, text: str) -> list[tuple[str, str]]:
    return [
        ("/".join(each.path), each.label) for each in read_tree(organisation, text.encode(), "u.csv").units
    ]


def faults(organisation: Organisation, text: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read(organisation, text)
    return [str(fault).removeprefix("u.csv:") for fault in caught.value.faults]


@pytest.fixture
def client(session: Session, cast: Cast) -> Organisation:
    return session.get_one(Organisation, cast.organisation)


@pytest.mark.parametrize(
    "text",
    [
        "code,name,parent\ndock,Docks,\ncrane,Crane,dock\n",
        "Übergeordnete Einheit;Bezeichnung;Kürzel\ndock;Crane;crane\n;Docks;dock\n",
        "Pfad\tAbteilung\ndock / crane\tCrane\ndock\tDocks\n",
        "Unit Code,Unit name,Belongs to\nx,Harbour & Sons,\ndock,Docks,x\ncrane,Crane,dock\n",
        "Einheit;gehört zu\nDocks;\nCrane;Docks\n",
    ],
)
def test_columns_may_be_called_as_people_call_them(client: Organisation, text: str) -> None:
    found = read(client, text)
    assert found == [("dock", "Docks"), ("dock/crane", "Crane")] or found == [
        ("docks", "Docks"),
        ("docks/crane", "Crane"),
    ]


def test_a_workbook_is_read_like_a_table(client: Organisation) -> None:
    content = workbook(("Code", "Name", "Parent"), ("4711", "Docks", None), (4712, "Crane", 4711.0))
    found = read_tree(client, content)
    assert [each.path for each in found.units] == [("4711",), ("4711", "4712")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("code,name,parent\na,A,\nb,B,x\n", ["3: parent: “x” is no unit of this file"]),
        (
            "Kürzel;Name;Eltern\na;A;b\nb;B;a\n",
            ["2: Eltern: stands below itself", "3: Eltern: stands below itself"],
        ),
        ("code,name\na,A\n,B\na,C\n", ["3: code: is blank", "4: code: stands in row 2 already"]),
        (
            "code,name\na,\u202eA\n",
            ["2: name: holds a character that cannot be printed, such as a line break"],
        ),
        ("colour\nred\n", ["1: code: this column is missing"]),
        ("code,id\nred,a\n", ["1: id: this column is there twice"]),
        ("code,name\n", [" has no units"]),
        ("path,name\na/b,B\n", ["2: path: “a” is no unit of this file"]),
    ],
)
def test_every_fault_is_told_in_its_place(client: Organisation, text: str, told: list[str]) -> None:
    assert faults(client, text) == told


def test_differences_are_told_by_path_and_then_by_code(session: Session, harbour: Organisation) -> None:
    wanted = read_tree(
        harbour, b"path,name\ndock,Docks\noffice,Office\noffice/crane,Crane\noffice/new,New\n"
    ).units
    found = difference(harbour, wanted)
    assert [each.path for each in found.added] == [("office", "new")]
    assert [(old.label, new.label) for old, new in found.renamed] == [("Dock", "Docks")]
    assert [(old.path, new.path) for old, new in found.moved] == [(("dock", "crane"), ("office", "crane"))]
    assert [each.path for each in found.gone] == [("dock", "rope")]
    replace_tree(session, harbour, wanted, {}, None)
    assert paths(harbour) == ["dock", "office", "office/crane", "office/new"]
    assert difference(harbour, wanted).is_none
    assert {(row.kind.value, row.before, row.after) for row in history.changes(session, harbour)} == {
        ("renamed", "dock", "dock"),
        ("moved", "dock/crane", "office/crane"),
        ("removed", "dock/rope", "dock"),
        ("added", None, "office/new"),
    }


def test_units_may_change_places_and_one_may_be_merged(
    session: Session,
    harbour: Organisation,
    cast: Cast,
) -> None:
    rope = unit(harbour, "dock/rope")
    text = b"code,name,parent\noffice,Office,\ndock,Dock,office\ncrane,Crane,dock\n"
    before = fingerprint(harbour)
    replace_tree(
        session, harbour, read_tree(harbour, text).units, {rope.id: ("office", "dock", "crane")}, None
    )
    assert paths(harbour) == ["office", "office/dock", "office/dock/crane"]
    assert fingerprint(harbour) != before
    wave = session.get_one(Wave, cast.wave)
    steps = [row for row in history.changes_after(session, wave) if row.kind.value == "merged"]
    assert [(row.before, row.after) for row in steps] == [("dock/rope", "office/dock/crane")]
