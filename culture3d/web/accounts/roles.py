"""Says in words what somebody is here: each role, and where it holds."""

from collections.abc import Mapping

from flask import Flask
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from culture3d.models.grant import Grant, Role
from culture3d.services.access import Seat

ROLES: Mapping[Role, LazyString] = {
    Role.ADMINISTRATOR: lazy_gettext("Administrator of this installation"),
    Role.CONSULTANT: lazy_gettext("Consultant"),
    Role.COORDINATOR: lazy_gettext("Coordinator"),
    Role.LEADER: lazy_gettext("Leader"),
    Role.OBSERVER: lazy_gettext("Observer"),
}


def in_words(had: Grant | Seat) -> str:
    """A role with its firm, or with its organisation and unit."""
    place = had.firm or had.organisation
    where = [place.name] if place else []
    unit = [had.unit.label] if had.unit else []
    return " · ".join([str(ROLES[had.role]), ", ".join([*where, *unit])]) if where else str(ROLES[had.role])


def init_app(app: Flask) -> None:
    """Lets pages tell roles."""
    app.jinja_env.globals["role_in_words"] = in_words
