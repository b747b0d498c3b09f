"""Adds, takes away and moves the parts of a questionnaire: each button of a page is one entry of MOVES."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from culture3d.services.designing.places import (
    LANGUAGE,
    entries,
    facets,
    id_at,
    items,
    languages,
    list_at,
    look,
    path_of,
    place_of,
    put,
    worded,
)
from culture3d.services.designing.shape import Fields, Path

_LISTS = re.compile(
    r"dimensions|facets|items|questions|attributes|scale\.points"
    r"|dimensions\.\d{1,3}\.facets|(?:dimensions\.\d{1,3}\.)?facets\.\d{1,3}\.(?:items|sources|playbook)"
    r"|attributes\.\d{1,3}\.options"
)


class Impossible(Exception):
    """What a button asks for cannot be done, because what it stood beside is not there any longer."""


@dataclass(frozen=True)
class Moved:
    """What was done, and where the part stands now; None if it is gone.

    name    what the part is called: its id, or its first words
    number  which of how many it is now
    """

    path: Path | None
    name: str = ""
    number: int = 0
    count: int = 0


def move(fields: Fields, verb: str, place: str, to: str = "") -> Moved:
    """Does what a button says. :raise Impossible: if there is no such button, or no such part."""
    do = MOVES.get(verb)
    if do is None:
        raise Impossible(verb)
    return do(fields, place, to)


def _entry(fields: Fields, place: str) -> tuple[list[object], Path, int]:
    """The list in which a part stands, its path and where in it."""
    path = path_of(place)
    inside = list_at(fields, path[:-1])
    if not _LISTS.fullmatch(place_of(path[:-1])) or not isinstance(path[-1], int) or path[-1] >= len(inside):
        raise Impossible(place)
    return inside, path, path[-1]


def _may_hold(fields: Fields, path: Path) -> bool:
    """Whether there is a list here, or may be one."""
    around = path[:-1]
    return bool(_LISTS.fullmatch(place_of(path))) and (
        around in ((), ("scale",)) or look(fields, around) is not None
    )


def _told(fields: Fields, path: Path) -> Moved:
    number = path[-1] + 1 if isinstance(path[-1], int) else 0
    return Moved(path, name_at(fields, path), number, len(list_at(fields, path[:-1])))


def name_at(fields: Fields, path: Path) -> str:
    """What a part is called on a page: by its id, or by its words where it has none."""
    return (
        id_at(fields, path) or first_words(look(fields, path)) or first_words(look(fields, (*path, "text")))
    )


def first_words(words: object) -> str:
    """The words in the first language that there is."""
    return (
        next((str(each) for each in words.values() if isinstance(each, str)), "")
        if isinstance(words, dict)
        else ""
    )


def _by(step: int) -> Callable[[Fields, str, str], Moved]:
    def do(fields: Fields, place: str, to: str) -> Moved:
        inside, _, at = _entry(fields, place)
        return _at(fields, place, str(min(max(at + step, 0), len(inside) - 1)))

    return do


def _at(fields: Fields, place: str, to: str) -> Moved:
    """Puts a part where another one stands in its list."""
    inside, path, at = _entry(fields, place)
    if not (to.isascii() and to.isdigit() and int(to) < len(inside)):
        raise Impossible(to)
    inside.insert(int(to), inside.pop(at))
    return _told(fields, (*path[:-1], int(to)))


def _into(fields: Fields, place: str, to: str) -> Moved:
    """Puts a part at the end of another list of its kind: an item into a facet, a facet into a dimension."""
    inside, path, at = _entry(fields, place)
    goal = path_of(to)
    if (
        goal[-1] != path[-2]
        or not _LISTS.fullmatch(to)
        or (len(goal) > 1 and look(fields, goal[:-1]) is None)
    ):
        raise Impossible(to)
    if goal == path[:-1]:
        return _told(fields, path)
    part = inside.pop(at)
    if look(fields, goal) is None:
        put(fields, goal, [])
    list_at(fields, goal).append(part)
    return _told(fields, (*goal, len(list_at(fields, goal)) - 1))


def _take_away(fields: Fields, place: str, to: str) -> Moved:
    if place == "overall" and fields.pop("overall", None) is not None:
        return Moved(None, "overall")
    inside, path, at = _entry(fields, place)
    name = name_at(fields, path)
    if path[0] == "scale":
        put(fields, (*path, "counts"), "")
    del inside[at]
    return Moved(None, name)


def _add(fields: Fields, place: str, to: str) -> Moved:
    """A new part at the end of a list, with an id that is free."""
    path = path_of(place)
    if place == "overall":
        fields["overall"] = {"id": free_id(fields, "overall", numbered=False), "text": {}}
        return Moved(("overall",), "overall")
    if not _LISTS.fullmatch(place) or (
        len(path) > 1 and look(fields, path[:-1]) is None and path[0] != "scale"
    ):
        raise Impossible(place)
    if look(fields, path) is None:
        put(fields, path, [])
    inside = list_at(fields, path)
    inside.append(_NEW[str(path[-1])](fields, path))
    return _told(fields, (*path, len(inside) - 1))


def _new_item(fields: Fields, path: Path) -> object:
    return {"id": _next_id(fields, path, "item"), "text": {}}


def _new_point(fields: Fields, path: Path) -> object:
    values = [look(fields, (*each, "value")) for each in entries(fields, path)]
    whole = [value for value in values if isinstance(value, int)]
    return {"value": max(whole) + 1 if whole else 1, "label": {}}


_NEW: Mapping[str, Callable[[Fields, Path], object]] = {
    "dimensions": lambda fields, _: {"id": free_id(fields, "dimension"), "name": {}, "facets": []},
    "facets": lambda fields, _: {"id": free_id(fields, "facet"), "name": {}, "items": []},
    "items": _new_item,
    "questions": lambda fields, _: {"id": free_id(fields, "question"), "text": {}},
    "attributes": lambda fields, _: {"id": free_id(fields, "background"), "text": {}, "options": []},
    "options": lambda fields, path: {"id": _next_id(fields, path, "option"), "label": {}},
    "points": _new_point,
    "sources": lambda *_: {},
    "playbook": lambda *_: {},
}


def _next_id(fields: Fields, path: Path, stem: str) -> str:
    """The id after the last one in a list, such as A1.5 after A1.4, where that is free."""
    names = [id_at(fields, each) for each in entries(fields, path)]
    counted = re.fullmatch(r"(.{0,56}?)(\d{1,5})", names[-1]) if names else None
    if counted is None:
        return free_id(fields, stem, taken=names)
    number, taken = int(counted[2]) + 1, {*names, *ids(fields)}
    while f"{counted[1]}{number}" in taken:
        number += 1
    return f"{counted[1]}{number}"


def free_id(fields: Fields, stem: str, numbered: bool = True, taken: "list[str] | None" = None) -> str:
    """An id that nothing has yet: the stem, or the stem with a number."""
    used = {*ids(fields), *(taken or ())}
    if not numbered and stem not in used:
        return stem
    number = 1
    while f"{stem}_{number}" in used:
        number += 1
    return f"{stem}_{number}"


def ids(fields: Fields) -> set[str]:
    """Every id of the one set that items, facets, dimensions and questions share."""
    parts = [*entries(fields, ("dimensions",)), *facets(fields), *items(fields)]
    parts += [*entries(fields, ("questions",)), *entries(fields, ("attributes",))]
    return {id_at(fields, path) for path in parts}


def _add_language(fields: Fields, place: str, to: str) -> Moved:
    """Begins a language: with the title, which is to be translated like all else."""
    if not re.fullmatch(LANGUAGE, to) or to in languages(fields):
        raise Impossible(to)
    put(fields, ("title", to), first_words(look(fields, ("title",))) or "…")
    return Moved(("title", to), to)


def _drop_language(fields: Fields, place: str, to: str) -> Moved:
    """Takes away every word in a language."""
    if to not in languages(fields) or len(languages(fields)) == 1:
        raise Impossible(to)
    for path in worded(fields):
        words = look(fields, path)
        if isinstance(words, dict):
            words.pop(to, None)
    return Moved(None, to)


# What a button does -> how; `place` is what it stands beside, `to` where that should go.
MOVES: Mapping[str, Callable[[Fields, str, str], Moved]] = {
    "up": _by(-1),
    "down": _by(1),
    "at": _at,
    "into": _into,
    "remove": _take_away,
    "add": _add,
    "add-language": _add_language,
    "drop-language": _drop_language,
}
