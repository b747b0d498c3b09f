"""Turns the fields of a questionnaire into the places where it has words, named as its authors name them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_FACET_FIELDS = ("name", "definition", "high", "low", "sources", "playbook")


@dataclass(frozen=True, slots=True)
class Place:
    """One place where words stand, in every language.

    id           of the item, question, facet, dimension or attribute; `scale`; blank for the whole
    part         which words of it: `text`, `playbook 2`, `option under_2`; a point of the scale by its value
    perspective  who reads them, where that is told apart; else blank
    holder, key  where the words stand among the fields
    """

    id: str
    part: str
    perspective: str
    holder: dict[str, Any] | list[Any]
    key: str | int

    @property
    def name(self) -> str:
        """The place in one line: `A1.1`, `A1.1 leader`, `scale 5`, `information_flow playbook 2`."""
        if self.part == "text":
            return self.id if self.perspective == "staff" else f"{self.id} {self.perspective}"
        return f"{self.id} {self.part}".strip()

    @property
    def words(self) -> dict[str, str]:
        """The words by language; words without a language are English."""
        wording = self.holder[self.key]  # type: ignore[index]  # a key of this very holder
        return dict(wording) if isinstance(wording, dict) else {"en": str(wording)}

    def write(self, words: dict[str, str]) -> None:
        """Puts other words there."""
        self.holder[self.key] = words  # type: ignore[index]  # as above


def places(fields: dict[str, Any]) -> Iterator[Place]:
    """Every place that has words, in reading order."""
    yield from _fields(fields, "", ("title", "description"))
    scale = fields["scale"]
    for point in scale.get("points") or ():
        if point.get("label"):
            yield Place("scale", str(point["value"]), "", point, "label")
    yield from _fields(scale, "scale", ("not_applicable",))
    for dimension in fields.get("dimensions") or ():
        yield from _fields(dimension, dimension["id"], ("name", "definition"))
        for facet in dimension["facets"]:
            yield from _facet(facet)
    for facet in fields.get("facets") or ():
        yield from _facet(facet)
    parts = (*(fields.get("items") or ()), fields.get("overall"), *(fields.get("questions") or ()))
    for part in filter(None, parts):
        yield from _worded(part)
    for attribute in fields.get("attributes") or ():
        yield from _worded(attribute)
        for option in attribute["options"]:
            if option.get("label"):
                yield Place(attribute["id"], f"option {option['id']}", "", option, "label")


def _facet(facet: dict[str, Any]) -> Iterator[Place]:
    yield from _fields(facet, facet["id"], _FACET_FIELDS)
    for item in facet["items"]:
        yield from _worded(item)


def _worded(part: dict[str, Any]) -> Iterator[Place]:
    yield Place(part["id"], "text", "staff", part, "text")
    mirrors = part.get("perspectives") or {}
    for perspective in ("leader", "customer"):
        if mirrors.get(perspective):
            yield Place(part["id"], "text", perspective, mirrors, perspective)


def _fields(holder: dict[str, Any], id_: str, names: tuple[str, ...]) -> Iterator[Place]:
    """The places among some fields; lists are numbered."""
    for name in names:
        found = holder.get(name)
        if isinstance(found, list):
            yield from (Place(id_, f"{name} {at + 1}", "", found, at) for at in range(len(found)))
        elif found:
            yield Place(id_, name, "", holder, name)
