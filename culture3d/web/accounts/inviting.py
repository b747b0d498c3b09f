"""Turns a form about somebody who is to be let in into an account with a role, and a mail to them."""

from collections.abc import Mapping

from flask import flash
from flask_babel import lazy_gettext
from flask_security.forms import Form
from flask_security.mail_util import EmailValidateException
from flask_security.proxies import _security
from sqlalchemy.exc import IntegrityError
from wtforms import EmailField, SelectChoice, SelectField, StringField

from culture3d.db import database_session
from culture3d.i18n import LANGUAGES, chosen_language
from culture3d.services import access
from culture3d.services.access import Seat
from culture3d.web.accounts import guard, invitations
from culture3d.web.accounts.forms import Tries, said

MOST_INVITATIONS = 60  # in ten minutes, by one account


class InvitationForm(Form):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """Whom to let in, and as what."""

    name = StringField(lazy_gettext("Name"), validators=[said(200)])
    email = EmailField(lazy_gettext("E-mail address"), validators=[said(254)])
    language = SelectField(
        lazy_gettext("Language of the mail"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )
    seat = SelectField(lazy_gettext("Role"))


def form(seats: Mapping[str, Seat], in_words: Mapping[str, str]) -> InvitationForm:
    """The form for these seats. :param in_words: how each is told, by the word that a form sends."""
    made = InvitationForm(language=chosen_language())
    made.seat.choices = [SelectChoice(word, in_words[word]) for word in seats]
    return made


def invite(filled: InvitationForm, seats: Mapping[str, Seat]) -> bool:
    """Whether somebody was let in by this form; else it says what is wrong, and nothing is done.

    What is told is the same whether they had an account before: that is nobody else's business.
    """
    tries = Tries("invitation", str(guard.whoever_is_here().id), MOST_INVITATIONS)
    if not filled.validate() or not _has_address(filled) or not tries.let(lambda: True, filled.email):
        return False
    tries.count()
    try:
        _invite(filled, seats[filled.seat.data])
    except IntegrityError:  # somebody else has invited them at the same moment
        database_session().rollback()
        _invite(filled, seats[filled.seat.data])
    flash(invitations.told(filled.email.data))
    return True


def _invite(filled: InvitationForm, seat: Seat) -> None:
    session, who = database_session(), guard.whoever_is_here()
    invited = access.invite(session, filled.email.data, filled.name.data, filled.language.data, seat, who)
    session.commit()
    if invited.active:
        invitations.send(invited, who)


def _has_address(filled: InvitationForm) -> bool:
    try:
        filled.email.data = _security.mail_util.validate(filled.email.data)
    except EmailValidateException as error:
        filled.email.errors = [error.msg]
        return False
    return True
