"""Puts the application together from its parts."""

from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from culture3d.config import Settings


def create_app(settings: "Settings | None" = None) -> Flask:
    """The application. :raise BadInput: if a setting is wrong."""
    # Here, so that a command that only explains itself need not wait for the database's library.
    from culture3d import config, db, discretion, i18n, passkeys, proxies, security, web

    app = Flask(__name__, static_folder=None)
    app.config.from_mapping((settings or config.read_settings()).for_flask())
    for part in (db, discretion, i18n, passkeys, proxies, security, web):
        part.init_app(app)
    return app
