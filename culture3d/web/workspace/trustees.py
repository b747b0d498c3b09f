"""Names a wave's trustees, and gives each a page of their own to choose a passphrase, try it and give it.

A passphrase is in the form that is sent and nowhere else: in no address, session, log or page that follows.
"""

import time

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.models.account import Account
from culture3d.models.trustee import Trustee
from culture3d.models.wave import State, Wave
from culture3d.sealing import LEAST_CHARACTERS, TRUSTEES, KeyMissing, WrongPassphrase
from culture3d.services import access, passphrases, throttle, trustees
from culture3d.services.permissions import May, what_may
from culture3d.web.accounts import guard
from culture3d.web.closing import ask_for_results, is_given_up, waited_for
from culture3d.web.fetching import wave_or_404

bp = Blueprint("trustees", __name__, url_prefix="/organisations/<slug>/waves/<int(max=9999):number>/trustees")
guard.protect(bp)

MOST_WRONG = 10  # passphrases in ten minutes: each takes the server a second
_PLACES = [f"trustee_{place}" for place in range(1, TRUSTEES + 1)]


@bp.get("/")
def index(slug: str, number: int) -> str:
    """Who the trustees are, and how far each is. :raise 404: if there is no such wave."""
    wave = wave_or_404(database_session(), slug, number, May.SEE)
    return _index(wave, [_word(each) for each in _appointed(wave)])


def _index(wave: Wave, chosen: list[str], wrong: str = "") -> str:
    session, here = database_session(), guard.whoever_is_here()
    may, keys = what_may(here, wave.organisation), current_app.config["SETTINGS"].keys
    names = May.LIST in may and trustees.may_be_named(wave)
    return render_template(
        "workspace/trustees.html",
        organisation=wave.organisation,
        wave=wave,
        may=may,
        standings=trustees.standings(session, wave, keys),
        own=trustees.standing_of(session, wave, here, keys),
        waiting=waited_for(wave) if wave.state is State.CLOSED else None,
        candidates=_candidates(wave) if names else None,
        chosen=[*chosen, *[""] * TRUSTEES][:TRUSTEES],
        wrong=wrong,
    )


def _appointed(wave: Wave) -> list[Trustee]:
    return trustees.trustees_of(database_session(), wave)


def _word(trustee: Trustee) -> str:
    """By which a form names somebody; who has no account is known by their place."""
    return str(trustee.account_id) if trustee.account_id else f"server-{trustee.place}"


def _candidates(wave: Wave) -> dict[str, Account | str]:
    """Everybody who may be named, and whoever was named by a command; under a word for each."""
    accounts = access.everybody_at(database_session(), wave.organisation)
    at_the_server = {_word(each): each.name for each in _appointed(wave) if each.account_id is None}
    return {**{str(each.id): each for each in accounts}, **at_the_server}


@bp.post("/")
def name(slug: str, number: int) -> Response | tuple[str, int]:
    """Names three people, or nobody. :raise 404: if there is no such wave."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.LIST)
    chosen = [request.form.get(place, "") for place in _PLACES]
    candidates = _candidates(wave)
    people = [candidates[word] for word in chosen if word in candidates]
    if wrong := _wrong(chosen, people):
        return _index(wave, chosen, wrong), 422
    try:
        if people:
            trustees.appoint(session, wave, people, guard.whoever_is_here())
        else:
            trustees.dismiss(session, wave, guard.whoever_is_here())
        session.commit()
    except (trustees.NotNow, IntegrityError):  # somebody launched it at this moment
        session.rollback()
        flash(gettext("People were promised who holds the key: that does not change any more."))
    else:
        flash(gettext("Saved."))
    return redirect(url_for("trustees.index", slug=slug, number=number), 303)


def _wrong(chosen: list[str], people: list[Account | str]) -> str:
    """What is wrong with the choice of trustees, in words; nothing for three different people, or nobody."""
    if not any(chosen):
        return ""
    if len(people) != TRUSTEES:
        return str(gettext("Choose three people, or leave all three blank."))
    names = [each.name if isinstance(each, Account) else each for each in people]
    if len({name.strip().casefold() for name in names}) != TRUSTEES:
        return str(
            gettext("These are not three people with different names. People are promised them by name.")
        )
    return ""


@bp.get("/own")
def own(slug: str, number: int) -> str:
    """What a trustee has to do now. :raise 404: for whoever is none of this wave's."""
    return _own(*_mine(slug, number))


def _mine(slug: str, number: int) -> tuple[Wave, Trustee]:
    session = database_session()
    wave = wave_or_404(session, slug, number, May.SEE)
    return wave, trustees.trustee_with(session, wave, guard.whoever_is_here()) or abort(404)


def _own(wave: Wave, trustee: Trustee, wrong: str = "") -> str:
    standings = trustees.standings(database_session(), wave, current_app.config["SETTINGS"].keys)
    closed = wave.state is State.CLOSED
    return render_template(
        "workspace/trustee.html",
        organisation=wave.organisation,
        wave=wave,
        standing=next(each for each in standings if each.trustee is trustee),
        others=[each.trustee.name for each in standings if each.trustee is not trustee],
        choosing=trustees.may_be_named(wave),
        waiting=waited_for(wave) if closed and wave.tallied is None else None,
        given_up=closed and is_given_up(wave),
        offered=passphrases.offered(chosen_language()) if trustees.may_be_named(wave) else "",
        least=LEAST_CHARACTERS,
        wrong=wrong,
    )


