"""Lets a consultant move a wave on: launch it, give it another last day, close it, or withdraw it."""

from datetime import UTC, date, datetime

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import format_date, format_datetime, gettext
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.message import Kind, Message, Stage
from culture3d.models.wave import State, Wave
from culture3d.services import calendar, launching, message_times, messages, trustees, waves
from culture3d.services.message_times import days_of
from culture3d.services.participation import participation
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.closing import ask_for_results, waited_for
from culture3d.web.fetching import wave_or_404
from culture3d.web.queueing import ask_for
from culture3d.web.workspace.messages import NAMES
from culture3d.web.workspace.readiness import checks

bp = Blueprint("moves", __name__, url_prefix="/organisations/<slug>/waves/<int(max=9999):number>")
guard.protect(bp)

_LAUNCHABLE = (State.DRAFT, State.SCHEDULED)
_MOVABLE = (State.SCHEDULED, State.OPEN)


def _wave(slug: str, number: int, states: tuple[State, ...], may: May = May.ARRANGE) -> Wave:
    """:raise 404: if there is no such wave, or it stands where this cannot be done."""
    wave = wave_or_404(database_session(), slug, number, may)
    return wave if wave.state in states else abort(404)


def _today(wave: Wave) -> date:
    return calendar.today_in(wave, datetime.now(UTC))


def _to(wave: Wave) -> Response:
    return redirect(url_for("waves.show", slug=wave.organisation.slug, number=wave.number), 303)


@bp.get("/launch")
def ask_launch(slug: str, number: int) -> str | Response:
    """What launching a wave means, and what is missing. :raise 404: if there is no such wave."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.ARRANGE)
    if wave.state not in _LAUNCHABLE:
        return _to(wave)
    return render_template(
        "workspace/launch.html",
        organisation=wave.organisation,
        wave=wave,
        today=_today(wave),
        checks=checks(session, wave, _today(wave)),
        people=launching.listed(session, wave),
        trustees=_trustees(wave),
    )


def _trustees(wave: Wave) -> list[str]:
    return [each.name for each in trustees.trustees_of(database_session(), wave)]


@bp.post("/launch")
def launch(slug: str, number: int) -> Response:
    """Invites everybody, and opens the wave now or on its first day. :raise 404: if there is no such wave."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.ARRANGE)
    settings, here = current_app.config["SETTINGS"], guard.whoever_is_here()
    now = request.form.get("when") == "now"
    try:
        launching.launch(session, wave, settings, _today(wave), here, now=now)
        session.commit()
    except launching.NotReady:
        flash(gettext("It cannot be launched yet: see what is missing."))
        return redirect(url_for("moves.ask_launch", slug=slug, number=number), 303)
    except (waves.WrongState, IntegrityError):  # somebody else, or a second press, was quicker
        session.rollback()
        return _to(wave)
    if wave.state is State.OPEN:
        flash(gettext("%(wave)s is open.", wave=wave.name))
    else:
        day = format_date(wave.opens_on, "long")
        flash(gettext("%(wave)s is launched, and opens by itself on %(day)s.", wave=wave.name, day=day))
    return _to(wave)


@bp.get("/last-day")
def ask_last_day(slug: str, number: int) -> str:
    """Asks for another last day. :raise 404: if there is no such wave that people are invited to."""
    return _last_day(_wave(slug, number, _MOVABLE))


def _last_day(wave: Wave, typed: str = "", wrong: bool = False) -> str:
    return render_template(
        "workspace/last_day.html",
        organisation=wave.organisation,
        wave=wave,
        today=_today(wave),
        typed=typed,
        wrong=wrong,
        names=NAMES,
        moving=[each for each in _bound_to_the_end(wave) if message_times.follows(each, days_of(wave))],
        staying=[each for each in _bound_to_the_end(wave) if not message_times.follows(each, days_of(wave))],
    )


def _bound_to_the_end(wave: Wave) -> list[Message]:
    """The reminders and thanks that are still to be sent at a time."""
    planned = (each for each in messages.of(database_session(), wave) if each.stage is Stage.PLANNED)
    return [each for each in planned if each.kind is not Kind.INVITATION and each.due is not None]


