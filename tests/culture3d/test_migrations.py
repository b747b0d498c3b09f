"""Shows that migrations lead to exactly the models, and back and forth with data."""

from datetime import date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from nacl.public import PrivateKey
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from culture3d.commands.db import downgrade_database, upgrade_database
from culture3d.config import Settings
from culture3d.db import Base, database_session, db
from culture3d.models.account import Account, SignIn
from culture3d.models.delivery import Delivery
from culture3d.models.firm import Firm
from culture3d.models.grant import Grant, Role
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.message import Kind as MessageKind
from culture3d.models.message import Message
from culture3d.models.organisation import Logo, Organisation
from culture3d.models.participant import Participant
from culture3d.models.passkey import Passkey
from culture3d.models.trustee import Trustee
from culture3d.models.unit_change import Kind, UnitChange
from culture3d.models.wave import State, Wave
from culture3d.services import accounts, questionnaires, results, waves
from surveys import catalogue
from tests.culture3d.cast import QUESTIONNAIRE, Cast
from tests.culture3d.invited import Invited, planned
from tests.culture3d.test_jobs import release


def test_models_are_what_migrations_make(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_down_and_up_again_with_data(app: Flask, cast: Cast) -> None:
    _let_go(app)
    downgrade_database(app, "base")
    with app.app_context():
        db.session.remove()
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        db.engine.dispose()
    upgrade_database(app)
    with app.app_context():
        assert "ballot" in inspect(db.engine).get_table_names()


def test_a_release_survives_going_down_one_revision_and_up(app: Flask, cast: Cast) -> None:
    release(app, cast)
    before = _told(app, cast)
    _let_go(app)
    downgrade_database(app, "0001")
    with app.app_context():
        assert "release_change" not in inspect(db.engine).get_table_names()
        assert "digest" not in {column["name"] for column in inspect(db.engine).get_columns("release")}
    _let_go(app)
    upgrade_database(app)
    assert _told(app, cast) == before


def _told(app: Flask, cast: Cast) -> tuple[object, ...]:
    """The release of the cast's wave as far as it compares, with its digest."""
    with app.app_context():
        session = database_session()
        wave = session.get_one(Wave, cast.wave)
        told = results.read_release(session, wave)
        figures = told.table.values.tobytes()
        return results.digest_of(session, wave), wave.tallied, told.segments, dict(told.counts), figures


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_whoever_worked_here_goes_with_the_accounts_and_nothing_else(app: Flask, cast: Cast) -> None:
    with app.app_context():
        session = database_session()
        account = Account(email=" Ada@Example.org", name="Ada", language="en", fs_uniquifier="a")
        account.fs_webauthn_user_handle = "b"
        account.grants.append(Grant(role=Role.LEADER, organisation_id=cast.organisation))
        account.webauthn.append(_passkey())
        session.add(account)
        session.flush()
        assert account.email == "ada@example.org"
        session.add(SignIn(id=b"i" * 32, account_id=account.id, began_at=datetime(2026, 9, 1, 12)))
        session.commit()
    _let_go(app)
    downgrade_database(app, "0003")
    with app.app_context():
        tables = set(inspect(db.engine).get_table_names())
        assert not tables & {"account", "account_grant", "passkey", "sign_in"}
        assert database_session().scalars(select(Wave.id)).all() == [cast.wave]
    _let_go(app)
    upgrade_database(app)
    with app.app_context():
        assert database_session().scalars(select(Account)).all() == []


def _passkey() -> Passkey:
    made = Passkey(name="laptop", credential_id=b"c", public_key=b"p", sign_count=0, backup_state=False)
    made.device_type, made.usage, made.lastuse_datetime = "single_device", "first", datetime(2026, 9, 1)
    return made


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.ADMINISTRATOR, {"organisation_id": 1}),
        (Role.CONSULTANT, {}),
        (Role.CONSULTANT, {"organisation_id": 1}),
        (Role.LEADER, {"firm_id": 1}),
        (Role.OBSERVER, {"organisation_id": 1, "unit_id": 1}),
        (Role.COORDINATOR, {}),
    ],
)
def test_a_role_has_its_own_place(session: Session, cast: Cast, role: Role, place: dict[str, int]) -> None:
    account = Account(email="a@b.example", name="", language="en", fs_uniquifier="a")
    account.fs_webauthn_user_handle = "b"
    session.add(account)
    session.flush()
    session.add(Grant(account_id=account.id, role=role, **place))
    with pytest.raises(IntegrityError):
        session.flush()


