"""Leads a person from the promise through the parts to the receipt; answers are kept after every page."""

from datetime import UTC, date, datetime

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from culture3d import sealing
from culture3d.db import database_session
from culture3d.i18n import LANGUAGES, chosen_language
from culture3d.models.wave import State
from culture3d.sealing import PersonalKeys, personal_keys
from culture3d.services.answering import ballots, drafts, fielded
from culture3d.services.answering.drafts import Visit
from culture3d.services.answering.fielded import FieldedWave
from culture3d.services.answering.sheets import (
    DONT_KNOW,
    Said,
    Sheet,
    asked_items,
    collected,
    says_nothing,
    unanswered,
)
from culture3d.web.answering.forms import Parts, fill_background, parts_of, read_background

bp = Blueprint("survey", __name__, url_prefix="/s/<link>")

SECONDS_PER_ITEM = 11  # 36 items take six to eight minutes


def _wave(link: str) -> FieldedWave:
    """The wave an open link leads to. :raise 404: if there is none."""
    wave = fielded.find(database_session(), link)
    if wave is None or not wave.has_open_link:
        abort(404)
    return wave


def _visit(wave: FieldedWave, keys: PersonalKeys | None = None) -> Visit:
    """Where the wave stands, and what this person has saved. :raise 410: if it takes no answers."""
    visit = drafts.visit(database_session(), wave, keys)
    if visit.state is not State.OPEN:
        abort(410)
    return visit


def _sheet(wave: FieldedWave, keys: PersonalKeys) -> Sheet:
    """The answers so far. :raise 410: if the wave takes none."""
    return collected(wave.instrument, "staff", _visit(wave, keys).pages)


def _keys(wave: FieldedWave) -> PersonalKeys | None:
    """What the secret in this browser opens; None before the person has begun."""
    secret = session.get("secrets", {}).get(str(wave.id))
    return personal_keys(bytes.fromhex(secret), wave.id) if secret else None


def _begun(wave: FieldedWave, link: str) -> PersonalKeys:
    """As `_keys`; whoever comes in at a later page without a secret is led to the first one."""
    keys = _keys(wave)
    if keys is None:
        abort(redirect(url_for("survey.door", link=link)))
    return keys


def _parts(wave: FieldedWave, sheet: Sheet) -> Parts:
    return parts_of(wave, chosen_language(), sheet.perspective)


def _minutes(items: int) -> int:
    return max(1, round(items * SECONDS_PER_ITEM / 60))


@bp.get("/")
def door(link: str) -> str:
    """What happens to one's answers, before anything is asked. :raise 404: if the link is unknown."""
    wave = _wave(link)
    visit, instrument, keys = _visit(wave), wave.instrument, _keys(wave)
    items = len(asked_items(instrument, "staff"))
    return render_template(
        "answering/door.html",
        wave=wave,
        closes_on=visit.closes_on,
        promise=wave.promise.get(chosen_language()) or next(iter(wave.promise.values())),
        title=instrument.say(instrument.title, chosen_language()),
        items=items,
        minutes=_minutes(items),
        receipt=ballots.receipt(database_session(), wave, keys) if keys else None,
    )


@bp.post("/")
def begin(link: str) -> Response:
    """Gives this browser its secret. :raise 404: if the link is unknown."""
    wave = _wave(link)
    if _keys(wave) is None:
        session.permanent = True
        session["secrets"] = {**session.get("secrets", {}), str(wave.id): sealing.new_secret().hex()}
    return redirect(url_for("survey.part", link=link, number=1))


@bp.get("/<int:number>")
def part(link: str, number: int) -> str:
    """A page of questions, with what was answered before. :raise 404: if there is no such page."""
    wave = _wave(link)
    sheet = _sheet(wave, _begun(wave, link))
    return _show_part(wave, sheet, number, None)


