"""Turns the codes and names of another questionnaire into ids: valid, unique, the same every time."""

import re
import unicodedata

_LONGEST = 64


class Ids:
    """Gives out ids. Items, facets, dimensions and questions share one set; A1 and a1 are the same in it."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, code: str, otherwise: str) -> str:
        """The free id that is nearest to a code; to `otherwise` if the code has no letter or digit."""
        name = valid_id(code) or otherwise
        number, tried = 1, name
        while tried.casefold() in self._taken:
            number += 1
            tried = f"{name[: _LONGEST - len(str(number)) - 1]}_{number}"
        self._taken.add(tried.casefold())
        return tried


def valid_id(code: str) -> str:
    """The code with everything but letters, digits, and . _ - in between made a `_`; accents are dropped."""
    ascii_only = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", ascii_only).strip("_.-")[:_LONGEST].rstrip("_.-")
