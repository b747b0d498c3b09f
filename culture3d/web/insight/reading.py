"""Turns the address of a page of results into what may be read there: waves, a release, groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import abort, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.i18n import chosen_language, translations
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.services import permissions
from culture3d.services.permissions import May
from culture3d.services.units import history
from culture3d.web.accounts import guard
from culture3d.web.fetching import organisation_or_404
from culture3d.web.insight.keeping import Kept
from culture3d.web.insight.organisations import chosen_wave, released_waves

if TYPE_CHECKING:  # they bring what reports are made of, which starting does not need
    from reports.reader import Reader
    from surveys.comparison import Comparison
    from surveys.results import Results, Segment

_results: Kept["Results"] = Kept(most=24)
_changes: Kept["Comparison"] = Kept(most=12)


@dataclass(frozen=True)
class Readable:
    """What somebody may read of a released wave.

    waves      all released ones, oldest first
    wave       the one that is shown, and `compared` the earlier one beside it; None for a first wave
    reader     both of them, with what changed between them: of all groups, also those not to be read here
    segment    the group that the address names, else the organisation or the first unit to be read
    segments   the groups that may be read by whoever is here, told or not, in reading order
    whole      whether that is the whole organisation, and not some units of it
    units      the units, where it is not, as they are today
    known_by   by what everything that is made of this can be kept: another release has another one
    """

    organisation: Organisation
    waves: Sequence[Wave]
    wave: Wave
    compared: Wave | None
    reader: "Reader"
    segment: "Segment"
    segments: tuple["Segment", ...]
    whole: bool
    units: tuple[Unit, ...]
    known_by: tuple[object, ...]

    @property
    def is_told(self) -> bool:
        """Whether anything may be told of the group that is shown."""
        return self.reader.is_told(self.segment)

    @property
    def page(self) -> dict[str, object]:
        """What the frame of every page of results and its macros need to know."""
        return {
            "readable": self,
            "organisation": self.organisation,
            "wave": self.wave,
            "previous": self.compared.name if self.compared else "",
            "say": self.reader.language.say,
        }


def readable_release(slug: str) -> Readable:
    """What the address asks for: `?wave=N`, another one `with=M`, and `segment=KEY`.

    :raise 404: if there is no such thing, or whoever is here may not read it.
    """
    session = database_session()
    organisation = organisation_or_404(session, slug, May.SEE)
    whole = May.READ in permissions.what_may(guard.whoever_is_here(), organisation)
    units = () if whole else tuple(permissions.units_to_read(guard.whoever_is_here(), organisation))
    released = released_waves(session, organisation) if whole or units else []
    if not released:
        abort(404)
    wave, compared = _pair(released)
    reader = reader_of(session, wave, compared, chosen_language())
    segments = reader.results.segments if whole else segments_of(session, wave, reader.results, units)
    if not segments:
        abort(_no_unit(organisation, released, wave))
    segment = _chosen_segment(segments)
    keys = () if whole else tuple(each.key for each in segments)
    pair = (wave.id, compared.id if compared else None)
    known_by = (chosen_language(), organisation.name, pair, segment.key, keys, _known_by(session, released))
    return Readable(organisation, released, wave, compared, reader, segment, segments, whole, units, known_by)


def _pair(released: Sequence[Wave]) -> tuple[Wave, Wave | None]:
    """The wave that is shown, and the earlier one that it stands beside: of any two, the later is shown."""
    wave = chosen_wave(released)
    number = request.args.get("with", "")
    if number in ("", str(wave.number)):
        before = [each for each in released if each.number < wave.number]
        return wave, before[-1] if before else None
    other = next((each for each in released if str(each.number) == number), None) or abort(404)
    return (wave, other) if other.number < wave.number else (other, wave)


def segments_of(
    session: Session, wave: Wave, results: "Results", units: Sequence[Unit]
) -> tuple["Segment", ...]:
    """These units as they were in a wave, and those below them."""
    keys = history.keys_then(session, wave)
    roots = [f"{key}/" for unit in units if (key := keys.get(unit.id))]
    told = [segment for segment in results.segments if segment.kind == "unit"]
    return tuple(unit for unit in told if any(f"{unit.key}/".startswith(root) for root in roots))


def _known_by(session: Session, waves: Sequence[Wave]) -> tuple[tuple[str, str], ...]:
    """The names of some waves, and their releases."""
    from culture3d.services import results

    digests = results.digests_of(session, waves)
    return tuple((wave.name, digests[wave.id]) for wave in waves)


def _chosen_segment(segments: Sequence["Segment"]) -> "Segment":
    """:raise 404: if the address names none of these."""
    key = request.args.get("segment", "")
    if not key:
        return segments[0]
    return next((segment for segment in segments if segment.key == key), None) or abort(404)


def _no_unit(organisation: Organisation, released: Sequence[Wave], wave: Wave) -> Response:
    """That there is nothing to read for the leader of a unit that was none yet."""
    page = render_template("insight/no_unit.html", organisation=organisation, waves=released, wave=wave)
    return Response(page, mimetype="text/html")


def reader_of(session: Session, wave: Wave, compared: Wave | None, code: str) -> "Reader":
    """Both waves and what changed between them. :raise LookupError: if one has no release."""
    from culture3d.services import briefs
    from reports.language import Language
    from reports.reader import Reader

    pair = [*([compared] if compared else []), wave]
    brief = briefs.brief_over(
        [(each, release_of(session, each)) for each in pair],
        changes_between(session, compared, wave) if compared else None,
        code,
        datetime.now(UTC).date(),
    )
    return Reader(brief, Language(code, translations(code, "reports")))


def release_of(session: Session, wave: Wave) -> "Results":
    """What may be told of a wave, of all groups. :raise LookupError: if it has no release."""
    from culture3d.services import results

    return _results.get(results.digest_of(session, wave), lambda: results.read_release(session, wave))


def changes_between(session: Session, before: Wave, after: Wave) -> "Comparison":
    """What changed from one wave to a later one. :raise LookupError: if one has no release."""
    from culture3d.services import results

    key = (results.digest_of(session, before), results.digest_of(session, after))
    return _changes.get(key, lambda: results.changes_between(session, before, after, effects=False))
