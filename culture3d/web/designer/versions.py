"""Shows what was stored of a questionnaire, what stays comparable with which wave, and stores a version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.organisation import Organisation
from culture3d.models.wave import Wave
from culture3d.services import audit, questionnaires
from culture3d.services.designing.checking import check
from culture3d.services.questionnaires import says_the_same
from culture3d.web.accounts import guard
from culture3d.web.designer.editing import Editing, editing_or_404
from culture3d.web.fetching import questionnaire_or_404
from surveys.faults import BadInput

if TYPE_CHECKING:
    from surveys.instrument import Instrument

bp = Blueprint("versions", __name__, url_prefix="/questionnaires/<int(max=2147483647):id>/versions")
guard.protect(bp)


@dataclass(frozen=True)
class Earlier:
    """Something that a questionnaire can be compared with; `key` names it in addresses."""

    key: str
    name: str
    text: str
    stored: InstrumentVersion | None = None


@dataclass(frozen=True)
class Kept:
    """How much of an earlier wave's questionnaire can still be compared: of items, facets and dimensions."""

    wave: Wave
    items: tuple[int, int]
    facets: tuple[int, int]
    lost: tuple[tuple[str, str], ...]


@bp.get("/")
def index(id: int) -> str:
    """The versions, and the waves that it can be compared with. :raise 404: if there is none."""
    session = database_session()
    editing = editing_or_404(id)
    instrument = editing.checked.instrument
    return render_template(
        "designer/versions.html",
        draft=editing,
        questionnaire=editing.questionnaire,
        earlier=earlier_of(session, editing),
        same=_same(session, editing),
        next=questionnaires.next_number(session, editing.questionnaire.firm, str(editing.get("id"))),
        kept=_comparable(session, editing, instrument) if instrument else [],
        reasons=REASONS,
    )


@bp.post("/")
def store(id: int) -> Redirect:
    """Stores the questionnaire as a version that never changes. :raise 404: if there is none."""
    session = database_session()
    questionnaire = questionnaire_or_404(session, id)
    who = guard.whoever_is_here()
    try:
        before = set(questionnaires.versions_of(session, questionnaire.firm))
        stored = questionnaires.field(session, questionnaire, who)
    except BadInput:
        flash(gettext("What has faults cannot be stored as a version: mend them first."))
        return redirect(url_for("versions.index", id=id), 303)
    if stored not in before:
        about: dict[str, int | str] = {"title": questionnaire.title, "version": stored.version}
        audit.record_apart(session, audit.Action.QUESTIONNAIRE_STORED, questionnaire.firm, who, about)
    session.commit()
    flash(gettext("Stored as version %(number)s. It never changes from now on.", number=stored.version))
    return redirect(url_for("versions.index", id=id), 303)


@bp.get("/<key>/")
def difference(id: int, key: str) -> str:
    """What a version changed, or the questionnaire as it stands. :raise 404: if there is none."""
    from surveys.revisions import revisions  # brings numpy, which starting does not need

    session = database_session()
    editing = editing_or_404(id)
    earlier = earlier_of(session, editing)
    before, to = one_of(earlier, key), request.args.get("to", "")
    after = one_of(earlier, to) if to else Earlier("", gettext("As it stands"), editing.questionnaire.text)
    now = check(after.text).instrument
    found = revisions(questionnaires.read(before.text), now) if now else None
    page = {"before": before, "after": after, "earlier": earlier, "found": found, "words": REVISED}
    return render_template(
        "designer/difference.html", draft=editing, questionnaire=editing.questionnaire, **page
    )


@bp.get("/<key>.yaml")
def text(id: int, key: str) -> Response:
    """A version as a file. :raise 404: if there is none."""
    session = database_session()
    editing = editing_or_404(id)
    found = one_of(earlier_of(session, editing), key)
    named = f"{editing.get('id') or 'questionnaire'}-{found.key}.yaml"
    return yaml_file(found.text, named)


def yaml_file(text: str, name: str) -> Response:
    """A questionnaire's text, to be kept as a file."""
    reply = Response(text, mimetype="application/yaml")
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    return reply


def one_of(earlier: list[Earlier], key: str) -> Earlier:
    """:raise 404: if there is none of this key."""
    return next((each for each in earlier if each.key == key), None) or abort(404)


def earlier_of(session: Session, editing: Editing) -> list[Earlier]:
    """What a questionnaire can be compared with: versions of the same id, and what ships under it."""
    from surveys import catalogue  # brings pydantic, which starting does not need

    name, firm = str(editing.get("id")), editing.questionnaire.firm
    stored = [
        Earlier(str(each.version), gettext("Version %(number)s", number=each.version), each.text, each)
        for each in questionnaires.versions_of(session, firm, name)
    ]
    known = {each.text for each in stored}
    shipped = [(catalogue.load(each), catalogue.text_of(each)) for each in catalogue.available()]
    ships = [
        Earlier(
            f"{each.version}-shipped",
            gettext("Version %(number)s, as it ships", number=each.version),
            text,
        )
        for each, text in shipped
        if each.id == name and text not in known
    ]
    return stored + ships


def _same(session: Session, editing: Editing) -> Earlier | None:
    """The version that says what the questionnaire says as it stands."""
    there = editing.questionnaire.text
    return next(
        (each for each in earlier_of(session, editing) if says_the_same(each.text, there)),
        None,
    )


def _comparable(session: Session, editing: Editing, instrument: "Instrument") -> list[Kept]:
    """Every wave of the firm's organisations that asked anything of this, the latest first."""
    found = select(Wave).join(Organisation).where(Organisation.firm_id == editing.questionnaire.firm_id)
    waves = session.scalars(found.order_by(Organisation.name, Wave.number.desc()))
    kept = [_kept(wave, instrument) for wave in waves]
    return [each for each in kept if each.items[0]]


def _kept(wave: Wave, after: "Instrument") -> Kept:
    from surveys.matching import match_instruments

    before = questionnaires.instrument_of(wave.instrument_version)
    asked = [[item.id for item in each.all_items if not item.reserve] for each in (before, after)]
    matching = match_instruments(before, after, *asked)
    facets = {facet.id for facet in (*before.all_facets, *after.all_facets)}
    counts = [
        (sum(1 for id in ids if matching.matches[id].reason is None), len(ids))
        for ids in (matching.items, facets)
    ]
    language = chosen_language()
    lost = tuple(
        (_name(id, language, after, before), match.reason.name)
        for id, match in matching.matches.items()
        if match.reason is not None and id in facets
    )
    return Kept(wave, counts[0], counts[1], lost)


def _name(id: str, language: str, *instruments: "Instrument") -> str:
    for instrument in instruments:
        if id in instrument.measures:
            return instrument.name_of(id, language)
    return id


# Why a facet cannot be compared, by the name of its reason in surveys.matching.
REASONS: Mapping[str, object] = {
    "ONCE": lazy_gettext("only one of the two asks it"),
    "SCALE": lazy_gettext("it is answered on another scale"),
    "ITEMS": lazy_gettext("fewer than half of its items are the same"),
}
# How a difference between two versions is told, by its kind in surveys.revisions.
REVISED: Mapping[str, object] = {
    "added": lazy_gettext("added"),
    "removed": lazy_gettext("removed"),
    "moved": lazy_gettext("moved"),
    "reworded": lazy_gettext("reworded"),
    "worded": lazy_gettext("newly worded"),
    "no longer worded": lazy_gettext("no longer worded"),
    "rescaled": lazy_gettext("other scale"),
    "keyed otherwise": lazy_gettext("key turned"),
    "asked otherwise": lazy_gettext("asked otherwise"),
}