def test_whom_to_ask_goes_with_its_revision_and_nothing_else(app: Flask, invited: Invited) -> None:
    with app.app_context():
        organisation = database_session().scalars(select(Organisation)).one()
        organisation.contact_name, organisation.contact_phone = "Ada Albers", "+49 40 123"
        database_session().commit()
    _let_go(app)
    downgrade_database(app, "0004")
    with app.app_context():
        columns = {column["name"] for column in inspect(db.engine).get_columns("organisation")}
        assert not columns & {"contact_name", "contact_email", "contact_phone"}
    _let_go(app)
    upgrade_database(app)
    with app.app_context():
        organisation = database_session().scalars(select(Organisation)).one()
        assert (organisation.name, organisation.contact_name) == ("Harbour & Sons", None)
        assert [unit.code for unit in organisation.units] == ["dock", "crane", "rope", "office"]
        wave = database_session().get_one(Wave, invited.wave)
        assert wave.organisation is organisation
        wave.min_group = 9
        with pytest.raises(DBAPIError, match="what people were promised"):
            database_session().flush()


def test_looks_and_the_history_of_units_go_with_their_revision_and_nothing_else(
    app: Flask, invited: Invited
) -> None:
    with app.app_context():
        session = database_session()
        organisation = session.scalars(select(Organisation)).one()
        session.add(Logo(organisation_id=organisation.id, kind="png", content=b"x", alternative="A crane"))
        rope = next(unit for unit in organisation.units if unit.code == "rope")
        rope.gone, organisation.other_languages = True, ["de"]
        change = UnitChange(organisation_id=organisation.id, unit_id=rope.id, kind=Kind.MERGED, label="Rope")
        change.at, change.since, change.before, change.after = datetime(2026, 9, 1), 1, "dock/rope", "dock"
        session.add(change)
        session.commit()
        assert [unit.code for unit in organisation.units] == ["dock", "crane", "office"]
    _let_go(app)
    downgrade_database(app, "0006")
    _let_go(app)
    upgrade_database(app)
    with app.app_context():
        session = database_session()
        organisation = session.scalars(select(Organisation)).one()
        assert [unit.code for unit in organisation.units] == ["dock", "crane", "rope", "office"]
        assert organisation.languages == ("en",)
        assert session.scalars(select(UnitChange)).all() == []
        assert session.get_one(Wave, invited.wave).organisation is organisation


def test_what_firms_fielded_becomes_theirs_and_goes_back(app: Flask, cast: Cast) -> None:
    with app.app_context():
        session = database_session()
        rival = Firm(name="Rival")
        session.add(rival)
        session.flush()
        questionnaires.store(session, QUESTIONNAIRE.replace("News reaches us.", "It reaches us."), rival)
        questionnaires.store(session, catalogue.text_of("culture3d-1"), rival)
        session.commit()
    _let_go(app)
    downgrade_database(app, "0008")
    with app.app_context():
        told = database_session().execute(text("SELECT name, version FROM instrument_version ORDER BY id"))
        assert [name for name, _ in told] == ["harbour", "harbour.2", "culture3d"]
    _let_go(app)
    upgrade_database(app)
    with app.app_context():
        versions = database_session().scalars(select(InstrumentVersion).order_by(InstrumentVersion.id))
        assert [version.firm_id for version in versions] == [1, None, None]


