"""culture3d organisation, units and participants: a client is set up without a browser."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask

from culture3d import jobs
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.wave import Wave
from tests.command_line import Run, run
from tests.culture3d.cast import Cast
from tests.culture3d.invited import planned
from tests.culture3d.organisations.test_logos import picture
from tests.surveys.test_xlsx_files import workbook


@pytest.fixture(autouse=True)
def environment(settings: Settings, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a shell would have set."""
    monkeypatch.setenv("CULTURE3D_DATA", str(settings.data))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)


def lines(done: Run) -> list[str]:
    assert done.status == 0, done.err
    return done.out.splitlines()


def test_a_client_is_added_listed_and_changed(tmp_path: Path) -> None:
    added = ("organisation", "add", "Müller & Söhne", "--firm", "Compass Consulting", "--language", "de")
    assert lines(run(*added)) == ["mueller-soehne"]
    (tmp_path / "logo.png").write_bytes(picture())
    logo = ("--logo", tmp_path / "logo.png", "--logo-words", "A mill")
    assert lines(run("organisation", "change", "mueller-soehne", "--name", "Müller", *logo)) == []
    assert lines(run("organisation", "list"))[1] == "mueller-soehne  Müller (Compass Consulting), de"
    assert run("organisation", "add", "X", "--firm", "Nobody").faults == ["--firm: there is no firm “Nobody”"]
    assert "too pale" in run("organisation", "change", "harbour", "--accent", "#ffff00").err
    assert "cannot be read" in run("organisation", "change", "harbour", "--logo", tmp_path / "none").err


def test_units_are_imported_once_no_wave_holds_them(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "units.xlsx"
    file.write_bytes(workbook(("code", "name", "parent"), ("dock", "Docks", ""), ("rope", "Rope", "dock")))
    told = ["renamed  Dock -> Docks", "gone     dock/crane  Crane", "gone     office  Office"]
    assert lines(run("units", "import", "harbour", file, "--dry-run")) == told
    assert "Spring holds the tree" in run("units", "import", "harbour", file).err
    assert lines(run("units", "list", "harbour"))[:2] == ["Dock  dock", "  Crane  dock/crane"]
    assert "no unit of today" in run("units", "import", "harbour", file, "--merged", "x=y").err
    with app.app_context():
        database_session().delete(database_session().get_one(Wave, cast.wave))
        database_session().commit()
    assert lines(run("units", "import", "harbour", file, "--merged", "dock/crane=dock/rope")) == told
    assert lines(run("units", "import", "harbour", file)) == ["The units are as in the file."]


def test_people_are_put_on_a_list_shown_and_taken_off(app: Flask, cast: Cast, tmp_path: Path) -> None:
    with app.app_context():
        planned(database_session(), cast)
        database_session().commit()
    file = tmp_path / "people.csv"
    file.write_text("Vorname;Nachname;Mail;Abteilung\nAnna;Albers;anna@example.org;Office\nBen;Brown;;rope\n")
    done = run("participants", "import", "harbour", file)
    assert lines(done) == ["Harbour & Sons, Autumn: 2 people put on the list."]
    shown = ["Anna Albers  anna@example.org  office  en", "Ben Brown  -  dock/rope  en"]
    assert lines(run("participants", "list", "harbour", "--wave", 2)) == shown
    assert "already" in run("participants", "import", "harbour", file).err
    assert lines(run("participants", "remove", "harbour", "ANNA@example.org")) == ["1 taken off the list."]
    assert "nobody on the list" in run("participants", "remove", "harbour", "anna@example.org").err
    assert lines(run("participants", "remove", "harbour", "--everybody")) == ["1 taken off the list."]
    assert run("participants", "remove", "harbour").faults == ["give an EMAIL, or --everybody"]


def test_all_that_is_kept_is_packed_and_a_client_deleted_by_its_name(
    settings: Settings, tmp_path: Path
) -> None:
    jobs.prepare(settings)
    file = tmp_path / "harbour.zip"
    assert lines(run("organisation", "export", "harbour", "-o", file))[0].startswith("Harbour & Sons with ")
    assert file.stat().st_mode & 0o777 == 0o600
    with ZipFile(file) as archive:
        assert {"README.txt", "units.csv", "waves/1/wave.json"} <= set(archive.namelist())
    nowhere = tmp_path / "no" / "x.zip"
    assert "cannot be written" in run("organisation", "export", "harbour", "-o", nowhere).err
    assert "nothing was deleted" in run("organisation", "delete", "harbour", "--name", "Harbour").err
    assert lines(run("organisation", "delete", "harbour", "--name", "Harbour & Sons")) == [
        "Everything that belonged to it was deleted."
    ]
    assert not any(line.startswith("harbour ") for line in lines(run("organisation", "list")))
