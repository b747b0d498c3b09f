"""Says on which pages who is signed in is looked up, and closes the gaps that Flask-Security leaves there."""

from datetime import timedelta

from flask import Blueprint, Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from flask_security.utils import check_and_update_authn_fresh
from werkzeug.wrappers import Response

from culture3d.config import Settings
from culture3d.models.account import Account
from culture3d.web.accounts.rules import FRESH
from culture3d.web.patience import patient

# Pages of Flask-Security that we do not have: no help by mail, no choice among factors, no second passkey.
_CLOSED = {"security.two_factor_rescue", "security.tf_select"}
# They take what another page has signed, without asking when the password was last shown, or for whom it was
# signed: with a cookie that was left behind, one could add a factor of one's own to somebody's account.
# Page -> where to begin again.
_FRESH = {
    "security.two_factor_setup_validate": "security.two_factor_setup",
    "security.wan_register_response": "security.wan_register",
}


def whoever_is_signed_in() -> Account | None:
    """The account of this request, looked up when it is first asked for."""
    account = current_user._get_current_object()
    return account if isinstance(account, Account) else None


def whoever_is_here() -> Account:
    """The same, on pages that let in nobody without an account; it is in no session, and has its grants."""
    account = whoever_is_signed_in()
    if account is None:
        abort(404)
    return account


def require_sign_in() -> Response | None:
    """For a blueprint whose every page is for people with an account."""
    if whoever_is_signed_in() is None:
        settings: Settings = current_app.config["SETTINGS"]
        if settings.demonstration:
            return redirect(url_for("demonstration.door"))
        answer: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]  # set by it
        return answer
    return None


def _before_security() -> Response | None:
    if request.endpoint in _CLOSED:
        abort(404)
    begin = _FRESH.get(request.endpoint or "")
    if begin is None or whoever_is_signed_in() is None:
        return None
    if check_and_update_authn_fresh(FRESH, timedelta(0), "session"):
        return None
    return redirect(url_for("security.verify", next=url_for(begin)))


def require_administrator() -> Response | None:
    """For pages about other people's accounts: only for administrators who have just shown who they are.

    :raise 404: for everybody else.
    """
    if not whoever_is_here().is_administrator:
        abort(404)
    if check_and_update_authn_fresh(FRESH, timedelta(0), "session"):
        return None
    return redirect(
        url_for("security.verify", next=request.full_path if request.method == "GET" else "/accounts/")
    )


def for_pages() -> dict[str, object]:
    """What templates of pages for people with an account know of them."""
    return {"account": whoever_is_signed_in()}


_protected: set[str] = set()


def is_protected(blueprint: str | None) -> bool:
    """Whether a blueprint's pages are for people with an account."""
    return blueprint in _protected


def protect(blueprint: Blueprint) -> None:
    """Lets nobody without an account see any page of a blueprint."""
    _protected.add(blueprint.name)
    blueprint.before_request(patient(require_sign_in, may_act_twice=True))
    blueprint.context_processor(for_pages)


def init_app(app: Flask) -> None:
    """Closes the gaps."""
    app.before_request_funcs.setdefault("security", []).insert(0, _before_security)
    app.template_context_processors["security"].append(for_pages)
