"""The designer: where consultants write, translate, try and store their firm's questionnaires."""

from flask import Flask

from culture3d.web.designer import files, pages, preview, saving, sheets, shelf, versions


def init_app(app: Flask) -> None:
    """Gives the application its designer."""
    for part in (shelf, pages, saving, preview, versions, files, sheets):
        app.register_blueprint(part.bp)
    shelf.init_app(app)
