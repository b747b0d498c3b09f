"""The pages of those who run waves: consultants, and the client's own coordinators and observers."""

from flask import Flask

from culture3d.web.workspace import (
    access,
    comments,
    departure,
    log,
    moves,
    navigation,
    people,
    people_import,
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
        people,
        people_import,
        comments,
        review,
        units,
        units_import,
        tasks,
        access,
        retention,
        departure,
        settings,
        log,
    ):
        app.register_blueprint(part.bp)
    app.register_blueprint(settings.new_bp)
    navigation.init_app(app)
