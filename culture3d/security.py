"""Adds to every answer what keeps a browser from doing more than the page needs."""

import secrets

from flask import Flask, Response, abort, g, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from itsdangerous import URLSafeTimedSerializer

csrf = CSRFProtect()
_SIGNER = "culture3d signer of cookies"

# Every page's own scripts and styles are known by its one-time word, if it has any.
_SOURCES = {
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
_POLICY = "; ".join(f"{kind} {where}" for kind, where in _SOURCES.items())
_POLICY_WITHOUT_NONCE = _POLICY.replace(" 'nonce-{nonce}'", "")
_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)


class _Cookies(SecureCookieSessionInterface):
    """Flask's own cookies, signed by a signer that is made once and not twice for every request."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        made: URLSafeTimedSerializer | None = app.extensions.get(_SIGNER)
        if made is None:
            made = app.extensions[_SIGNER] = super().get_signing_serializer(app)
        return made


def nonce() -> str:
    """The one-time word of this answer, by which its own scripts are known."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def hold_frames() -> None:
    """Lets this page show pages of ours in frames."""
    g.sources = {"frame-src": "'self'"}


def be_framed() -> None:
    """Lets pages of ours, and nobody else's, show this page in a frame."""
    g.sources = {"frame-ancestors": "'self'"}


def be_a_framed_document() -> None:
    """Lets this answer bring its own styles, run no script, and stand in a frame of ours."""
    g.sources = {
        "script-src": "'none'",
        "style-src": "'unsafe-inline'",
        "font-src": "data:",
        "frame-ancestors": "'self'",
        "sandbox": "",
    }


def _policy() -> str:
    if "sources" in g:
        policy = "; ".join(f"{kind} {where}".strip() for kind, where in {**_SOURCES, **g.sources}.items())
        return policy.format(nonce=nonce())
    return _POLICY.format(nonce=nonce()) if "nonce" in g else _POLICY_WITHOUT_NONCE


def _add_headers(response: Response) -> Response:
    response.headers.extend((("Content-Security-Policy", _policy()), *_HEADERS))
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
    app.session_interface = _Cookies()
    app.before_request(_refuse_control_characters)
    csrf.init_app(app)
    app.after_request(_add_headers)
    app.jinja_env.globals["nonce"] = nonce
