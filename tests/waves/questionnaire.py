"""Reads the questionnaire of the wave from its file into plain lists, by no code of the product."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_OURS = Path(__file__).resolve().parents[2] / "surveys" / "instruments" / "culture3d-1.yaml"
# Our questionnaire has a story to tell; this wave asks for a comment besides.
_COMMENT = {
    "id": "comment",
    "text": {"en": "Anything else?", "de": "Noch etwas?"},
    "perspectives": {"leader": {"en": "Anything else, as a leader?", "de": "Noch etwas aus Führungssicht?"}},
}
PERSPECTIVES = ("staff", "leader", "customer")


@dataclass(frozen=True)
class Item:
    """A statement: the facet it counts in ('' for the overall one), and who is asked it."""

    id: str
    facet: str
    reverse: bool
    asked_of: frozenset[str]


@cache
def definition() -> dict:
    """The file with the comment, under a name of its own."""
    read = yaml.safe_load(_OURS.read_text(encoding="utf-8"))
    return {**read, "id": "three-hundred", "questions": [*read["questions"], _COMMENT]}


def text() -> str:
    """What the installation is given."""
    return yaml.safe_dump(definition(), sort_keys=False, allow_unicode=True)


@cache
def all_items() -> tuple[Item, ...]:
    """Every item by its place, those in reserve too, which nobody is asked."""
    in_facets = [
        _item(item, facet["id"])
        for dimension in definition()["dimensions"]
        for facet in dimension["facets"]
        for item in facet["items"]
    ]
    return (*in_facets, _item(definition()["overall"], ""))


def _item(read: dict, facet: str) -> Item:
    asked = () if read.get("reserve") else _asked_of(read)
    return Item(read["id"], facet, read.get("reverse", False), frozenset(asked))


def _asked_of(read: dict) -> tuple[str, ...]:
    return ("staff", *(each for each in PERSPECTIVES[1:] if each in read.get("perspectives", {})))


def dimensions() -> dict[str, list[str]]:
    """The ids of each dimension's facets."""
    return {each["id"]: [facet["id"] for facet in each["facets"]] for each in definition()["dimensions"]}


def asked_fields(perspective: str, with_tenure: bool) -> set[str]:
    """The names of the fields that somebody must meet on the way, leave to tell a story again apart."""
    items = {f"item_{place}" for place, item in enumerate(all_items()) if perspective in item.asked_of}
    questions = {
        f"text_{place}"
        for place, question in enumerate(definition()["questions"])
        if perspective in _asked_of(question)
    }
    tenure = with_tenure and perspective in _asked_of(definition()["attributes"][0])
    return items | questions | ({"attribute_0"} if tenure else set())


POINTS = tuple(point["value"] for point in definition()["scale"]["points"])
FAVOURABLE, NEUTRAL = definition()["scale"]["favourable"], definition()["scale"]["neutral"]
QUESTIONS = tuple(question["id"] for question in definition()["questions"])
OPTIONS = tuple(option["id"] for option in definition()["attributes"][0]["options"])
