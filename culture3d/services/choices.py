"""Turns what somebody chose for a report into what is stored of it, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.contents import Contents


@dataclass(frozen=True)
class Choice:
    """What a report holds of all that could be told; as it stands here, all of it.

    earlier   numbers of the earlier waves that it compares with; None for all
    """

    contents: Contents = field(default_factory=Contents)
    earlier: tuple[int, ...] | None = None


ALL = Choice()


def to_stored(choice: Choice) -> dict[str, object]:
    """As JSON holds it; what is as usual is left out."""
    told = choice.contents
    parts: Mapping[str, object] = {
        "chapters": told.chapters,
        "segments": told.segments,
        "perspectives": told.perspectives,
        "paragraphs": dict(told.paragraphs) or None,
        "earlier": choice.earlier,
    }
    return {
        name: list(part) if isinstance(part, tuple) else part
        for name, part in parts.items()
        if part is not None
    }


def from_stored(stored: Mapping[str, Any]) -> Choice:
    """What was chosen."""
    contents = Contents(
        chapters=_tuple(stored.get("chapters")),
        segments=_tuple(stored.get("segments")),
        perspectives=_tuple(stored.get("perspectives")),
        paragraphs=stored.get("paragraphs", {}),
    )
    return Choice(contents, _tuple(stored.get("earlier")))


def _tuple(stored: list[Any] | None) -> tuple[Any, ...] | None:
    return None if stored is None else tuple(stored)
