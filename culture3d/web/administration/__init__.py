"""The pages of those who run an installation: accounts, firms, how it is; and nothing of any client."""

from flask import Flask

from culture3d.web.administration import accounts, condition, firms, log


def init_app(app: Flask) -> None:
    """Gives the application its administration."""
    for part in (accounts, firms, log, condition):
        app.register_blueprint(part.bp)
