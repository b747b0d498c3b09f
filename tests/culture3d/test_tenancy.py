"""Shows that PostgreSQL keeps firms apart where every check of ours is missing, and stops nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text

from culture3d import copies, jobs, tenancy
from culture3d.app import create_app
from culture3d.commands.db import upgrade_database
from culture3d.config import Settings, read_settings
from culture3d.db import Base, database_session, db
from culture3d.models.firm import Firm
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from culture3d.models.wave import Wave
from culture3d.services import permissions, questionnaires, waves
from tests.culture3d import postgres
from tests.culture3d.cast import LINK, QUESTIONNAIRE, Cast, enter
from tests.culture3d.test_jobs import release
from tests.culture3d.web.signing_in import Place, account_of, enrol, let_in, post

pytestmark = pytest.mark.postgres
_NUMBERS = count()


@pytest.fixture
def plain_url(postgres_server: str) -> Iterator[str]:
    """A database whose role owns its tables and is nothing more, as on a real server."""
    name = f"plain{next(_NUMBERS)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS")
        connection.execute(f"CREATE DATABASE {name} OWNER {name}")
    host = postgres_server.rpartition("@")[2].rpartition("/")[0]
    yield f"postgresql://{name}@{host}/{name}"
    postgres.drop(postgres_server, name)
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP ROLE {name}")


@pytest.fixture
def settings(plain_url: str, tmp_path: Path) -> Settings:
    return read_settings({"CULTURE3D_DATA": str(tmp_path), "DATABASE_URL": plain_url})


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(replace(settings, hosts=("127.0.0.1", "localhost")))
    app.testing = True
    upgrade_database(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def two(app: Flask, settings: Settings) -> Cast:
    """“harbour” of the first firm, and a rival's client with a wave; a consultant of each, and a leader."""
    with app.app_context():
        session = database_session()
        cast = enter(session, settings.keys)
        rival = Organisation(firm=Firm(name="Rival"), slug="rival", name="Rival client", language="en")
        session.add(rival)
        session.flush()
        waves.plan(session, rival, questionnaires.store(session, QUESTIONNAIRE), "Secret wave", {})
        firms = (session.get_one(Organisation, cast.organisation).firm_id, rival.firm_id)
        session.commit()
    for number, firm in enumerate(firms, start=1):
        enrol(app, f"consultant{number}@example.org", Role.CONSULTANT, Place(firm=firm), factor=True)
    enrol(app, "leader@example.org", Role.LEADER, Place(organisation=cast.organisation))
    return cast


def test_every_table_has_a_policy_or_a_reason_not_to(app: Flask) -> None:
    with app.app_context():
        covered = set(
            database_session().scalars(
                text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
            )
        )
        policies = set(database_session().scalars(text("SELECT tablename FROM pg_policies")))
    assert covered == policies == set(Base.metadata.tables) - set(tenancy.UNCOVERED)


@pytest.mark.parametrize("who", ["consultant1", "leader"])
def test_without_our_checks_the_database_still_shows_nobody_else_s(
    app: Flask, two: Cast, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    anybody = select(Organisation)
    monkeypatch.setattr(
        permissions,
        "find",
        lambda session, _, slug, __: session.scalar(anybody.where(Organisation.slug == slug)),
    )
    monkeypatch.setattr(permissions, "seen", lambda session, _: list(session.scalars(anybody)))
    monkeypatch.setattr(permissions, "what_may", lambda *_: frozenset(permissions.May))
    browser = let_in(app, f"{who}@example.org")
    assert "Rival client" not in browser.get("/").text
    for page in ("", "/waves/", "/waves/1/", "/log/", "/access/", "/retention/"):
        assert browser.get(f"/organisations/rival{page}").status_code == 404, page
    assert browser.get("/organisations/harbour/waves/1/").status_code == 200
    assert let_in(app, "consultant2@example.org").get("/organisations/rival/waves/1/").status_code == 200


def test_it_holds_in_every_transaction_of_a_request(app: Flask, two: Cast) -> None:
    with app.app_context():
        session = database_session()
        assert len(session.scalars(select(Wave)).all()) == 2, "a command sees everything"
        tenancy.narrow(session, account_of(session, "consultant1@example.org"))
        for _ in range(2):
            assert [wave.name for wave in session.scalars(select(Wave))] == ["Spring"]
            session.commit()
        with tenancy.widened(session):
            assert len(session.scalars(select(Wave)).all()) == 2
        assert len(session.scalars(select(Wave)).all()) == 1
        session.rollback()
    with app.app_context():
        assert len(database_session().scalars(select(Wave)).all()) == 2, "the next one begins anew"


def test_nobody_writes_into_another_firm(app: Flask, two: Cast) -> None:
    with app.app_context():
        session = database_session()
        rival = session.scalars(select(Organisation.firm_id).where(Organisation.slug == "rival")).one()
        tenancy.narrow(session, account_of(session, "consultant1@example.org"))
        session.add(Organisation(firm_id=rival, slug="taken", name="Taken", language="en"))
        with pytest.raises(Exception, match="row-level security"):
            session.flush()


def test_a_connection_that_does_not_say_who_it_is_for_sees_nothing(
    plain_url: str, app: Flask, two: Cast
) -> None:
    with psycopg.connect(plain_url) as connection:
        assert connection.execute("SELECT count(*) FROM organisation").fetchone() == (0,)


def test_a_wave_goes_its_way_from_answers_to_results_and_away(
    app: Flask, two: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    assert app.test_client().get(f"/s/{LINK}/").status_code == 200
    release(app, two)
    browser = let_in(app, "consultant1@example.org")
    assert "Dimensions and facets" in browser.get("/organisations/harbour").text
    page = "/organisations/harbour/departure/"
    assert post(browser, f"{page}delete", page, name="Harbour & Sons").status_code == 303
    with app.app_context():
        assert set(database_session().scalars(select(Organisation.slug))) == {"rival"}
        assert set(database_session().scalars(select(Wave.name))) == {"Secret wave"}


def test_a_copy_has_every_row_and_is_put_back(
    app: Flask, settings: Settings, two: Cast, tmp_path: Path
) -> None:
    copies.backup(settings.database_url, tmp_path / "copy")
    with app.app_context():
        database_session().execute(text("DELETE FROM audit_entry"))
        database_session().execute(text("UPDATE organisation SET name = 'changed'"))
        database_session().commit()
        db.engine.dispose()
    copies.restore(settings.database_url, tmp_path / "copy")
    with app.app_context():
        assert set(database_session().scalars(select(Organisation.name))) == {
            "Harbour & Sons",
            "Rival client",
        }
    test_every_table_has_a_policy_or_a_reason_not_to(app)
