"""A wave says which languages and background questions it has, may be rehearsed, and may be withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0010'

BEFORE = ('draft', 'scheduled', 'open', 'closed', 'released')
# What a wave may not change once people were invited.
PROMISED = ('instrument_version_id', 'organisation_id', 'min_group', 'has_open_link', 'promise', 'public_key', 'frozen_on')
NEW = ('languages', 'attributes', 'rehearses_id')


def upgrade() -> None:
    _thaw()
    with op.batch_alter_table('wave', schema=None) as batch_op:
        batch_op.add_column(sa.Column('languages', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('attributes', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('rehearses_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_wave_rehearses_id_wave'), 'wave', ['rehearses_id'], ['id'])
        batch_op.create_unique_constraint(op.f('uq_wave_rehearses_id'), ['rehearses_id'])
        batch_op.create_check_constraint(op.f('ck_wave_rehearsal'), '(rehearses_id IS NULL) = (number > 0)')
    _states((*BEFORE, 'withdrawn'), "'draft', 'scheduled', 'withdrawn'")
    _freeze((*PROMISED, *NEW))


def downgrade() -> None:
    _thaw()
    _forget_rehearsals()
    _end_withdrawn()
    _states(BEFORE, "'draft', 'scheduled'")
    with op.batch_alter_table('wave', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_wave_rehearsal'), type_='check')
        batch_op.drop_constraint(op.f('uq_wave_rehearses_id'), type_='unique')
        batch_op.drop_constraint(op.f('fk_wave_rehearses_id_wave'), type_='foreignkey')
        for name in NEW:
            batch_op.drop_column(name)
    _freeze(PROMISED)


def _forget_rehearsals() -> None:
    rehearsals = 'SELECT id FROM wave WHERE rehearses_id IS NOT NULL'
    for table in ('ballot', 'draft', 'invitation', 'participant'):
        op.execute(f'DELETE FROM {table} WHERE wave_id IN ({rehearsals})')
    op.execute('DELETE FROM wave WHERE rehearses_id IS NOT NULL')


def _end_withdrawn() -> None:
    """A plan becomes one again; what people were invited to becomes a wave that nobody answered."""
    op.execute("UPDATE wave SET state = 'draft', closed_on = NULL WHERE state = 'withdrawn' AND frozen_on IS NULL")
    op.execute("UPDATE wave SET state = 'closed', tallied = 0 WHERE state = 'withdrawn'")


def _states(states: tuple[str, ...], unsealed: str) -> None:
    named = ', '.join(f"'{state}'" for state in states)
    with op.batch_alter_table('wave', schema=None) as batch_op:
        for name in ('state', 'sealed', 'promised'):
            batch_op.drop_constraint(op.f(f'ck_wave_{name}'), type_='check')
        batch_op.create_check_constraint(op.f('ck_wave_state'), f'state IN ({named})')
        batch_op.create_check_constraint(op.f('ck_wave_sealed'), f'state IN ({unsealed}) OR public_key IS NOT NULL')
        batch_op.create_check_constraint(op.f('ck_wave_promised'), f'state IN ({unsealed}) OR frozen_on IS NOT NULL')


def _freeze(frozen: tuple[str, ...]) -> None:
    """The database itself refuses to change what people were promised, and who holds the key."""
    if op.get_bind().dialect.name == 'sqlite':
        changed = ' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in frozen)
        op.execute(f"CREATE TRIGGER wave_is_frozen BEFORE UPDATE ON wave WHEN OLD.frozen_on IS NOT NULL AND ({changed}) BEGIN SELECT RAISE(ABORT, 'what people were promised cannot be changed'); END")
        for verb, row in (('INSERT', 'NEW'), ('UPDATE', 'OLD'), ('DELETE', 'OLD')):
            op.execute(f"CREATE TRIGGER trustee_is_frozen_{verb.lower()} BEFORE {verb} ON trustee WHEN (SELECT frozen_on FROM wave WHERE id = {row}.wave_id) IS NOT NULL BEGIN SELECT RAISE(ABORT, 'who holds the key cannot be changed'); END")
        return
    changed = ' OR '.join(f'NEW.{name}::text IS DISTINCT FROM OLD.{name}::text' for name in frozen)
    op.execute(f"CREATE OR REPLACE FUNCTION wave_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.frozen_on IS NOT NULL AND ({changed}) THEN RAISE EXCEPTION 'what people were promised cannot be changed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$")
    op.execute('CREATE TRIGGER wave_is_frozen BEFORE UPDATE ON wave FOR EACH ROW EXECUTE FUNCTION wave_is_frozen()')


def _thaw() -> None:
    """SQLite makes a table anew to change it, and its triggers would go with it or stand in its way."""
    if op.get_bind().dialect.name == 'sqlite':
        for name in ('wave_is_frozen', 'trustee_is_frozen_insert', 'trustee_is_frozen_update', 'trustee_is_frozen_delete'):
            op.execute(f'DROP TRIGGER {name}')
        return
    op.execute('DROP TRIGGER wave_is_frozen ON wave')
