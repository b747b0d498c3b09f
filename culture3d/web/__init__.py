"""Shows pages and takes forms; a package of blueprints for each kind of person."""

from flask import Flask

from culture3d.web import (
    accounts,
    answering,
    assets,
    compression,
    demonstration,
    faults,
    insight,
    patience,
    workspace,
)


def init_app(app: Flask) -> None:
    """Gives the application its pages."""
    for part in (compression, assets, faults, answering, insight, workspace, accounts, demonstration):
        part.init_app(app)
    patience.init_app(app, answering.BLUEPRINTS, accounts.IMPATIENT)
