"""Trustees of a wave go with everything of their organisation; at no other time does the database let them."""

from alembic import op

revision = '0015'
down_revision = '0014'

GOES = "IF TG_OP = 'DELETE' AND current_setting('culture3d.leaving', true) = 'yes' THEN RETURN OLD; END IF;"
STAYS = "IF EXISTS (SELECT 1 FROM wave WHERE id = COALESCE(OLD.wave_id, NEW.wave_id) AND frozen_on IS NOT NULL) THEN RAISE EXCEPTION 'who holds the key cannot be changed' USING ERRCODE = 'check_violation'; END IF; RETURN COALESCE(NEW, OLD);"


def _watch(words: str) -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(f"CREATE OR REPLACE FUNCTION trustee_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {words} END $$")


def upgrade() -> None:
    _watch(f'{GOES} {STAYS}')


def downgrade() -> None:
    _watch(STAYS)
