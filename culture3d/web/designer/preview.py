"""Shows a questionnaire as people will meet it: on a phone and a desk, in each language and perspective.

What is shown are the survey's own pages, made from the questionnaire as it stands. Nothing is stored.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from culture3d import security
from culture3d.db import database_session
from culture3d.i18n import LANGUAGES, chosen_language, offer
from culture3d.models.questionnaire import Questionnaire
from culture3d.services import promises
from culture3d.services.answering.sheets import MOST_CHARACTERS, Said, asked_items
from culture3d.services.designing.checking import check
from culture3d.web.accounts import guard
from culture3d.web.answering.cards import drawn
from culture3d.web.answering.pages import Asked, Choosing, OwnWords, Page, pages_of
from culture3d.web.answering.survey import minutes_for
from culture3d.web.designer.editing import editing_or_404
from culture3d.web.fetching import questionnaire_or_404
from surveys.codes import PERSPECTIVES, Perspective

if TYPE_CHECKING:
    from surveys.instrument import Instrument

bp = Blueprint("preview", __name__, url_prefix="/questionnaires/<int(max=2147483647):id>/preview")
guard.protect(bp)


@dataclass(frozen=True)
class Sample:
    """An organisation and a wave that are none, for the pages that name them."""

    organisation: str
    firm: str
    min_group: int = 5
    contact: None = None
    units: tuple[()] = ()


@dataclass(frozen=True)
class Showing:
    """What is shown: to whom, in which language, and the survey's pages of it."""

    questionnaire: Questionnaire
    instrument: "Instrument"
    language: str
    perspective: Perspective
    pages: tuple[Page[Any], ...]


@bp.get("/")
def show(id: int) -> str:
    """Both widths beside each other, with what there is to choose from. :raise 404: if there is none."""
    editing = editing_or_404(id)
    security.hold_frames()
    instrument = editing.checked.instrument
    language = request.args.get("in", "")
    perspective = request.args.get("as", "")
    perspectives = instrument.perspectives if instrument else ("staff",)
    return render_template(
        "designer/preview.html",
        draft=editing,
        questionnaire=editing.questionnaire,
        perspectives=perspectives,
        code=language if language in editing.languages else editing.languages[0],
        perspective=perspective if perspective in perspectives else "staff",
        at=request.args.get("at", 0, type=int),
        spoken=LANGUAGES,
    )


@bp.get("/<language>/<perspective>/")
def door(id: int, language: str, perspective: str) -> str:
    """The first page. :raise 404: if there is no such questionnaire, or it is not sound."""
    showing = _showing_or_404(id, language, perspective)
    instrument, code = showing.instrument, chosen_language()
    promise = promises.sample(showing.questionnaire.text)
    return render_template(
        "answering/door.html",
        **_around(showing),
        invited=True,
        closes_on=date.today(),  # noqa: DTZ011  an example: any day does
        promise=promise.get(code) or next(iter(promise.values())),
        title=instrument.say(instrument.title, language),
        customer=showing.perspective == "customer",
        items=len(asked_items(instrument, showing.perspective)),
        minutes=minutes_for(showing.pages),
        resume=1,
    )


@bp.get("/<language>/<perspective>/<int(max=999):number>")
def part(id: int, language: str, perspective: str, number: int) -> str:
    """A page of questions. :raise 404: if there is no such page."""
    showing = _showing_or_404(id, language, perspective)
    if not 1 <= number <= len(showing.pages):
        abort(404)
    page = showing.pages[number - 1]
    own: dict[str, object] = {}
    if isinstance(page, Choosing):
        own["cards"] = Markup("\n").join(drawn(card, "") for card in page.cards)
    if isinstance(page, OwnWords):
        own["form"] = page.fill(Said())
    return render_template(
        page.template,
        **_around(showing),
        **own,
        page=page,
        asks=True,
        number=number,
        count=len(showing.pages),
        minutes=minutes_for(showing.pages[number - 1 :]),
        most=MOST_CHARACTERS,
    )


@bp.post("/<language>/<perspective>/")
@bp.post("/<language>/<perspective>/<int(max=999):number>")
def onward(id: int, language: str, perspective: str, number: int = 0) -> Response:
    """Goes where the button says, and stores nothing; after the last page comes the first one again.

    :raise 404: if there is no such questionnaire.
    """
    showing = _showing_or_404(id, language, perspective)
    to = number - 1 if "back" in request.form else number + 1
    door = url_for("preview.door", id=id, language=language, perspective=perspective)
    return redirect(f"{door}{to}" if 1 <= to <= len(showing.pages) else door, 303)


def _showing_or_404(id: int, language: str, perspective: str) -> Showing:
    questionnaire = questionnaire_or_404(database_session(), id)
    instrument = check(questionnaire.text).instrument
    if instrument is None or language not in instrument.languages:
        abort(404)
    who = next((each for each in get_args(Perspective) if each == perspective), None)
    if who not in PERSPECTIVES:
        abort(404)
    security.be_framed()
    # The survey's own words are there in some languages only; the questionnaire's stand in all of its.
    offer([language if language in LANGUAGES else chosen_language()])
    attributes = tuple(range(len(instrument.attributes)))
    pages = pages_of(Asked(questionnaire.text, language, who, unit=False, attributes=attributes))
    return Showing(questionnaire, instrument, language, who, pages)


def _around(showing: Showing) -> dict[str, object]:
    sample = Sample(gettext("Your client"), showing.questionnaire.firm.name)
    return {"preview": True, "wave": sample, "kiosk": False, "language": chosen_language()}
