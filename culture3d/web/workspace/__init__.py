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
    tasks,
    waves,
)


def init_app(app: Flask) -> None:
    """Gives the application its workspace."""
    for part in (waves, plans, moves, comments, review, tasks, access, retention, departure, log):
        app.register_blueprint(part.bp)
    navigation.init_app(app)
