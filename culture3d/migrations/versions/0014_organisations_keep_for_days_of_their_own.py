"""An organisation may have what is kept of its people and answers deleted sooner than the installation does."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'

DAYS = ('invitation_days', 'response_days')


def upgrade() -> None:
    for name in DAYS:
        op.add_column('organisation', sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        for name in DAYS:
            batch_op.drop_column(name)
