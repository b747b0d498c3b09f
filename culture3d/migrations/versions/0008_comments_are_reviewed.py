"""Comments are reviewed, and what may be read of them is frozen as the second part of a release."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'

VERDICTS = ('waiting', 'publish', 'withhold')


def upgrade() -> None:
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('verdict', sa.Enum(*VERDICTS, name='verdict', native_enum=False, create_constraint=True, length=8), server_default='waiting', nullable=False))
        batch_op.add_column(sa.Column('redacted', sa.Text(), nullable=True))
    op.create_table('comment_release',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('written', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_comment_release_wave_id_wave')),
    sa.PrimaryKeyConstraint('wave_id', name=op.f('pk_comment_release'))
    )


def downgrade() -> None:
    op.drop_table('comment_release')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_comment_verdict'), type_='check')
        batch_op.drop_column('redacted')
        batch_op.drop_column('verdict')