@bp.post("/<int:number>")
def answer(link: str, number: int) -> Response | str:
    """Keeps the answers of a page and goes where the button says. :raise 404: if there is no such page."""
    wave = _wave(link)
    database, keys = database_session(), _begun(wave, link)
    sheet = _sheet(wave, keys)
    form = _form(wave, sheet, number)
    if not form.validate():
        return _show_part(wave, sheet, number, form)
    try:
        drafts.save(database, wave, keys, number, _read(wave, sheet, number, form), _today())
    except drafts.NotOpen:
        abort(410)
    database.commit()
    return redirect(_next_page(link, number, _parts(wave, sheet).count))


@bp.get("/review")
def review(link: str) -> str:
    """Everything that was answered, and what was left open. :raise 404: if the link is unknown."""
    wave = _wave(link)
    sheet = _sheet(wave, _begun(wave, link))
    parts = _parts(wave, sheet)
    return render_template(
        "answering/review.html",
        wave=wave,
        link=link,
        parts=[part.fill(sheet) for part in parts.items],
        count=parts.count,
        open_places=[f"item_{place}" for place in unanswered(wave.instrument, sheet)],
        nothing=says_nothing(wave.instrument, sheet),
    )


@bp.post("/review")
def submit(link: str) -> Response:
    """Seals the answers and puts them into the ballot box. :raise 410: if the wave closed meanwhile."""
    wave = _wave(link)
    database, keys = database_session(), _begun(wave, link)
    sheet = _sheet(wave, keys)
    if says_nothing(wave.instrument, sheet):
        return redirect(url_for("survey.review", link=link))
    try:
        ballots.submit(database, wave, keys, sheet, None)
        database.commit()
    except drafts.NotOpen:
        database.rollback()
        abort(410)
    return redirect(url_for("survey.done", link=link))


@bp.get("/done")
def done(link: str) -> Response | str:
    """Thanks, and the receipt. :raise 404: if the link is unknown."""
    wave = _wave(link)
    receipt = ballots.receipt(database_session(), wave, _begun(wave, link))
    if receipt is None:
        return redirect(url_for("survey.door", link=link))
    return render_template("answering/done.html", wave=wave, link=link, receipt=receipt)


def _form(wave: FieldedWave, sheet: Sheet, number: int) -> FlaskForm:
    """The form of a page, with what was sent or else what was answered before. :raise 404: if none."""
    parts = _parts(wave, sheet)
    if number == parts.count:
        return fill_background(parts.background, sheet, wave.units)
    if not 1 <= number < parts.count:
        abort(404)
    return parts.items[number - 1].fill(sheet)


def _read(wave: FieldedWave, sheet: Sheet, number: int, form: FlaskForm) -> Said:
    parts = _parts(wave, sheet)
    if number == parts.count:
        return read_background(form, sheet, wave.units)
    return parts.items[number - 1].read(form)


def _show_part(wave: FieldedWave, sheet: Sheet, number: int, form: FlaskForm | None) -> str:
    parts = _parts(wave, sheet)
    left = sum(len(part.places) for part in parts.items[number - 1 :])
    return render_template(
        "answering/background.html" if number == parts.count else "answering/part.html",
        wave=wave,
        link=wave.address,
        form=form or _form(wave, sheet, number),
        number=number,
        count=parts.count,
        minutes=_minutes(left),
        not_applicable=str(DONT_KNOW),
    )


def _next_page(link: str, number: int, count: int) -> str:
    """Where the button leads; another language leads to the same page, with its answers kept."""
    if request.form.get("lang") in LANGUAGES:
        return url_for("survey.part", link=link, number=number, lang=request.form["lang"])
    if "back" in request.form:
        return url_for("survey.part", link=link, number=number - 1) if number > 1 else _door_url(link)
    if number == count or "review" in request.form:
        return url_for("survey.review", link=link)
    return url_for("survey.part", link=link, number=number + 1)


def _door_url(link: str) -> str:
    return url_for("survey.door", link=link)


def _today() -> date:
    return datetime.now(UTC).date()
