"""Turns the installation's settings into Flask-Security's: how people sign in, and at which addresses."""

from base64 import urlsafe_b64encode
from datetime import timedelta

from flask_babel import lazy_gettext

from culture3d.config import Settings

PREFIX = "/account"
FRESH = timedelta(minutes=15)  # since the password or passkey was shown, for changes to the account itself
SHORTEST_PASSWORD = 12

_ADDRESSES = {
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "VERIFY_URL": "/verify",
    "RESET_URL": "/forgotten",
    "CHANGE_URL": "/password",
    "CHANGE_EMAIL_URL": "/email",
    "TWO_FACTOR_SETUP_URL": "/second-factor",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/code",
    "TWO_FACTOR_RESCUE_URL": "/rescue",
    "TWO_FACTOR_SELECT_URL": "/select",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/recovery-code",
    "WAN_REGISTER_URL": "/passkeys",
    "WAN_DELETE_URL": "/passkeys-delete",
    "WAN_SIGNIN_URL": "/passkey",
    "WAN_VERIFY_URL": "/passkey-verify",
}
_TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "sign_in",
    "LOGOUT_USER_TEMPLATE": "sign_in",
    "VERIFY_TEMPLATE": "verify",
    "FORGOT_PASSWORD_TEMPLATE": "forgotten",
    "RESET_PASSWORD_TEMPLATE": "new_password",
    "CHANGE_PASSWORD_TEMPLATE": "password",
    "CHANGE_EMAIL_TEMPLATE": "email",
    "TWO_FACTOR_SETUP_TEMPLATE": "second_factor",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "code",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "recovery_code",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "recovery_codes",
    "WAN_REGISTER_TEMPLATE": "passkeys",
    "WAN_SIGNIN_TEMPLATE": "passkey",
    "WAN_VERIFY_TEMPLATE": "passkey",
}
_MAILS = {
    "EMAIL_TEMPLATE_PASSWORD_RESET": "reset",
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "changed",
    "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "changed",
    "CHANGE_EMAIL_EMAIL_TEMPLATE": "confirm",
}
_SUBJECTS = {
    "EMAIL_SUBJECT_PASSWORD_RESET": lazy_gettext("Choose a new password"),
    "EMAIL_SUBJECT_PASSWORD_NOTICE": lazy_gettext("Your password was changed"),
    "EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": lazy_gettext("Your password was changed"),
    "CHANGE_EMAIL_SUBJECT": lazy_gettext("Confirm your new address"),
}
_MESSAGES = {
    "GENERIC_AUTHN_FAILED": lazy_gettext(
        "That did not fit. Check address and password; after ten attempts, wait for ten minutes."
    ),
    "UNAUTHENTICATED": lazy_gettext("Please sign in first."),
    "REAUTHENTICATION_REQUIRED": lazy_gettext("Please show once more that it is you."),
    "REAUTHENTICATION_SUCCESSFUL": lazy_gettext("Thank you."),
    "INVALID_PASSWORD": lazy_gettext("This is not your password."),
    "PASSWORD_RESET_REQUEST": lazy_gettext(
        "If there is an account with this address, a mail is on its way; its link is good for one day."
    ),
    "PASSWORD_RESET_EXPIRED": lazy_gettext("This link is too old. Ask for a new one."),
    "INVALID_RESET_PASSWORD_TOKEN": lazy_gettext("This link is used up or incomplete. Ask for a new one."),
    "PASSWORD_RESET_NO_LOGIN": lazy_gettext("The new password holds. Sign in with it."),
    "PASSWORD_CHANGE": lazy_gettext("Your password was changed. Everywhere else you are signed out."),
    "PASSWORD_INVALID_LENGTH": lazy_gettext("Take at least 12 characters; several words are fine."),
    "PASSWORD_IS_THE_SAME": lazy_gettext("This is the password that you have already."),
    "RETYPE_PASSWORD_MISMATCH": lazy_gettext("The two are not the same."),
    "CHANGE_EMAIL_SENT": lazy_gettext("A mail with a link is on its way to the new address."),
    "CHANGE_EMAIL_CONFIRMED": lazy_gettext("Your new address holds."),
    "CHANGE_EMAIL_EXPIRED": lazy_gettext("This link is too old. Ask for a new one."),
    "TWO_FACTOR_INVALID_TOKEN": lazy_gettext(
        "This code does not fit. Each code works once, for half a minute."
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": lazy_gettext("You are signed in."),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": lazy_gettext("The second factor is set up."),
    "TWO_FACTOR_PERMISSION_DENIED": lazy_gettext("Please sign in first."),
    "TWO_FACTOR_DISABLED": lazy_gettext("The second factor is switched off."),
    "INVALID_RECOVERY_CODE": lazy_gettext("This code does not fit. Each code works once."),
    "NO_RECOVERY_CODES_SETUP": lazy_gettext("There are no codes yet."),
    "WEBAUTHN_REGISTER_SUCCESSFUL": lazy_gettext("The passkey “%(name)s” was added."),
    "WEBAUTHN_CREDENTIAL_DELETED": lazy_gettext("The passkey “%(name)s” was removed."),
    "WEBAUTHN_NAME_INUSE": lazy_gettext("You have a passkey of this name."),
    "WEBAUTHN_NAME_REQUIRED": lazy_gettext("The passkey needs a name."),
    "WEBAUTHN_EXPIRED": lazy_gettext("That took too long. Please begin again."),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": lazy_gettext("This passkey is not known here."),
    "WEBAUTHN_NO_VERIFY": lazy_gettext("This passkey could not be checked."),
    "EMAIL_NOT_PROVIDED": lazy_gettext("An address is needed."),
    "PASSWORD_NOT_PROVIDED": lazy_gettext("A password is needed."),
    "INVALID_EMAIL_ADDRESS": lazy_gettext("This is no e-mail address."),
    "API_ERROR": lazy_gettext("That did not reach us whole. Please begin again."),
}


def rules(settings: Settings) -> dict[str, object]:
    """Flask-Security's settings, under the names that Flask knows them by."""
    chosen = {
        **_ADDRESSES,
        **{name: f"accounts/{template}.html" for name, template in _TEMPLATES.items()},
        **{name: f"accounts/mail/{template}" for name, template in _MAILS.items()},
        **_SUBJECTS,
        **{f"MSG_{name}": (words, "info") for name, words in _MESSAGES.items()},
        **_keys(settings),
        **_ways_in(),
        "URL_PREFIX": PREFIX,
        "STATIC_FOLDER": None,  # our own scripts do it
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "POST_LOGIN_VIEW": "/",
        "POST_LOGOUT_VIEW": f"{PREFIX}/sign-in",
        "POST_CHANGE_VIEW": PREFIX,
        "POST_CHANGE_EMAIL_VIEW": PREFIX,
        "POST_VERIFY_VIEW": PREFIX,
        "TWO_FACTOR_POST_SETUP_VIEW": PREFIX,
        "EMAIL_HTML": False,
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},  # asks no name server about anybody
        "CACHE_CONTROL": None,  # culture3d.security forbids keeping any page
        "JOIN_USER_ROLES": False,
    }
    return {**{f"SECURITY_{name}": value for name, value in chosen.items()}, "SESSION_PROTECTION": None}


