"""Adds to every answer what keeps a browser from doing more than the page needs."""

import secrets

from flask import Flask, Response, abort, g, request
from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'nonce-{nonce}'",
    "style-src": "'self' 'nonce-{nonce}'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def nonce() -> str:
    """The one-time word of this answer, by which its own scripts are known."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _add_headers(response: Response) -> Response:
    policy = "; ".join(f"{kind} {where}" for kind, where in _POLICY.items())
    response.headers["Content-Security-Policy"] = policy.format(nonce=nonce())
    response.headers.update(_HEADERS)
    if request.endpoint != "assets.asset":
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _refuse_control_characters() -> None:
    """No address of ours has any, and a database may take offence at them. :raise 404: if there is one."""
    if not request.path.isprintable():
        abort(404)


def init_app(app: Flask) -> None:
    """Gives the application its headers and protects its forms."""
    app.before_request(_refuse_control_characters)
    csrf.init_app(app)
    app.after_request(_add_headers)
    app.jinja_env.globals["nonce"] = nonce
