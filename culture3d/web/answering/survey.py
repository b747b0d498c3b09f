"""Leads a person from the promise through the parts to the receipt; answers are kept after every page."""

from datetime import UTC, date, datetime

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from culture3d import sealing
from culture3d.db import database_session
from culture3d.i18n import LANGUAGES, chosen_language
from culture3d.models.wave import State, Wave
from culture3d.sealing import PersonalKeys, personal_keys
from culture3d.services import waves
from culture3d.services.answering import ballots, drafts
from culture3d.services.answering.sheets import DONT_KNOW, Sheet, asked_items, unanswered
from culture3d.services.questionnaires import instrument_of
from culture3d.web.answering.forms import Parts, fill_background, parts_of, read_background
from surveys.instrument import Instrument
from surveys.responses import MISSING

bp = Blueprint("survey", __name__, url_prefix="/s/<link>")

SECONDS_PER_ITEM = 11  # 36 items take six to eight minutes


def _wave(link: str) -> Wave:
    """The open wave a link leads to. :raise 404: if there is none. :raise 410: if it takes no answers."""
    wave = waves.by_open_link(database_session(), link)
    if wave is None:
        abort(404)
    if wave.state is not State.OPEN:
        abort(410)
    return wave


def _keys(wave: Wave) -> PersonalKeys | None:
    """What the secret in this browser opens; None before the person has begun."""
    secret = session.get("secrets", {}).get(str(wave.id))
    return personal_keys(bytes.fromhex(secret), wave.id) if secret else None


def _begun(wave: Wave, link: str) -> PersonalKeys:
    """As `_keys`; whoever comes in at a later page without a secret is led to the first one."""
    keys = _keys(wave)
    if keys is None:
        abort(redirect(url_for("survey.door", link=link)))
    return keys


def _parts(wave: Wave, sheet: Sheet) -> Parts:
    return parts_of(wave.instrument_version, chosen_language(), sheet.perspective)


def _minutes(items: int) -> int:
    return max(1, round(items * SECONDS_PER_ITEM / 60))


@bp.get("/")
def door(link: str) -> str:
    """What happens to one's answers, before anything is asked. :raise 404: if the link is unknown."""
    wave = _wave(link)
    instrument = instrument_of(wave.instrument_version)
    keys = _keys(wave)
    items = len(asked_items(instrument, "staff"))
    return render_template(
        "answering/door.html",
        wave=wave,
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
    sheet = drafts.load(database_session(), wave, _begun(wave, link))
    return _show_part(wave, sheet, number, None)


@bp.post("/<int:number>")
def answer(link: str, number: int) -> Response | str:
    """Keeps the answers of a page and goes where the button says. :raise 404: if there is no such page."""
    wave = _wave(link)
    database, keys = database_session(), _begun(wave, link)
    sheet = drafts.load(database, wave, keys)
    form = _form(wave, sheet, number)
    if not form.validate():
        return _show_part(wave, sheet, number, form)
    drafts.save(database, wave, keys, _read(wave, sheet, number, form), _today())
    database.commit()
    return redirect(_next_page(link, number, _parts(wave, sheet).count))


@bp.get("/review")
def review(link: str) -> str:
    """Everything that was answered, and what was left open. :raise 404: if the link is unknown."""
    wave = _wave(link)
    instrument = instrument_of(wave.instrument_version)
    sheet = drafts.load(database_session(), wave, _begun(wave, link))
    parts = _parts(wave, sheet)
    return render_template(
        "answering/review.html",
        wave=wave,
        link=link,
        parts=[part.fill(sheet) for part in parts.items],
        count=parts.count,
        open_places=[f"item_{place}" for place in unanswered(instrument, sheet)],
        nothing=_says_nothing(instrument, sheet),
    )


@bp.post("/review")
def submit(link: str) -> Response:
    """Seals the answers and puts them into the ballot box. :raise 410: if the wave closed meanwhile."""
    wave = _wave(link)
    database, keys = database_session(), _begun(wave, link)
    sheet = drafts.load(database, wave, keys)
    if _says_nothing(instrument_of(wave.instrument_version), sheet):
        return redirect(url_for("survey.review", link=link))
    try:
        ballots.submit(database, wave, keys, sheet)
        database.commit()
    except ballots.NotOpen:
        database.rollback()
        abort(410)
    except IntegrityError:  # the same form came twice at once, and the other one was counted
        database.rollback()
    return redirect(url_for("survey.done", link=link))


@bp.get("/done")
def done(link: str) -> Response | str:
    """Thanks, and the receipt. :raise 404: if the link is unknown."""
    wave = _wave(link)
    receipt = ballots.receipt(database_session(), wave, _begun(wave, link))
    if receipt is None:
        return redirect(url_for("survey.door", link=link))
    return render_template("answering/done.html", wave=wave, link=link, receipt=receipt)


def _form(wave: Wave, sheet: Sheet, number: int) -> FlaskForm:
    """The form of a page, with what was sent or else what was answered before. :raise 404: if none."""
    parts = _parts(wave, sheet)
    if number == parts.count:
        return fill_background(parts.background, sheet, wave.organisation.units)
    if not 1 <= number < parts.count:
        abort(404)
    return parts.items[number - 1].fill(sheet)


def _read(wave: Wave, sheet: Sheet, number: int, form: FlaskForm) -> Sheet:
    parts = _parts(wave, sheet)
    if number == parts.count:
        return read_background(form, sheet, wave.organisation.units)
    return parts.items[number - 1].read(form, sheet)


def _show_part(wave: Wave, sheet: Sheet, number: int, form: FlaskForm | None) -> str:
    parts = _parts(wave, sheet)
    left = sum(len(part.places) for part in parts.items[number - 1 :])
    return render_template(
        "answering/background.html" if number == parts.count else "answering/part.html",
        wave=wave,
        link=wave.open_link,
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


def _says_nothing(instrument: Instrument, sheet: Sheet) -> bool:
    return all(sheet.answers[place] == MISSING for place, _ in asked_items(instrument, sheet.perspective))


def _today() -> date:
    return datetime.now(UTC).date()
