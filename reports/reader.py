"""Looks up in a Brief what a page needs: names, facets by dimension, figures, changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from reports.brief import Brief, Comments, Wave
from reports.language import Language
from reports.paragraphs import high
from surveys.changes import Change
from surveys.codes import PERSPECTIVES
from surveys.comparison import ComparedSegment
from surveys.instrument import Dimension, Facet, Instrument, Item, Wording
from surveys.keys import attribute_key
from surveys.results import Band, Figures, Results, Segment, Suppressed

ORGANISATION = "all"
MOST_AXES = 16  # beyond which a table of segments no longer fits a page


@dataclass(frozen=True)
class Group:
    """A dimension and the axes that belong to it, or axes that belong to none."""

    dimension: str | None
    axes: tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """A Brief, read by somebody who knows the report's language."""

    brief: Brief
    language: Language

    @property
    def instrument(self) -> Instrument:
        """The questionnaire."""
        return self.brief.instrument

    @property
    def results(self) -> Results:
        """The results of the reported wave."""
        return self.brief.current.results

    @property
    def comments(self) -> Mapping[str, Comments]:
        """What people wrote, by the id of the question; empty where nothing of it may be read."""
        told = self.brief.comments
        return told if any(each.told for each in told.values()) else {}

    @property
    def previous(self) -> Wave | None:
        """The wave that the reported one is compared with."""
        return self.brief.waves[-2] if len(self.brief.waves) > 1 else None

    def own_high(self, chapter: str) -> float:
        """About how high the consultant's own words stand at the head of a chapter, px."""
        return high(self.brief.contents.paragraphs.get(chapter, ""), self.brief.language)

    def name(self, measure: str) -> str:
        """The name of a dimension or facet, or the text of an item."""
        return self.instrument.name_of(measure, self.brief.language)

    def wording(self, wording: Mapping[str, str]) -> str:
        """A wording of the instrument in the report's language."""
        return self.instrument.say(wording, self.brief.language)

    def label(self, segment: Segment | ComparedSegment) -> str:
        """What people call a segment; the whole organisation by its own name.

        Answers to background questions are told in the report's language, as long as the instrument knows
        them: with the results they were stored in the language of the organisation.
        """
        if segment.key == ORGANISATION:
            return self.brief.organisation
        return self._answer(segment) or segment.label or segment.key

    def _answer(self, segment: Segment | ComparedSegment) -> str:
        """The answer to a background question that a segment is about; '' if that is not known."""
        if segment.kind not in ("attribute", "crossed"):
            return ""
        within, _, answer = segment.key.rpartition("/")
        words = self.wording(self._options.get(answer, {}))
        if not words or segment.kind == "attribute":
            return words
        unit = next((each for each in self.results.segments if each.key == within), None)
        return f"{self.label(unit)} · {words}" if unit else ""

    @cached_property
    def _options(self) -> dict[str, Wording]:
        """The answers to all background questions, by the key of their segment."""
        return {
            attribute_key(attribute.id, option.id): option.label
            for attribute in self.instrument.attributes
            for option in attribute.options
        }

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items that the reported wave asked."""
        told = set(self.results.measures)
        return tuple(item for item in self.instrument.all_items if item.id in told)

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """The facets that the reported wave measured."""
        told = set(self.results.measures)
        return tuple(facet for facet in self.instrument.all_facets if facet.id in told)

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions that the reported wave measured."""
        told = set(self.results.measures)
        return tuple(part for part in self.instrument.dimensions if part.id in told)

    @property
    def overall(self) -> Item | None:
        """The item that asks for the overall judgement, if it was asked."""
        overall = self.instrument.overall
        return overall if overall in self.items else None

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The axes under their dimensions, in reading order; the items where the instrument has no facets."""
        if not self.facets:
            plain = tuple(item.id for item in self.items if item is not self.overall and not item.reserve)
            return (Group(None, plain),) if plain else ()
        under = [
            Group(part.id, tuple(facet.id for facet in part.facets if facet in self.facets))
            for part in self.dimensions
        ]
        loose = tuple(facet.id for facet in self.instrument.facets if facet in self.facets)
        return (*under, Group(None, loose)) if loose else tuple(under)

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """The ids of all axes, in reading order."""
        return tuple(axis for group in self.groups for axis in group.axes)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The measures that a reader takes in first: the dimensions, or the axes where there are none."""
        return tuple(part.id for part in self.dimensions) or self.axes

    def questions_of(self, measure: str) -> tuple[str, ...]:
        """The ids of the items that the reported wave asked for a dimension or facet."""
        dimension = next((part for part in self.dimensions if part.id == measure), None)
        facets = dimension.facets if dimension else [each for each in self.facets if each.id == measure]
        return tuple(item.id for facet in facets for item in facet.items if item in self.items)

    def figures(
        self, measure: str, key: str = ORGANISATION, results: Results | None = None
    ) -> Figures | None:
        """The figures of a measure in a segment; None where they may not be told or there are none."""
        try:
            told = (results or self.results).figures(key, measure)
        except KeyError:
            return None
        return None if isinstance(told, Suppressed) else told

    def before(self, measure: str, key: str = ORGANISATION) -> Figures | None:
        """The same in the wave before."""
        return self.figures(measure, key, self.previous.results) if self.previous else None

    def change(self, measure: str, key: str = ORGANISATION) -> Change | None:
        """What happened since the wave before; None if that may not be told."""
        return self.brief.comparison.changes.get((key, measure)) if self.brief.comparison else None

    @property
    def counts_staff_alone(self) -> bool:
        """Whether others were or could be asked too: whatever is not told of them is told of the staff."""
        return bool(self.results.perspectives) or len(self.instrument.perspectives) > 1

    def count(self, key: str = ORGANISATION) -> int | Band | None:
        """How many people of a segment answered."""
        return self.results.counts.get(key)

    def invited(self, key: str = ORGANISATION) -> int | None:
        """How many people of a segment were invited, if that is known."""
        return self.results.invited.get(key)

    def rate(self, key: str = ORGANISATION) -> float | None:
        """How many of the invited answered, in %; None where one of the numbers may not be told."""
        count, invited = self.count(key), self.invited(key)
        return 100 * count / invited if isinstance(count, int) and invited else None

    @cached_property
    def parts(self) -> tuple[Segment, ...]:
        """Every segment besides the organisation itself."""
        return tuple(segment for segment in self.results.segments if segment.key != ORGANISATION)

    def is_told(self, segment: Segment) -> bool:
        """Says whether anything may be told of a segment."""
        return not self.results.is_suppressed(segment.key)

    def place(self, segment: Segment) -> str:
        """The units above a segment, from the top down; '' for one that has none."""
        above: list[str] = []
        while segment.kind == "unit" and segment.parent and segment.parent != ORGANISATION:
            segment = self.results.segment(segment.parent)
            above.insert(0, self.label(segment))
        return " › ".join(above)

    @cached_property
    def perspectives(self) -> tuple[Segment, ...]:
        """The perspectives besides staff that are told, in their usual order."""
        return tuple(segment for segment in self.beside_staff if self.brief.contents.tells(segment.key))

    @cached_property
    def beside_staff(self) -> tuple[Segment, ...]:
        """The perspectives besides staff that may be told, whether they are or not."""
        told = [segment for segment in self.results.perspectives if self.is_told(segment)]
        return tuple(sorted(told, key=lambda segment: PERSPECTIVES.index(segment.key)))
