"""Turns a drawing and its labels into one piece of HTML or SVG with real text.

For paper the labels are HTML above an image: WeasyPrint shapes HTML in every script, SVG text in few. For a
browser they are text inside the SVG, which needs no style attributes and so passes a strict content policy.
"""

from base64 import b64encode
from html import escape

from reports.figures.lettering import LEADING
from reports.figures.picture import ANCHORED, Label

FAMILY = "Inter, Noto Sans, sans-serif"
ROOM = 1.12  # a box is this much wider than its words are expected to run


def as_html(svg: str, width: float, height: float, labels: tuple[Label, ...], alt: str) -> str:
    """An element of `width` x `height` px: the drawing as an image with `alt`, its labels placed above it."""
    source = b64encode(svg.encode()).decode()
    boxes = "".join(map(_box, labels))
    return (
        f'<div class="picture" style="position:relative;width:{width:.1f}px;height:{height:.1f}px;'
        f'font:400 10px/{LEADING} {FAMILY};white-space:nowrap">'
        f'<img src="data:image/svg+xml;base64,{source}" alt="{escape(alt)}"'
        f' style="display:block;width:{width:.1f}px;height:{height:.1f}px">{boxes}</div>'
    )


def as_svg(svg: str, labels: tuple[Label, ...], alt: str) -> str:
    """The drawing with its labels as text, for a page in a browser."""
    head, _, rest = svg.partition(">")
    named = f'{head} role="img" aria-label="{escape(alt)}" font-family="{FAMILY}">'
    return named + rest.removesuffix("</svg>") + "".join(map(_text, labels)) + "</svg>"


def _box(label: Label) -> str:
    side = {"start": "left", "middle": "center", "end": "right"}[label.anchor]
    room = label.width * ROOM + 2 + _padding(label)
    left = label.x - ANCHORED[label.anchor] * room
    style = (
        f"position:absolute;left:{left:.1f}px;top:{label.top:.1f}px;width:{room:.1f}px;"
        f"font-size:{label.size:g}px;color:{label.colour};text-align:{side}"
    )
    if label.bold:
        style += ";font-weight:600"
    if label.ground:
        style += f";background:{label.ground};border-radius:{label.size * 0.7:.0f}px"
    if label.angle:
        style += f";transform:rotate({label.angle:.1f}deg)"
    words = "<br>".join(map(escape, label.lines))
    return f'<div class="{label.role}" dir="auto" style="{style}">{words}</div>'


def _text(label: Label) -> str:
    top = label.top + label.size * (LEADING - 1) / 2 + label.size * 0.86
    spans = "".join(
        f'<tspan x="{label.x:.1f}" y="{top + line * label.size * LEADING:.1f}">{escape(words)}</tspan>'
        for line, words in enumerate(label.lines)
    )
    turn = f' transform="rotate({label.angle:.1f} {label.x:.1f} {label.y:.1f})"' if label.angle else ""
    text = (
        f'<text text-anchor="{label.anchor}" font-size="{label.size:g}" fill="{label.colour}"'
        f' font-weight="{600 if label.bold else 400}">{spans}</text>'
    )
    return f"<g{turn}>{_pill(label)}{text}</g>"


def _padding(label: Label) -> float:
    """What the ground of a label takes beyond its words, px, both sides together."""
    return label.size * (1.2 if label.bold else 0.3) if label.ground else 0.0


def _pill(label: Label) -> str:
    if not label.ground:
        return ""
    wide = label.width + _padding(label)
    return (
        f'<rect x="{label.x - wide / 2:.1f}" y="{label.top:.1f}" width="{wide:.1f}"'
        f' height="{label.height:.1f}" rx="{label.size * 0.7:.0f}" fill="{label.ground}"/>'
    )
