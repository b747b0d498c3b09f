"""Shows an organisation's released waves: participation, profile, groups, and what changed."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, abort, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.db import database_session
from culture3d.i18n import chosen_language, translations
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from culture3d.services import reporting
from culture3d.services.answering import ballots
from culture3d.web.insight.drawing import drawn
from reports.chapters import changes, heatmap, participation, picture
from reports.chapters.rows import rows
from reports.figures import Outline, axes_of, interactive, outline_of, radar, solid, solid_on_screen
from reports.language import Language
from reports.reader import ORGANISATION, Reader

bp = Blueprint("organisations", __name__)

# Width and height in px at which pictures are laid out, for a desk and for a phone; the page scales them.
SIZES = {"wide": (640.0, 520.0), "narrow": (340.0, 400.0)}


@dataclass(frozen=True)
class OpenWave:
    """A wave that takes answers: only how many there are is told."""

    name: str
    link: str | None
    answered: int
    invited: int | None


@bp.get("/")
def index() -> str:
    """Every organisation of this installation."""
    found = database_session().scalars(select(Organisation).order_by(Organisation.name))
    return render_template("insight/index.html", organisations=found.all())


@bp.get("/organisations/<slug>")
def organisation(slug: str) -> str:
    """What the latest wave says, or the one the address names. :raise 404: if there is no such one."""
    session = database_session()
    found = organisation_or_404(session, slug)
    released = released_waves(session, found)
    if not released:
        return render_template(
            "insight/nothing_yet.html", organisation=found, open_wave=_open_wave(session, found)
        )
    wave = chosen_wave(released)
    return render_template(
        "insight/organisation.html",
        organisation=found,
        waves=released,
        wave=wave,
        open_wave=_open_wave(session, found),
        reports=reporting.reports_on(session, wave)[:5],
        **_told(session, wave),
    )


def organisation_or_404(session: Session, slug: str) -> Organisation:
    """:raise 404: if there is no such organisation."""
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        abort(404)
    return found


def released_waves(session: Session, organisation: Organisation) -> list[Wave]:
    """The released waves of an organisation, oldest first."""
    found = select(Wave).where(Wave.organisation_id == organisation.id, Wave.state == State.RELEASED)
    return list(session.scalars(found.order_by(Wave.number)))


def chosen_wave(released: list[Wave]) -> Wave:
    """The wave that the address names, or the latest. :raise 404: if it names one that is not released."""
    number = request.args.get("wave", "")
    if not number:
        return released[-1]
    return next((wave for wave in released if str(wave.number) == number), None) or abort(404)


def _open_wave(session: Session, organisation: Organisation) -> OpenWave | None:
    found = session.scalar(
        select(Wave).where(Wave.organisation_id == organisation.id, Wave.state == State.OPEN)
    )
    if found is None:
        return None
    asked = sum(number for key, number in found.invited.items() if key in ("all", "leader", "customer"))
    return OpenWave(found.name, found.open_link, ballots.count(session, found), asked or None)


def _told(session: Session, wave: Wave) -> dict[str, object]:
    """Everything the page shows, from releases alone, in words and figures that are ready to print."""
    code = chosen_language()
    language = Language(code, translations(code, "reports"))
    reader = Reader(reporting.brief_of(session, wave, code, datetime.now(UTC).date()), language)
    return {
        "say": language.say,
        "participation": participation.build(reader),
        "picture": picture.build(reader),
        "rows": rows(reader),
        "previous": reader.previous.name if reader.previous else "",
        "heatmap": heatmap.build(reader),
        "changes": changes.build(reader),
        **_figures(reader),
    }


def _figures(reader: Reader) -> dict[str, object]:
    """Radar and solid, each as a first view in SVG and as a figure for Plotly; none if too little is told."""
    axes = axes_of(reader.instrument, reader.brief.language)
    if not axes or reader.figures(axes[0].measure) is None:
        return {"drawings": {}, "figures": {}}
    waves: tuple[Outline, ...] = tuple(
        outline_of(wave.results, ORGANISATION, axes, wave.name) for wave in reader.brief.waves
    )
    code, say = reader.brief.language, reader.language.say
    flat = {width: radar(axes, waves[:-3:-1], code, *size) for width, size in SIZES.items()}
    body = {width: solid(axes, waves, code, *size) for width, size in SIZES.items()}
    return {
        "drawings": {
            **{f"radar-{width}": drawn(picture, say("Profile")) for width, picture in flat.items()},
            **{f"solid-{width}": drawn(picture, say("Culture solid")) for width, picture in body.items()},
        },
        # The names around the solid need more room to turn in than a phone has.
        "figures": {
            **{f"radar-{width}": interactive(picture) for width, picture in flat.items()},
            "solid-wide": solid_on_screen(axes, waves, code),
        },
    }