@bp.post("/last-day")
def set_last_day(slug: str, number: int) -> Response | tuple[str, int]:
    """Gives a wave another last day. :raise 404: if there is no such wave that people are invited to."""
    wave = _wave(slug, number, _MOVABLE)
    typed = request.form.get("closes_on", "")
    before = {each.id: each.due for each in _bound_to_the_end(wave)}
    try:
        waves.extend(
            database_session(), wave, date.fromisoformat(typed), _today(wave), guard.whoever_is_here()
        )
    except ValueError:
        return _last_day(wave, typed, wrong=True), 422
    database_session().commit()
    flash(gettext("The last day is now %(day)s.", day=format_date(wave.closes_on, "full")))
    for each in _bound_to_the_end(wave):
        told = {"message": NAMES[each.kind], "time": format_datetime(each.due, "medium", rebase=False)}
        if each.due != before[each.id]:
            flash(gettext("%(message)s: moved along, to %(time)s.", **told))
        else:
            flash(gettext("%(message)s: stays at %(time)s. See whether that still fits.", **told))
    return _to(wave)


@bp.get("/close")
def ask_close(slug: str, number: int) -> str | Response:
    """What closing a wave means. :raise 404: if there is no such wave."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.CLOSE)
    if wave.state is not State.OPEN:
        return _to(wave)
    page = {"told": participation(session, wave), "trustees": _trustees(wave)}
    return render_template("workspace/close.html", organisation=wave.organisation, wave=wave, **page)


@bp.post("/close")
def close(slug: str, number: int) -> Response:
    """Closes a wave and has its results made in the background. :raise 404: if there is no such wave."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.CLOSE)
    if wave.state is State.OPEN:
        waves.close(session, wave, _today(wave), guard.whoever_is_here())
        session.commit()
    if wave.state is State.CLOSED:
        ask_for_results(wave)
    return _to(wave)


@bp.get("/withdraw")
def ask_withdraw(slug: str, number: int) -> str | Response:
    """What withdrawing a wave means. :raise 404: if there is no such wave."""
    wave = wave_or_404(database_session(), slug, number, May.ARRANGE)
    return _to(wave) if wave.state not in waves.WITHDRAWABLE else _withdrawing(wave)


def _withdrawing(wave: Wave, typed: str = "", wrong: bool = False) -> str:
    page = {"organisation": wave.organisation, "wave": wave, "typed": typed, "wrong": wrong}
    return render_template("workspace/withdraw.html", **page)


@bp.post("/withdraw")
def withdraw(slug: str, number: int) -> Response | tuple[str, int]:
    """Withdraws a wave whose name was typed, and deletes what was said. :raise 404: if there is none."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.ARRANGE)
    typed = request.form.get("name", "")
    if wave.state not in waves.WITHDRAWABLE:
        return _to(wave)
    if not _is_its_name(typed, wave):
        return _withdrawing(wave, typed, wrong=True), 422
    waves.withdraw(session, wave, current_app.config["SETTINGS"].keys, _today(wave), guard.whoever_is_here())
    session.commit()
    if wave.public_key is not None:
        ask_for("withdraw_wave", str(wave.id))
    flash(gettext("%(wave)s is withdrawn. What was written in it is deleted.", wave=wave.name))
    return _to(wave)


def _is_its_name(typed: str, wave: Wave) -> bool:
    return " ".join(typed.split()).casefold() == " ".join(wave.name.split()).casefold()


@bp.get("/give-up")
def ask_give_up(slug: str, number: int) -> str | Response:
    """What giving up a wave means that nobody can open. :raise 404: if there is no such wave."""
    wave = wave_or_404(database_session(), slug, number, May.CLOSE)
    return _giving_up(wave) if _is_stuck(wave) else _to(wave)


def _is_stuck(wave: Wave) -> bool:
    return waves.can_be_given_up(database_session(), wave, current_app.config["SETTINGS"].keys)


def _giving_up(wave: Wave, typed: str = "", wrong: bool = False) -> str:
    page = {"organisation": wave.organisation, "wave": wave, "typed": typed, "wrong": wrong}
    return render_template("workspace/give_up.html", waiting=waited_for(wave), **page)


@bp.post("/give-up")
def give_up(slug: str, number: int) -> Response | tuple[str, int]:
    """Deletes the answers of a closed wave unopened, if its name was typed. :raise 404: if there is none."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.CLOSE)
    typed = request.form.get("name", "")
    if not _is_stuck(wave):
        return _to(wave)
    if not _is_its_name(typed, wave):
        return _giving_up(wave, typed, wrong=True), 422
    try:
        waves.give_up(session, wave, current_app.config["SETTINGS"].keys, guard.whoever_is_here())
        session.commit()
    except waves.WrongState:  # the second trustee, or another press, was quicker
        session.rollback()
        return _to(wave)
    ask_for("withdraw_wave", str(wave.id))
    flash(gettext("%(wave)s is given up. Its answers are deleted, unopened.", wave=wave.name))
    return _to(wave)
