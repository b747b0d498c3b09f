"""Turns everything that a questionnaire words into the rows of the page on which it is translated."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext

from culture3d.services.designing import places
from culture3d.services.designing.shape import Path
from culture3d.web.designer.editing import Editing


@dataclass(frozen=True)
class Row:
    """A wording: where it stands, what it is, and what it says in the first language and in this one."""

    place: str
    label: str
    first: str
    here: str


@dataclass(frozen=True)
class Section:
    """Wordings that belong together, under a heading; `missing` of them are not translated yet."""

    anchor: str
    heading: str
    rows: list[Row]

    @property
    def missing(self) -> int:
        """How many say something in the first language and nothing in this one."""
        return sum(1 for row in self.rows if row.first and not row.here)


def sections(editing: Editing, language: str) -> list[Section]:
    """All wordings in reading order: what the first language words, or this one."""
    found: dict[str, Section] = {}
    for path in places.worded(editing.fields):
        words = places.look(editing.fields, path)
        if not isinstance(words, dict) or not any(map(words.get, (editing.languages[0], language))):
            continue
        anchor, heading = _section(editing, path)
        row = Row(
            f"{places.place_of(path)}.{language}",
            _label(editing, path),
            str(words.get(editing.languages[0], "")),
            str(words.get(language, "")),
        )
        found.setdefault(anchor, Section(anchor, heading, [])).rows.append(row)
    return [*found.values()]


def _section(editing: Editing, path: Path) -> tuple[str, str]:
    for length in (4, 2):
        if path[:length] in editing.facets:
            place = places.place_of(path[:length])
            return place, editing.name(place)
    if path[0] == "dimensions":
        place = places.place_of(path[:2])
        return place, editing.name(place)
    anchor = "title" if path[0] == "description" else str(path[0])
    return anchor, _headings()[anchor]


def _headings() -> dict[str, str]:
    return {
        "title": gettext("Title and description"),
        "scale": gettext("Scale"),
        "items": gettext("Items in no facet"),
        "overall": gettext("Overall item"),
        "questions": gettext("Open questions"),
        "attributes": gettext("Background questions"),
    }


def _label(editing: Editing, path: Path) -> str:
    """The id of the nearest part, and which of its words."""
    names = (places.id_at(editing.fields, path[:length]) for length in range(len(path), 0, -1))
    near = next(filter(None, names), "")
    return " · ".join(filter(None, (near, *_what(path))))


def _what(path: Path) -> Iterator[str]:
    if isinstance(path[-1], int):
        yield WHAT[str(path[-2])]()
        yield str(path[-1] + 1)
    elif path[-1] in WHAT:
        yield WHAT[str(path[-1])]()


WHAT = {
    "title": lambda: gettext("Title"),
    "description": lambda: gettext("Description"),
    "name": lambda: gettext("Name"),
    "definition": lambda: gettext("Definition"),
    "high": lambda: gettext("When it is strong"),
    "low": lambda: gettext("When it is weak"),
    "sources": lambda: gettext("Source"),
    "playbook": lambda: gettext("Step to start with"),
    "text": lambda: gettext("Staff"),
    "leader": lambda: gettext("Leaders"),
    "customer": lambda: gettext("Customers"),
    "not_applicable": lambda: gettext("Way out"),
}
