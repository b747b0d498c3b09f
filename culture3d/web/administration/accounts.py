"""Shows who may sign in, invites people, and takes accounts and roles back."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.account import Account
from culture3d.services import access, accounts, audit
from culture3d.services.audit import Action
from culture3d.web.accounts import guard, invitations, inviting, roles

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
guard.protect(bp)
bp.before_request(guard.require_administrator)


@bp.get("/")
def index() -> str:
    """Every account, or those in whose name or address what was looked for stands."""
    return _list(_form())


@bp.post("/")
def invite() -> Response | tuple[str, int]:
    """Lets somebody in, by a mail."""
    form = _form()
    if not inviting.invite(form, access.at_installation(database_session())):
        return _list(form), 422
    return redirect(url_for("accounts.index"), 303)


def _form() -> inviting.InvitationForm:
    seats = access.at_installation(database_session())
    return inviting.form(seats, {word: roles.in_words(seat) for word, seat in seats.items()})


def _list(form: inviting.InvitationForm) -> str:
    like = request.args.get("like", "").strip()[:200]
    found = accounts.every(database_session(), like)
    return render_template("administration/accounts.html", accounts=found, like=like, form=form)


@bp.get("/<account_id>")
def show(account_id: str) -> str:
    """One account. :raise 404: if there is none."""
    return render_template("administration/account.html", each=_account(account_id), seats=_seats())


@bp.post("/<account_id>/deactivate")
def deactivate(account_id: str) -> Response:
    """Lets nobody in by it any longer. :raise 404: if there is none."""
    account = _account(account_id)
    if accounts.is_last_administrator(database_session(), account):
        return _refuse(account)
    accounts.deactivate(database_session(), account)
    return _done(
        account, Action.ACCOUNT_DEACTIVATED, gettext("%(name)s cannot sign in any longer.", name=account.name)
    )


@bp.post("/<account_id>/let-in")
def let_in(account_id: str) -> Response:
    """Lets somebody in again who was not any longer. :raise 404: if there is none."""
    account = _account(account_id)
    account.active = True
    return _done(account, Action.ACCOUNT_LET_IN, gettext("%(name)s can sign in again.", name=account.name))


@bp.post("/<account_id>/reset")
def reset(account_id: str) -> Response:
    """Forgets password, factors and passkeys, and mails the way in anew. :raise 404: if there is none."""
    account = _account(account_id)
    accounts.start_anew(database_session(), account)
    said = invitations.told(account.email)
    return _done(account, Action.ACCOUNT_RESET, said, invitations.send)


@bp.post("/<account_id>/again")
def send_again(account_id: str) -> Response:
    """Mails the way in once more to who has not come yet. :raise 404: if there is none."""
    account = _account(account_id)
    invitations.send(account, guard.whoever_is_here())
    flash(invitations.told(account.email))
    return _back(account)


@bp.post("/<account_id>/roles")
def give(account_id: str) -> Response:
    """Gives a further role. :raise 404: if there is no such account or role."""
    account = _account(account_id)
    seat = _seats().get(request.form.get("seat", "")) or abort(404)
    access.give(database_session(), account, seat, guard.whoever_is_here())
    database_session().commit()
    flash(gettext("It holds from the next page on that %(name)s opens.", name=account.name))
    return _back(account)


@bp.post("/<account_id>/roles/<grant_id>")
def take(account_id: str, grant_id: str) -> Response:
    """Takes a role away. :raise 404: if there is no such account or role."""
    account = _account(account_id)
    grant = next((each for each in account.grants if str(each.id) == grant_id), None) or abort(404)
    try:
        access.take(database_session(), account, grant, guard.whoever_is_here())
    except access.LastAdministrator:
        return _refuse(account)
    database_session().commit()
    flash(gettext("It holds from the next page on that %(name)s opens.", name=account.name))
    return _back(account)


def _seats() -> dict[str, access.Seat]:
    return access.at_installation(database_session())


def _account(account_id: str) -> Account:
    found = (
        database_session().get(Account, int(account_id))
        if account_id.isdecimal() and len(account_id) < 10
        else None
    )
    return found or abort(404)


def _done(
    account: Account, action: Action, said: str, then: Callable[[Account], object] = lambda _: None
) -> Response:
    """Writes down what was done with an account, keeps it, and says so."""
    session = database_session()
    audit.record_apart(session, action, None, guard.whoever_is_here(), {"name": account.name})
    session.commit()
    then(account)
    flash(said)
    return _back(account)


def _refuse(account: Account) -> Response:
    flash(gettext("Nobody else looks after the accounts. Give somebody that role first."))
    return _back(account)


def _back(account: Account) -> Response:
    return redirect(url_for("accounts.show", account_id=account.id), 303)
