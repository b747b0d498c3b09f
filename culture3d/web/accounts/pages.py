"""Shows somebody's own account, ends sign-ins elsewhere, and makes the first account of an installation."""

import hmac

from flask import Blueprint, Flask, abort, current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_security import hash_password
from flask_security.mail_util import EmailValidateException
from flask_security.proxies import _security
from flask_security.signals import change_email_confirmed
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from culture3d import clock, mail
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.models.account import Account
from culture3d.models.grant import Role
from culture3d.services import accounts
from culture3d.web.accounts import forms, guard, mailing, sessions

own = Blueprint("account", __name__, url_prefix="/account")
first = Blueprint("first_account", __name__, url_prefix="/account/first/<token>")
guard.protect(own)


@own.get("")
def show() -> str:
    """Somebody's own account: who they are here, and how they sign in."""
    account = _own()
    elsewhere = accounts.count_sign_ins(database_session(), account, clock.now()) - 1
    return render_template("accounts/account.html", account=account, elsewhere=elsewhere)


@own.post("/elsewhere")
def sign_out_elsewhere() -> Response:
    """Ends every sign-in of this account but the one in this browser."""
    account = _own()
    accounts.sign_out_everywhere(database_session(), account, but=sessions.secret())
    session["_user_id"] = account.fs_uniquifier
    database_session().commit()
    flash(gettext("You are signed in here only."))
    return redirect(url_for("account.show"), 303)


def _own() -> Account:
    return database_session().get_one(Account, guard.whoever_is_here().id)


@first.get("")
def ask(token: str) -> str:
    """Asks who runs this installation. :raise 404: unless this is its link and nobody has an account yet."""
    _require_empty(token)
    return render_template("accounts/first.html", form=forms.FirstAccountForm(), token=token)


@first.post("")
def make(token: str) -> Response | tuple[str, int]:
    """Makes the first administrator. :raise 404: unless this is its link and nobody has an account yet."""
    _require_empty(token)
    form = forms.FirstAccountForm()
    if not form.validate() or not _fill(form):
        return render_template("accounts/first.html", form=form, token=token), 422
    try:
        account = _make_first(form)
    except IntegrityError:  # two used the link at once: the other was quicker
        abort(404)
    # What Flask-Security gives back bears no type.
    return _security.two_factor_plugins.tf_enter(account, False, "password", None)  # type: ignore[no-any-return]


def _fill(form: forms.FirstAccountForm) -> bool:
    """Whether address and password will do; says why not beside the field."""
    try:
        form.email.data = _security.mail_util.validate(form.email.data)
    except EmailValidateException as error:
        form.email.errors = [error.msg]
        return False
    wrong, form.password.data = _security.password_util.validate(
        form.password.data or "", False, user=Account(name=form.name.data, email=form.email.data)
    )
    form.password.errors = wrong or []
    return not wrong


def _make_first(form: forms.FirstAccountForm) -> Account:
    database, settings = database_session(), current_app.config["SETTINGS"]
    account = accounts.make(database, form.email.data, form.name.data.strip(), chosen_language())
    account.password = hash_password(form.password.data)
    # Of several that are made at once, the database lets only one have this.
    account.fs_webauthn_user_handle = settings.key_for("first passkeys").hex()[:32]
    accounts.grant(database, account, Role.ADMINISTRATOR)
    database.commit()
    return account


def first_token(settings: Settings) -> str:
    """What the link to the first account holds; it follows from the installation's secret."""
    return settings.key_for("first account").hex()[:40]


def _require_empty(token: str) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    fits = hmac.compare_digest(token.encode(), first_token(settings).encode())
    if not fits or accounts.are_there_any(database_session()):
        abort(404)


def _tell_the_old_address(_: Flask, user: Account, old_email: str, **__: object) -> None:
    """Whoever still reads there learns of it, in case it was not them."""
    text = render_template("accounts/mail/moved.txt", user=user)
    mail.send(
        current_app.config["SETTINGS"], (user.name, old_email), gettext("Your address was changed"), text
    )


def init_app(app: Flask) -> None:
    """Gives the application these pages."""
    app.jinja_env.globals["own_address"] = mailing.own_address
    for blueprint in (own, first):
        app.register_blueprint(blueprint)
    change_email_confirmed.connect(_tell_the_old_address, app)
