"""Shows the messages of a wave to whoever looks after its people; has them changed, tried out and sent."""

from collections.abc import Mapping

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from culture3d import mail
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.i18n import LANGUAGES
from culture3d.models.message import Kind, Message, Stage
from culture3d.models.wave import Wave
from culture3d.services import message_times, messages, participants
from culture3d.services.answering import deliveries, latecomers, reached
from culture3d.services.message_words import PLACES
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import wave_or_404
from culture3d.web.workspace import message_form
from culture3d.web.workspace.letters import ask_for_letters
from culture3d.web.workspace.message_form import MessageForm

bp = Blueprint("messages", __name__, url_prefix="/organisations/<slug>/waves/<int(max=9999):number>/messages")
guard.protect(bp)

NAMES: Mapping[Kind, LazyString] = {
    Kind.INVITATION: lazy_gettext("Invitation"),
    Kind.REMINDER: lazy_gettext("Reminder"),
    Kind.THANKS: lazy_gettext("Thanks"),
}
# To whom each goes, in words that say no number.
GOES_TO: Mapping[Kind, LazyString] = {
    Kind.INVITATION: lazy_gettext("to everybody on the list who has a mail address"),
    Kind.REMINDER: lazy_gettext(
        "to those who have a mail address and have not answered by then; nobody is told who they are"
    ),
    Kind.THANKS: lazy_gettext(
        "to everybody who has a mail address, whether they answered or not: that is nobody's business"
    ),
}
MEANINGS: Mapping[str, LazyString] = {
    "name": lazy_gettext("the person's name"),
    "link": lazy_gettext("the person's own link; it has to be there"),
    "organisation": lazy_gettext("the organisation's name"),
    "closes": lazy_gettext("the last day of the survey"),
    "contact": lazy_gettext("whom to ask"),
    "minutes": lazy_gettext("how long it takes"),
    "smallest_group": lazy_gettext("how small a group may be that is shown"),
}
assert set(MEANINGS) == set(PLACES), "every placeholder is explained"


def settings() -> Settings:
    """The settings of this installation."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def wave_here(slug: str, number: int) -> Wave:
    """:raise 404: if there is no such wave, or its people are none of one's business."""
    return wave_or_404(database_session(), slug, number, May.LIST)


def message_or_404(slug: str, number: int, message_id: str) -> Message:
    """:raise 404: if there is no such message of such a wave."""
    wave = wave_here(slug, number)
    found = database_session().get(Message, _id(message_id))
    return found if found is not None and found.wave_id == wave.id else abort(404)


def _id(text: str) -> int:
    """:raise 404: if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else abort(404)


def back(slug: str, number: int) -> Response:
    """To the messages of the wave."""
    return redirect(url_for("messages.index", slug=slug, number=number), 303)


@bp.get("/")
def index(slug: str, number: int) -> str:
    """The messages of a wave, and whom the invitation did not reach. :raise 404: if there is no such wave."""
    session, wave = database_session(), wave_here(slug, number)
    found = messages.of(session, wave)
    return render_template(
        "workspace/messages.html",
        organisation=wave.organisation,
        wave=wave,
        messages=[each for each in found if not messages.is_done_without(each)],
        done_without=[each for each in found if messages.is_done_without(each)],
        kinds={each.kind for each in found},
        hints={each.id: _hint(each) for each in found},
        progress={each.id: reached.progress(session, each) for each in found},
        may_be_sent=messages.may_be_sent,
        failed=reached.failed(session, wave),
        takes_invitations=deliveries.takes_invitations(wave),
        names=NAMES,
        goes_to=GOES_TO,
        by_server=settings().mail is not None,
    )


def _hint(message: Message) -> str:
    """What a planned message's time means where it is not what it seems."""
    if message.stage is not Stage.PLANNED or message.due is None:
        return ""
    if message.kind is Kind.INVITATION and message.due <= messages.now_in(message.wave):
        return str(gettext("This time is over: it goes out as soon as the wave is launched."))
    if message_times.comes_too_early(message, message.due):
        return str(gettext("The survey is still open then: it goes out as soon as the survey has closed."))
    if message_times.comes_too_late(message, message.due):
        return str(gettext("The survey has closed by then: it will not be sent. Give it an earlier time."))
    return ""


@bp.post("/suggest")
def suggest(slug: str, number: int) -> Response:
    """Plans the messages that a wave usually has. :raise 404: if there is no such wave."""
    wave = wave_here(slug, number)
    if wave.opens_on is not None and wave.closes_on is not None:
        messages.suggest(database_session(), wave)
        database_session().commit()
    return back(slug, number)


@bp.post("/remind")
def remind(slug: str, number: int) -> Response:
    """Plans one more reminder, and leads to it. :raise 404: if there is no such wave."""
    wave = wave_here(slug, number)
    if wave.closes_on is None:
        return back(slug, number)
    message = messages.add_reminder(database_session(), wave)
    database_session().commit()
    return redirect(url_for("messages.show", slug=slug, number=number, message_id=message.id), 303)


@bp.get("/<message_id>/")
def show(slug: str, number: int, message_id: str) -> str:
    """What a message says, and to change it. :raise 404: if there is no such message."""
    message = message_or_404(slug, number, message_id)
    return _page(message, message_form.stored(message))