def test_going_down_forgets_rehearsals_and_ends_withdrawn_waves(app: Flask, invited: Invited) -> None:
    with app.app_context():
        session = database_session()
        wave, plan = _beside(session, invited, number=-2), _beside(session, invited, number=7)
        wave.state, wave.promise, wave.public_key = State.OPEN, {"en": ["x"]}, b"k" * 32
        wave.frozen_on, wave.rehearses_id = date(2026, 9, 1), invited.wave
        plan.state, plan.languages, plan.attributes = State.WITHDRAWN, ["de"], []
        session.get_one(Wave, invited.wave).state = State.WITHDRAWN
        session.flush()
        session.add(Participant(wave_id=wave.id, name="A", language="en", perspective=0, attributes=b""))
        session.commit()
        names = {invited.wave: ("closed", 0), plan.id: ("draft", None)}
    _let_go(app)
    downgrade_database(app, "0010")
    with app.app_context():
        rows = database_session().execute(text("SELECT id, state, tallied FROM wave WHERE number > 1"))
        assert {row.id: (row.state, row.tallied) for row in rows} == names
        assert set(database_session().scalars(text("SELECT number FROM wave"))) == {1, 2, 7}
    _let_go(app)
    upgrade_database(app)
    with app.app_context():
        found = database_session().get_one(Wave, invited.wave)
        assert (found.languages, found.attributes, found.rehearses_id) == (None, None, None)
        found.languages = ["en"]
        with pytest.raises(DBAPIError, match="what people were promised"):
            database_session().flush()


def _beside(session: Session, invited: Invited, number: int) -> Wave:
    """Another wave of the same organisation."""
    like = session.get_one(Wave, invited.wave)
    made = Wave(organisation_id=like.organisation_id, instrument_version_id=like.instrument_version_id)
    made.number, made.name, made.address, made.min_group = number, "Beside", f"beside{number}", 5
    made.rehearses_id = like.id if number < 0 else None
    session.add(made)
    return made


def test_messages_go_with_their_revision_and_nobody_else(app: Flask, invited: Invited) -> None:
    with app.app_context():
        session = database_session()
        words = {"en": {"subject": "a", "text": "b"}}
        message = Message(wave_id=invited.wave, kind=MessageKind.REMINDER, words=words)
        session.add(message)
        session.flush()
        session.add(Delivery(message_id=message.id, participant_id=invited.ids["Anna Albers"]))
        session.get_one(Participant, invited.ids["Ben Brown"]).removed = True
        session.commit()
    _let_go(app)
    downgrade_database(app, "0016")
    with app.app_context():
        assert not {"message", "delivery"} & set(inspect(db.engine).get_table_names())
    _let_go(app)
    upgrade_database(app)
    with app.app_context():
        session = database_session()
        assert session.scalars(select(Message)).all() == []
        people = session.scalars(select(Participant)).all()
        assert {each.name for each in people} == set(invited.ids)
        assert not any(each.removed for each in people)


def test_the_account_of_a_trustee_goes_with_its_revision_and_the_trustee_stays(
    app: Flask, settings: Settings, cast: Cast
) -> None:
    with app.app_context():
        session = database_session()
        wave = planned(session, cast)
        accounts.make(session, "ada@example.org", "Ada", "en")
        ada = accounts.find(session, "ada@example.org")
        assert ada is not None
        for place, (name, account_id) in enumerate((("Ada", ada.id), ("Bo", None), ("Cy", None))):
            made = Trustee(wave_id=wave.id, place=place, name=name, account_id=account_id, salt=bytes(16))
            made.public_key = bytes(PrivateKey.generate().public_key)
            session.add(made)
        session.flush()
        waves.freeze(session, wave, settings.keys, date(2026, 9, 1))
        session.commit()
    _let_go(app)
    downgrade_database(app, "0018")
    with app.app_context():
        assert "account_id" not in {column["name"] for column in inspect(db.engine).get_columns("trustee")}
        _nobody_else_holds_the_key("UPDATE trustee SET name = 'Di'")
        _nobody_else_holds_the_key("DELETE FROM trustee")
    _let_go(app)
    upgrade_database(app)
    with app.app_context():
        kept = database_session().scalars(select(Trustee).order_by(Trustee.place)).all()
        assert [(each.name, each.account_id) for each in kept] == [("Ada", None), ("Bo", None), ("Cy", None)]
        _nobody_else_holds_the_key("UPDATE trustee SET name = 'Di'")
        _nobody_else_holds_the_key("DELETE FROM trustee")


def _nobody_else_holds_the_key(change: str) -> None:
    with pytest.raises(DBAPIError, match="who holds the key"):
        database_session().execute(text(change))
    database_session().rollback()
