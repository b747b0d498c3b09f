"""Turns an instrument into what is wrong with it as a whole: each rule yields the path of a field and why."""

from collections.abc import Callable, Iterator

from surveys.faults import told
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
                told(
                    "the id %(id)s is taken: items, facets, dimensions and questions share one set of ids",
                    id=name,
                ),
            )


def _scale_is_one_kind(instrument: Instrument) -> Iterator[Finding]:
    scale = instrument.scale
    ends = (scale.min, scale.max)
    if scale.points and any(end is not None for end in ends):
        yield ("scale",), told("has points and also min or max: give one or the other")
    elif scale.points:
        yield from _points(scale)
    elif scale.min is None or scale.max is None:
        yield ("scale",), told("needs either points or min and max")
    elif scale.min >= scale.max:
        yield ("scale", "max"), told("must be above min")
    elif scale.favourable or scale.neutral:
        yield ("scale",), told("a scale without points has no favourable or neutral points")


def _points(scale: Scale) -> Iterator[Finding]:
    values = scale.values
    if not 2 <= len(values) <= MAX_POINTS:
        yield (
            ("scale", "points"),
            told("must be 2 to %(most)s points; here %(number)s", most=MAX_POINTS, number=len(values)),
        )
    for number in range(1, len(values)):
        if values[number] <= values[number - 1]:
            yield ("scale", "points", number, "value"), told("must be above the value before it")
    yield from _chosen(scale)


def _chosen(scale: Scale) -> Iterator[Finding]:
    for field, chosen in (("favourable", scale.favourable), ("neutral", scale.neutral)):
        for number, value in enumerate(chosen):
            if value not in scale.values:
                yield ("scale", field, number), told("%(value)s is no point of the scale", value=value)
        if len(set(chosen)) < len(chosen):
            yield ("scale", field), told("names a point twice")
    others = set(scale.values) - set(scale.favourable)
    if others and scale.favourable and max(others) > min(scale.favourable):
        yield (
            ("scale", "favourable"),
            told("must be the upper end of the scale; say `reverse` per item instead"),
        )
    if set(scale.favourable) & set(scale.neutral):
        yield ("scale", "neutral"), told("a point cannot be both favourable and neutral")
    if not others:
        yield ("scale", "favourable"), told("cannot be the whole scale")


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
                told("needs a scale whose points mirror each other, such as 1, 2, 3 or -1, 0, 1"),
            )


def _not_too_little_nor_too_much_is_asked(instrument: Instrument) -> Iterator[Finding]:
    if not instrument.all_items:
        yield ("items",), told("there is no item: give items, facets or dimensions")
    if len(instrument.all_items) > MAX_ITEMS:
        yield (
            ("items",),
            told("at most %(most)s items; here %(number)s", most=MAX_ITEMS, number=len(instrument.all_items)),
        )
    if len(instrument.all_facets) > MAX_FACETS:
        yield (
            ("facets",),
            told(
                "at most %(most)s facets; here %(number)s", most=MAX_FACETS, number=len(instrument.all_facets)
            ),
        )
    for number, dimension in enumerate(instrument.dimensions):
        if not dimension.facets:
            yield ("dimensions", number, "facets"), told("needs at least one facet")
    for path, facet in each_facet(instrument):
        if not facet.scored_items:
            yield (*path, "items"), told("needs at least one item that is not in reserve")
    if instrument.overall and instrument.overall.reserve:
        yield ("overall", "reserve"), told("the overall item cannot be in reserve")


def _is_worded(instrument: Instrument) -> Iterator[Finding]:
    for path, part in _each_worded(instrument):
        if not part.text:
            yield (*path, "text"), told("is worded in no language")
        for perspective, wording in part.perspectives.items():
            if perspective == "staff":
                yield (*path, "perspectives", "staff"), told("staff read `text`")
            elif not wording:
                yield (*path, "perspectives", perspective), told("is worded in no language")


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
            told(
                "at most %(most)s background questions: together they point to a person", most=MAX_ATTRIBUTES
            ),
        )
    for number, attribute in enumerate(instrument.attributes):
        path: Path = ("attributes", number)
        if len(attribute.options) < 2:
            yield (*path, "options"), told("needs at least two options")
        first: dict[str, int] = {}
        for place, option in enumerate(attribute.options):
            if first.setdefault(option.id.casefold(), place) != place:
                yield (*path, "options", place, "id"), told("the option %(id)s is there twice", id=option.id)


RULES: tuple[Callable[[Instrument], Iterator[Finding]], ...] = (
    _scale_is_one_kind,
    _not_too_little_nor_too_much_is_asked,
    _ids_are_unique,
    _is_worded,
    _reversal_has_mirror_points,
    _attributes_are_coarse,
)
