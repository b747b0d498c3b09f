"""Reports are composed: what each holds, who asked for it, from which release, and who may read it."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'

KINDS = ('pdf', 'html')


def upgrade() -> None:
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('account_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('kind', sa.Enum(*KINDS, name='kind', native_enum=False, create_constraint=True, length=4), nullable=False, server_default='pdf'))
        batch_op.add_column(sa.Column('choice', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('digest', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('shared', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('batch', sa.String(length=32), nullable=True))
        batch_op.create_foreign_key(op.f('fk_report_account_id_account'), 'account', ['account_id'], ['id'])
        batch_op.create_index(op.f('ix_report_batch'), ['batch'])
    # Whoever could read a report before still can; what is asked for from now on says so itself.
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.alter_column('kind', existing_type=sa.String(length=4), server_default=None)
        batch_op.alter_column('choice', existing_type=sa.JSON(), server_default=None)
        batch_op.alter_column('shared', existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM report WHERE kind = 'html'")
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.drop_index(op.f('ix_report_batch'))
        batch_op.drop_constraint(op.f('fk_report_account_id_account'), type_='foreignkey')
        batch_op.drop_constraint(op.f('ck_report_kind'), type_='check')
        for name in ('batch', 'shared', 'digest', 'choice', 'kind', 'account_id'):
            batch_op.drop_column(name)
