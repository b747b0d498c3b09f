"""Keeps out of the logs what a request brought: its address may hold a secret, and its IP says who came."""

import logging

from flask import Flask, has_request_context, request

# How what Flask and gunicorn say of a request begins, and what is said instead.
_INSTEAD = {
    "Exception on ": "A page failed: ",
    "Invalid request from ": "A request that is no HTTP was refused",
    "Error handling request": "A request could not be answered",
}


def _discreet(record: logging.LogRecord) -> bool:
    """Takes the place of a filter: lets every record through, some of them in other words."""
    said = record.getMessage()
    for beginning, instead in _INSTEAD.items():
        if said.startswith(beginning):
            page = f"{request.method} {request.endpoint}" if has_request_context() else ""
            record.msg, record.args = f"{instead}{page}", ()
    return True


def init_app(app: Flask) -> None:
    """Makes the application's log discreet, and that of the web server it runs in."""
    for logger in (app.logger, logging.getLogger("gunicorn.error")):
        logger.addFilter(_discreet)
