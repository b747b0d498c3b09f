"""Turns the YAML of a questionnaire into a checked, frozen Instrument.

The file format is described in DESIGN.md ("The instrument file"); `json_schema` gives it to editors.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Perspective = Literal["staff", "leader", "customer"]
PERSPECTIVES: tuple[Perspective, ...] = ("staff", "leader", "customer")


def _by_language(value: object) -> object:
    """A wording without a language is English."""
    return {"en": value} if isinstance(value, str) else value


Wording = Annotated[Mapping[str, str], BeforeValidator(_by_language)]


class Frozen(BaseModel):
    """A value that refuses unknown fields and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Point(Frozen):
    """One point of the scale."""

    value: int
    label: Wording = Field(default_factory=dict)


class Scale(Frozen):
    """What every item is answered on: points in order, or any number between `min` and `max`."""

    points: tuple[Point, ...] = ()
    favourable: tuple[int, ...] = ()
    neutral: tuple[int, ...] = ()
    not_applicable: Wording | None = None
    min: float | None = None
    max: float | None = None

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


class Item(Frozen):
    """One statement to agree or disagree with."""

    id: str
    text: Wording
    perspectives: Mapping[Perspective, Wording] = Field(default_factory=dict)
    reverse: bool = False
    optional: bool = False  # a wave may leave it out; its column may be missing
    reserve: bool = False  # not asked unless a wave swaps it in; told as an item, counted in no facet

    def wording(self, perspective: Perspective = "staff") -> Wording | None:
        """The item as a perspective reads it; None if it has no mirror there."""
        return self.text if perspective == "staff" else self.perspectives.get(perspective)


class Facet(Frozen):
    """A few items that measure one thing; an axis of the radar."""

    id: str
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

    id: str
    name: Wording = Field(default_factory=dict)
    definition: Wording = Field(default_factory=dict)
    facets: tuple[Facet, ...]


class Question(Frozen):
    """An open question."""

    id: str
    text: Wording
    perspectives: Mapping[Perspective, Wording] = Field(default_factory=dict)
    purpose: Literal["comment", "story"] = "comment"


class Option(Frozen):
    """One answer to a background question."""

    id: str
    label: Wording = Field(default_factory=dict)


class Attribute(Frozen):
    """A coarse background question."""

    id: str
    text: Wording
    options: tuple[Option, ...]


class Instrument(Frozen):
    """A questionnaire: dimension > facet > item, or facets or items directly."""

    id: str
    version: int
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
