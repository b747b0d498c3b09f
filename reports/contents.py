"""Says what somebody chose for a report: chapters, pages of groups, perspectives, words of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Whatever is told, a reader learns how to read it, who stands behind it, and what is hidden and why.
ALWAYS = ("cover", "guide", "participation", "method")


@dataclass(frozen=True)
class Contents:
    """What a report holds of all that could be told; as it stands here, all of it.

    Which waves it compares, and in which language, the Brief says: it holds these waves and no other.

    chapters      ids of the chapters that are wanted; those that always stay need not be named
    segments      keys of the groups that get a page of their own; None for as many as make a readable report
    perspectives  which are set beside the staff; None for all that may be told
    paragraphs    id of a chapter -> the consultant's own words for it, in the Markdown of `paragraphs`
    """

    chapters: tuple[str, ...] | None = None
    segments: tuple[str, ...] | None = None
    perspectives: tuple[str, ...] | None = None
    paragraphs: Mapping[str, str] = field(default_factory=dict)

    def has(self, chapter: str) -> bool:
        """Says whether a chapter is wanted; it may still not apply."""
        return self.chapters is None or chapter in (*ALWAYS, *self.chapters)

    def tells(self, perspective: str) -> bool:
        """Says whether a perspective is wanted."""
        return self.perspectives is None or perspective in self.perspectives
