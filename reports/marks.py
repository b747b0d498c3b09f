"""Turns figures into the small drawings that stand behind table cells: dots with whiskers, changes, shares.

A mark holds no text: the numbers it draws stand in the cells beside it. It is an SVG as a data: address,
meant as a CSS background, which screen readers and PDF tags rightly take for decoration.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence

from reports import palette
from surveys.results import Bound

WIDTH, HEIGHT = 240, 20  # user units; the style sheet fixes millimetres in the same ratio
EDGE = 8  # room for half a dot at either end
GAP = 1.4  # between two shares
BAR = 46.0  # mm that a distribution runs, as the style sheet sets it,
DIGIT, SPACE = 1.6, 0.72  # and a digit of the numbers below it, and the space between two
EM_SPACE, THIN_SPACE = "\u2003", "\u2006"  # an em and a sixth of it, in every font,
THIN = 7.2 * 25.4 / 72 / 6  # and how wide that is in mm, at the size of the numbers


def interval(
    score: float | Bound | None,
    low: float | None,
    high: float | None,
    colour: str,
    *,
    before: float | Bound | None = None,
    reference: float | Bound | None = None,
) -> str:
    """A dot with whiskers on a line of 0-100; last time's score as a ring, the organisation's as a tick."""
    parts = [_strokes([_line(0, 100), *(_tick(at, 3) for at in (0, 25, 50, 75, 100))], palette.HAIR, 1)]
    if isinstance(reference, float):
        parts.append(_strokes([_tick(reference, 8)], palette.INK, 1.6))
    if low is not None and high is not None:
        parts.append(_whiskers(low, high, colour))
    if isinstance(before, float):
        parts.append(
            f'<circle cx="{_x(before)}" cy="10" r="4.2" fill="#fff" stroke="{colour}" stroke-width="1.6"/>'
        )
    if isinstance(score, float):
        parts.append(f'<circle cx="{_x(score)}" cy="10" r="5.4" fill="{colour}"/>')
    return _address(parts)


def change(size: float, low: float | None, high: float | None, reach: float, colour: str) -> str:
    """A change with its interval around zero; the line reaches from -`reach` to +`reach` points."""

    def place(value: float) -> float:
        return 50 + 50 * max(-1.0, min(1.0, value / reach))

    parts = [
        _strokes([_line(0, 100)], palette.FAINT, 1),
        _strokes([_tick(50, 9)], palette.QUIET, 1),
    ]
    if low is not None and high is not None:
        parts.append(_whiskers(place(low), place(high), colour))
    x = _x(place(size))
    parts.append(f'<path d="M{x} 3.6 L{x + 6.4:g} 10 L{x} 16.4 L{x - 6.4:g} 10 Z" fill="{colour}"/>')
    return _address(parts)


def bar(
    share: float | Bound | None, colour: str, *, reference: float | Bound | None = None, most: float = 100.0
) -> str:
    """A share (%) as a bar from the left; another one as a tick, `most` is where the line ends."""
    parts = [f'<rect x="{EDGE}" y="9" width="{WIDTH - 2 * EDGE}" height="2" fill="{palette.FAINT}"/>']
    if (long := _x(100 * _size(share) / most) - EDGE) > 0:
        parts.append(f'<rect x="{EDGE}" y="3" width="{long:.1f}" height="14" fill="{colour}"/>')
    if isinstance(reference, float):
        parts.append(_strokes([_tick(100 * reference / most, 9)], palette.INK, 1.6))
    return _address(parts)


def ranks(low: int, high: int, of: int, colour: str) -> str:
    """From which rank to which something may stand, of so many; the first rank is on the left."""

    def place(rank: int) -> float:
        return 100 * (rank - 1) / max(of - 1, 1)

    parts = [
        _strokes([_line(0, 100), *(_tick(place(rank), 3) for rank in range(1, of + 1))], palette.HAIR, 1),
        _strokes([_line(place(low), place(high))], colour, 6),
        *(f'<circle cx="{_x(place(rank))}" cy="10" r="5" fill="{colour}"/>' for rank in sorted({low, high})),
    ]
    return _address(parts)


def distribution(shares: Iterable[float | Bound | None], colours: Sequence[str]) -> str:
    """Shares (%) side by side, lowest point of the scale first; gaps keep them apart in black and white.

    Shares that are told as limits only are drawn at their limit, and the bar is filled up to its length.
    """
    drawn = [_size(share) for share in shares]
    total = sum(drawn) or 1.0
    parts, left = [], 0.0
    for size, colour in zip(drawn, colours, strict=True):
        width = WIDTH * size / total
        if width > 0:
            seen = max(width - GAP, GAP / 2)
            parts.append(f'<rect x="{left:.2f}" width="{seen:.2f}" height="{HEIGHT}" fill="{colour}"/>')
            left += width
    return _address(parts)


def under(shares: Sequence[float | Bound | None], texts: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Each number with the room after it, mm, so that a line set flush right has every one under its share.

    Numbers are moved aside where shares are too narrow for them, and keep their order.
    """
    sizes = [_size(share) for share in shares]
    total = sum(sizes) or 1.0
    ends: list[float] = []
    right = BAR
    middles = [BAR * (sum(sizes[:place]) + size / 2) / total for place, size in enumerate(sizes)]
    wide = [len(text) * DIGIT for text in texts]
    for middle, width in zip(reversed(middles), reversed(wide), strict=True):
        end = min(middle + width / 2, right)
        ends.insert(0, end)
        right = end - width - SPACE
    for place, width in enumerate(wide):
        ends[place] = max(ends[place], width if place == 0 else ends[place - 1] + SPACE + width)
    starts = [*(end - width for end, width in zip(ends, wide, strict=True)), BAR + SPACE]
    rooms = (round(starts[place + 1] - end - SPACE, 2) for place, end in enumerate(ends))
    return tuple((text, max(0.0, room)) for text, room in zip(texts, rooms, strict=True))


def line(told: Iterable[tuple[str, float]]) -> str:
    """The numbers of `under` as one line of text, their rooms filled with spaces of fixed width.

    One piece of text is laid out several times as fast as pieces with a padding each. Rounding to whole
    spaces is carried over, so that no number stands more than half a space away from its place.
    """
    words, owed = [], 0.0
    for text, room in reversed([*told]):
        spaces = max(0, round((room + owed) / THIN))
        owed += room - spaces * THIN
        words.append(text + EM_SPACE * (spaces // 6) + THIN_SPACE * (spaces % 6))
    return " ".join(reversed(words))


def _size(share: float | Bound | None) -> float:
    if isinstance(share, Bound):
        return share.at_most if share.at_most is not None else share.at_least or 0.0
    return share or 0.0


def _x(value: float) -> float:
    return round(EDGE + (WIDTH - 2 * EDGE) * max(0.0, min(100.0, value)) / 100, 1)


def _line(low: float, high: float) -> str:
    return f"M{_x(low)} 10H{_x(high)}"


def _tick(value: float, half: float) -> str:
    return f"M{_x(value)} {10 - half:g}V{10 + half:g}"


def _whiskers(low: float, high: float, colour: str) -> str:
    return _strokes([_line(low, high), _tick(low, 4), _tick(high, 4)], colour, 2.4)


def _strokes(paths: Iterable[str], colour: str, width: float) -> str:
    """Lines of one kind as one shape: what a mark costs on paper is its number of shapes."""
    return f'<path d="{"".join(paths)}" stroke="{colour}" stroke-width="{width:g}"/>'


def _address(parts: Iterable[str]) -> str:
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{''.join(parts)}</svg>"
    )
    return f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}"
