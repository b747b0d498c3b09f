"""Shows pages and takes forms; a package of blueprints for each kind of person."""

from flask import Flask

from culture3d.web import (
    accounts,
    administration,
    answering,
    assets,
    compression,
    demonstration,
    designer,
    faults,
    health,
    insight,
    patience,
    saying,
    uploads,
    workspace,
)


def init_app(app: Flask) -> None:
    """Gives the application its pages."""
    for part in (
        compression,
        assets,
        faults,
        health,
        saying,
        uploads,
        answering,
        insight,
        workspace,
        designer,
        accounts,
        administration,
        demonstration,
    ):
        part.init_app(app)
    uploads.init_app(app)
    patience.init_app(app, answering.BLUEPRINTS, accounts.IMPATIENT | {health.bp.name})
