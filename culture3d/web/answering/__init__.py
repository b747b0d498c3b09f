"""The pages of people who answer: small, quick, and working without JavaScript."""

from flask import Flask

from culture3d.web.answering import entry, kiosk, receipts, submission, survey

_PARTS = (entry.bp, kiosk.bp, survey.bp, submission.bp, receipts.bp)
BLUEPRINTS = frozenset(part.name for part in _PARTS)


def init_app(app: Flask) -> None:
    """Gives the application its survey."""
    for part in _PARTS:
        app.register_blueprint(part)
