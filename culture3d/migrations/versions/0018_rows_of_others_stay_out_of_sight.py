"""On PostgreSQL a transaction for somebody signed in sees rows of theirs alone, even where a check is missing.

Who has no policy to pass sees nothing: a connection of the application says `culture3d.pass`, and a transaction
for somebody signed in takes that back and names their firms and organisations instead.
"""

from alembic import op

revision = '0018'
down_revision = '0017'

FIRMS = "string_to_array(current_setting('culture3d.firms', true), ',')::int[]"
ORGANISATIONS = "string_to_array(current_setting('culture3d.organisations', true), ',')::int[]"
OF_AN_ORGANISATION = 'organisation_id IN (SELECT id FROM organisation)'
OF_A_WAVE = 'wave_id IN (SELECT id FROM wave)'
OF_A_RELEASE = 'release_id IN (SELECT id FROM release)'
POLICIES = {
    'organisation': f'id = ANY ({ORGANISATIONS}) OR firm_id = ANY ({FIRMS})',
    'firm': f'id = ANY ({FIRMS}) OR id IN (SELECT firm_id FROM organisation)',
    'questionnaire': f'firm_id = ANY ({FIRMS})',
    'questionnaire_edition': 'questionnaire_id IN (SELECT id FROM questionnaire)',
    'instrument_version': f'firm_id IS NULL OR firm_id = ANY ({FIRMS}) OR id IN (SELECT instrument_version_id FROM wave)',
    'audit_entry': f'{OF_AN_ORGANISATION} OR (organisation_id IS NULL AND firm_id = ANY ({FIRMS}))',
    **dict.fromkeys(('logo', 'task', 'unit', 'unit_change', 'wave'), OF_AN_ORGANISATION),
    **dict.fromkeys(('ballot', 'comment', 'comment_release', 'draft', 'invitation', 'participant'), OF_A_WAVE),
    'delivery': 'message_id IN (SELECT id FROM message)',
    **dict.fromkeys(('message', 'receipt_list', 'release', 'report', 'response', 'trustee'), OF_A_WAVE),
    **dict.fromkeys(('release_change', 'release_comparison', 'release_segment'), OF_A_RELEASE),
}
PASS = "(SELECT current_setting('culture3d.pass', true)) = 'yes'"


def upgrade() -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    for table, theirs in POLICIES.items():
        op.execute(f'CREATE POLICY theirs ON {table} USING ({PASS} OR {theirs})')
        op.execute(f'ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')


def downgrade() -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    for table in POLICIES:
        op.execute(f'ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY')
        op.execute(f'DROP POLICY theirs ON {table}')
