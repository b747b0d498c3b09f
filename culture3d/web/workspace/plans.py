"""Lets a consultant plan a wave, from the choice of its questionnaire on, and change it until it freezes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from culture3d.services import calendar, launching, plans, questionnaires
from culture3d.services.permissions import May
from culture3d.services.plans import Plan
from culture3d.services.trustees import trustees_of
from culture3d.web.accounts import guard
from culture3d.web.fetching import organisation_or_404, wave_or_404
from culture3d.web.workspace import plan_form
from culture3d.web.workspace.plan_form import PlanForm
from culture3d.web.workspace.readiness import checks

if TYPE_CHECKING:
    from culture3d.services.outlook import Outlook

bp = Blueprint("plans", __name__, url_prefix="/organisations/<slug>/waves")
guard.protect(bp)
_OF_A_WAVE = "/<int(max=9999):number>/plan"


@dataclass(frozen=True)
class _Begun:
    """A plan that is about to be asked for: whose, with which questionnaire, and of which wave if any."""

    organisation: Organisation
    questionnaire: str
    plan: Plan
    wave: Wave | None = None


@bp.get("/new")
def new(slug: str) -> str:
    """Asks which questionnaire, and then for everything else. :raise 404: if there is no such one."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.ARRANGE)
    if "questionnaire" not in request.args:
        return _ask_which(session, organisation)
    begun = _begun(session, organisation)
    return _page(begun, plan_form.form_of(begun.plan))


def _ask_which(session: Session, organisation: Organisation, wave: Wave | None = None) -> str:
    return render_template(
        "workspace/questionnaires.html",
        organisation=organisation,
        wave=wave,
        offers=questionnaires.offered(session, organisation.firm),
        last=None if wave else plans.last(session, organisation),
    )


def _begun(session: Session, organisation: Organisation, wave: Wave | None = None) -> _Begun:
    """:raise 404: if the firm has no such questionnaire."""
    key = request.args.get("questionnaire", "")
    here = guard.whoever_is_here()
    version = questionnaires.chosen(session, organisation.firm, key, here) or abort(404)
    if wave is None:
        return _Begun(organisation, key, plans.begun(version, plans.last(session, organisation)))
    return _Begun(organisation, key, plans.moved(plans.plan_of(session, wave), version), wave)


def _page(begun: _Begun, form: PlanForm) -> str:
    return render_template(
        "workspace/plan_form.html",
        organisation=begun.organisation,
        wave=begun.wave,
        questionnaire=begun.questionnaire,
        instrument=questionnaires.instrument_of(begun.plan.version),
        form=form,
        time_zones=plan_form.time_zones(),
    )


@bp.post("/new")
def create(slug: str) -> Response | tuple[str, int]:
    """Plans a wave. :raise 404: if there is no such organisation or questionnaire."""
    session = database_session()
    begun = _begun(session, organisation_or_404(session, slug, May.ARRANGE))
    form = plan_form.form_of(begun.plan, request.form)
    plan = plan_form.plan_in(form, begun.plan)
    if plan is None:
        return _page(begun, form), 422
    try:
        wave = plans.make(session, begun.organisation, plan, guard.whoever_is_here())
    except plans.Unplannable as wrong:
        plan_form.told(form, list(wrong.faults))
        return _page(begun, form), 422
    session.commit()
    flash(gettext("%(wave)s is planned. Here is what is still to be done before it opens.", wave=wave.name))
    return redirect(url_for("plans.show", slug=slug, number=wave.number), 303)


@bp.get(_OF_A_WAVE)
def show(slug: str, number: int) -> str:
    """The plan of a wave, and whether it is ready. :raise 404: if there is no such wave."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.ARRANGE)
    return render_template(
        "workspace/plan.html",
        organisation=wave.organisation,
        wave=wave,
        plan=plans.plan_of(session, wave),
        trustees=[each.name for each in trustees_of(session, wave)],
        outlook=_outlook(session, wave),
        questions=_questions(wave),
        checks=checks(session, wave, calendar.today_in(wave, datetime.now(UTC))),
        instrument=questionnaires.instrument_of(wave.instrument_version),
    )


def _questions(wave: Wave) -> dict[str, str]:
    """The words of the background questions, by id."""
    instrument, language = questionnaires.instrument_of(wave.instrument_version), chosen_language()
    return {each.id: instrument.say(each.text, language) or each.id for each in instrument.attributes}


def _outlook(session: Session, wave: Wave) -> "Outlook | None":
    """What a wave that has not opened could show, at the rate that the address says; None without a list."""
    from culture3d.services.outlook import outlook, usual_rate  # brings numpy, which most pages do not need

    if wave.state not in (State.DRAFT, State.SCHEDULED) or not launching.listed(session, wave):
        return None
    rate = request.args.get("rate", 0, type=int)
    return outlook(session, wave, rate if 1 <= rate <= 100 else usual_rate(session, wave))


@bp.get(f"{_OF_A_WAVE}/change")
def ask_change(slug: str, number: int) -> str | Response:
    """Asks what is to be changed; nothing where people were invited. :raise 404: if there is no such wave."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.ARRANGE)
    if not plans.may_change(wave):
        return _frozen(wave)
    if "questionnaire" not in request.args:
        return _ask_which(session, wave.organisation, wave)
    begun = _begun(session, wave.organisation, wave)
    return _page(begun, plan_form.form_of(begun.plan))


def _frozen(wave: Wave) -> Response:
    flash(gettext("People were promised this survey as it is: its plan does not change any more."))
    return redirect(url_for("plans.show", slug=wave.organisation.slug, number=wave.number), 303)


@bp.post(f"{_OF_A_WAVE}/change")
def change(slug: str, number: int) -> Response | tuple[str, int]:
    """Changes a plan until people are invited. :raise 404: if there is no such wave or questionnaire."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.ARRANGE)
    begun = _begun(session, wave.organisation, wave)
    if not plans.may_change(wave):
        return _frozen(wave)
    form = plan_form.form_of(begun.plan, request.form)
    plan = plan_form.plan_in(form, begun.plan)
    if plan is None:
        return _page(begun, form), 422
    try:
        plans.change(session, wave, plan, guard.whoever_is_here())
    except plans.Unplannable as wrong:
        plan_form.told(form, list(wrong.faults))
        return _page(begun, form), 422
    session.commit()
    return redirect(url_for("plans.show", slug=slug, number=number), 303)
