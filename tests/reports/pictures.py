"""A small cast for tests of pictures: two questionnaires' axes, English and German, and outlines on them."""

from reports.figures import Axis, Outline

ENGLISH = tuple(
    Axis(f"facet_{place}", name, sector)
    for place, (name, sector) in enumerate(
        (name, sector)
        for sector, names in {
            "Beyond silos": ("Open information flow", "Joint problem solving", "Common goals", "Service"),
            "Empowerment": ("Freedom to act", "Voice and improvement", "Means and support", "Recognition"),
            "Customer thinking": ("Customer insight", "Looking ahead", "Co-creation", "Promises kept"),
        }.items()
        for name in names
    )
)
_GERMAN = {
    "Beyond silos": "Jenseits der Silos",
    "Empowerment": "Handlungsvollmacht",
    "Customer thinking": "Kundenorientiertes Denken",
}
GERMAN = tuple(
    Axis(axis.measure, name, _GERMAN[axis.sector])
    for axis, name in zip(
        ENGLISH,
        (
            "Offener Informationsfluss",
            "Gemeinsames Problemlösen",
            "Gemeinsame Ziele statt Revierdenken",
            "Bereichsübergreifender Kundendienst",
            "Entscheidungsspielraum",
            "Mitsprache und Verbesserungsvorschläge",
            "Mittel und Unterstützung",
            "Sinn und Anerkennung",
            "Kundenverständnis",
            "Vorausschauen und Anpassungsfähigkeit",
            "Partnerschaftliche Zusammenarbeit",
            "Kundenerfolgsverantwortung",
        ),
        strict=True,
    )
)
HOSTILE = (
    "<script>alert(1)</script>",
    "<b>bold</b><br>broken",
    "%{customdata} %{x}",
    "line one\nline two",
    "שירות לקוחות פנימי",
    "خدمة العملاء الداخلية",
    "a & b &amp; c",
    '"><img src=x onerror=alert(1)>',
    "$x^2$ \\alpha",
    "X" * 80,
    "",
    "ไม่มีช่องว่างในภาษาไทยเลยสักนิดเดียว",
)


def plain(count: int) -> tuple[Axis, ...]:
    """Axes that belong to no dimension."""
    return tuple(Axis(f"axis_{place}", f"Axis number {place}") for place in range(count))


def hostile() -> tuple[Axis, ...]:
    """Axes with names that would be read as markup, templates or formulas if they were not text."""
    return tuple(Axis(f"axis_{place}", name, "<i>S</i>") for place, name in enumerate(HOSTILE))


def outline(name: str, count: int = 12, base: float = 50.0, gaps: tuple[int, ...] = ()) -> Outline:
    """Scores that go up and down around the circle, with intervals of 4 points to both sides."""
    scores = [None if place in gaps else base + 3.0 * ((place * 7) % 5) for place in range(count)]
    lows = tuple(None if score is None else score - 4 for score in scores)
    highs = tuple(None if score is None else score + 4 for score in scores)
    return Outline(name, tuple(scores), lows, highs)


def waves(count: int, axes: int = 12) -> tuple[Outline, ...]:
    """Waves that grow, oldest first."""
    return tuple(outline(f"Wave {wave + 1}", axes, 40.0 + 6 * wave) for wave in range(count))
