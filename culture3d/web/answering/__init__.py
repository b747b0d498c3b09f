"""The pages of people who answer: small, quick, and working without JavaScript."""

from flask import Flask

from culture3d.web.answering import survey


def init_app(app: Flask) -> None:
    """Gives the application its survey."""
    app.register_blueprint(survey.bp)
