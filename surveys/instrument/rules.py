"""Turns an instrument into what is wrong with it as a whole: each rule yields the path of a field and why."""

from collections.abc import Callable, Iterator

from surveys.instrument.marked import Path
from surveys.instrument.values import Facet, Instrument, Item, Scale, Worded

Finding = tuple[Path, str]
MAX_POINTS = 21
MAX_ATTRIBUTES = 3
MAX_ITEMS = 500
MAX_FACETS = 60


def broken_rules(instrument: Instrument) -> Iterator[Finding]:
    """Every fault of an instrument whose fields are right one by one."""
    for rule in RULES:
        yield from rule(instrument)


def each_facet(instrument: Instrument) -> Iterator[tuple[Path, Facet]]:
    """Every facet with its path."""
    for place, dimension in enumerate(instrument.dimensions):
        for number, facet in enumerate(dimension.facets):
            yield ("dimensions", place, "facets", number), facet
    for number, facet in enumerate(instrument.facets):
        yield ("facets", number), facet


def each_item(instrument: Instrument) -> Iterator[tuple[Path, Item]]:
    """Every item with its path."""
    for path, facet in each_facet(instrument):
        for number, item in enumerate(facet.items):
            yield (*path, "items", number), item
    for number, item in enumerate(instrument.items):
        yield ("items", number), item
    if instrument.overall:
        yield ("overall",), instrument.overall


def _each_id(instrument: Instrument) -> Iterator[tuple[Path, str]]:
    for number, dimension in enumerate(instrument.dimensions):
        yield ("dimensions", number, "id"), dimension.id
    for path, facet in each_facet(instrument):
        yield (*path, "id"), facet.id
    for path, part in _each_worded(instrument):
        yield (*path, "id"), part.id


def _ids_are_unique(instrument: Instrument) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for path, name in _each_id(instrument):
        # Spreadsheets and file systems do not tell A1 from a1.
        if first.setdefault(name.casefold(), path) != path:
            yield (
                path,
                f"the id {name} is taken: items, facets, dimensions and questions share one set of ids",
            )


def _scale_is_one_kind(instrument: Instrument) -> Iterator[Finding]:
    scale = instrument.scale
    ends = (scale.min, scale.max)
    if scale.points and any(end is not None for end in ends):
        yield ("scale",), "has points and also min or max: give one or the other"
    elif scale.points:
        yield from _points(scale)
    elif scale.min is None or scale.max is None:
        yield ("scale",), "needs either points or min and max"
    elif scale.min >= scale.max:
        yield ("scale", "max"), "must be above min"
    elif scale.favourable or scale.neutral:
        yield ("scale",), "a scale without points has no favourable or neutral points"


def _points(scale: Scale) -> Iterator[Finding]:
    values = scale.values
    if not 2 <= len(values) <= MAX_POINTS:
        yield ("scale", "points"), f"must be 2 to {MAX_POINTS} points; here {len(values)}"
    for number in range(1, len(values)):
        if values[number] <= values[number - 1]:
            yield ("scale", "points", number, "value"), "must be above the value before it"
    yield from _chosen(scale)


def _chosen(scale: Scale) -> Iterator[Finding]:
    for field, chosen in (("favourable", scale.favourable), ("neutral", scale.neutral)):
        for number, value in enumerate(chosen):
            if value not in scale.values:
                yield ("scale", field, number), f"{value} is no point of the scale"
        if len(set(chosen)) < len(chosen):
            yield ("scale", field), "names a point twice"
    others = set(scale.values) - set(scale.favourable)
    if others and scale.favourable and max(others) > min(scale.favourable):
        yield ("scale", "favourable"), "must be the upper end of the scale; say `reverse` per item instead"
    if set(scale.favourable) & set(scale.neutral):
        yield ("scale", "neutral"), "a point cannot be both favourable and neutral"
    if not others:
        yield ("scale", "favourable"), "cannot be the whole scale"


def _reversal_has_mirror_points(instrument: Instrument) -> Iterator[Finding]:
    scale = instrument.scale
    if scale.continuous:
        return
    low, high = min(scale.values), max(scale.values)
    if {low + high - value for value in scale.values} == set(scale.values):
        return
    for path, item in each_item(instrument):
        if item.reverse:
            yield (
                (*path, "reverse"),
                "needs a scale whose points mirror each other, such as 1, 2, 3 or -1, 0, 1",
            )


def _not_too_little_nor_too_much_is_asked(instrument: Instrument) -> Iterator[Finding]:
    if not instrument.all_items:
        yield ("items",), "there is no item: give items, facets or dimensions"
    if len(instrument.all_items) > MAX_ITEMS:
        yield ("items",), f"at most {MAX_ITEMS} items; here {len(instrument.all_items)}"
    if len(instrument.all_facets) > MAX_FACETS:
        yield ("facets",), f"at most {MAX_FACETS} facets; here {len(instrument.all_facets)}"
    for number, dimension in enumerate(instrument.dimensions):
        if not dimension.facets:
            yield ("dimensions", number, "facets"), "needs at least one facet"
    for path, facet in each_facet(instrument):
        if not facet.scored_items:
            yield (*path, "items"), "needs at least one item that is not in reserve"
    if instrument.overall and instrument.overall.reserve:
        yield ("overall", "reserve"), "the overall item cannot be in reserve"


def _is_worded(instrument: Instrument) -> Iterator[Finding]:
    for path, part in _each_worded(instrument):
        if not part.text:
            yield (*path, "text"), "is worded in no language"
        for perspective, wording in part.perspectives.items():
            if perspective == "staff":
                yield (*path, "perspectives", "staff"), "staff read `text`"
            elif not wording:
                yield (*path, "perspectives", perspective), "is worded in no language"


def _each_worded(instrument: Instrument) -> Iterator[tuple[Path, Worded]]:
    yield from each_item(instrument)
    for number, question in enumerate(instrument.questions):
        yield ("questions", number), question
    for number, attribute in enumerate(instrument.attributes):
        yield ("attributes", number), attribute


def _attributes_are_coarse(instrument: Instrument) -> Iterator[Finding]:
    if len(instrument.attributes) > MAX_ATTRIBUTES:
        yield (
            ("attributes", MAX_ATTRIBUTES),
            f"at most {MAX_ATTRIBUTES} background questions: together they point to a person",
        )
    for number, attribute in enumerate(instrument.attributes):
        path: Path = ("attributes", number)
        if len(attribute.options) < 2:
            yield (*path, "options"), "needs at least two options"
        first: dict[str, int] = {}
        for place, option in enumerate(attribute.options):
            if first.setdefault(option.id.casefold(), place) != place:
                yield (*path, "options", place, "id"), f"the option {option.id} is there twice"


RULES: tuple[Callable[[Instrument], Iterator[Finding]], ...] = (
    _scale_is_one_kind,
    _not_too_little_nor_too_much_is_asked,
    _ids_are_unique,
    _is_worded,
    _reversal_has_mirror_points,
    _attributes_are_coarse,
)
