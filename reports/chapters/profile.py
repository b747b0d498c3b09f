"""Lays out every dimension and facet with its interval, beside the last wave."""

from reports import wording
from reports.chapters.rows import rows, standings
from reports.reader import Reader


def build(reader: Reader) -> dict[str, object] | None:
    """Applies where the instrument has facets; else the questions say it all."""
    if not reader.facets or reader.figures(reader.facets[0].id) is None:
        return None
    language = reader.language
    return {
        "rows": rows(reader),
        "before_name": reader.previous.name if reader.previous else "",
        "has_changes": reader.brief.comparison is not None,
        "sentences": tuple(
            sentence
            for sentence in (
                wording.highest(language, standings(reader, reader.axes)),
                wording.lowest(language, standings(reader, reader.axes)),
            )
            if sentence
        ),
    }
