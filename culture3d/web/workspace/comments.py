"""Shows what people wrote in a wave, as far as it was reviewed and may be read."""

from flask import Blueprint, render_template

from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.models.wave import State
from culture3d.services import comments
from culture3d.services.permissions import May, what_may
from culture3d.services.questionnaires import instrument_of
from culture3d.web.accounts import guard
from culture3d.web.fetching import wave_or_404

bp = Blueprint("comments", __name__, url_prefix="/organisations/<slug>/waves/<int(max=9999):number>/comments")
guard.protect(bp)


@bp.get("/")
def index(slug: str, number: int) -> str:
    """What may be read of each question, or why nothing is. :raise 404: if there is no such wave."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.READ)
    instrument, language = instrument_of(wave.instrument_version), chosen_language()
    return render_template(
        "workspace/comments.html",
        organisation=wave.organisation,
        wave=wave,
        released=comments.released(session, wave),
        questions=instrument.questions,
        wave_text=lambda question: instrument.say(question.text, language),
        fewest=comments.FEWEST,
        may_review=May.MODERATE in what_may(guard.whoever_is_here(), wave.organisation)
        and wave.state is State.RELEASED,
    )
