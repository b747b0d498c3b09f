"""Turns the comments of a release into what its page shows of each question: some, or why there are none."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from culture3d.models.comment_release import CommentRelease

if TYPE_CHECKING:  # it brings what reports are made of
    from reports.reader import Reader


@dataclass(frozen=True)
class Heard:
    """One open question.

    said     what may be read of it: everything, or what holds the words that are sought
    told     how many may be read, of `written`; None where so few wrote that none may
    """

    id: str
    words: str
    is_story: bool
    said: tuple[str, ...]
    told: int | None
    written: int
    sought: str

    def pieces(self, comment: str) -> list[tuple[str, bool]]:
        """A comment in pieces, with those that were sought marked."""
        if not self.sought:
            return [(comment, False)]
        parts = re.split(f"({re.escape(self.sought)})", comment, flags=re.IGNORECASE)
        return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]


def heard(reader: "Reader", released: CommentRelease | None, sought: str) -> tuple[Heard, ...]:
    """Every open question of the wave; nothing where no comments were released to whoever is here."""
    if released is None:
        return ()
    return tuple(
        Heard(
            id=question.id,
            words=reader.wording(question.text),
            is_story=question.purpose == "story",
            said=tuple(words for words in released.told.get(question.id, ()) if _holds(words, sought)),
            told=len(released.told[question.id]) if question.id in released.told else None,
            written=released.written.get(question.id, 0),
            sought=sought,
        )
        for question in reader.instrument.questions
    )


def _holds(words: str, sought: str) -> bool:
    return not sought or re.search(re.escape(sought), words, re.IGNORECASE) is not None
