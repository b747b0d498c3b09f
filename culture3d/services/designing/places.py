"""Names every place of a questionnaire that a page may change, reads it and writes it.

A place is written as in `dimensions.0.facets.1.items.2.text.de`; what is not named here cannot be changed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from culture3d.services.designing.shape import Fields, Path

_N = r"\d{1,3}"
LANGUAGE = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"
_FACET = rf"(?:dimensions\.{_N}\.facets\.{_N}|facets\.{_N})"
_ITEM = rf"(?:(?:{_FACET}\.)?items\.{_N}|overall)"
_ASKED = rf"(?:{_ITEM}|questions\.{_N}|attributes\.{_N})"
_WORDED = (
    "title|description",
    rf"scale\.not_applicable|scale\.points\.{_N}\.label",
    rf"dimensions\.{_N}\.(?:name|definition)",
    rf"{_FACET}\.(?:name|definition|high|low|sources\.{_N}|playbook\.{_N})",
    rf"{_ASKED}\.(?:text|perspectives\.(?:leader|customer))",
    rf"attributes\.{_N}\.options\.{_N}\.label",
)


@dataclass(frozen=True)
class Kind:
    """Places of one kind: how what a form sends becomes what is stored; None takes the field away."""

    pattern: re.Pattern[str]
    read: Callable[[str], object]


def _number(sent: str) -> object:
    """A number; what is none stays as it was written, so that its fault can be told beside it."""
    sent = sent.strip()
    if re.fullmatch(r"[-+]?\d{1,9}", sent):
        return int(sent)
    return float(sent) if re.fullmatch(r"[-+]?\d{1,9}\.\d{1,9}", sent) else sent or None


KINDS = (
    Kind(re.compile(rf"(?:{'|'.join(_WORDED)})\.{LANGUAGE}"), lambda sent: sent.strip() or None),
    Kind(
        re.compile(rf"(?:(?:{_ASKED}|{_FACET}|dimensions\.{_N}|attributes\.{_N}\.options\.{_N})\.)?id"),
        str.strip,
    ),
    Kind(re.compile(rf"{_ITEM}\.(?:reverse|optional|reserve)"), lambda sent: sent == "yes" or None),
    Kind(re.compile(rf"questions\.{_N}\.purpose"), lambda sent: sent if sent != "comment" else None),
    Kind(re.compile(rf"scale\.points\.{_N}\.value|scale\.min|scale\.max"), _number),
    Kind(re.compile(rf"scale\.points\.{_N}\.counts"), str),
)


def sent_changes(form: Mapping[str, str]) -> dict[str, object]:
    """What a form says of places, by place; what else it holds is left out."""
    return {
        place: kind.read(_tidy(sent))
        for place, sent in form.items()
        for kind in KINDS
        if kind.pattern.fullmatch(place)
    }


def _tidy(sent: str) -> str:
    """Browsers end lines as Windows does; nobody types a NUL, and PostgreSQL takes none."""
    return sent.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def is_language(code: str) -> bool:
    """Whether a code could be that of a language, such as en or pt-BR."""
    return bool(re.fullmatch(LANGUAGE, code))


def path_of(place: str) -> Path:
    """The steps to a place."""
    return tuple(int(step) if step.isascii() and step.isdigit() else step for step in place.split("."))


def place_of(path: Path) -> str:
    """A place as pages write it."""
    return ".".join(map(str, path))


def look(fields: Fields, path: Path) -> object:
    """What stands at a place, None if nothing does."""
    if path[:2] == ("scale", "points") and path[-1:] == ("counts",):
        return _counts(fields, path)
    value: object = fields
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def put(fields: Fields, path: Path, value: object) -> None:
    """Writes a place; None takes its field away. :raise KeyError: if the part around it is not there."""
    if path[:2] == ("scale", "points") and path[-1] in _OF_A_POINT:
        _OF_A_POINT[path[-1]](fields, path, value)
    else:
        _put(fields, path, value)


def _put(fields: Fields, path: Path, value: object) -> None:
    inside: object = fields
    for step, following in pairwise(path):
        if isinstance(inside, dict) and isinstance(following, str):
            inside.setdefault(step, {})
        inside = look(cast(Fields, inside), (step,))
    if not isinstance(inside, dict):
        raise KeyError(place_of(path))
    if value is None:
        inside.pop(path[-1], None)
    else:
        inside[path[-1]] = value


def _counts(fields: Fields, path: Path) -> str:
    """As what a point of the scale counts: `favourable`, `neutral` or nothing."""
    value = look(fields, (*path[:-1], "value"))
    chosen = (name for name in ("favourable", "neutral") if value in list_at(fields, ("scale", name)))
    return next(chosen, "")


def _count(fields: Fields, path: Path, counts: object) -> None:
    value = look(fields, (*path[:-1], "value"))
    for name in ("favourable", "neutral"):
        others = [each for each in list_at(fields, ("scale", name)) if each != value]
        chosen = [*others, value] if name == counts else others
        _put(fields, ("scale", name), _in_order(chosen))


def _in_order(values: list[object]) -> list[object]:
    return sorted(values, key=lambda each: each if isinstance(each, int) else 0)


def _revalue(fields: Fields, path: Path, value: object) -> None:
    """Another value for a point, which goes on counting as it did."""
    counts = _counts(fields, path)
    _count(fields, path, "")
    _put(fields, path, value)
    _count(fields, path, counts)


_OF_A_POINT: Mapping[str | int, Callable[[Fields, Path, object], None]] = {
    "value": _revalue,
    "counts": _count,
}


def list_at(fields: Fields, path: Path) -> list[object]:
    """The list at a place; an empty one where there is none."""
    found = look(fields, path)
    return found if isinstance(found, list) else []


def facets(fields: Fields) -> Iterator[Path]:
    """The path of every facet, in reading order."""
    for number in range(len(list_at(fields, ("dimensions",)))):
        inside: Path = ("dimensions", number, "facets")
        yield from ((*inside, place) for place in range(len(list_at(fields, inside))))
    yield from (("facets", place) for place in range(len(list_at(fields, ("facets",)))))


def entries(fields: Fields, path: Path) -> list[Path]:
    """The path of every entry of a list; none where there is no list."""
    return [(*path, place) for place in range(len(list_at(fields, path)))]


def items(fields: Fields) -> Iterator[Path]:
    """The path of every item, in reading order, the overall item last."""
    for facet in facets(fields):
        yield from entries(fields, (*facet, "items"))
    yield from entries(fields, ("items",))
    if look(fields, ("overall",)) is not None:
        yield ("overall",)


def worded(fields: Fields) -> Iterator[Path]:
    """The path of everything that has words by language, in reading order."""
    yield from (("title",), ("description",))
    for dimension in entries(fields, ("dimensions",)):
        yield from ((*dimension, name) for name in ("name", "definition"))
    for facet in facets(fields):
        yield from ((*facet, name) for name in ("name", "definition", "high", "low"))
        yield from (*entries(fields, (*facet, "sources")), *entries(fields, (*facet, "playbook")))
        for item in entries(fields, (*facet, "items")):
            yield from _asked(item)
    for item in entries(fields, ("items",)):
        yield from _asked(item)
    yield from _asked(("overall",))
    for part in (*entries(fields, ("questions",)), *entries(fields, ("attributes",))):
        yield from _asked(part)
        yield from ((*option, "label") for option in entries(fields, (*part, "options")))
    yield from ((*point, "label") for point in entries(fields, ("scale", "points")))
    yield ("scale", "not_applicable")


def _asked(path: Path) -> Iterator[Path]:
    yield (*path, "text")
    yield from ((*path, "perspectives", who) for who in ("leader", "customer"))


def languages(fields: Fields) -> list[str]:
    """Every language that anything is worded in, the first one first; English where nothing is."""
    found: dict[str, None] = {}
    for path in worded(fields):
        words = look(fields, path)
        found.update(dict.fromkeys(words if isinstance(words, dict) else ()))
    return [*found] or ["en"]


def id_at(fields: Fields, path: Path) -> str:
    """What tells an entry of a list apart from its neighbours: its id, a point's value; '' for others."""
    found = look(fields, (*path, "id")) or look(fields, (*path, "value"))
    return str(found) if found is not None and found != "" else ""


def same_place(before: Fields, after: Fields, path: Path) -> Path | None:
    """Where a place is after others made changes, by the ids around it; None if it is gone."""
    made: Path = ()
    for length, step in enumerate(path, 1):
        name = id_at(before, path[:length]) if isinstance(step, int) else ""
        if not name:
            made = (*made, step)
            continue
        anywhere = _WITH_IDS.get(path[length - 2])
        there = anywhere(after) if anywhere else entries(after, made)
        found = [each for each in there if id_at(after, each) == name]
        if len(found) != 1:
            return None
        made = found[0]
    return made


# Lists whose entries share one set of ids, so that they are found again wherever they were moved.
_WITH_IDS: Mapping[str | int, Callable[[Fields], Iterable[Path]]] = {
    "dimensions": lambda fields: entries(fields, ("dimensions",)),
    "facets": facets,
    "items": items,
    "questions": lambda fields: entries(fields, ("questions",)),
    "attributes": lambda fields: entries(fields, ("attributes",)),
}
