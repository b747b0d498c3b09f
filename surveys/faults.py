"""Names what is wrong with an input and where, so that the person who wrote it can mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a message and, as far as known, its file, row or line, and column or field."""

    message: str
    file: str = ""
    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file, str(self.line or "")) if part)
        return _one_line(": ".join(part for part in (place, self.field, self.message) if part))


class Told(str):
    """A message that remembers the words and values it was made of, so that it can be said in other words."""

    words: str
    values: Mapping[str, object]


def told(words: str, **values: object) -> Told:
    """The message, in English; `words` has its places as %(name)s."""
    message = Told(words % values)
    message.words, message.values = words, values
    return message


def _one_line(text: str) -> str:
    """A stranger's file may hold what ends a line, or commands a terminal: such signs are written out."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


class BadInput(ValueError):
    """An input was refused as a whole; `faults` holds at least one fault, in the order of the input."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))
