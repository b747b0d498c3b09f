"""Leads a person from the promise through the pages of questions; answers are kept after every page."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from markupsafe import Markup, escape
from werkzeug.wrappers import Response
from wtforms import Form

from culture3d import sealing
from culture3d.db import at_once
from culture3d.i18n import chosen_language, offered
from culture3d.services.answering import drafts
from culture3d.services.answering.sheets import MOST_CHARACTERS, Said, asked_items
from culture3d.web.answering import seats
from culture3d.web.answering.cards import Card, drawn, shuffled
from culture3d.web.answering.forms import Choices
from culture3d.web.answering.frames import framed
from culture3d.web.answering.pages import Choosing, OwnWords, Page, Statements, pages_of
from culture3d.web.answering.seats import Seat
from culture3d.web.answering.visitors import open_visit, receipt_of, seated, turned_away, visitor

bp = Blueprint("survey", __name__, url_prefix="/s/<address>")


@bp.get("/")
def door(address: str) -> str:
    """What happens to one's answers, before anything is asked. :raise 404: if the link is unknown."""
    wave, seat = visitor(address)
    visit = open_visit(wave, seat)
    language, instrument = chosen_language(), wave.instrument
    asked = seat.asked(language) if seat else seats.asked_of(wave, language)
    pages = pages_of(asked)
    receipt = receipt_of(seat) if seat else None
    return framed(
        "answering/door.html",
        {"receipt": escape(receipt or "")} | ({"mark": escape(seat.mark)} if seat else {}),
        wave=wave,
        kiosk=seat is not None and seat.kiosk,
        invited=seat is not None and seat.participant_id is not None,
        closes_on=visit.closes_on,
        promise=tuple(wave.promise.get(language) or next(iter(wave.promise.values()))),
        title=instrument.say(instrument.title, language),
        customer=asked.perspective == "customer",
        items=len(asked_items(instrument, asked.perspective)),
        minutes=minutes_for(pages),
        begun=bool(visit.pages),
        resume=_first_open(pages, visit.pages),
        answered=receipt is not None,
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
    said = saved[0] if saved else Said()
    if isinstance(page, Choosing):
        return _choices(seat, number, page, page.chosen(said), said.unit_id)
    assert isinstance(page, OwnWords)
    return _words(seat, number, page, page.fill(said))


@bp.post("/<int:number>")
def answer(address: str, number: int) -> Response | str:
    """Keeps the answers of a page and goes where the button says. :raise 404: if there is no such page."""
    seat = seated(address)
    page = _page(seat, number)
    form = page.form(request.form)
    if not form.validate():
        return _again(seat, number, page, form)
    _keep(seat, number, page.read(form, seat.wave.units))
    return redirect(_next_address(seat, number), 303)


@bp.post("/<int:number>/save")
def save(address: str, number: int) -> tuple[str, int]:
    """Keeps the answers of a page on the way. :raise 410: if the wave is over."""
    seat = seated(address)
    page = _page(seat, number)
    form = page.form(request.form)
    if not form.validate():
        return "", 422
    _keep(seat, number, page.read(form, seat.wave.units))
    return "", 204


def _first_open(pages: Sequence[Page[Any]], saved: Sequence[Said]) -> int:
    """The number of the page on which somebody goes on; pages are saved one after the other."""
    number = max(1, len(saved))
    done = bool(saved) and number <= len(pages) and pages[number - 1].complete(saved[-1])
    return min(number + done, len(pages))


def _page(seat: Seat, number: int) -> Page[Any]:
    """:raise 404: if there is no such page."""
    pages = pages_of(seat.asked(chosen_language()))
    if not 1 <= number <= len(pages):
        abort(404)
    return pages[number - 1]


def _keep(seat: Seat, number: int, said: Said) -> None:
    try:
        with at_once() as connection:
            drafts.save(connection, seat.wave, seat.keys, number, said, _today())
            connection.commit()
    except drafts.NotOpen:
        turned_away(seat.wave)


def _again(seat: Seat, number: int, page: Page[Any], form: Form | Choices) -> str:
    """A page as it was sent, with what is wrong on it."""
    if isinstance(page, Choosing):
        assert isinstance(form, Choices)
        unit_id = page.read(form, seat.wave.units).unit_id
        return _choices(seat, number, page, form.chosen, unit_id, form.errors)
    assert isinstance(page, OwnWords)
    return _words(seat, number, page, form)


def _words(seat: Seat, number: int, page: OwnWords, form: Form) -> str:
    """A page that asks for one's own words."""
    return render_template(
        page.template, page=page, form=form, errors=[*form.errors], mark=seat.mark, **_around(seat, number)
    )


def _choices(
    seat: Seat,
    number: int,
    page: Choosing,
    chosen: Mapping[str, str],
    unit_id: int | None,
    errors: Mapping[str, str] | None = None,
) -> str:
    """A page that is answered by choosing: statements in this person's own order, or background questions."""
    wrong = errors or {}
    around = _around(seat, number) | {"errors": tuple(wrong)}
    if isinstance(page, Statements):
        cards = _drawn(shuffled(page.cards, seat.keys.order_seed), chosen, wrong)
        return framed(page.template, {"cards": cards, "mark": escape(seat.mark)}, **around)
    return render_template(
        page.template,
        page=page,
        cards=_drawn(page.cards, chosen, wrong),
        unit_id=unit_id,
        mark=seat.mark,
        **around,
    )


def _around(seat: Seat, number: int) -> dict[str, Hashable]:
    """What stands around the questions of a page."""
    pages = pages_of(seat.asked(chosen_language()))
    return {
        "asks": True,
        "wave": seat.wave,
        "kiosk": seat.kiosk,
        "number": number,
        "count": len(pages),
        "minutes": minutes_for(pages[number - 1 :]),
        "most": MOST_CHARACTERS,
        "to_review": "review" in request.args,
    }


def _drawn(cards: Sequence[Card], chosen: Mapping[str, str], errors: Mapping[str, str]) -> Markup:
    """The questions that are answered by choosing."""
    return Markup("\n").join(
        drawn(card, chosen.get(card.field, ""), errors.get(card.field, "")) for card in cards
    )


def minutes_for(pages: Sequence[Page[Any]]) -> int:
    """How many minutes pages take, at least one."""
    return max(1, round(sum(page.seconds for page in pages) / 60))


def _next_address(seat: Seat, number: int) -> str:
    """Where the button leads; another language or more time lead to the same page, with its answers kept."""
    address, last = seat.wave.address, len(pages_of(seat.asked(chosen_language())))
    if request.form.get("lang") in offered():
        session["language"] = request.form["lang"]
        return url_for("survey.part", address=address, number=number)
    if "stay" in request.form:
        review = "1" if request.form["stay"] == "review" else None
        return url_for("survey.part", address=address, number=number, review=review)
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
