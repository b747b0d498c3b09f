"""Firms work on questionnaires of their own, and what they field is theirs alone."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0008'

NAMED = "(name IN ('culture3d', 'culture3d-pulse', 'meetings'))"
# Firms that asked the same questionnaire share its row: their waves are frozen with it.
FIRMS = 'SELECT {what} FROM wave JOIN organisation ON organisation.id = wave.organisation_id WHERE wave.instrument_version_id = instrument_version.id'


def upgrade() -> None:
    with op.batch_alter_table('instrument_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('firm_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('stored_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('author', sa.String(length=200), nullable=True))
        batch_op.drop_constraint(op.f('uq_instrument_version_name'), type_='unique')
        batch_op.create_foreign_key(op.f('fk_instrument_version_firm_id_firm'), 'firm', ['firm_id'], ['id'])
    count, one = FIRMS.format(what='COUNT(DISTINCT organisation.firm_id)'), FIRMS.format(what='MIN(organisation.firm_id)')
    op.execute(f'UPDATE instrument_version SET firm_id = ({one}) WHERE ({count}) = 1 AND NOT {NAMED}')
    with op.batch_alter_table('instrument_version', schema=None) as batch_op:
        batch_op.create_unique_constraint(op.f('uq_instrument_version_firm_id'), ['firm_id', 'name', 'version'])
    op.create_table('questionnaire',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('firm_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('edited_at', sa.DateTime(), nullable=False),
    sa.Column('editor', sa.String(length=200), nullable=True),
    sa.Column('based_on', sa.String(length=120), nullable=False),
    sa.Column('left', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['firm_id'], ['firm.id'], name=op.f('fk_questionnaire_firm_id_firm')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire'))
    )
    op.create_index(op.f('ix_questionnaire_firm_id'), 'questionnaire', ['firm_id'])
    op.create_table('questionnaire_edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaire.id'], name=op.f('fk_questionnaire_edition_questionnaire_id_questionnaire'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire_edition')),
    sa.UniqueConstraint('questionnaire_id', 'number', name=op.f('uq_questionnaire_edition_questionnaire_id'))
    )


def downgrade() -> None:
    for table in ('questionnaire_edition', 'questionnaire'):
        op.drop_table(table)
    # Before, a name and version could be there once only: what came later gets a name that nothing else has.
    twin = 'SELECT 1 FROM instrument_version AS twin WHERE twin.name = instrument_version.name AND twin.version = instrument_version.version AND twin.id < instrument_version.id'
    op.execute(f"UPDATE instrument_version SET name = name || '.' || id WHERE EXISTS ({twin})")
    with op.batch_alter_table('instrument_version', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_instrument_version_firm_id'), type_='unique')
        batch_op.drop_constraint(op.f('fk_instrument_version_firm_id_firm'), type_='foreignkey')
        for name in ('firm_id', 'stored_at', 'author'):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(op.f('uq_instrument_version_name'), ['name', 'version'])
