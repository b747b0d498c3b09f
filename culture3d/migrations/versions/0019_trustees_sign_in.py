"""A trustee may have an account, by which they enter their passphrase; who holds the key stays as it was.

Only the account may go from a trustee whose wave is frozen, as when everything of a person is deleted: their
name, salt and key are what people were promised.
"""

from alembic import op

revision = '0019'
down_revision = '0018'

KEPT = ('wave_id', 'place', 'name', 'salt', 'public_key')
REFUSED = "RAISE EXCEPTION 'who holds the key cannot be changed' USING ERRCODE = 'check_violation'"
GOES = "IF TG_OP = 'DELETE' AND current_setting('culture3d.leaving', true) = 'yes' THEN RETURN OLD; END IF;"
STAYS = f"IF EXISTS (SELECT 1 FROM wave WHERE id = COALESCE(OLD.wave_id, NEW.wave_id) AND frozen_on IS NOT NULL) THEN {REFUSED}; END IF; RETURN COALESCE(NEW, OLD);"
SAME = ' AND '.join(f'NEW.{name} IS NOT DISTINCT FROM OLD.{name}' for name in KEPT)
ACCOUNT_GOES = f"IF TG_OP = 'UPDATE' THEN IF {SAME} THEN RETURN NEW; END IF; END IF;"
ON_SQLITE = '(SELECT frozen_on FROM wave WHERE id = OLD.wave_id) IS NOT NULL'
CHANGED = ' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in KEPT)


def upgrade() -> None:
    op.execute('ALTER TABLE trustee ADD COLUMN account_id INTEGER CONSTRAINT fk_trustee_account_id_account REFERENCES account (id)')
    _watch(f'{GOES} {ACCOUNT_GOES} {STAYS}', f'{ON_SQLITE} AND ({CHANGED})')


def downgrade() -> None:
    op.execute('ALTER TABLE trustee DROP COLUMN account_id')
    _watch(f'{GOES} {STAYS}', ON_SQLITE)


def _watch(on_postgresql: str, on_sqlite: str) -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(f'CREATE OR REPLACE FUNCTION trustee_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {on_postgresql} END $$')
        return
    op.execute('DROP TRIGGER trustee_is_frozen_update')
    op.execute(f"CREATE TRIGGER trustee_is_frozen_update BEFORE UPDATE ON trustee WHEN {on_sqlite} BEGIN SELECT RAISE(ABORT, 'who holds the key cannot be changed'); END")
