"""People are invited, promises are frozen, drafts are kept page by page."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'

# What a wave may not change once people were invited.
FROZEN = ('instrument_version_id', 'organisation_id', 'min_group', 'has_open_link', 'promise', 'public_key', 'frozen_on')


def upgrade() -> None:
    _make_tables()
    _make_drafts(by_page=True)
    with op.batch_alter_table('wave', schema=None) as batch_op:
        batch_op.add_column(sa.Column('address', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('has_open_link', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('time_zone', sa.String(length=40), nullable=False, server_default='UTC'))
        batch_op.add_column(sa.Column('promise', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('frozen_on', sa.Date(), nullable=True))
    _fill_addresses(op.get_bind())
    with op.batch_alter_table('wave', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_wave_open_link'), type_='unique')
        batch_op.drop_column('open_link')
        batch_op.alter_column('address', existing_type=sa.String(length=40), nullable=False)
        batch_op.alter_column('has_open_link', existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column('time_zone', existing_type=sa.String(length=40), server_default=None)
        batch_op.create_unique_constraint(op.f('uq_wave_address'), ['address'])
        batch_op.create_check_constraint(op.f('ck_wave_frozen'), 'frozen_on IS NULL OR (promise IS NOT NULL AND public_key IS NOT NULL)')
        batch_op.create_check_constraint(op.f('ck_wave_promised'), "state IN ('draft', 'scheduled') OR frozen_on IS NOT NULL")
    _freeze()


def _make_tables() -> None:
    op.create_table('participant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('perspective', sa.SmallInteger(), nullable=False),
    sa.Column('attributes', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_participant_unit_id_unit')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_participant_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participant'))
    )
    op.create_index(op.f('ix_participant_wave_id'), 'participant', ['wave_id'], unique=False)
    op.create_table('invitation',
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('way', sa.Enum('link', 'code', name='way', native_enum=False, create_constraint=True, length=4), nullable=False),
    sa.Column('secret_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('answered', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_invitation_participant_id_participant')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_invitation_wave_id_wave')),
    sa.PrimaryKeyConstraint('participant_id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_invitation_secret_hash'))
    )
    op.create_index(op.f('ix_invitation_wave_id'), 'invitation', ['wave_id'], unique=False)
    op.create_table('comment',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.LargeBinary(length=8), nullable=False),
    sa.Column('question', sa.String(length=80), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('retell', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_comment_wave_id_wave')),
    sa.PrimaryKeyConstraint('wave_id', 'id', name=op.f('pk_comment')),
    sqlite_with_rowid=False
    )
    op.create_table('receipt_list',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('hashes', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_receipt_list_wave_id_wave')),
    sa.PrimaryKeyConstraint('wave_id', name=op.f('pk_receipt_list'))
    )
    op.create_table('trustee',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.SmallInteger(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('public_key', sa.LargeBinary(length=32), nullable=True),
    sa.CheckConstraint('place BETWEEN 0 AND 2', name=op.f('ck_trustee_place')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_trustee_wave_id_wave')),
    sa.PrimaryKeyConstraint('wave_id', 'place', name=op.f('pk_trustee'))
    )
    op.create_table('failed_entry',
    sa.Column('stretch', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('visitor', sa.LargeBinary(length=16), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('stretch', 'visitor', name=op.f('pk_failed_entry'))
    )
    op.create_table('throttle_key',
    sa.Column('day', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('key', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_throttle_key'))
    )


def _make_drafts(by_page: bool) -> None:
    """Drafts are locked: they cannot be carried from one form into the other, only begun anew."""
    op.drop_table('draft')
    page = [sa.Column('page', sa.SmallInteger(), nullable=False)] if by_page else []
    op.create_table('draft',
    sa.Column('id', sa.LargeBinary(length=16), nullable=False),
    *page,
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('touched_on', sa.Date(), nullable=False),
    sa.Column('locked', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_draft_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', *(['page'] if by_page else []), name=op.f('pk_draft')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_draft_wave_id'), 'draft', ['wave_id'], unique=False)


def _fill_addresses(connection: sa.Connection) -> None:
    """Waves that were open before had their promise in the page: these were its words."""
    wave = sa.table('wave', sa.column('id'), sa.column('open_link'), sa.column('address'), sa.column('has_open_link', sa.Boolean()), sa.column('state'), sa.column('promise', sa.JSON()))
    for row in connection.execute(sa.select(wave.c.id, wave.c.open_link)).all():
        values = {'address': row.open_link or secrets.token_urlsafe(9), 'has_open_link': row.open_link is not None}
        connection.execute(sa.update(wave).where(wave.c.id == row.id).values(**values))
    said = 'Your answers are sealed as you submit them. When the survey has closed they are opened all together, shuffled, and stored without any link to you.'
    fielded = wave.c.state.not_in(('draft', 'scheduled'))
    connection.execute(sa.update(wave).where(fielded).values(promise={'en': [said]}))
    op.execute("UPDATE wave SET frozen_on = COALESCE(opens_on, CURRENT_DATE) WHERE state NOT IN ('draft', 'scheduled')")


def _freeze() -> None:
    """The database itself refuses to change what people were promised, and who holds the key."""
    if op.get_bind().dialect.name == 'sqlite':
        changed = ' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in FROZEN)
        op.execute(f"CREATE TRIGGER wave_is_frozen BEFORE UPDATE ON wave WHEN OLD.frozen_on IS NOT NULL AND ({changed}) BEGIN SELECT RAISE(ABORT, 'what people were promised cannot be changed'); END")
        for verb, row in (('INSERT', 'NEW'), ('UPDATE', 'OLD'), ('DELETE', 'OLD')):
            op.execute(f"CREATE TRIGGER trustee_is_frozen_{verb.lower()} BEFORE {verb} ON trustee WHEN (SELECT frozen_on FROM wave WHERE id = {row}.wave_id) IS NOT NULL BEGIN SELECT RAISE(ABORT, 'who holds the key cannot be changed'); END")
        return
    changed = ' OR '.join(f'NEW.{name}::text IS DISTINCT FROM OLD.{name}::text' for name in FROZEN)
    op.execute(f"CREATE FUNCTION wave_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.frozen_on IS NOT NULL AND ({changed}) THEN RAISE EXCEPTION 'what people were promised cannot be changed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$")
    op.execute('CREATE TRIGGER wave_is_frozen BEFORE UPDATE ON wave FOR EACH ROW EXECUTE FUNCTION wave_is_frozen()')
    op.execute("CREATE FUNCTION trustee_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM wave WHERE id = COALESCE(OLD.wave_id, NEW.wave_id) AND frozen_on IS NOT NULL) THEN RAISE EXCEPTION 'who holds the key cannot be changed' USING ERRCODE = 'check_violation'; END IF; RETURN COALESCE(NEW, OLD); END $$")
    op.execute('CREATE TRIGGER trustee_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON trustee FOR EACH ROW EXECUTE FUNCTION trustee_is_frozen()')


def _thaw() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for name in ('wave_is_frozen', 'trustee_is_frozen_insert', 'trustee_is_frozen_update', 'trustee_is_frozen_delete'):
            op.execute(f'DROP TRIGGER {name}')
        return
    for table in ('wave', 'trustee'):
        op.execute(f'DROP TRIGGER {table}_is_frozen ON {table}')
        op.execute(f'DROP FUNCTION {table}_is_frozen()')


def downgrade() -> None:
    _thaw()
    with op.batch_alter_table('wave', schema=None) as batch_op:
        batch_op.add_column(sa.Column('open_link', sa.String(length=40), nullable=True))
    op.execute('UPDATE wave SET open_link = address WHERE has_open_link')
    with op.batch_alter_table('wave', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_wave_promised'), type_='check')
        batch_op.drop_constraint(op.f('ck_wave_frozen'), type_='check')
        batch_op.drop_constraint(op.f('uq_wave_address'), type_='unique')
        for name in ('frozen_on', 'promise', 'time_zone', 'has_open_link', 'address'):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(op.f('uq_wave_open_link'), ['open_link'])
    _make_drafts(by_page=False)
    for table in ('throttle_key', 'failed_entry', 'trustee', 'receipt_list', 'comment', 'invitation', 'participant'):
        op.drop_table(table)
