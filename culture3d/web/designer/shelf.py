"""Lists the questionnaires of a consultant's firms, and begins new ones."""

from collections.abc import Sequence

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.models.firm import Firm
from culture3d.models.grant import Role
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.services import audit, permissions, questionnaires
from culture3d.services.designing import keeping
from culture3d.services.designing.checking import check
from culture3d.services.designing.places import put
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import questionnaire_or_404
from culture3d.web.workspace.log import told

bp = Blueprint("questionnaires", __name__, url_prefix="/questionnaires")
guard.protect(bp)

_LAST = 200  # entries of the log
BLANK = """id: my_questionnaire
version: 1
title: {en: My questionnaire}
scale:
  points:
    - {value: 1, label: {en: Strongly disagree}}
    - {value: 2, label: {en: Disagree}}
    - {value: 3, label: {en: Neither agree nor disagree}}
    - {value: 4, label: {en: Agree}}
    - {value: 5, label: {en: Strongly agree}}
  favourable: [4, 5]
  neutral: [3]
  not_applicable: {en: Don't know}
"""


def firms_or_404(session: Session) -> list[Firm]:
    """The firms whose questionnaires one may see. :raise 404: if there is none."""
    ids = permissions.firms(guard.whoever_is_here(), May.ARRANGE)
    return [session.get_one(Firm, id) for id in ids] or abort(404)


@bp.get("/")
def index() -> str:
    """The questionnaires of one's firms, the last edited first. :raise 404: for who is of no firm."""
    session = database_session()
    firms = firms_or_404(session)
    found = keeping.of_firms(session, [firm.id for firm in firms])
    rows = [(each, check(each.text)) for each in found]
    return render_template("designer/shelf.html", rows=rows, firms=firms)


@bp.get("/log")
def log() -> str:
    """Who did what with one's firms' questionnaires. :raise 404: for who is of no firm."""
    session = database_session()
    ids = [firm.id for firm in firms_or_404(session)]
    entries = audit.with_questionnaires(session, ids, _LAST)
    return render_template("designer/log.html", entries=entries, told=told)


@bp.get("/new")
def new() -> str:
    """What a questionnaire can begin from. :raise 404: for who is of no firm."""
    return new_page(database_session())


def new_page(session: Session, **more: object) -> str:
    """What there is to begin from; `wrong` tells what is wrong with a file."""
    from surveys import catalogue  # brings pydantic, which starting does not need

    firms = firms_or_404(session)
    language = chosen_language()
    shipped = {name: catalogue.load(name) for name in catalogue.available()}
    titles = {name: each.say(each.title, language) for name, each in shipped.items()}
    about = {name: each.say(each.description, language) for name, each in shipped.items()}
    versions = [each for firm in firms for each in questionnaires.versions_of(session, firm)]
    return render_template(
        "designer/new.html",
        firms=firms,
        shipped=shipped,
        titles=titles,
        about=about,
        versions=[each for each in versions if not questionnaires.ships(each.text)],
        others=keeping.of_firms(session, [firm.id for firm in firms]),
        **more,
    )


@bp.post("/new")
def begin() -> Response:
    """Begins a questionnaire and leads to it. :raise 404: if there is nothing of the kind to begin from."""
    session = database_session()
    firm = firm_or_404(session)
    text, named = _beginning(session, firm, request.form.get("from", ""))
    return begun(session, firm, text, named)


def firm_or_404(session: Session) -> Firm:
    """The firm that a form names, or one's only one. :raise 404: if it is none of one's own."""
    firms = firms_or_404(session)
    wanted = request.form.get("firm", firms[0].id, type=int)
    return next((firm for firm in firms if firm.id == wanted), None) or abort(404)


def begun(session: Session, firm: Firm, text: str, named: str, left: Sequence[str] = ()) -> Response:
    """Stores a new questionnaire, under the number that its next version would have."""
    checked = check(text).instrument
    if checked is not None and not questionnaires.ships(text):
        number = max(checked.version, questionnaires.next_number(session, firm, checked.id))
        if number != checked.version:
            text = keeping.with_fields(text, lambda fields: put(fields, ("version",), number))
    who = guard.whoever_is_here()
    made = keeping.begin(session, firm, text, named, who)
    made.left = [*left]
    audit.record_apart(session, audit.Action.QUESTIONNAIRE_BEGUN, firm, who, {"title": made.title})
    session.commit()
    return redirect(url_for("designer.overview", id=made.id), 303)


def _beginning(session: Session, firm: Firm, key: str) -> tuple[str, str]:
    """The text behind a key of the page, and what it is called. :raise 404: if there is none."""
    from surveys import catalogue  # brings pydantic, which starting does not need

    kind, _, name = key.partition("-")
    if kind == "blank":
        return BLANK, ""
    if kind == "shipped" and name in catalogue.available():
        shipped = catalogue.load(name)
        return catalogue.text_of(name), f"{shipped.say(shipped.title, 'en')}, {shipped.version}"
    if kind not in ("version", "questionnaire") or not (name.isascii() and name.isdigit() and len(name) < 10):
        abort(404)
    if kind == "questionnaire":
        other = questionnaire_or_404(session, int(name))
        return other.text, other.title
    version = session.get(InstrumentVersion, int(name))
    if version is None or version not in questionnaires.versions_of(session, firm, version.name):
        abort(404)
    return version.text, f"{version.name}, {version.version}"


@bp.get("/<int(max=2147483647):id>/remove")
def confirm_removal(id: int) -> str:
    """Asks whether a questionnaire shall go. :raise 404: if there is none."""
    questionnaire = questionnaire_or_404(database_session(), id)
    return render_template("designer/remove.html", questionnaire=questionnaire)


@bp.post("/<int(max=2147483647):id>/remove")
def remove(id: int) -> Response:
    """Deletes a questionnaire; what was stored of it as a version stays. :raise 404: if there is none."""
    session = database_session()
    questionnaire = questionnaire_or_404(session, id)
    title, who = questionnaire.title, guard.whoever_is_here()
    audit.record_apart(session, audit.Action.QUESTIONNAIRE_REMOVED, questionnaire.firm, who, {"title": title})
    keeping.remove(session, questionnaire)
    session.commit()
    flash(gettext("“%(name)s” is deleted.", name=title))
    return redirect(url_for("questionnaires.index"), 303)


def writes_questionnaires() -> bool:
    """Whether whoever is signed in works for a firm, for the link above every page."""
    account = guard.whoever_is_signed_in()
    return account is not None and any(grant.role is Role.CONSULTANT for grant in account.grants)


def init_app(app: Flask) -> None:
    """Lets every page of people with an account ask whether to lead here."""
    app.jinja_env.globals["writes_questionnaires"] = writes_questionnaires
