"""The pages of people who read results; everything on them comes from a release."""

from flask import Flask

from culture3d.web.insight import organisations


def init_app(app: Flask) -> None:
    """Gives the application its insights."""
    app.register_blueprint(organisations.bp)
