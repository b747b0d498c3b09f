"""Remembers what each person sent, page by page, and what of it they submitted in the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.waves.people import Person
from tests.waves.questionnaire import QUESTIONS, asked_fields

Fields = dict[str, str]


@dataclass
class Diary:
    """One person's memory, whatever device they used.

    secret     their link or code, as it was given to them
    pages      by the number of a page, what was last sent from it and is not submitted yet
    submitted  what they last submitted, all pages together; None if nothing, or if it was withdrawn
    receipt    of that; `outdated` are those of what was replaced or withdrawn
    """

    person: Person
    secret: str
    pages: dict[int, Fields] = field(default_factory=dict)
    submitted: Fields | None = None
    receipt: str | None = None
    outdated: list[str] = field(default_factory=list)

    def wrote(self, number: int, fields: Mapping[str, str]) -> None:
        """A page was sent; tokens and buttons are no answers."""
        asked = self.fields_to_meet | {f"{name}_retell" for name in self.fields_to_meet}
        self.pages[number] = {name: value for name, value in fields.items() if name in asked}

    def sealed(self, receipt: str | None) -> None:
        """Everything was submitted; on a shared device without a receipt to see."""
        self._outdate()
        self.submitted = {name: value for page in self.pages.values() for name, value in page.items()}
        self.receipt = receipt
        self.pages = {}

    def withdrawn(self) -> None:
        """What was submitted and what was being written is gone."""
        self._outdate()
        self.submitted, self.receipt, self.pages = None, None, {}

    def _outdate(self) -> None:
        if self.receipt is not None:
            self.outdated.append(self.receipt)

    @property
    def fields_to_meet(self) -> set[str]:
        """What this person has to be asked."""
        return asked_fields(self.person.perspective, with_tenure=self.person.listed_tenure is None)

    @property
    def tenure(self) -> int | None:
        """From the list, else as submitted."""
        said = (self.submitted or {}).get("attribute_0")
        return self.person.listed_tenure if said is None else int(said)

    @property
    def comments(self) -> list[tuple[str, str, bool]]:
        """Question, words and leave to tell them again, of whatever was written and submitted."""
        said = self.submitted or {}
        written = ((each, f"text_{place}") for place, each in enumerate(QUESTIONS))
        return [
            (question, _as_kept(said[name]), f"{name}_retell" in said)
            for question, name in written
            if said.get(name, "").strip()
        ]


def _as_kept(words: str) -> str:
    """Lines end in one way, and blanks around everything are not kept."""
    return words.replace("\r\n", "\n").strip()
