"""Lets some pages take files that are larger than a form, from people who are signed in."""

from flask import Flask, request
from werkzeug.datastructures import FileStorage

from culture3d.web.accounts.guard import whoever_is_signed_in

# Page -> bytes that its form may have. Whoever makes such a page enters it here.
LARGER: dict[str, int] = {}
_ROOM = 64 * 1024  # for the other fields


def content_of(name: str) -> tuple[bytes, str]:
    """The bytes of a file that was sent with the form, and what it was called; nothing if there is none."""
    sent = request.files.get(name)
    return (sent.read(), _named(sent)) if sent else (b"", "")


def _named(sent: FileStorage) -> str:
    """What a file was called, without the folders that some browsers tell."""
    name = (sent.filename or "").replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in name if sign.isprintable())[:120]


def _make_room() -> None:
    most = LARGER.get(request.endpoint or "") if request.method == "POST" else None
    if most is not None and whoever_is_signed_in() is not None:
        request.max_content_length = request.max_form_memory_size = most + _ROOM


def init_app(app: Flask) -> None:
    """Comes before whatever reads forms, such as the check of their token."""
    app.before_request_funcs.setdefault(None, []).insert(0, _make_room)
