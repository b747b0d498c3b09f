"""Changes are stored with a release, and a release is known by its digest."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.create_table('release_comparison',
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('before_id', sa.Integer(), nullable=False),
    sa.Column('header', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['before_id'], ['release.id'], name=op.f('fk_release_comparison_before_id_release')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_release_comparison_release_id_release')),
    sa.PrimaryKeyConstraint('release_id', name=op.f('pk_release_comparison'))
    )
    op.create_table('release_change',
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=500), nullable=False),
    sa.Column('figures', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['release_id'], ['release_comparison.release_id'], name=op.f('fk_release_change_release_id_release_comparison')),
    sa.PrimaryKeyConstraint('release_id', 'key', name=op.f('pk_release_change'))
    )
    # With a default, so that releases made before are kept and the table need not be made anew.
    op.add_column('release', sa.Column('digest', sa.String(length=64), nullable=False, server_default=''))
    _fill_digests(op.get_bind())


def _fill_digests(connection: sa.Connection) -> None:
    release = sa.table('release', sa.column('id'), sa.column('header'), sa.column('digest'))
    segment = sa.table('release_segment', sa.column('release_id'), sa.column('key'), sa.column('figures'))
    for row in connection.execute(sa.select(release.c.id, release.c.header)).all():
        blobs = connection.execute(sa.select(segment.c.key, segment.c.figures).where(segment.c.release_id == row.id))
        digest = hashlib.sha256(row.header)
        for key, figures in sorted((key, bytes(figures)) for key, figures in blobs):
            digest.update(key.encode())
            digest.update(figures)
        connection.execute(sa.update(release).where(release.c.id == row.id).values(digest=digest.hexdigest()))


def downgrade() -> None:
    op.drop_column('release', 'digest')
    op.drop_table('release_change')
    op.drop_table('release_comparison')