@bp.get("/own/choose")
def ask(slug: str, number: int) -> str | Response:
    """Asks for a passphrase twice, where none is shown. :raise 404: for whoever is no trustee."""
    wave, trustee = _mine(slug, number)
    return _asking(wave, trustee) if trustees.may_be_named(wave) else _back(wave)


def _asking(wave: Wave, trustee: Trustee, wrong: str = "") -> str:
    page = {"organisation": wave.organisation, "wave": wave, "trustee": trustee, "least": LEAST_CHARACTERS}
    return render_template("workspace/trustee_choose.html", wrong=wrong, **page)


def _back(wave: Wave) -> Response:
    return redirect(url_for("trustees.own", slug=wave.organisation.slug, number=wave.number), 303)


@bp.post("/own/choose")
def choose(slug: str, number: int) -> Response | tuple[str, int]:
    """Keeps what follows from a passphrase. :raise 404: for whoever is no trustee."""
    session, (wave, trustee) = database_session(), _mine(slug, number)
    if not trustees.may_be_named(wave):
        return _back(wave)
    said, again = request.form.get("passphrase", ""), request.form.get("again", "")
    if " ".join(said.split()) != " ".join(again.split()):
        return _asking(wave, trustee, gettext("These two are not the same. Type the passphrase twice.")), 422
    try:
        trustees.choose_passphrase(session, wave, trustee, said, guard.whoever_is_here())
        session.commit()
    except WrongPassphrase:
        return _asking(wave, trustee, _too_short()), 422
    except (trustees.NotNow, IntegrityError):  # it was launched, or somebody else named, at this moment
        session.rollback()
        flash(
            gettext("Nothing was changed: the wave was launched or its trustees were named anew meanwhile.")
        )
        return redirect(url_for("trustees.index", slug=slug, number=number), 303)
    flash(gettext("Your passphrase is chosen. Keep what you wrote down in a safe place."))
    return _back(wave)


def _too_short() -> str:
    return str(gettext("A passphrase needs %(least)s characters or more.", least=LEAST_CHARACTERS))


@bp.post("/own")
def give(slug: str, number: int) -> Response | tuple[str, int]:
    """Tries a passphrase, or does a trustee's part after the close: as the form was meant that was sent.

    :raise 400: if it says neither.
    :raise 404: for whoever is no trustee.
    """
    wave, trustee = _mine(slug, number)
    act, now = _ACTS.get(request.form.get("to", "")) or abort(400)
    if not now(wave, trustee):
        return _back(wave)
    if wait := _wait(wave, trustee):
        return _own(wave, trustee, wait), 429
    try:
        act(wave, trustee, request.form.get("passphrase", ""))
    except WrongPassphrase:
        return _own(wave, trustee, _counted_as_wrong(wave, trustee)), 422
    except (trustees.NotNow, KeyMissing):
        database_session().rollback()
    return _back(wave)


def _try(wave: Wave, trustee: Trustee, passphrase: str) -> None:
    """:raise WrongPassphrase: if it is another."""
    if not trustees.fits(trustee, passphrase):
        raise WrongPassphrase
    flash(gettext("That is it: this is the passphrase that you chose."))


def _open(wave: Wave, trustee: Trustee, passphrase: str) -> None:
    """:raise WrongPassphrase: if it is another."""
    session, keys = database_session(), current_app.config["SETTINGS"].keys
    unlocked = trustees.open_share(session, wave, trustee, passphrase, keys, guard.whoever_is_here())
    session.commit()
    if unlocked:
        ask_for_results(wave)
    flash(gettext("Thank you: your part is done."))


def _may_try(wave: Wave, trustee: Trustee) -> bool:
    return trustee.public_key is not None and wave.state in _BEFORE_THE_CLOSE


def _may_open(wave: Wave, _: Trustee) -> bool:
    return wave.state is State.CLOSED and wave.tallied is None


_BEFORE_THE_CLOSE = (State.DRAFT, State.SCHEDULED, State.OPEN)
# What a passphrase is sent for -> what is done with it, and where the wave has to stand.
_ACTS = {"try": (_try, _may_try), "open": (_open, _may_open)}


def _wait(wave: Wave, trustee: Trustee) -> str:
    """That somebody has to wait after too many wrong passphrases, in words; nothing where they need not."""
    seconds = throttle.seconds_to_wait(database_session(), _counted(wave, trustee), time.time(), MOST_WRONG)
    if not seconds:
        return ""
    return str(
        ngettext(
            "These were many wrong passphrases. Please try again in one minute.",
            "These were many wrong passphrases. Please try again in %(num)s minutes.",
            -(-seconds // 60),
        )
    )


def _counted_as_wrong(wave: Wave, trustee: Trustee) -> str:
    session = database_session()
    session.rollback()
    throttle.count_failure(session, _counted(wave, trustee), time.time())
    session.commit()
    return str(
        gettext(
            "This is not the passphrase that you chose. Nothing was changed. Look at every word of what you "
            "wrote down, and at capital letters."
        )
    )


def _counted(wave: Wave, trustee: Trustee) -> str:
    return f"trustee {wave.id} {trustee.place}"