def _page(message: Message, form: MessageForm) -> str:
    previews = {
        each.language: messages.preview(message, each.language, settings(), each.words)
        for each in form.texts
        if each.is_right
    }
    return render_template(
        "workspace/message.html",
        organisation=message.wave.organisation,
        wave=message.wave,
        message=message,
        form=form,
        previews=previews,
        may_change=message.stage is Stage.PLANNED,
        names=NAMES,
        goes_to=GOES_TO,
        meanings=MEANINGS,
        languages_by_name=LANGUAGES,
    )


@bp.post("/<message_id>/")
def change(slug: str, number: int, message_id: str) -> Response | tuple[str, int]:
    """Keeps what was written, looks at it first, or sends it to whoever wrote it, as the button says.

    :raise 404: if there is no such message.
    """
    message = message_or_404(slug, number, message_id)
    form = message_form.sent(message, request.form)
    if language := request.form.get("test"):
        return _try_out(message, form, language)
    if "look" in request.form:
        return _page(message, form), 200
    if not form.is_right:
        return _page(message, form), 422
    try:
        messages.change(message, {each.language: each.words for each in form.texts}, form.time)
    except messages.NotNow:
        flash(gettext("It is being sent already, or was: nothing was changed."))
        return back(slug, number)
    database_session().commit()
    flash(gettext("%(message)s: kept.", message=NAMES[message.kind]))
    return back(slug, number)


def _try_out(message: Message, form: MessageForm, language: str) -> tuple[str, int]:
    """Sends the text in one language to whoever is signed in, with a link that leads nowhere."""
    text = next((each for each in form.texts if each.language == language), None) or abort(400)
    if not text.is_right:
        return _page(message, form), 422
    here = guard.whoever_is_here()
    told = messages.preview(message, language, settings(), text.words)
    mail.send(settings(), (here.name, here.email), told.subject, told.text, told.html)
    flash(gettext("A test is on its way to %(address)s.", address=here.email))
    return _page(message, form), 200


@bp.get("/<message_id>/send")
def confirm_send(slug: str, number: int, message_id: str) -> str | Response:
    """What sending means. :raise 404: if there is no such message."""
    message = message_or_404(slug, number, message_id)
    if not messages.may_be_sent(message):
        return back(slug, number)
    here = {"organisation": message.wave.organisation, "wave": message.wave}
    return render_template(
        "workspace/message_send.html", **here, message=message, names=NAMES, goes_to=GOES_TO
    )


@bp.post("/<message_id>/send")
def send(slug: str, number: int, message_id: str) -> Response:
    """Begins to send a message, now; pressed twice, once. :raise 404: if there is no such message."""
    message = message_or_404(slug, number, message_id)
    if messages.may_be_sent(message):
        deliveries.begin(database_session(), message, who=guard.whoever_is_here())
        database_session().commit()
        flash(
            gettext("%(message)s: it is being sent, within a minute from now.", message=NAMES[message.kind])
        )
    return back(slug, number)


@bp.post("/<message_id>/remove")
def remove(slug: str, number: int, message_id: str) -> Response:
    """Does without a planned message; its text is kept. :raise 404: if there is no such message."""
    message = message_or_404(slug, number, message_id)
    try:
        messages.remove(database_session(), message)
    except messages.NotNow:
        flash(gettext("It is being sent already, or was: nothing was changed."))
        return back(slug, number)
    database_session().commit()
    flash(
        gettext(
            "%(message)s: you do without it. Its text is kept, below, and it can be planned again.",
            message=NAMES[message.kind],
        )
    )
    return back(slug, number)


@bp.post("/<message_id>/again")
def plan_again(slug: str, number: int, message_id: str) -> Response:
    """Plans a message after all that was done without. :raise 404: if there is no such message."""
    message = message_or_404(slug, number, message_id)
    try:
        messages.plan_again(database_session(), message)
    except messages.NotNow:  # pressed twice
        return back(slug, number)
    database_session().commit()
    flash(gettext("%(message)s: planned again, for its usual time.", message=NAMES[message.kind]))
    return back(slug, number)


@bp.post("/letters")
def letters(slug: str, number: int) -> Response:
    """Has the letters made of those who have no address. :raise 404: if there is no such wave."""
    wave = wave_here(slug, number)
    if not deliveries.takes_invitations(wave):
        return back(slug, number)
    return ask_for_letters(wave)


@bp.post("/people/<participant_id>/address")
def correct(slug: str, number: int, participant_id: str) -> Response:
    """Gives somebody another address, and sends the invitation there.

    :raise 404: if there is no such person on the list of such a wave.
    """
    session, wave = database_session(), wave_here(slug, number)
    person = participants.find(session, wave, _id(participant_id)) or abort(404)
    if not deliveries.takes_invitations(wave):
        return back(slug, number)
    email = request.form.get("email", "").strip()
    try:
        latecomers.correct_address(session, person, email, wave, guard.whoever_is_here())
    except latecomers.Wrong:
        flash(
            gettext(
                "“%(email)s” is no mail address, or somebody else on the list has it. Nothing was changed.",
                email=email[:100],
            )
        )
        return back(slug, number)
    session.commit()
    flash(gettext("The invitation goes to %(email)s, within a minute from now.", email=email))
    return back(slug, number)
