"""Turns what an address names into what is meant, for whoever may have to do with it; else into 404."""

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.organisation import Organisation
from culture3d.models.questionnaire import Questionnaire
from culture3d.models.wave import Wave
from culture3d.services import permissions
from culture3d.services.permissions import May
from culture3d.web.accounts import guard


def organisation_or_404(session: Session, slug: str, may: May) -> Organisation:
    """:raise 404: if there is no such organisation, or whoever is here may not do this with it."""
    found = permissions.find(session, guard.whoever_is_here(), slug, may)
    if found is None:
        abort(404)
    return found


def questionnaire_or_404(session: Session, id: int) -> Questionnaire:
    """:raise 404: if there is no such questionnaire, or it is of a firm that whoever is here is not of."""
    firms = permissions.firms(guard.whoever_is_here(), May.ARRANGE)
    wanted = select(Questionnaire).where(Questionnaire.id == id, Questionnaire.firm_id.in_(firms))
    return session.scalar(wanted) or abort(404)


def wave_or_404(session: Session, slug: str, number: int, may: May) -> Wave:
    """:raise 404: if there is no such wave, or whoever is here may not do this with its organisation."""
    organisation = organisation_or_404(session, slug, may)
    found = session.scalar(select(Wave).where(Wave.organisation_id == organisation.id, Wave.number == number))
    if found is None:
        abort(404)
    return found
