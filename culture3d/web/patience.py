"""Repeats what a request asks for when its database was away, so that a restart of PostgreSQL costs seconds.

A view is called anew from its beginning, in a fresh transaction. That is harmless wherever a page is only
shown, and wherever people answer: drafts and ballots lie under ids that follow from the person's secret, so
that the second time replaces the first, also where the first was stored and only its confirmation was lost.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, request
from sqlalchemy.exc import DBAPIError

from culture3d.db import db, was_away

View = Callable[..., Any]
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.0, 3.0)  # seconds; then the page says that it cannot store


def init_app(app: Flask, answering: frozenset[str], impatient: frozenset[str]) -> None:
    """Makes every view that may be repeated patient; comes after all views.

    :param answering: the blueprints whose forms may be sent twice.
    :param impatient: the blueprints that commit when their views are over already.
    """
    for endpoint, view in app.view_functions.items():
        blueprint = endpoint.partition(".")[0]
        if blueprint not in impatient:
            app.view_functions[endpoint] = patient(view, blueprint in answering)


def patient(view: View, may_act_twice: bool) -> View:
    """A view that is called anew while the database is away, if it may act twice or only shows something."""

    def once(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  whatever the view takes and gives
        try:
            return view(*args, **kwargs)
        finally:
            _let_go()

    @wraps(view)
    def repeated(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  whatever the view takes and gives
        may_repeat = may_act_twice or request.method in ("GET", "HEAD", "OPTIONS")
        for pause in PAUSES if may_repeat else ():
            try:
                return once(*args, **kwargs)
            except DBAPIError as error:
                if not was_away(error):
                    raise
            time.sleep(pause)
        return once(*args, **kwargs)

    return repeated


def _let_go() -> None:
    """Ends the session here: at the request's end, a connection lost since would turn the page into an error.

    Whatever had to be stored was committed by then, and what was read is on the page.
    """
    if not db.session.registry.has():
        return
    try:
        db.session.remove()
    except DBAPIError:
        db.session.registry.clear()
