"""Turns what somebody chose for a report into what is stored of it, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from reports.contents import Contents


@dataclass(frozen=True)
class Choice:
    """What reports hold of all that could be told; as it stands here, all of it.

    contents   the same for every language; its paragraphs too, as reports of one language have them
    earlier    numbers of the earlier waves that they compare with; None for all
    words      language -> id of a chapter -> own words for it, for reports in that language alone
    languages  in which reports were wanted together; none where that was not kept
    """

    contents: Contents = field(default_factory=Contents)
    earlier: tuple[int, ...] | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def told_in(self, language: str) -> Contents:
        """What the report in a language holds."""
        own = {**self.contents.paragraphs, **self.words.get(language, {})}
        return replace(self.contents, paragraphs=own)

    def written_in(self, language: str) -> "Choice":
        """The same, once it is known which language the paragraphs were written in that named none."""
        own = {code: words for code, words in self.words.items() if code != language}
        if paragraphs := self.told_in(language).paragraphs:
            own[language] = paragraphs
        return replace(self, contents=replace(self.contents, paragraphs={}), words=own)


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
        "words": {code: dict(words) for code, words in choice.words.items() if words} or None,
        "languages": choice.languages or None,
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
    words = stored.get("words", {})
    return Choice(contents, _tuple(stored.get("earlier")), words, tuple(stored.get("languages", ())))


def _tuple(stored: list[Any] | None) -> tuple[Any, ...] | None:
    return None if stored is None else tuple(stored)
