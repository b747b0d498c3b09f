"""Shows pages and takes forms; a package of blueprints for each kind of person."""

from flask import Flask

from culture3d.web import (
    accounts,
    administration,
    answering,
    assets,
    compression,
    demonstration,
    faults,
    health,
    insight,
    patience,
    workspace,
)


def init_app(app: Flask) -> None:
    """Gives the application its pages."""
    for part in (
        compression,
        assets,
        faults,
        health,
        answering,
        insight,
        workspace,
        accounts,
        administration,
        demonstration,
    ):
        part.init_app(app)
    patience.init_app(app, answering.BLUEPRINTS, accounts.IMPATIENT | {health.bp.name})
