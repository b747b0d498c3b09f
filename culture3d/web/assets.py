"""Serves style sheets and scripts, compressed, under addresses that change with their content."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote

import brotli
from flask import Blueprint, Flask, Response, abort, request

bp = Blueprint("assets", __name__)

_STATIC = Path(__file__).parent.parent / "static"
_COMPRESSIBLE = (".css", ".js", ".svg")


def _in_package(package: str, path: str) -> Path:
    """A file of an installed package, found without importing it."""
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None, f"{package} is installed"
    return Path(spec.origin).parent / path


# Name in addresses -> where the file lies. Nothing else is ever served.
FILES = {
    **{path.name: path for path in sorted(_STATIC.iterdir())},
    "bootstrap.min.css": _in_package("flask_bootstrap", "static/bootstrap5/css/bootstrap.min.css"),
    "plotly.min.js": _in_package("plotly", "package_data/plotly.min.js"),
}


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    plain: bytes
    brotli: bytes | None
    mimetype: str
    digest: str


@lru_cache(maxsize=64)
def load(name: str) -> Asset:
    """Reads and compresses a file, once per process. :raise KeyError: if there is none of this name."""
    path = FILES[name]
    plain = path.read_bytes()
    # The best compression takes ten seconds for a megabyte-sized script; the quality below, a third of one.
    quality = 11 if len(plain) < 500_000 else 6
    return Asset(
        plain=plain,
        brotli=brotli.compress(plain, quality=quality) if path.suffix in _COMPRESSIBLE else None,
        mimetype=guess_type(path.name)[0] or "application/octet-stream",
        digest=_digest(path),
    )


@lru_cache(maxsize=64)
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset_url(name: str) -> str:
    """The address of a file in its present form. :raise KeyError: if there is none of this name."""
    # Not by url_for, which needs a host name: the page that refuses a wrong one is styled as well.
    return f"{request.script_root}/assets/{_digest(FILES[name])}/{name}"


@lru_cache(maxsize=4)
def data_url(name: str) -> str:
    """A small picture as an address of its own, which spares a request."""
    kind = guess_type(name)[0]
    return f"data:{kind},{quote(FILES[name].read_text('utf-8').strip())}"


@bp.get("/assets/<digest>/<name>")
def asset(digest: str, name: str) -> Response:
    """Sends a file, to be kept for a year. :raise 404: if there is none, or not in this form."""
    if name not in FILES or load(name).digest != digest:
        abort(404)
    found = load(name)
    compressed = found.brotli if request.accept_encodings["br"] else None
    response = Response(compressed or found.plain, mimetype=found.mimetype)
    if compressed:
        response.content_encoding = "br"
    response.vary.add("Accept-Encoding")
    response.cache_control.max_age = 365 * 24 * 3600
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def init_app(app: Flask) -> None:
    """Gives the application its files."""
    app.register_blueprint(bp)
    app.jinja_env.globals["asset_url"] = asset_url
    app.jinja_env.globals["data_url"] = data_url
