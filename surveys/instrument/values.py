"""Holds a questionnaire as frozen values: Scale, Item, Facet, Dimension, Instrument."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from surveys.codes import PERSPECTIVES, Perspective

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def _by_language(value: object) -> object:
    """A wording without a language is English."""
    return {"en": value} if isinstance(value, str) else value


def _printable(text: str) -> str:
    """Refuses characters that paper, spreadsheets and terminals cannot show."""
    if _UNPRINTABLE.search(text):
        raise ValueError("holds a control character")
    return text


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), AfterValidator(_printable)
]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
_ByLanguage = Annotated[dict[Language, Text], Field(json_schema_extra={"additionalProperties": False})]
Wording = Annotated[
    Mapping[Language, Text], BeforeValidator(_by_language, json_schema_input_type=Text | _ByLanguage)
]
# Ids are names of columns, keys of figures and parts of file names.
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Whole = Annotated[int, Field(strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e12, le=1e12)]
PointValue = Annotated[int, Field(strict=True, ge=-100, le=100)]  # answers are packed as small integers


class Frozen(BaseModel):
    """A value that refuses unknown fields and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, ignored_types=(cached_property,))


class Point(Frozen):
    """One point of the scale."""

    value: PointValue
    label: Wording = Field(default_factory=dict)


class Scale(Frozen):
    """What every item is answered on: points in order, or any number between `min` and `max`."""

    points: tuple[Point, ...] = ()
    favourable: tuple[PointValue, ...] = ()
    neutral: tuple[PointValue, ...] = ()
    not_applicable: Wording | None = None
    min: Number | None = None
    max: Number | None = None

    @property
    def continuous(self) -> bool:
        """True if answers are any number between the ends instead of one of the points."""
        return not self.points

    @property
    def values(self) -> tuple[int, ...]:
        """The values of the points, in order; empty for a continuous scale."""
        return tuple(point.value for point in self.points)

    @property
    def minimum(self) -> float:
        """The lower end."""
        return float(self.min) if self.min is not None else float(min(self.values))

    @property
    def maximum(self) -> float:
        """The upper end."""
        return float(self.max) if self.max is not None else float(max(self.values))


class Worded(Frozen):
    """Something that is asked: `text` is what staff read, `perspectives` what others read instead."""

    id: Id
    text: Wording
    perspectives: Mapping[Perspective, Wording] = Field(default_factory=dict)

    def wording(self, perspective: Perspective = "staff") -> Wording | None:
        """What a perspective reads; None if there is no mirror for it."""
        return self.text if perspective == "staff" else self.perspectives.get(perspective)


class Item(Worded):
    """One statement to agree or disagree with."""

    reverse: bool = False
    optional: bool = False  # a wave may leave it out; its column may be missing
    reserve: bool = False  # not asked unless a wave swaps it in; told as an item, counted in no facet


class Facet(Frozen):
    """A few items that measure one thing; an axis of the radar."""

    id: Id
    name: Wording = Field(default_factory=dict)
    definition: Wording = Field(default_factory=dict)
    high: Wording = Field(default_factory=dict)
    low: Wording = Field(default_factory=dict)
    sources: tuple[Wording, ...] = ()
    playbook: tuple[Wording, ...] = ()  # concrete behaviours to start
    items: tuple[Item, ...]

    @property
    def scored_items(self) -> tuple[Item, ...]:
        """The items that count in the facet's score."""
        return tuple(item for item in self.items if not item.reserve)


class Dimension(Frozen):
    """A sector of the radar: facets of equal weight."""

    id: Id
    name: Wording = Field(default_factory=dict)
    definition: Wording = Field(default_factory=dict)
    facets: tuple[Facet, ...]


class Question(Worded):
    """An open question."""

    purpose: Literal["comment", "story"] = "comment"


class Option(Frozen):
    """One answer to a background question; `id` is what a file of answers holds."""

    id: Text
    label: Wording = Field(default_factory=dict)


class Attribute(Worded):
    """A coarse background question."""

    options: tuple[Option, ...]


class Instrument(Frozen):
    """A questionnaire: dimension > facet > item, or facets or items directly."""

    id: Id
    version: Annotated[int, Field(strict=True, ge=1)]
    title: Wording = Field(default_factory=dict)
    description: Wording = Field(default_factory=dict)
    scale: Scale
    dimensions: tuple[Dimension, ...] = ()
    facets: tuple[Facet, ...] = ()  # under no dimension
    items: tuple[Item, ...] = ()  # under no facet
    overall: Item | None = None
    questions: tuple[Question, ...] = ()
    attributes: tuple[Attribute, ...] = ()

    @cached_property
    def all_facets(self) -> tuple[Facet, ...]:
        """Every facet in reading order, those under dimensions first."""
        return (*(facet for dimension in self.dimensions for facet in dimension.facets), *self.facets)

    @cached_property
    def all_items(self) -> tuple[Item, ...]:
        """Every item in reading order: by facet, then those under no facet, then the overall item."""
        in_facets = (item for facet in self.all_facets for item in facet.items)
        return (*in_facets, *self.items, *((self.overall,) if self.overall else ()))

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The ids of all items, facets and dimensions, in this order."""
        return tuple(self._by_id)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the wordings, the instrument's first language first."""
        seen: dict[str, None] = {}
        for wording in (self.title, *(item.text for item in self.all_items)):
            seen.update(dict.fromkeys(wording))
        return tuple(seen)

    @cached_property
    def perspectives(self) -> tuple[Perspective, ...]:
        """The perspectives that items are worded for; staff always."""
        return tuple(
            perspective
            for perspective in PERSPECTIVES
            if any(item.wording(perspective) is not None for item in self.all_items)
        )

    def wording(self, part: Worded, perspective: Perspective = "staff") -> Wording | None:
        """An item or question as a perspective reads it; None if the perspective is not asked.

        Where no item at all is worded for a perspective, its people read the staff wording of everything.
        """
        return part.wording(perspective if perspective in self.perspectives else "staff")

    def asked(self, perspective: Perspective = "staff") -> tuple[Item, ...]:
        """The items that a perspective reads, in reading order, without those in reserve."""
        return tuple(
            item
            for item in self.all_items
            if not item.reserve and self.wording(item, perspective) is not None
        )

    def say(self, wording: Wording | None, language: str) -> str:
        """The wording in a language, else in the instrument's first one, else in any; '' if there is none."""
        wording = wording or {}
        choices: Iterator[str] = (
            wording[code] for code in (language, *self.languages, *wording) if code in wording
        )
        return next(choices, "")

    def name_of(self, measure: str, language: str) -> str:
        """The name of a dimension or facet or the text of an item; its id where it has none.

        :raise KeyError: if nothing has this id.
        """
        part = self._by_id[measure]
        wording = part.text if isinstance(part, Item) else part.name
        return self.say(wording, language) or measure

    @cached_property
    def _by_id(self) -> dict[str, Item | Facet | Dimension]:
        parts: tuple[Item | Facet | Dimension, ...] = (
            *self.all_items,
            *self.all_facets,
            *self.dimensions,
        )
        return {part.id: part for part in parts}
