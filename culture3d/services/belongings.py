"""Finds every row that belongs to an organisation, by the references between the tables themselves.

So what a table of tomorrow keeps of an organisation is found as well, without anybody thinking of it.
"""

from sqlalchemy import ColumnElement, Table, or_, select

import culture3d.models  # noqa: F401  makes every table known
from culture3d.db import Base, table_of
from culture3d.models.organisation import Organisation

# Tables in which no row is of one organisation, and why.
OF_NOBODY = {
    "account": "somebody may have roles at several; who has none left goes too",
    "failed_entry": "counts without addresses",
    "firm": "has organisations",
    "heartbeat": "the worker's",
    "instrument_version": "a firm's, or ships with Culture3D",
    "passkey": "an account's",
    "questionnaire": "a firm's",
    "questionnaire_edition": "a firm's",
    "sign_in": "an account's",
    "throttle_key": "a day's",
}


def belonging(organisation_id: int) -> list[tuple[Table, ColumnElement[bool]]]:
    """Each table that may hold something of an organisation, and which of its rows do.

    Tables come before those that refer to them.
    """
    root = table_of(Organisation)
    found: dict[Table, ColumnElement[bool]] = {root: root.c.id == organisation_id}
    for table in Base.metadata.sorted_tables:
        leads = [
            reference.parent.in_(select(reference.column).where(found[reference.column.table]))
            for reference in sorted(table.foreign_keys, key=lambda each: each.parent.name)
            if reference.column.table in found and reference.column.table is not table
        ]
        if leads:
            found[table] = or_(*leads)
    return list(found.items())
