"""Turns what trusted proxies say of a request into where it comes from and how its sender reached us."""

from flask import Flask

from culture3d.config import Settings


def init_app(app: Flask) -> None:
    """Lets the application believe as many proxies as are set, counted from the last; nobody where none is.

    Each header is a list to which every proxy adds what it saw; what stands before that of the trusted ones
    was written by whoever sent the request.
    """
    settings: Settings = app.config["SETTINGS"]
    hops = settings.proxies
    if hops:
        from werkzeug.middleware.proxy_fix import ProxyFix

        # Flask calls what stands there, and says to put it there like this.
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
