"""Turns what a wave needs before it opens into a list in words, each with the way to where it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from culture3d.models.wave import Wave
from culture3d.services.launching import ADVISED, Needs, readiness


@dataclass(frozen=True)
class _Words:
    """How one need is told: when it is fulfilled, when it is not, and on which page it is seen to."""

    there: LazyString
    lacking: LazyString
    endpoint: str


_WORDS: Mapping[Needs, _Words] = {
    Needs.PEOPLE: _Words(
        lazy_gettext("There are people to invite."),
        lazy_gettext("Nobody is on the list of people yet."),
        "people.index",
    ),
    Needs.DATES: _Words(
        lazy_gettext("It has its first and its last day."),
        lazy_gettext("It has no first and last day yet."),
        "plans.show",
    ),
    Needs.FUTURE: _Words(
        lazy_gettext("Its last day is still to come."), lazy_gettext("Its last day is over."), "plans.show"
    ),
    Needs.PASSPHRASES: _Words(
        lazy_gettext("Nobody has to choose a passphrase any more."),
        lazy_gettext("A trustee has still to choose a passphrase."),
        "trustees.index",
    ),
    Needs.NO_REHEARSAL: _Words(
        lazy_gettext("No answers of a rehearsal are there."),
        lazy_gettext("The rehearsal has still to be wiped."),
        "rehearsals.show",
    ),
    Needs.CONTACT: _Words(
        lazy_gettext("People have somebody to ask."),
        lazy_gettext("Nobody is named whom people may ask. It can open without, but should not."),
        "settings.show",
    ),
    Needs.MAIL: _Words(
        lazy_gettext("Mail can be sent, or nobody needs any."),
        lazy_gettext(
            "No mail server is set: mail lies in a folder of this installation until somebody sends it. "
            "Whoever runs the installation sets CULTURE3D_MAIL."
        ),
        "messages.index",
    ),
    Needs.ADDRESS: _Words(
        lazy_gettext("Links and letters lead to where people can come."),
        lazy_gettext(
            "Links in mails and letters lead to this machine alone: nobody else could open them. Whoever "
            "runs the installation sets CULTURE3D_ADDRESS."
        ),
        "messages.index",
    ),
}


@dataclass(frozen=True)
class Check:
    """A line of the list; `address` leads to where it is done, where there is such a page."""

    words: LazyString
    fulfilled: bool
    needed: bool
    address: str | None


def checks(session: Session, wave: Wave, today: date) -> list[Check]:
    """Everything that a wave needs or should have before it opens, in the order in which it is done."""
    there = readiness(session, wave, current_app.config["SETTINGS"], today)
    return [
        Check(
            _WORDS[need].there if fulfilled else _WORDS[need].lacking,
            fulfilled,
            need not in ADVISED,
            None if fulfilled else _address(_WORDS[need].endpoint, wave),
        )
        for need, fulfilled in there.items()
    ]


def _address(endpoint: str, wave: Wave) -> str | None:
    """None where an installation has no such page: then the guide says by which command it is done."""
    if endpoint not in current_app.view_functions:
        return None
    rule = next(current_app.url_map.iter_rules(endpoint))
    known: dict[str, Any] = {"slug": wave.organisation.slug, "number": wave.number}
    return url_for(endpoint, **{name: known[name] for name in rule.arguments})
