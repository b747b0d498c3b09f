"""Makes briefs to tell: instruments of several shapes and hand-made results that hang together."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from reports.brief import Brief, Comments, Wave
from surveys.changes import Change
from surveys.codes import Perspective
from surveys.comparison import Comparison
from surveys.instrument import Instrument
from surveys.matching import Unmatched
from surveys.results import (
    DETAILED,
    ROUNDED,
    STATISTICS,
    SUPPRESSED,
    Drivers,
    DriverShare,
    FigureTable,
    Gap,
    Intake,
    Policy,
    Quality,
    Results,
    Segment,
    SetAside,
)

FACETS = {
    "silos": {
        "information_flow": ("Open information flow", "Offener Informationsfluss"),
        "joint_problem_solving": ("Joint problem solving", "Gemeinsame Problemlösung"),
        "common_goals": ("Common goals over turf", "Gemeinsame Ziele statt Bereichsdenken"),
        "internal_service": ("Internal customer service", "Interne Kundenorientierung"),
    },
    "empowerment": {
        "freedom_to_act": ("Freedom to act", "Handlungsfreiheit"),
        "voice": ("Voice and improvement", "Mitsprache und Verbesserung"),
        "means_and_support": ("Means and support", "Mittel und Unterstützung"),
        "meaning_and_recognition": ("Meaning and recognition", "Sinn und Anerkennung"),
    },
    "customer_thinking": {
        "insight": ("Customer insight", "Kundenverständnis"),
        "looking_ahead": ("Looking ahead and adapting", "Vorausschau und Anpassungsfähigkeit"),
        "partnership": ("Co-creation and partnership", "Gemeinsame Entwicklung und Partnerschaft"),
        "promises": ("Promises and customer success", "Versprechen und Kundenerfolg"),
    },
}
DIMENSIONS = {
    "silos": ("Beyond silos", "Über Bereichsgrenzen hinweg"),
    "empowerment": ("Empowerment", "Befähigung"),
    "customer_thinking": ("Customer thinking", "Denken vom Kunden her"),
}
LABELS = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")


def _said(pair: tuple[str, str]) -> dict[str, str]:
    return dict(zip(("en", "de"), pair, strict=True))


def scale(points: int = 5) -> dict:
    """A scale of some points, the upper ones favourable; `points` 0 makes it continuous."""
    if not points:
        return {"min": 0, "max": 100}
    labels = LABELS if points == len(LABELS) else [f"Step {value}" for value in range(1, points + 1)]
    return {
        "points": [{"value": value, "label": label} for value, label in enumerate(labels, start=1)],
        "favourable": list(range(points // 2 + 2, points + 1)),
        "neutral": [points // 2 + 1] if points % 2 else [],
        "not_applicable": "Don’t know / does not apply",
    }


def _facet(key: str, names: tuple[str, str], items: int) -> dict:
    english, german = names
    return {
        "id": key,
        "name": _said(names),
        "definition": {
            "en": f"How much of “{english}” people see around them, from day to day.",
            "de": f"Wie viel „{german}“ die Menschen im Alltag um sich herum erleben.",
        },
        "high": {"en": "It happens early and unasked.", "de": "Es geschieht früh und ungefragt."},
        "low": {
            "en": "It happens late, or only when chased.",
            "de": "Es geschieht spät oder nur auf Drängen.",
        },
        "playbook": [
            {
                "en": f"Behaviour {n} that makes it a habit.",
                "de": f"Verhalten {n}, das es zur Gewohnheit macht.",
            }
            for n in (1, 2, 3)
        ],
        "items": [
            {
                "id": f"{key}.{n}",
                "text": {
                    "en": f"Statement {n} on “{english}” when a customer needs several of our teams.",
                    "de": f"Aussage {n} zu „{german}“, wenn ein Kunde mehrere Bereiche braucht.",
                },
                "perspectives": {"leader": {"en": f"The same statement {n}, as a leader reads it."}}
                if n < 3
                else {},
                "reverse": n == 3,
            }
            for n in range(1, items + 1)
        ],
    }


def instrument(
    *, dimensions: bool = True, facets: bool = True, items: int = 3, points: int = 5
) -> Instrument:
    """An instrument in the shape of Culture 3D, or a flatter one."""
    made = {
        key: [_facet(facet, names, items) for facet, names in parts.items()] for key, parts in FACETS.items()
    }
    flat = [facet for parts in made.values() for facet in parts]
    body: dict = {
        "id": "culture3d",
        "version": 1,
        "title": {"en": "Culture 3D", "de": "Kultur 3D"},
        "scale": scale(points),
        "overall": {
            "id": "overall",
            "text": {
                "en": "I would be glad to be a customer of this organisation.",
                "de": "Ich wäre gern Kunde dieser Organisation.",
            },
        },
        "questions": [{"id": "story", "text": "Tell us of a customer you helped.", "purpose": "story"}],
    }
    if dimensions:
        body["dimensions"] = [
            {"id": key, "name": _said(DIMENSIONS[key]), "facets": parts} for key, parts in made.items()
        ]
    elif facets:
        body["facets"] = flat
    else:
        body["items"] = [item for facet in flat for item in facet["items"]][:12]
    return Instrument.model_validate(body)


UNITS = (
    Segment("S", "Sales", "all", "unit", 1),
    Segment("S/N", "Northern region", "S", "unit", 2),
    Segment("S/S", "Southern region", "S", "unit", 2),
    Segment("S/K", "Key accounts", "S", "unit", 2),
    Segment("O", "Operations", "all", "unit", 1),
    Segment("O/W", "Warehouse", "O", "unit", 2),
    Segment("O/D", "Deliveries and returns", "O", "unit", 2),
    Segment("F", "Finance and administration", "all", "unit", 1),
    Segment("I", "Information technology", "all", "unit", 1),
    Segment("tenure=0", "Less than two years", None, "attribute"),
    Segment("tenure=1", "Two years or more", None, "attribute"),
)
PEOPLE = {
    "all": 412, "S": 120, "S/N": 55, "S/S": 45, "O": 160, "O/W": 90, "O/D": 70, "F": 14, "I": 118,
    "tenure=0": 9, "tenure=1": 380, "leader": 24, "customer": 61,
}  # fmt: skip
HIDDEN = ("S/K", "F")


def results(
    told: Instrument,
    *,
    seed: int = 1,
    lift: float = 0.0,
    units: bool = True,
    perspectives: Sequence[Perspective] = ("leader",),
    hidden: Sequence[str] = HIDDEN,
    invited: bool = True,
    people: dict[str, int] = PEOPLE,
) -> Results:
    """Results of one wave: scores between 40 and 80, `lift` points higher; `hidden` segments suppressed."""
    random = np.random.default_rng(seed)
    segments = (Segment("all", "", None, "organisation"), *(UNITS if units else ()))
    others = tuple(Segment(name, name, None, "perspective") for name in perspectives)
    rows = (*segments, *others)
    items = tuple(item.id for item in told.all_items)
    counts = {row.key: people[row.key] for row in rows if row.key not in hidden}
    table = _table(told, rows, counts, random, lift)
    return Results(
        instrument_id=told.id,
        instrument_version=told.version,
        policy=Policy(),
        intake=Intake(read=419, used=412, set_aside=(SetAside("no item answered", 7),)),
        items=items,
        measures=told.measures,
        segments=segments,
        perspectives=others,
        table=table,
        counts=counts,
        invited={key: round(count * 1.3) for key, count in counts.items() if key in ("all", "S", "O", "I")}
        if invited
        else {},
        quality={
            part: Quality(0.83 - 0.02 * place, 0.84, 0.034, 0.81, 0.71)
            for place, part in enumerate(told.measures[len(items) :])
        },
        drivers=_drivers(told),
        gaps=_gaps(told, perspectives),
    )


def _gaps(told: Instrument, perspectives: Sequence[Perspective]) -> tuple[Gap, ...]:
    sizes = (-12.0, 1.0, 6.0, -3.0)
    return tuple(
        Gap(perspective, part.id, (part.id,), 400, 24, 60.0, 60.0 + size, size, size - 4, size + 4)
        for perspective in perspectives
        for part, size in zip((*told.all_facets, *told.dimensions), sizes * 4, strict=False)
    )


def _drivers(told: Instrument) -> Drivers | None:
    facets = [facet.id for facet in told.all_facets]
    if not facets:
        return None
    shares = {
        key: DriverShare(0.4 / (place + 1), place + 1, min(place + 4, len(facets)))
        for place, key in enumerate(facets)
    }
    return Drivers("overall", 0.41, 398, shares)


def _table(told, rows, counts, random, lift) -> FigureTable:
    at = {name: place for place, name in enumerate(STATISTICS)}
    measures, items = told.measures, tuple(item.id for item in told.all_items)
    points = len(told.scale.values)
    values = np.full((len(rows), len(measures), len(STATISTICS)), np.nan)
    shares = np.full((len(rows), len(items), points), np.nan)
    tiers = np.zeros((len(rows), len(measures)), np.uint8)
    banded = np.zeros(tiers.shape, bool)
    base = random.uniform(45, 78, len(measures))
    for row, segment in enumerate(rows):
        people = counts.get(segment.key, 0)
        scores = np.clip(base + lift + random.normal(0, 60 / max(people, 5) ** 0.5, len(measures)), 3, 97)
        for column, measure in enumerate(measures):
            is_item = measure in items
            tier = SUPPRESSED if not people else DETAILED if people >= 10 else ROUNDED
            tier = SUPPRESSED if tier == ROUNDED and is_item else tier
            tiers[row, column] = tier
            if tier == SUPPRESSED:
                continue
            score, half = scores[column], 45 / people**0.5
            told_figures = {
                "n": people,
                "score": score,
                "score_low": score - half,
                "score_high": score + half,
            }
            if tier == DETAILED:
                told_figures |= {"mean": 1 + score / 25, "sd": 0.9}
                if is_item and points:
                    shares[row, column] = _shares(random, points, score)
                    told_figures |= _favourability(shares[row, column], told, half)
                elif not is_item:
                    told_figures |= {
                        "alpha": 0.78,
                        "alpha_low": 0.74,
                        "alpha_high": 0.82,
                        "omega": 0.8,
                        "rwg": 0.7,
                    }
            for name, value in told_figures.items():
                values[row, column, at[name]] = value
        banded[row] = segment.key == "S"
    return FigureTable(values, shares, tiers, banded)


def _shares(random, points: int, score: float) -> np.ndarray:
    share = random.binomial(points - 1, score / 100, 400)
    return np.bincount(share, minlength=points) / 4.0


def _favourability(shares: np.ndarray, told: Instrument, half: float) -> dict[str, float]:
    values = np.array(told.scale.values)
    good = float(shares[np.isin(values, told.scale.favourable)].sum())
    middle = float(shares[np.isin(values, told.scale.neutral)].sum())
    return {
        "favourable": good,
        "neutral": middle,
        "unfavourable": 100 - good - middle,
        "favourable_low": max(0.0, good - half),
        "favourable_high": min(100.0, good + half),
        "silence_low": good * 0.76,
        "silence_high": good * 0.76 + 24,
        "margin": half,
    }


def change(size: float, half: float = 4.0, verdict: str | None = None, **over: object) -> Change:
    """A change of score whose verdict follows from its interval, unless one is given."""
    low, high = size - half, size + half
    clear = low * high > 0 and abs(size) >= 3
    told = {
        "before": 60.0, "after": 60.0 + size, "change": size, "change_low": low, "change_high": high,
        "hedges_g": size / 20, "g_low": low / 20, "g_high": high / 20, "p": 0.01, "p_adjusted": 0.02,
        "favourable_before": 55.0, "favourable_after": 55 + size, "favourable_change": size,
        "favourable_low": low, "favourable_high": high, "favourable_p": 0.02,
        "verdict": verdict or (("up" if size > 0 else "down") if clear else "no clear change"),
        "matched_items": (), "reason": None,
    }  # fmt: skip
    return Change(**(told | over))


def compared(told: Instrument, before: Results, after: Results) -> Comparison:
    """The comparison of two hand-made waves; the last facet is not comparable."""
    changes = {}
    for segment in after.segments:
        if segment.key not in before.counts or segment.key not in after.counts:
            continue
        for measure in told.measures:
            old, new = before.figures(segment.key, measure), after.figures(segment.key, measure)
            if hasattr(old, "score") and hasattr(new, "score") and old.score and new.score:
                half = 64 / after.counts[segment.key] ** 0.5
                changes[segment.key, measure] = change(
                    new.score - old.score, half, before=old.score, after=new.score
                )
    if told.all_facets:
        last, kept = told.all_facets[-1].id, told.all_facets[-1].items[0].id
        changes["all", last] = change(
            0, verdict="not comparable", change=None, matched_items=(kept,), reason=Unmatched.ITEMS
        )
    return Comparison(changes, {"dimensions": 3, "facets_and_items": 132})


def brief(
    told: Instrument | None = None,
    *,
    waves: int = 3,
    language: str = "en",
    organisation: str = "Hansen & Daughters Ltd",
    **options,
) -> Brief:
    """A brief of some waves of the same instrument."""
    told = told or instrument()
    made = tuple(
        Wave(
            f"{2027 - waves + place}",
            results(told, lift=4.0 * place, seed=1, **options),
            date(2027 - waves + place, 10, 2),
        )
        for place in range(waves)
    )
    comparison = compared(told, made[-2].results, made[-1].results) if waves > 1 else None
    said = {each.id: Comments(("They came at once.", "We stayed late."), 12) for each in told.questions}
    return Brief(organisation, told, made, comparison, language, date(2026, 11, 2), comments=said)
