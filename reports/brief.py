"""Says what a report is to be about: an organisation, its waves' results and the language to tell them in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from reports import palette
from reports.contents import Contents
from surveys.comparison import Comparison
from surveys.instrument import Instrument
from surveys.results import Results


@dataclass(frozen=True)
class Wave:
    """One wave as a report sees it: the name people know it by, and what may be told of it.

    open_link  anybody with a link could answer, once per browser rather than once per person
    """

    name: str
    results: Results
    closed_on: date | None = None
    open_link: bool = False


@dataclass(frozen=True)
class Comments:
    """What people wrote on one open question of the reported wave.

    told     what a review released of it, in random order; stories with their writers' consent alone
    written  how many wrote something that might have been told
    """

    told: tuple[str, ...]
    written: int


@dataclass(frozen=True)
class Brand:
    """A consultancy's or organisation's colour and logo.

    logo       a picture as `logo.address` makes it
    logo_text  what it shows, for those who do not see it; the name where nothing is given
    """

    name: str = ""
    accent: str = "#1f4e79"
    logo: str = ""
    logo_text: str = ""

    @property
    def ink(self) -> str:
        """The accent as it is printed: darker, where it could not be read on paper.

        :raise ValueError: if it is not written as #rrggbb.
        """
        return palette.readable(self.accent)


@dataclass(frozen=True)
class Brief:
    """Everything a report is made from.

    waves        oldest first; the last one is reported, the others are what it is compared with
    comparison   the last wave against the one before it; None for a first wave
    contents     what of all that is told
    comments     by the id of the question; empty where none are released, or its readers may see none
    """

    organisation: str
    instrument: Instrument
    waves: tuple[Wave, ...]
    comparison: Comparison | None
    language: str
    made_on: date
    brand: Brand = field(default_factory=Brand)
    contents: Contents = field(default_factory=Contents)
    comments: Mapping[str, Comments] = field(default_factory=dict)

    @property
    def current(self) -> Wave:
        """The wave that is reported."""
        return self.waves[-1]
