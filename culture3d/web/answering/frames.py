"""Draws a page whose parts many people share once, and from then on only fills in what is each one's own.

Most of a page is the same for all who meet it: words, buttons, addresses of style sheets. Translating and
escaping them takes longer than all else that the server does for an answer.
"""

import re
import secrets
from collections.abc import Hashable, Mapping
from functools import lru_cache

from flask import render_template, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from culture3d.i18n import chosen_language, offered

# Nobody can write what marks a hole into a name or a question: it is random.
_MARK = secrets.token_hex(8)
_HOLE = re.compile(f"{_MARK}(\\w+){_MARK}")
_CSRF = "csrf"


def framed(template: str, own: Mapping[str, Markup] | None = None, **shared: Hashable) -> str:
    """The page that the template makes of what is shared and what is a person's own.

    own     markup that differs from person to person. The template may only place it, not look at it
    shared  everything else that the template needs; whoever has the same gets the same frame
    """
    values: dict[str, str] = dict(own or {})
    place = (chosen_language(), tuple(offered()), request.script_root)
    pieces = frame(template, tuple(values), place, tuple(shared.items()))
    if _CSRF in pieces[1::2]:
        values[_CSRF] = _token()
    return "".join(values[piece] if number % 2 else piece for number, piece in enumerate(pieces))


@lru_cache(maxsize=512)
def frame(
    template: str,
    names: tuple[str, ...],
    _place: tuple[str, tuple[str, ...], str],
    shared: tuple[tuple[str, Hashable], ...],
) -> tuple[str, ...]:
    """The page in pieces: text, name of a hole, text, and so on. All that a page depends on is asked for."""
    holes = {name: _hole(name) for name in names}
    page = render_template(template, **dict(shared), **holes, csrf_token=lambda: _hole(_CSRF))
    return tuple(_HOLE.split(page))


def _token() -> str:
    """By which a browser's forms are known; it has no term, so the same one does for all of them."""
    kept = session.get("csrf_token")  # what every token of this browser is signed over
    return _signed(kept) if kept else str(generate_csrf())


@lru_cache(maxsize=1024)
def _signed(_kept: str) -> str:
    return str(generate_csrf())


def _hole(name: str) -> Markup:
    return Markup(f"{_MARK}{name}{_MARK}")  # noqa: S704  letters and digits
