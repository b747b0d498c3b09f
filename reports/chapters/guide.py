"""Says how the report is to be read, with an example of every mark and sign that it uses."""

from reports import marks, palette
from reports.chapters.segments import with_a_page
from reports.reader import Reader


def build(reader: Reader) -> dict[str, object]:
    """Always applies; what the report does not contain is not explained."""
    language, scale, has = reader.language, reader.instrument.scale, reader.brief.contents.has
    has_ring = reader.previous is not None and has("profile")
    return {
        "example": marks.interval(
            64.0, 58.0, 70.0, palette.SECTORS[0].strong, before=48.0 if has_ring else None
        ),
        "example_interval": language.interval(58, 70),
        "example_score": language.number(64),
        "least": reader.results.policy.min_group,
        "detailed": reader.results.policy.detailed_from,
        "has_points": not scale.continuous,
        "has_bars": any(map(has, ("items", "extremes", "segments"))),
        "has_groups": has("segments") and bool(with_a_page(reader)),
        "has_ring": has_ring,
        "has_previous": reader.brief.comparison is not None,
        "low_end": language.number(scale.minimum),
        "high_end": language.number(scale.maximum),
        "favourable": language.listing(
            reader.wording(point.label) or language.number(point.value)
            for point in scale.points
            if point.value in scale.favourable
        ),
    }
