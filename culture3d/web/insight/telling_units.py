"""Turns the release of a wave into what the leader of a unit may read: that unit and what lies below it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from culture3d.i18n import translations
from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.services import briefs
from culture3d.services.units import history
from culture3d.web.insight.telling import Measured, measured
from reports import tints
from reports.chapters import heatmap
from reports.language import Language
from reports.reader import Reader
from surveys.results import Segment


@dataclass(frozen=True)
class ToldUnit:
    """A unit as its page shows it; without rows where it may not be told."""

    name: str
    n: str
    rows: tuple[Measured, ...]
    below: tuple[heatmap.MapRow, ...]


def told_units(session: Session, wave: Wave, code: str, units: list[Unit]) -> dict[str, object]:
    """What the page of these units shows. :raise LookupError: if the wave has no release."""
    language = Language(code, translations(code, "reports"))
    reader = Reader(briefs.brief_of(session, wave, code, datetime.now(UTC).date()), language)
    columns, keys = heatmap.axes_that_fit(reader), history.keys_then(session, wave)
    return {
        "say": language.say,
        "previous": reader.previous.name if reader.previous else "",
        "units": [_told(reader, unit.label, keys[unit.id], columns) for unit in units],
        "columns": heatmap.headings_of(reader),
        "tints": tints.sheet(),
    }


def _told(reader: Reader, label: str, key: str | None, columns: tuple[str, ...]) -> ToldUnit:
    """What the wave says of a unit that is called so today; nothing if it was no unit then."""
    if key is None:
        return ToldUnit(label, "", (), ())
    below = tuple(heatmap.map_row(reader, segment, columns) for segment in _below(reader, key))
    if key not in {segment.key for segment in reader.parts} or reader.results.is_suppressed(key):
        return ToldUnit(label, "", (), below)
    return ToldUnit(label, reader.language.people(reader.count(key)), measured(reader, key), below)


def _below(reader: Reader, key: str) -> Iterator[Segment]:
    for segment in reader.parts:
        if segment.kind == "unit" and segment.key.startswith(f"{key}/"):
            yield segment