def _ways_in() -> dict[str, object]:
    """A password and, where it is needed, a code; or a passkey, which is both at once."""
    return {
        "RETURN_GENERIC_RESPONSES": True,
        "RECOVERABLE": True,
        "CHANGEABLE": True,
        "CHANGE_EMAIL": True,
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 0,  # seconds before and after the half minute of a code
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "WEBAUTHN": True,
        "WAN_RP_NAME": "Culture3D",
        "WAN_ALLOW_USER_HINTS": False,  # they would tell strangers which addresses have an account
        "WAN_ALLOW_AS_VERIFY": ["first"],
        "API_ENABLED_METHODS": ["session"],
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        # A link to a new password ends with the old one, and so carries a hash of what is stored of that,
        # which is a slow hash already. A slow one of it once more took a second of the web server's time for
        # addresses that have an account, and for no other: who asked could tell them by it.
        "HASHING_SCHEMES": ["hex_sha256"],
        "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "LOGOUT_CSRF": True,
        "FRESHNESS": FRESH,
        "FRESHNESS_GRACE_PERIOD": timedelta(0),
    }


def _keys(settings: Settings) -> dict[str, object]:
    """What the database alone must not open: each key follows from the installation's secret."""
    return {
        "PASSWORD_SALT": settings.key_for("passwords").hex(),
        "TOTP_SECRETS": {"1": settings.key_for("second factors").hex()},
        "TOTP_ISSUER": "Culture3D",
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [urlsafe_b64encode(settings.key_for("recovery codes"))],
    }
