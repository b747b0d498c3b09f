"""The pages of people who answer: small, quick, and working without JavaScript."""

from flask import Flask

from culture3d.web.answering import entry, kiosk, receipts, submission, survey


def init_app(app: Flask) -> None:
    """Gives the application its survey."""
    for part in (entry, kiosk, survey, submission, receipts):
        app.register_blueprint(part.bp)
