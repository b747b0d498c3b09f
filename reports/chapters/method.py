"""Says how the numbers were made, how good they are, and what they cannot carry."""

from dataclasses import dataclass

from reports import wording
from reports.chapters.changes import families
from reports.language import DASH, Language
from reports.reader import Reader


@dataclass(frozen=True)
class QualityRow:
    """How well one measure was measured."""

    name: str
    level: str
    alpha: str
    alpha_interval: str
    omega: str
    icc1: str
    icc2: str
    agreement: str
    words: str


@dataclass(frozen=True)
class DriverRow:
    """What a facet shares with the overall judgement."""

    name: str
    share: str
    ranks: str


def build(reader: Reader) -> dict[str, object]:
    """Always applies."""
    results, language = reader.results, reader.language
    quality = _quality(reader)
    return {
        "quality": quality,
        "has_groups": any(row.icc1 != DASH for row in quality),
        "has_changes": reader.brief.comparison is not None,
        "families": families(reader),
        "drivers": _drivers(reader),
        "driver_n": language.number(results.drivers.n) if results.drivers else "",
        "driver_r2": language.percent(100 * results.drivers.r2) if results.drivers else "",
        "outcome": reader.name(results.drivers.outcome) if results.drivers else "",
        "least": language.number(results.policy.min_group),
        "detailed": language.number(results.policy.detailed_from),
        "pressed": language.number(results.policy.pressed_below),
        "has_invited": reader.invited() is not None,
        "weighted": _weighted(reader),
        "open_links": reader.language.listing(wave.name for wave in reader.brief.waves if wave.open_link),
        "version": f"{results.instrument_id} {results.instrument_version}",
    }


def _quality(reader: Reader) -> tuple[QualityRow, ...]:
    levels = [(part.id, "head") for part in reader.dimensions] if not reader.facets else []
    for group in reader.groups:
        levels += [(group.dimension, "head")] if group.dimension else []
        levels += [(axis, "part") for axis in group.axes if reader.facets]
    return tuple(
        _quality_row(reader, measure, level) for measure, level in levels if measure in reader.results.quality
    )


def _quality_row(reader: Reader, measure: str, level: str) -> QualityRow:
    language, told = reader.language, reader.results.quality[measure]
    figures = reader.figures(measure)
    return QualityRow(
        name=reader.name(measure),
        level=level,
        alpha=_two(language, told.alpha),
        alpha_interval=language.interval(
            figures.alpha_low if figures else None, figures.alpha_high if figures else None, 2
        ),
        omega=_two(language, told.omega),
        icc1=_two(language, told.icc1),
        icc2=_two(language, told.icc2),
        agreement=_two(language, told.rwg_mean),
        words=wording.reliability(language, told.alpha),
    )


def _two(language: Language, value: float | None) -> str:
    return DASH if value is None else language.number(value, 2)


def _drivers(reader: Reader) -> tuple[DriverRow, ...]:
    told = reader.results.drivers
    if told is None:
        return ()
    language = reader.language
    ranked = sorted(told.shares.items(), key=lambda pair: -pair[1].share)
    total = sum(share.share for _, share in ranked) or 1.0
    return tuple(
        DriverRow(
            reader.name(facet),
            language.percent(100 * share.share / total),
            language.number(share.rank_low)
            if share.rank_low == share.rank_high
            else language.interval(share.rank_low, share.rank_high),
        )
        for facet, share in ranked
    )


def _weighted(reader: Reader) -> bool:
    figures = reader.figures(reader.axes[0]) if reader.axes else None
    return figures is not None and figures.n_effective is not None
