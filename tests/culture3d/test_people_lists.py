"""Shows that a file of people is read as a whole or refused with every fault in its place."""

import gzip
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from culture3d.models.wave import Wave
from culture3d.services import participants, people_columns, people_lists
from culture3d.services.people_lists import PeopleList, read_people
from surveys.faults import BadInput
from tests.culture3d.cast import Cast
from tests.culture3d.invited import Invited, planned


@pytest.fixture
def wave(session: Session, cast: Cast) -> Wave:
    return planned(session, cast)


def read(session: Session, wave: Wave, text: str, encoding: str = "utf-8") -> PeopleList:
    return read_people(session, wave, text.encode(encoding), "people.csv")


def faults(session: Session, wave: Wave, text: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read(session, wave, text)
    return [str(fault).removeprefix("people.csv:") for fault in caught.value.faults]


def test_every_column_is_read_and_blanks_have_their_meaning(session: Session, wave: Wave) -> None:
    listed = read(
        session,
        wave,
        "name,email,unit,language,perspective,tenure,remark\n"
        "Anna Albers,anna@example.org,dock/crane,de,leader,old,x\n"
        " Ben Brown ,,,,,,\n",
    )
    anna, ben = listed.people
    assert listed.ignored == ("remark",)
    assert (anna.name, anna.email, anna.language, anna.perspective) == (
        "Anna Albers",
        "anna@example.org",
        "de",
        "leader",
    )
    assert anna.unit is not None and anna.unit.path == ("dock", "crane")
    assert anna.attributes == {"tenure": "old"}
    assert (ben.name, ben.email, ben.unit, ben.language) == ("Ben Brown", None, None, "en")
    assert (ben.perspective, ben.attributes) == ("staff", {})


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_what_spreadsheets_write_is_read(session: Session, wave: Wave, separator: str, encoding: str) -> None:
    text = "unit,name\r\noffice,Jörg Größe\r\n".replace(",", separator)
    (person,) = read(session, wave, text, encoding).people
    assert person.name == "Jörg Größe"
    assert person.unit is not None and person.unit.code == "office"


def test_every_fault_is_told_with_row_and_column(session: Session, wave: Wave) -> None:
    assert faults(
        session,
        wave,
        "name,email,unit,language,perspective,tenure\n"
        ",anna@example.org,dock/crane,de,staff,old\n"
        "Ben,ben at example,dock/cran,fr,boss,ages\n"
        'Cleo,"cleo@example.org\nBcc: all@example.org",,,,\n'
        "Dora\u202egnp.exe,,,,,\n"
        f"{'E' * 201},,,,,\n",
    ) == [
        "2: name: is blank",
        "3: email: “ben at example” is no address",
        "3: unit: “dock/cran” is no unit; perhaps “dock/crane”",
        "3: language: “fr” is none of en, de; it may be blank",
        "3: perspective: “boss” is none of staff, leader, customer; it may be blank",
        "3: tenure: “ages” is none of new, old; it may be blank",
        "4: email: holds a character that cannot be printed, such as a line break",
        "5: name: holds a character that cannot be printed, such as a line break",
        "6: name: has 201 characters; 200 are stored",
    ]


def test_people_who_are_there_twice_are_told(session: Session, wave: Wave) -> None:
    found = faults(
        session,
        wave,
        "name,email,unit\n"
        "Anna,anna@example.org,office\n"
        "Ann,ANNA@example.org,office\n"
        "Ben,,office\n"
        "Ben,,dock\n"
        "BEN,,office\n"
        "Ben,ben@example.org,office\n",
    )
    assert found == [
        "3: email: stands in row 2 already",
        "6: name: stands in row 4 already, in the same unit: "
        "write them so that their letters can be told apart",
    ]


def test_people_who_were_invited_before_are_told(session: Session, invited: Invited) -> None:
    wave = session.get_one(Wave, invited.wave)
    assert faults(
        session, wave, "name,email,unit\nAnna,Anna@Example.org,\nBen Brown,,dock/crane\nBen Brown,,office\n"
    ) == ["2: email: is on the list of this wave already", "3: name: is on the list of this wave already"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("email\na@example.org\n", "1: name: this column is missing"),
        ("name,unit,unit\nAnna,office,dock\n", "1: unit: this column is there twice"),
        ("name,unit\n", " names nobody"),
        ("name,unit\nAnna\n", "2: has 1 columns, the header has 2"),
        ("", " is empty"),
    ],
)
def test_a_file_that_is_no_list_is_refused(session: Session, wave: Wave, text: str, told: str) -> None:
    assert faults(session, wave, text) == [told]


def test_a_unit_may_be_written_as_results_name_it(session: Session, wave: Wave, cast: Cast) -> None:
    crane = next(unit for unit in wave.organisation.units if unit.code == "crane")
    crane.code = "a/b"
    written = read(session, wave, "name,unit\nAnna,dock/a%2Fb\nBen,dock/a/b\n").people
    assert {person.unit for person in written} == {crane}


def test_size_is_bounded_before_and_after_unpacking(
    session: Session, wave: Wave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_lists, "MOST_BYTES", 1024**2)
    bomb = tmp_path / "people.csv.gz"
    bomb.write_bytes(gzip.compress(b"name\n" + b"A" * 3 * 1024**2))
    large = tmp_path / "people.csv"
    large.write_bytes(b"name\n" + b"A\n" * 1024**2)
    for file in (bomb, large):
        with pytest.raises(BadInput, match="is larger than 1 MB"):
            read_people(session, wave, file)


def test_an_attribute_that_is_called_like_a_column_is_asked_in_the_survey(
    session: Session, wave: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    instrument = people_columns.instrument_of(wave.instrument_version)
    (tenure,) = instrument.attributes
    changed = instrument.model_copy(update={"attributes": (tenure.model_copy(update={"id": "language"}),)})
    monkeypatch.setattr(people_columns, "instrument_of", lambda _: changed)
    (person,) = read(session, wave, "name,language\nAnna,de\n").people
    assert (person.language, person.attributes) == ("de", {})


def test_what_is_read_can_be_enrolled(session: Session, wave: Wave) -> None:
    listed = read(session, wave, "name,unit,tenure\nAnna,office,new\nBen,dock/rope,\n")
    enrolled = participants.enrol(session, wave, listed.people)
    assert [list(each.attributes) for each in enrolled] == [[0], [255]]
