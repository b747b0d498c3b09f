"""Imports Flask-Security without the library for passkeys, and gives it that when a page first needs it.

That library takes as long to import as all the rest of Flask-Security, and every command would wait for it.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from flask import Flask, request

# Module of the library -> what Flask-Security takes from it by name.
_NAMES = {
    "webauthn.helpers": (
        *("options_to_json_dict", "bytes_to_base64url"),
        *("parse_registration_credential_json", "parse_authentication_credential_json"),
    ),
    "webauthn.helpers.exceptions": (
        *("InvalidAuthenticationResponse", "InvalidJSONStructure", "InvalidRegistrationResponse"),
    ),
    "webauthn.helpers.structs": (
        *("AuthenticatorTransport", "PublicKeyCredentialDescriptor", "PublicKeyCredentialType"),
        "UserVerificationRequirement",
    ),
}


def _flask_security() -> ModuleType:
    """The library; where nothing has imported passkeys yet, as if they were not installed."""
    if "webauthn" in sys.modules:
        return import_module("flask_security")
    sys.modules["webauthn"] = None  # type: ignore[assignment]  # the documented way to let it fail
    try:
        return import_module("flask_security")
    finally:
        del sys.modules["webauthn"]


_library = _flask_security()
UserMixin: Any = _library.UserMixin
WebAuthnMixin: Any = _library.WebAuthnMixin


def load() -> None:
    """Gives Flask-Security its passkeys."""
    user = import_module("flask_security.webauthn")
    if not hasattr(user, "webauthn"):
        for module, names in _NAMES.items():
            vars(user).update({name: getattr(import_module(module), name) for name in names})
        vars(user)["webauthn"] = import_module("webauthn")  # last: it says that all are there


def _load_for_their_pages() -> None:
    if (request.endpoint or "").startswith("security.wan_"):
        load()


def init_app(app: Flask) -> None:
    """Loads them with the first page that is about them."""
    app.before_request_funcs.setdefault("security", []).append(_load_for_their_pages)
