"""The pages of those who run waves: consultants, and the client's own coordinators and observers."""

from flask import Flask

from culture3d.web.workspace import (
    access,
    comments,
    departure,
    log,
    moves,
    navigation,
    plans,
    retention,
    review,
    settings,
    tasks,
    units,
    units_import,
    waves,
)


def init_app(app: Flask) -> None:
    """Gives the application its workspace."""
    for part in (
        waves,
        plans,
        moves,
        comments,
        review,
        tasks,
        access,
        retention,
        departure,
        units,
        units_import,
        settings,
        log,
    ):
        app.register_blueprint(part.bp)
    app.register_blueprint(settings.new_bp)
    navigation.init_app(app)
