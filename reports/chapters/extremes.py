"""Names the questions with the highest and the lowest scores, and how far the order can be trusted."""

from reports.chapters.items import ItemRow, item_rows
from reports.reader import ORGANISATION, Reader
from surveys.instrument import Item

MOST = 5


def build(reader: Reader) -> dict[str, object] | None:
    """Applies from four questions on; with fewer than ten, each list holds half of them."""
    highest, lowest = ranked(reader, MOST)
    if len(highest) < 2:
        return None
    return {
        "highest": highest,
        "lowest": lowest,
        "overlap": _overlap(reader),
        "continuous": reader.instrument.scale.continuous,
        "has_changes": reader.brief.comparison is not None,
    }


def ranked(
    reader: Reader, most: int, key: str = ORGANISATION
) -> tuple[tuple[ItemRow, ...], tuple[ItemRow, ...]]:
    """The questions with the highest and lowest scores in a segment, `most` each and none in both."""
    order = _order(reader, key)
    most = min(most, len(order) // 2)
    return item_rows(reader, tuple(order[:most]), key), item_rows(reader, tuple(order[::-1][:most]), key)


def _order(reader: Reader, key: str) -> list[Item]:
    scored = []
    for item in reader.items:
        figures = reader.figures(item.id, key)
        if item is not reader.overall and not item.reserve and figures and isinstance(figures.score, float):
            scored.append((-figures.score, item))
    return [item for _, item in sorted(scored, key=lambda pair: (pair[0], pair[1].id))]


def _overlap(reader: Reader) -> bool:
    """Says whether the last of the highest cannot be told apart from the next question after it."""
    order = _order(reader, ORGANISATION)
    if len(order) <= MOST:
        return True
    last, after = (reader.figures(item.id) for item in order[MOST - 1 : MOST + 1])
    if not last or not after or last.score_low is None or after.score_high is None:
        return False
    return last.score_low <= after.score_high
