"""culture3d wave report: a report is composed, made and found again without a browser."""

from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.report import Report, Status
from culture3d.services import report_making
from tests.command_line import run
from tests.culture3d.cast import Cast
from tests.culture3d.test_jobs import release
from tests.culture3d.web.signing_in import consulting


@pytest.fixture(autouse=True)
def environment(app: Flask, cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a shell would have set, and a wave with results."""
    monkeypatch.setenv("CULTURE3D_DATA", str(settings.data))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    release(app, cast)


def test_a_report_is_made_copied_and_shared(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "picture.de.md").write_text("Bitte **zuerst** lesen.", encoding="utf-8")
    chosen = ("--language", "de", "--chapters", "picture", "--paragraphs", tmp_path, "--share")
    done = run("wave", "report", "harbour", *chosen, "-o", tmp_path / "harbour.pdf")
    assert done.out == f"{tmp_path / 'harbour.pdf'}\n", done.err
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "harbour.pdf").pages)
    assert "zuerst" in text and "Harbour & Sons" in text
    with app.app_context():
        kept = database_session().scalars(select(Report)).one()
        assert (kept.status, kept.shared, kept.digest is not None) == (Status.DONE, True, True)
        database_session().close()
    assert "Report made" not in consulting(app).get("/organisations/harbour/reports/").text
    assert "shared" in consulting(app).get("/organisations/harbour/reports/").text


def test_what_cannot_be_told_is_refused_before_anything_is_made(app: Flask) -> None:
    assert "--earlier: wave 7 is not released before" in run("wave", "report", "harbour", "--earlier", 7).err
    assert "there is no group “nowhere”" in run("wave", "report", "harbour", "--page", "nowhere").err
    assert "wave 9 of Harbour & Sons is not released" in run("wave", "report", "harbour", "--wave", 9).err
    with app.app_context():
        assert database_session().scalar(select(Report)) is None


def test_one_that_fails_is_told_as_failed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(report_making, "brief_of", breaks)
    assert "could not be made: no room" in run("wave", "report", "harbour").err
    with app.app_context():
        assert database_session().scalars(select(Report)).one().status is Status.FAILED
