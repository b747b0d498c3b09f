"""Checks that what the benchmarks measure still runs: they are run by hand, and break unseen otherwise."""

from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from benchmarks import answering, closing, importing, mailing
from benchmarks.fielded import field
from benchmarks.plain import read_and_compute
from benchmarks.population import population
from benchmarks.stored import store
from culture3d.models.wave import Wave
from culture3d.services.results import read_release


def test_a_stored_wave_can_be_closed_and_read(tmp_path: Path) -> None:
    file = tmp_path / "culture3d.sqlite"
    assert store(population(8_000), file) > 0
    closing.read(file)
    closing.close(file)
    read_and_compute(file)
    with Session(create_engine(f"sqlite:///{file}")) as session:
        assert read_release(session, session.scalars(select(Wave)).one()) is not None


def test_a_benchmark_s_respondent_comes_to_the_end() -> None:
    with field("sqlite", 2, items=32) as made:
        found = {finding.what: finding for finding in answering.visited(made)}
    assert all(finding.verdict == "kept" for finding in found.values()), found


def test_a_benchmark_s_people_come_onto_the_list(tmp_path: Path) -> None:
    found = importing.imported({"CULTURE3D_DATA": str(tmp_path)}, "SQLite", 20)
    assert [finding.verdict for finding in found] == ["kept", "kept"]


def test_mails_are_handed_to_a_server() -> None:
    with field("sqlite", 3, items=4) as made:
        assert mailing.handed_over(made) > 0
