"""Messages of a wave are planned and sent, once to each; whoever left a wave stays counted and is not named."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'

KINDS = ('invitation', 'reminder', 'thanks')
STAGES = ('planned', 'sending', 'sent', 'dropped')
FATES = ('waiting', 'handed', 'refused', 'returned')


def upgrade() -> None:
    op.create_table('message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum(*KINDS, name='kind', native_enum=False, create_constraint=True, length=12), nullable=False),
    sa.Column('stage', sa.Enum(*STAGES, name='stage', native_enum=False, create_constraint=True, length=12), nullable=False),
    sa.Column('due', sa.DateTime(), nullable=True),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('try_at', sa.DateTime(), nullable=True),
    sa.Column('trouble', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_message_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message'))
    )
    op.create_index(op.f('ix_message_wave_id'), 'message', ['wave_id'])
    op.create_table('delivery',
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('fate', sa.Enum(*FATES, name='fate', native_enum=False, create_constraint=True, length=8), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_delivery_message_id_message')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_delivery_participant_id_participant'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', 'participant_id', name=op.f('pk_delivery')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_delivery_participant_id'), 'delivery', ['participant_id'])
    op.add_column('participant', sa.Column('removed', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('participant', 'removed')
    op.drop_table('delivery')
    op.drop_table('message')
