"""Turns what somebody changed on a page into the questionnaire as others have left it by now."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from culture3d.services.designing.places import look, path_of, place_of, put, same_place
from culture3d.services.designing.shape import Fields


@dataclass(frozen=True)
class Clash:
    """Two people wrote different words in one place. `place` is None where the other took it away."""

    was: str
    place: str | None
    mine: object
    theirs: object


@dataclass
class Merged:
    """What became of changes: how many were written, and which met another one."""

    written: int = 0
    clashes: list[Clash] = field(default_factory=list)


def apply(before: Fields, now: Fields, sent: Mapping[str, object]) -> Merged:
    """Writes what is other than it was on the page into the questionnaire as it is now.

    before  the questionnaire as the page showed it; the same as `now` if nobody was faster
    sent    what the page's form said, by place
    """
    merged = Merged()
    for place, mine in sent.items():
        path = path_of(place)
        old = look(before, path)
        if _same(mine, old):
            continue
        there = path if before == now else same_place(before, now, path)
        theirs = look(now, there) if there else None
        if there is None or not (_same(theirs, old) or _same(theirs, mine)):
            merged.clashes.append(Clash(place, place_of(there) if there else None, mine, theirs))
        elif not _write(now, place_of(there), mine):
            merged.clashes.append(Clash(place, None, mine, None))
        else:
            merged.written += 1
    return merged


def _write(now: Fields, place: str, mine: object) -> bool:
    try:
        put(now, path_of(place), mine)
    except KeyError:
        return False
    return True


def _same(one: object, other: object) -> bool:
    return one == other if not (_blank(one) or _blank(other)) else _blank(one) and _blank(other)


def _blank(value: object) -> bool:
    return value is None or value is False or value == ""
