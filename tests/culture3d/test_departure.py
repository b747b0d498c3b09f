"""Shows that nothing is left of an organisation that was deleted: in no table, no file and no byte."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from culture3d import jobs, steps
from culture3d.config import Settings
from culture3d.db import Base, database_session, db
from culture3d.models.account import Account
from culture3d.models.audit_entry import AuditEntry
from culture3d.models.firm import Firm
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from culture3d.models.report import Status
from culture3d.models.task import Task
from culture3d.models.wave import Wave
from culture3d.services import accounts, sent_files
from culture3d.services.belongings import OF_NOBODY, belonging
from tests.culture3d.cast import Cast
from tests.culture3d.invited import Invited
from tests.culture3d.leaving import MARKS, frozen_trustee, furnish
from tests.culture3d.web.signing_in import consulting, enrol, let_in, post

PAGE = "/organisations/harbour/departure/"


@pytest.fixture
def furnished(
    app: Flask, cast: Cast, invited: Invited, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """“harbour” with something everywhere, beside another client of the same firm."""
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(jobs, "enqueue", lambda *words: asked.append(words))
    with app.app_context():
        session = database_session()
        wave = session.get_one(Wave, invited.wave)
        _without_watching(session, lambda: session.add(frozen_trustee(wave.id)))
        firm = session.scalars(select(Firm)).one()
        session.add(Organisation(firm=firm, slug="other", name="Other client", language="en"))
        session.commit()
    furnish(app, cast, invited, settings)


def _without_watching(session, act) -> None:
    """Puts a trustee where the database would refuse one, as if they had been named before the freeze."""
    if db.engine.dialect.name == "sqlite":
        made = session.execute(text("SELECT sql FROM sqlite_master WHERE name = 'trustee_is_frozen_insert'"))
        sql = made.scalar_one()
        session.execute(text("DROP TRIGGER trustee_is_frozen_insert"))
        act()
        session.flush()
        session.execute(text(sql))
        return
    session.execute(text("ALTER TABLE trustee DISABLE TRIGGER trustee_is_frozen"))
    act()
    session.flush()
    session.execute(text("ALTER TABLE trustee ENABLE TRIGGER trustee_is_frozen"))


def delete(app: Flask, name: str = "Harbour & Sons"):
    return post(consulting(app), PAGE + "delete", PAGE, name=name)


def words_in_tables() -> str:
    """Everything that stands in any table, as text."""
    with db.engine.connect() as connection:
        return "\n".join(
            str(row) for table in Base.metadata.sorted_tables for row in connection.execute(select(table))
        )


def bytes_in_files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_every_table_is_an_organisation_s_or_has_a_reason_not_to_be() -> None:
    found = {table.name for table, _ in belonging(1)}
    assert found | set(OF_NOBODY) == set(Base.metadata.tables)
    assert not found & set(OF_NOBODY)


def test_nothing_is_left_in_any_table_file_or_byte(
    app: Flask, cast: Cast, settings: Settings, furnished: None
) -> None:
    sent_files.keep(settings.files, cast.organisation, b"a list of people")
    with app.app_context():
        before = words_in_tables()
        assert [mark for mark in MARKS if mark not in before + str(bytes_in_files(settings.data))] == []
    assert delete(app).status_code == 303
    with app.app_context():
        session = database_session()
        for table, theirs in belonging(cast.organisation):
            assert session.scalar(select(func.count()).select_from(table).where(theirs)) == 0, table.name
        after = words_in_tables()
        assert [mark for mark in MARKS if mark in after] == []
        session.rollback()
        steps.compact("")
        db.engine.dispose()
    left = bytes_in_files(settings.data)
    assert [mark for mark in MARKS if mark.encode() in left] == []
    assert list(settings.keys.glob("*")) == list(settings.files.glob("sent-*")) == []


def test_what_is_others_stays(app: Flask, cast: Cast, furnished: None) -> None:
    delete(app)
    with app.app_context():
        session = database_session()
        assert session.scalars(select(Organisation.slug)).all() == ["other"]
        assert session.scalars(select(Account.email)).all() == ["consultant@example.org"]


def test_what_is_written_down_says_that_and_not_which(app: Flask, furnished: None) -> None:
    delete(app)
    with app.app_context():
        [entry] = database_session().scalars(select(AuditEntry))
        assert (entry.action, entry.who, entry.details) == ("organisation deleted", "Consultant", {})
        assert entry.organisation_id is None and entry.firm_id is not None
    enrol(app, "root@example.org", Role.ADMINISTRATOR, factor=True)
    assert "An organisation was deleted" in let_in(app, "root@example.org").get("/log/").text


def test_whoever_has_another_role_keeps_the_account(app: Flask, cast: Cast, furnished: None) -> None:
    with app.app_context():
        session = database_session()
        lea = accounts.find(session, "lea@example.org")
        accounts.grant(session, lea, Role.OBSERVER, organisation=session.scalar(_other()))
        session.commit()
    delete(app)
    with app.app_context():
        [grant] = accounts.find(database_session(), "lea@example.org").grants
        assert grant.organisation.slug == "other"


def _other():
    return select(Organisation).where(Organisation.slug == "other")


@pytest.mark.parametrize("name", ["", "Harbour", "harbour & sons", "Other client"])
def test_another_name_deletes_nothing(app: Flask, furnished: None, name: str) -> None:
    reply = delete(app, name)
    assert reply.status_code == 422 and "Nothing was deleted" in reply.text
    assert consulting(app).get("/organisations/harbour").status_code == 200


def test_work_that_goes_on_is_waited_for(app: Flask, furnished: None) -> None:
    with app.app_context():
        session = database_session()
        session.scalars(select(Task)).one().status = Status.RUNNING
        session.commit()
    assert delete(app).status_code == 409
    assert consulting(app).get("/organisations/harbour").status_code == 200


def test_trustees_are_watched_over_again_afterwards(
    app: Flask, cast: Cast, invited: Invited, furnished: None
) -> None:
    delete(app)
    with app.app_context():
        session = database_session()
        if db.engine.dialect.name == "sqlite":
            names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            assert "trustee_is_frozen_delete" in names
        else:
            assert session.scalar(text("SELECT current_setting('culture3d.leaving', true)")) in (None, "")
