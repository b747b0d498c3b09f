"""Shows how an organisation's people are protected: what a works council may know, on one page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask import Blueprint, current_app, render_template, url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.models.account import Account
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from culture3d.services import permissions, retention, safeguards
from culture3d.services.permissions import May
from culture3d.services.wave_facts import seats_of
from culture3d.web.accounts import guard
from culture3d.web.accounts.roles import ROLES
from culture3d.web.fetching import organisation_or_404

bp = Blueprint("safeguards", __name__, url_prefix="/organisations/<slug>/safeguards")
guard.protect(bp)


@dataclass(frozen=True)
class Sight:
    """What those with a role see, and what they never do."""

    role: LazyString
    sees: LazyString
    never: LazyString


# By the name of the number of their accounts, in the order of the page. services.permissions holds to it.
SIGHTS: Mapping[str, Sight] = {
    "leaders": Sight(
        ROLES[Role.LEADER],
        lazy_gettext("what was released, and how many have answered"),
        lazy_gettext("answers of single people, who has not answered, and groups below the smallest one"),
    ),
    "leaders_of_units": Sight(
        lazy_gettext("Leader of a unit"),
        lazy_gettext("what was released of the unit and of what lies below it"),
        lazy_gettext("answers of single people, who has not answered, and groups below the smallest one"),
    ),
    "coordinators": Sight(
        ROLES[Role.COORDINATOR],
        lazy_gettext(
            "who is asked and belongs where, how many have answered, this page, retention and the log"
        ),
        lazy_gettext("results, answers of single people, and who has not answered"),
    ),
    "observers": Sight(
        ROLES[Role.OBSERVER],
        lazy_gettext("this page, documents, retention and the log"),
        lazy_gettext("results, who is asked, and anything that was answered"),
    ),
    "consultants": Sight(
        ROLES[Role.CONSULTANT],
        lazy_gettext(
            "everything of all clients of the firm that was released, who is asked, how many have answered, "
            "and comments before they are released, to take out what points to somebody"
        ),
        lazy_gettext("answers of single people, and who has not answered"),
    ),
    "administrators": Sight(
        ROLES[Role.ADMINISTRATOR],
        lazy_gettext("accounts, and how the installation is"),
        lazy_gettext("organisations, people, results and answers, unless they have another role as well"),
    ),
}


@bp.get("/")
def index(slug: str) -> str:
    """What protects people here, wave by wave. :raise 404: if there is no such organisation."""
    session, settings, here = database_session(), current_app.config["SETTINGS"], guard.whoever_is_here()
    organisation = organisation_or_404(session, slug, May.AUDIT)
    may = permissions.what_may(here, organisation)
    found = safeguards.of_waves(session, organisation, settings, chosen_language(), May.FOLLOW in may)
    mine = [
        (each.wave, standing)
        for each in found
        for standing in each.trustees
        if standing.trustee.account_id == here.id
    ]
    return render_template(
        "workspace/safeguards.html",
        organisation=organisation,
        may=may,
        waves=found,
        mine=mine,
        sights=SIGHTS,
        seats=asdict(seats_of(session, organisation)),
        days=safeguards.days(organisation, settings),
        file_days=retention.FILE_DAYS,
    )


@bp.get("/what-if")
def threats(slug: str) -> str:
    """Who learns what by getting hold of what. :raise 404: if there is no such organisation."""
    organisation = organisation_or_404(database_session(), slug, May.AUDIT)
    return render_template("workspace/threats.html", organisation=organisation)


def first_page(account: Account, organisation: Organisation) -> str:
    """Where somebody begins at an organisation: with its results or, who only watches, its safeguards."""
    may = permissions.what_may(account, organisation)
    watches = May.AUDIT in may and not may & {May.READ, May.LIST}
    return url_for("safeguards.index" if watches else "organisations.organisation", slug=organisation.slug)
