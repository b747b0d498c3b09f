"""Shows who did what in an organisation, and hands it out as a table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Blueprint, render_template, request
from flask_babel import format_date, gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.i18n import LANGUAGES
from culture3d.models.audit_entry import AuditEntry
from culture3d.models.grant import Role
from culture3d.models.message import Kind
from culture3d.services import audit
from culture3d.services.audit import Action
from culture3d.services.documents import Document
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.accounts.roles import ROLES
from culture3d.web.fetching import organisation_or_404
from culture3d.web.tables import csv_reply

bp = Blueprint("log", __name__, url_prefix="/organisations/<slug>/log")
guard.protect(bp)

ON_A_PAGE = 100
_SENT: Mapping[Kind, Callable[[int | str], str]] = {
    Kind.INVITATION: lambda wave: gettext("Sending the invitation of %(wave)s began", wave=wave),
    Kind.REMINDER: lambda wave: gettext("Sending a reminder of %(wave)s began", wave=wave),
    Kind.THANKS: lambda wave: gettext("Sending thanks for %(wave)s began", wave=wave),
}
_ASKED_FOR: Mapping[Document, Callable[[int | str], str]] = {
    Document.PACK: lambda wave: gettext("The works-council pack of %(wave)s was asked for", wave=wave),
    Document.TEMPLATE: lambda wave: gettext(
        "The data-protection template of %(wave)s was asked for", wave=wave
    ),
}
# How each action is told, from its details.
SENTENCES: Mapping[Action, Callable[[Mapping[str, int | str]], str]] = {
    Action.ACCOUNT_DEACTIVATED: lambda about: gettext(
        "%(name)s cannot sign in any longer", name=about["name"]
    ),
    Action.ACCOUNT_LET_IN: lambda about: gettext("%(name)s can sign in again", name=about["name"]),
    Action.ACCOUNT_RESET: lambda about: gettext(
        "%(name)s was sent a link to choose password and second factor anew", name=about["name"]
    ),
    Action.FIRM_ADDED: lambda about: gettext("The firm %(name)s was added", name=about["name"]),
    Action.FIRM_RENAMED: lambda about: gettext(
        "The firm %(before)s is called %(name)s now", before=about["before"], name=about["name"]
    ),
    Action.ORGANISATION_DELETED: lambda _: gettext(
        "An organisation was deleted with everything that belonged to it"
    ),
    Action.ORGANISATION_RETENTION: lambda about: gettext(
        "Names go %(invitations)s days after a wave, answers after %(responses)s", **about
    ),
    Action.ROLE_GIVEN: lambda about: gettext("%(name)s was given a role: %(role)s", **_of_role(about)),
    Action.ROLE_TAKEN: lambda about: gettext("%(name)s lost a role: %(role)s", **_of_role(about)),
    Action.ADDRESS_CORRECTED: lambda about: gettext(
        "Somebody's address was corrected in %(wave)s, and the invitation sent there", wave=about["wave"]
    ),
    Action.ADDRESS_REMOVED: lambda about: gettext(
        "Somebody's address was taken out of %(wave)s: they get a letter", wave=about["wave"]
    ),
    Action.PERSON_CORRECTED: lambda about: gettext(
        "Somebody's name or language was corrected in %(wave)s", wave=about["wave"]
    ),
    Action.INVITED_AGAIN: lambda about: gettext(
        "Somebody was sent the invitation of %(wave)s once more", wave=about["wave"]
    ),
    Action.COMMENTS_RELEASED: lambda about: gettext(
        "%(number)s comments of %(wave)s were released, and what was written was destroyed",
        number=about["published"],
        wave=about["wave"],
    ),
    Action.DOCUMENT_ASKED: lambda about: _ASKED_FOR[Document(str(about["document"]))](about["wave"]),
    Action.WAVE_REHEARSED: lambda about: gettext("A rehearsal of %(wave)s was begun", wave=about["wave"]),
    Action.WAVE_REHEARSAL_WIPED: lambda about: gettext(
        "The rehearsal of %(wave)s was wiped", wave=about["wave"]
    ),
    Action.LETTERS_MADE: lambda about: gettext("Letters of %(wave)s were made", wave=about["wave"]),
    Action.MESSAGE_SENT: lambda about: _SENT[Kind(str(about["message"]))](about["wave"]),
    Action.PERSON_ADDED: lambda about: gettext("Somebody was added to %(wave)s", wave=about["wave"]),
    Action.PERSON_MOVED: lambda about: gettext(
        "Somebody was moved to another unit in %(wave)s", wave=about["wave"]
    ),
    Action.PERSON_REMOVED: lambda about: gettext(
        "Somebody was taken off the list of %(wave)s", wave=about["wave"]
    ),
    Action.WAVE_CHANGED: lambda about: gettext("The plan of %(wave)s was changed", wave=about["wave"]),
    Action.QUESTIONNAIRE_BEGUN: lambda about: gettext(
        "The questionnaire “%(title)s” was begun", title=about["title"]
    ),
    Action.QUESTIONNAIRE_REMOVED: lambda about: gettext(
        "The questionnaire “%(title)s” was deleted", title=about["title"]
    ),
    Action.QUESTIONNAIRE_STORED: lambda about: gettext(
        "The questionnaire “%(title)s” was stored as version %(version)s",
        title=about["title"],
        version=about["version"],
    ),
    Action.ORGANISATION_CONTACT: lambda _: gettext("Whom people may ask was changed"),
    Action.ORGANISATION_LOGO: lambda _: gettext("The logo was changed"),
    Action.ORGANISATION_ADDED: lambda about: gettext("%(name)s was added", name=about["name"]),
    Action.ORGANISATION_CHANGED: lambda _: gettext("The organisation's settings were changed"),
    Action.PEOPLE_CHANGED: lambda about: gettext(
        "The list of people of %(wave)s was corrected", wave=about["wave"]
    ),
    Action.PEOPLE_IMPORTED: lambda about: gettext(
        "People were put on the list of %(wave)s from a file", wave=about["wave"]
    ),
    Action.UNITS_CHANGED: lambda about: ngettext(
        "The tree of units was changed: %(label)s",
        "The tree of units was changed: %(label)s and others, %(num)s in all",
        int(about["units"]),
        label=about["label"],
    ),
    Action.REPORT_ASKED: lambda about: gettext("A report on %(wave)s was asked for", wave=about["wave"]),
    Action.REPORT_DELETED: lambda about: gettext(
        "A report on %(wave)s (%(language)s) was deleted",
        wave=about["wave"],
        language=LANGUAGES.get(str(about["language"]), about["language"]),
    ),
    Action.REPORT_SHARED: lambda about: gettext(
        "A report on %(wave)s was shared with the leaders", wave=about["wave"]
    ),
    Action.REPORT_UNSHARED: lambda about: gettext(
        "A report on %(wave)s is no longer shared with the leaders", wave=about["wave"]
    ),
    Action.TRUSTEE_NAMED: lambda about: gettext(
        "The trustees of %(wave)s were named: %(names)s", wave=about["wave"], names=about["names"]
    ),
    Action.TRUSTEE_DISMISSED: lambda about: gettext("%(wave)s was left without trustees", wave=about["wave"]),
    Action.TRUSTEE_CHOSE: lambda about: gettext(
        "%(name)s chose a passphrase as trustee of %(wave)s", name=about["name"], wave=about["wave"]
    ),
    Action.TRUSTEE_GAVE: lambda about: gettext(
        "%(name)s gave the passphrase that helps to open %(wave)s", name=about["name"], wave=about["wave"]
    ),
    Action.WAVE_CLOSED: lambda about: gettext("%(wave)s was closed", wave=about["wave"]),
    Action.WAVE_EXTENDED: lambda about: gettext(
        "%(wave)s was given another last day: %(closes)s", wave=about["wave"], closes=_day(about["closes"])
    ),
    Action.WAVE_GIVEN_UP: lambda about: gettext(
        "%(wave)s was given up after its end, and its answers were deleted unopened", wave=about["wave"]
    ),
    Action.WAVE_LAUNCHED: lambda about: gettext(
        "%(wave)s was launched: its plan is frozen, and everybody on its list is invited", wave=about["wave"]
    ),
    Action.WAVE_OPENED: lambda about: gettext("%(wave)s was opened", wave=about["wave"]),
    Action.WAVE_PLANNED: lambda about: gettext("%(wave)s was planned", wave=about["wave"]),
    Action.WAVE_SCHEDULED: lambda about: gettext(
        "%(wave)s was given its days, from %(opens)s to %(closes)s",
        wave=about["wave"],
        opens=_day(about["opens"]),
        closes=_day(about["closes"]),
    ),
    Action.WAVE_RELEASED: lambda about: gettext(
        "The results of %(wave)s were made and can be seen", wave=about["wave"]
    ),
    Action.WAVE_TALLIED: lambda about: gettext(
        "The ballots of %(wave)s were opened all together, shuffled and deleted", wave=about["wave"]
    ),
    Action.WAVE_WITHDRAWN: lambda about: gettext(
        "%(wave)s was withdrawn, and what was written in it deleted", wave=about["wave"]
    ),
}
# What the first word of an action is about, for who looks for one kind.
KINDS: Mapping[str, LazyString] = {
    "account": lazy_gettext("Accounts"),
    "address": lazy_gettext("Addresses"),
    "comments": lazy_gettext("Comments"),
    "document": lazy_gettext("Documents"),
    "firm": lazy_gettext("Firms"),
    "letters": lazy_gettext("Letters"),
    "message": lazy_gettext("Messages"),
    "organisation": lazy_gettext("Organisation"),
    "questionnaire": lazy_gettext("Questionnaires"),
    "people": lazy_gettext("People"),
    "person": lazy_gettext("Latecomers"),
    "report": lazy_gettext("Reports"),
    "role": lazy_gettext("Roles"),
    "trustee": lazy_gettext("Trustees"),
    "units": lazy_gettext("Units"),
    "wave": lazy_gettext("Waves"),
}


@dataclass(frozen=True)
class Page:
    """A page of the log: its entries day by day, and where the next one goes on."""

    days: Sequence[tuple[date, Sequence[AuditEntry]]]
    more: int | None


def page_of(found: Sequence[AuditEntry]) -> Page:
    """:param found: one entry more than there is room for tells that there is another page."""
    shown = found[:ON_A_PAGE]
    days = [(day, list(entries)) for day, entries in groupby(shown, lambda entry: entry.at.date())]
    return Page(days, shown[-1].id if shown and len(found) > ON_A_PAGE else None)


def _day(written: int | str) -> str:
    return str(format_date(date.fromisoformat(str(written)), "long"))


def told(entry: AuditEntry) -> str:
    """What was done, as a sentence in the language of the page."""
    return SENTENCES[Action(entry.action)](entry.details)


def _of_role(about: Mapping[str, int | str]) -> dict[str, object]:
    role = str(ROLES[Role(str(about["role"]))])
    return {"name": about["name"], "role": f"{role}, {about['unit']}" if "unit" in about else role}


@bp.get("/")
def index(slug: str) -> str:
    """What was done, the latest first, a page at a time. :raise 404: if there is no such organisation."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.AUDIT)
    before, kind = request.args.get("before", type=int), _kind()
    page = page_of(audit.entries(session, organisation, before, ON_A_PAGE + 1, kind))
    kinds = {each: KINDS.get(each, each) for each in audit.kinds(session, organisation)}
    shown = {"page": page, "kinds": kinds, "kind": kind, "told": told}
    return render_template("workspace/log.html", organisation=organisation, **shown)


@bp.get("/log.csv")
def table(slug: str) -> Response:
    """The whole log, or all of one kind, for a spreadsheet. :raise 404: if there is no such organisation."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.AUDIT)
    found = audit.entries(session, organisation, None, None, _kind())
    return csv_reply(f"log-{organisation.slug}.csv", rows(found))


def rows(entries: Sequence[AuditEntry]) -> Iterator[Sequence[object]]:
    """The log as a table with its head, in words of the page's language."""
    yield gettext("When (UTC)"), gettext("Who"), gettext("Kind"), gettext("What")
    for entry in entries:
        when = entry.at.isoformat(" ", "seconds")
        yield when, entry.who or gettext("by itself"), entry.action, told(entry)


def _kind() -> str:
    return request.args.get("kind", "")[:40]
