"""Organisations have a logo and more languages; what becomes of a unit is written down, and none is lost."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'

KINDS = ('added', 'renamed', 'moved', 'merged', 'split', 'removed')


def upgrade() -> None:
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('other_languages', sa.JSON(), nullable=False, server_default='[]'))
    with op.batch_alter_table('unit', schema=None) as batch_op:
        batch_op.add_column(sa.Column('gone', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table('logo',
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('alternative', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_logo_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('organisation_id', name=op.f('pk_logo'))
    )
    op.create_table('unit_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('since', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum(*KINDS, name='kind', native_enum=False, create_constraint=True, length=12), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('relabelled', sa.String(length=200), nullable=True),
    sa.Column('before', sa.String(length=500), nullable=True),
    sa.Column('after', sa.String(length=500), nullable=False),
    sa.Column('along', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_unit_change_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_unit_change_unit_id_unit')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_unit_change_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_change'))
    )
    op.create_index(op.f('ix_unit_change_organisation_id'), 'unit_change', ['organisation_id'])
    op.create_index(op.f('ix_unit_change_unit_id'), 'unit_change', ['unit_id'])


def downgrade() -> None:
    op.drop_table('unit_change')
    op.drop_table('logo')
    with op.batch_alter_table('unit', schema=None) as batch_op:
        batch_op.drop_column('gone')
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.drop_column('other_languages')
