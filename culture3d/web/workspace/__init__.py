"""The pages of those who run waves: consultants, and the client's own coordinators and observers."""

from flask import Flask

from culture3d.web.workspace import (
    access,
    batches,
    comments,
    composing,
    departure,
    documents,
    latecomers,
    log,
    messages,
    moves,
    navigation,
    people,
    people_import,
    plans,
    rehearsals,
    retention,
    review,
    safeguards,
    settings,
    tasks,
    trustees,
    units,
    units_import,
    waves,
)

PARTS = (
    waves,
    plans,
    trustees,
    messages,
    rehearsals,
    moves,
    people,
    people_import,
    latecomers,
    comments,
    review,
    units,
    units_import,
    composing,
    batches,
    tasks,
    access,
    safeguards,
    retention,
    departure,
    documents,
    settings,
    log,
)


def init_app(app: Flask) -> None:
    """Gives the application its workspace."""
    for part in PARTS:
        app.register_blueprint(part.bp)
    app.register_blueprint(settings.new_bp)
    navigation.init_app(app)
