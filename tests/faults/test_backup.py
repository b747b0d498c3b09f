"""Copies the database while a crowd answers, and restores what was copied, row for row."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, create_engine, text

from culture3d.config import Settings
from culture3d.sealing import KeyMissing
from tests.command_line import run
from tests.culture3d import postgres
from tests.faults.counts import figure, times
from tests.faults.crowd import Crowd
from tests.faults.ring import Ring
from tests.faults.serving import Server, environment

COPIES = times(short=3, long=200)


@pytest.fixture(autouse=True)
def here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands work on the installation of the test."""
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of an empty database of the same kind."""
    if settings.database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    server = request.getfixturevalue("postgres_server")
    request.addfinalizer(lambda: postgres.drop(server, "elsewhere"))
    return postgres.create(server, "elsewhere")


def rows(address: str) -> dict[str, str]:
    """A hash of all rows of each table, in whatever order they lie."""
    engine = create_engine(address)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        found = {
            name: sorted(repr(tuple(row)) for row in connection.execute(table.select()))
            for name, table in tables.tables.items()
        }
    engine.dispose()
    return {name: hashlib.sha256("\n".join(lines).encode()).hexdigest() for name, lines in found.items()}


def one(engine: Engine, question: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(question)).scalar_one())


def restored(file: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("DATABASE_URL", address)
        done = run("restore", "--yes", file)
    assert done.status == 0, done.err


def test_every_copy_under_load_is_of_one_moment(
    ring: Ring, tmp_path: Path, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "copy"
    with Server(ring.settings) as server:
        with Crowd(ring.members, server.port, threads=3) as crowd:
            for _ in range(COPIES):
                crowd.go_on(receipts=2)
                before = crowd.settled()
                assert run("backup", file).status == 0
                restored(file, elsewhere, monkeypatch)
                engine = create_engine(elsewhere)
                ballots = one(engine, "SELECT count(*) FROM ballot")
                answered = one(engine, "SELECT count(*) FROM invitation WHERE answered")
                engine.dispose()
                assert ballots == answered
                assert ballots >= len(before)
        crowd.finish()
    assert ring.counted() == crowd.expected()
    kind = ring.settings.database_url.partition(":")[0]
    figure(f"copies under load, {kind}", f"{COPIES} of {COPIES} whole and of one moment")


def test_a_restored_copy_has_every_row(
    ring: Ring, settings: Settings, tmp_path: Path, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballots = ring.answer(5)
    file = tmp_path / "copy"
    assert run("backup", file).status == 0
    assert file.stat().st_mode & 0o777 == 0o600
    before = rows(settings.database_url)
    restored(file, elsewhere, monkeypatch)
    assert rows(elsewhere) == before
    ring.answer(9)  # is lost: it came after the copy
    assert rows(settings.database_url) != before
    restored(file, settings.database_url, monkeypatch)
    assert rows(settings.database_url) == before
    assert ring.receipts() == ballots


def test_an_open_wave_is_restored_with_its_key_and_not_without(
    ring: Ring, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballots = ring.answer(5)
    file, (*keys,) = tmp_path / "copy", settings.keys.iterdir()
    assert run("backup", file).status == 0
    apart = {key: key.read_bytes() for key in keys}
    for key in keys:
        key.unlink()
    restored(file, settings.database_url, monkeypatch)
    with pytest.raises(KeyMissing):
        ring.counted()
    for key, content in apart.items():
        key.write_bytes(content)
    assert sorted(ring.counted().receipts) == sorted(ballots.values())


def test_what_is_no_copy_changes_nothing(ring: Ring, settings: Settings, tmp_path: Path) -> None:
    before = rows(settings.database_url)
    wrong = tmp_path / "wrong"
    for content in (b"", b"no database at all, but some words in a file"):
        wrong.write_bytes(content)
        done = run("restore", "--yes", wrong)
        assert done.status == 2
        assert "nothing was restored" in done.err
    assert run("restore", tmp_path / "missing").status == 2
    assert run("backup", tmp_path / "nowhere" / "copy").status == 2
    assert rows(settings.database_url) == before
