"""Turns what somebody may do with an organisation or a wave into the links that stand above its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from culture3d.models.organisation import Organisation
from culture3d.models.wave import Wave
from culture3d.services import permissions
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.insight.navigation import PAGES


@dataclass(frozen=True)
class Place:
    """A page that links lead to; `within` are the blueprints whose pages belong to it."""

    words: LazyString
    endpoint: str
    may: May
    within: tuple[str, ...]


# In the order of the links: of one wave, and of an organisation.
OF_A_WAVE = (
    Place(lazy_gettext("Where it stands"), "waves.show", May.SEE, ("waves", "moves")),
    Place(lazy_gettext("Plan"), "plans.show", May.ARRANGE, ("plans", "rehearsals")),
    Place(lazy_gettext("Trustees"), "trustees.index", May.AUDIT, ("trustees",)),
    Place(lazy_gettext("People"), "people.index", May.LIST, ("people", "people_import", "latecomers")),
    Place(lazy_gettext("Messages"), "messages.index", May.LIST, ("messages",)),
    Place(lazy_gettext("Comments"), "comments.index", May.READ, ("comments", "review")),
    Place(lazy_gettext("Documents"), "documents.index", May.AUDIT, ("documents",)),
)
RESULTS = tuple(page.endpoint.partition(".")[0] for page in PAGES)
_WAVES = tuple(blueprint for place in OF_A_WAVE for blueprint in place.within)
OF_AN_ORGANISATION = (
    Place(lazy_gettext("Results"), "organisations.organisation", May.SEE, RESULTS),
    Place(lazy_gettext("Waves"), "waves.index", May.SEE, _WAVES),
    Place(lazy_gettext("Reports"), "composing.history", May.READ, ("composing", "reports")),
    Place(lazy_gettext("Units"), "units.index", May.LIST, ("units", "units_import")),
    Place(lazy_gettext("Access"), "access.index", May.ADMIT, ("access",)),
    Place(lazy_gettext("Settings"), "settings.show", May.ARRANGE, ("settings",)),
    Place(lazy_gettext("Safeguards"), "safeguards.index", May.AUDIT, ("safeguards",)),
    Place(lazy_gettext("Retention"), "retention.index", May.AUDIT, ("retention", "departure")),
    Place(lazy_gettext("Log"), "log.index", May.AUDIT, ("log",)),
)


@dataclass(frozen=True)
class Link:
    """A link as a page shows it."""

    words: LazyString
    address: str
    here: bool


def links(organisation: Organisation) -> list[Link]:
    """The links above every page of an organisation, for whoever is signed in."""
    return _links(OF_AN_ORGANISATION, organisation, {"slug": organisation.slug})


def wave_links(wave: Wave) -> list[Link]:
    """The links above every page of a wave."""
    return _links(OF_A_WAVE, wave.organisation, {"slug": wave.organisation.slug, "number": wave.number})


def _links(places: Sequence[Place], organisation: Organisation, named: Mapping[str, Any]) -> list[Link]:
    may = permissions.what_may(guard.whoever_is_here(), organisation)
    here = request.blueprint
    return [
        Link(place.words, url_for(place.endpoint, **named), here in place.within)
        for place in places
        if place.may in may
    ]


def init_app(app: Flask) -> None:
    """Lets pages ask for their links."""
    app.jinja_env.globals.update(organisation_links=links, wave_links=wave_links)
