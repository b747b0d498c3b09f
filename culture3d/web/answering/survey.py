"""Leads a person from the promise through the pages of questions; answers are kept after every page."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import Form

from culture3d import sealing
from culture3d.db import database_session
from culture3d.i18n import chosen_language, offered
from culture3d.services.answering import ballots, drafts
from culture3d.services.answering.sheets import MOST_CHARACTERS, Said, asked_items
from culture3d.web.answering import seats
from culture3d.web.answering.cards import drawn, shuffled
from culture3d.web.answering.pages import Background, Page, Statements, pages_of
from culture3d.web.answering.seats import Seat
from culture3d.web.answering.visitors import open_visit, seated, turned_away, visitor

bp = Blueprint("survey", __name__, url_prefix="/s/<address>")


@bp.get("/")
def door(address: str) -> str:
    """What happens to one's answers, before anything is asked. :raise 404: if the link is unknown."""
    wave, seat = visitor(address)
    visit = open_visit(wave, seat)
    language, instrument = chosen_language(), wave.instrument
    asked = seat.asked(language) if seat else seats.asked_of(wave, language)
    pages = pages_of(asked)
    return render_template(
        "answering/door.html",
        wave=wave,
        kiosk=seat and seat.kiosk,
        mark=seat and seat.mark,
        invited=seat is not None and seat.participant_id is not None,
        closes_on=visit.closes_on,
        promise=wave.promise.get(language) or next(iter(wave.promise.values())),
        title=instrument.say(instrument.title, language),
        customer=asked.perspective == "customer",
        items=len(asked_items(instrument, asked.perspective)),
        minutes=_minutes(pages),
        begun=bool(visit.pages),
        resume=_first_open(pages, visit.pages),
        receipt=ballots.receipt(database_session(), wave, seat.keys) if seat else None,
    )


@bp.post("/")
def begin(address: str) -> Response:
    """Gives who came by the open link a secret, and leads to the first page that is not saved yet."""
    wave, seat = visitor(address)
    if seat is None:
        seats.take(wave.id, sealing.new_secret())
    at = request.form.get("at", "1")
    number = int(at) if at.isascii() and at.isdigit() and len(at) < 4 else 1
    return redirect(url_for("survey.part", address=address, number=number), 303)


@bp.get("/<int:number>")
def part(address: str, number: int) -> str:
    """A page of questions, with what was answered before. :raise 404: if there is no such page."""
    seat = seated(address)
    page = _page(seat, number)
    saved = open_visit(seat.wave, seat, number).pages
    return _show(seat, number, page.fill(saved[0] if saved else Said()))


@bp.post("/<int:number>")
def answer(address: str, number: int) -> Response | str:
    """Keeps the answers of a page and goes where the button says. :raise 404: if there is no such page."""
    seat = seated(address)
    form = _page(seat, number).form(request.form)
    if not form.validate():
        return _show(seat, number, form)
    _keep(seat, number, form)
    return redirect(_next_address(seat, number), 303)


@bp.post("/<int:number>/save")
def save(address: str, number: int) -> tuple[str, int]:
    """Keeps the answers of a page on the way. :raise 410: if the wave is over."""
    seat = seated(address)
    form = _page(seat, number).form(request.form)
    if not form.validate():
        return "", 422
    _keep(seat, number, form)
    return "", 204


def _first_open(pages: Sequence[Page], saved: Sequence[Said]) -> int:
    """The number of the page on which somebody goes on; pages are saved one after the other."""
    number = max(1, len(saved))
    done = bool(saved) and number <= len(pages) and pages[number - 1].complete(saved[-1])
    return min(number + done, len(pages))


def _page(seat: Seat, number: int) -> Page:
    """:raise 404: if there is no such page."""
    pages = pages_of(seat.asked(chosen_language()))
    if not 1 <= number <= len(pages):
        abort(404)
    return pages[number - 1]


def _keep(seat: Seat, number: int, form: Form) -> None:
    said = _page(seat, number).read(form, seat.wave.units)
    try:
        drafts.save(database_session(), seat.wave, seat.keys, number, said, _today())
    except drafts.NotOpen:
        turned_away(seat.wave)
    database_session().commit()


def _show(seat: Seat, number: int, form: Form) -> str:
    pages = pages_of(seat.asked(chosen_language()))
    page = pages[number - 1]
    return render_template(
        page.template,
        wave=seat.wave,
        kiosk=seat.kiosk,
        mark=seat.mark,
        form=form,
        page=page,
        cards=_cards(seat, page, form),
        number=number,
        count=len(pages),
        minutes=_minutes(pages[number - 1 :]),
        most=MOST_CHARACTERS,
        to_review="review" in request.args,
    )


def _cards(seat: Seat, page: Page, form: Form) -> list[Markup]:
    """The questions that are answered by choosing; statements in this person's own order."""
    if isinstance(page, Statements):
        cards = shuffled(page.cards, seat.keys.order_seed)
    else:
        cards = page.cards if isinstance(page, Background) else ()
    fields = [form[card.field] for card in cards]
    return [
        drawn(card, str(field.data), str(field.errors[0]) if field.errors else "")
        for card, field in zip(cards, fields, strict=True)
    ]


def _minutes(pages: Sequence[Page]) -> int:
    return max(1, round(sum(page.seconds for page in pages) / 60))


def _next_address(seat: Seat, number: int) -> str:
    """Where the button leads; another language leads to the same page, with its answers kept."""
    address, last = seat.wave.address, len(pages_of(seat.asked(chosen_language())))
    if request.form.get("lang") in offered():
        session["language"] = request.form["lang"]
        return url_for("survey.part", address=address, number=number)
    if "back" in request.form:
        return (
            url_for("survey.part", address=address, number=number - 1)
            if number > 1
            else url_for("survey.door", address=address)
        )
    if number == last or "review" in request.form:
        return url_for("submission.review", address=address)
    return url_for("survey.part", address=address, number=number + 1)


def _today() -> date:
    return datetime.now(UTC).date()
