"""Puts the application together from its parts."""

from flask import Flask

from culture3d import config, db, discretion, i18n, security, web


def create_app(settings: config.Settings | None = None) -> Flask:
    """The application. :raise BadInput: if a setting is wrong."""
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping((settings or config.read_settings()).for_flask())
    for part in (db, discretion, i18n, security, web):
        part.init_app(app)
    return app
