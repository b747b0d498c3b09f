"""Says what each column of a list of people may be called and hold, and turns a row's texts into a Person."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from babel import Locale

from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.services.participants import Person
from culture3d.services.questionnaires import attributes_of, instrument_of
from culture3d.services.writing import ADDRESS, UNWRITTEN
from surveys.codes import PERSPECTIVES, Perspective
from surveys.faults import told
from surveys.keys import unit_key

if TYPE_CHECKING:
    from surveys.instrument import Instrument

COLUMNS = ("name", "email", "unit", "language", "perspective")
FIRST, LAST = "first name", "last name"
# What we call a column -> what else people call it, in English and German.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "name": (
        "full name",
        "employee",
        "participant",
        "person",
        "mitarbeiter",
        "mitarbeiterin",
        "mitarbeitende",
    ),
    FIRST: ("first", "given name", "forename", "vorname", "rufname"),
    LAST: ("last", "surname", "family name", "nachname", "familienname"),
    "email": (
        *("e-mail", "mail", "e-mail address", "email address", "mail address"),
        *("e-mail-adresse", "emailadresse", "mailadresse", "mail-adresse"),
    ),
    "unit": (
        *("department", "team", "unit code", "unit path", "org unit", "organisational unit", "cost centre"),
        *("abteilung", "einheit", "bereich", "organisationseinheit", "oe", "kostenstelle"),
    ),
    "language": ("lang", "sprache"),
    "perspective": ("role", "group", "perspektive", "rolle", "gruppe", "sicht"),
}
_PERSPECTIVES: Mapping[Perspective, tuple[str, ...]] = {
    "staff": ("employee", "employees", "mitarbeitende", "mitarbeiter", "mitarbeiterin", "belegschaft"),
    "leader": ("leaders", "manager", "führungskraft", "fuehrungskraft", "führung", "leitung"),
    "customer": ("customers", "client", "clients", "kunde", "kundin", "kunden", "kundschaft"),
}
_MOST = {"name": 200, "email": 254}  # characters that are stored
_MOST_NEAR = 50  # texts for which something similar is looked for: that takes long
Row = Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """What people are read against: a wave, its units, its languages and its background questions."""

    wave: Wave

    @cached_property
    def instrument(self) -> "Instrument":
        """What is asked in the wave."""
        return instrument_of(self.wave.instrument_version)

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """What we call a column -> what else it may be called. Names of background questions come first."""
        asked = {
            each.id: tuple(
                self.instrument.say(each.text, code) or each.id for code in self.instrument.languages
            )
            for each in self.instrument.attributes
            if each.id in self.options
        }
        taken = {name.casefold() for id_, texts in asked.items() for name in (id_, *texts)}
        ours = {
            name: tuple(other for other in others if other not in taken) for name, others in _NAMES.items()
        }
        return {**ours, **asked}

    @cached_property
    def options(self) -> dict[str, list[str]]:
        """The ids of the options of each attribute that the wave has.

        One called like a column of ours is asked in the survey.
        """
        return {
            attribute.id: [option.id for option in attribute.options]
            for attribute in self.instrument.attributes
            if attribute.id not in COLUMNS and attribute.id in attributes_of(self.wave)
        }

    @cached_property
    def meanings(self) -> dict[str, dict[str, str]]:
        """By column, what its texts mean, where only some mean anything; the texts in small letters."""
        spoken = self.instrument.languages
        return {
            "language": {name: code for code in spoken for name in (*_names_of(code), code.casefold())},
            "perspective": {
                name: each for each, others in _PERSPECTIVES.items() for name in (*others, str(each))
            },
            **{
                attribute.id: {
                    (text or option.id).casefold(): option.id
                    for option in attribute.options
                    for text in (*(self.instrument.say(option.label, code) for code in spoken), option.id)
                }
                for attribute in self.instrument.attributes
                if attribute.id in self.options
            },
        }

    @cached_property
    def units(self) -> dict[str, list[Unit]]:
        """By what people may write: the path of codes, as results name it, or a code or name alone."""
        found: dict[str, list[Unit]] = {}
        for names in (_alone, _paths):
            named: dict[str, list[Unit]] = {}
            for unit in self.wave.organisation.units:
                for name in names(unit):
                    named.setdefault(name, []).append(unit)
            found |= named
        return found

    @cached_property
    def checks(self) -> dict[str, Callable[[str], str | None]]:
        """By column, what says what is wrong with a text, if anything."""
        known = {
            "language": self.instrument.languages,
            "perspective": PERSPECTIVES,
            **self.options,
        }
        return {
            "name": lambda text: None if text else told("is blank"),
            "email": _wrong_address,
            "unit": self._wrong_unit,
            **{column: _none_of(self.meanings[column], ids) for column, ids in known.items()},
        }

    def wrong(self, row: Row) -> Iterable[tuple[str, str]]:
        """What is wrong within one row: the column, as we call it, and the message."""
        for column, check in self.checks.items():
            text = row.get(column, "")
            if UNWRITTEN.search(text):
                yield column, told("holds a character that cannot be printed, such as a line break")
            elif len(text) > _MOST.get(column, len(text)):
                most = _MOST[column]
                yield (
                    column,
                    told("has %(found)s characters; %(most)s are stored", found=len(text), most=most),
                )
            elif wrong := check(text):
                yield column, wrong

    def unit(self, text: str) -> Unit | None:
        """The unit that a text names, if it names one."""
        found = self.units.get(text) or self.units.get(text.casefold()) or []
        return found[0] if len(found) == 1 else None

    def _wrong_unit(self, text: str) -> str | None:
        if not text or self.unit(text):
            return None
        several = self.units.get(text) or self.units.get(text.casefold())
        if several:
            path = "/".join(several[0].path)
            return told(
                "“%(text)s” names several units; write its path, such as “%(path)s”", text=text, path=path
            )
        if near := self._near(text):
            return told("“%(text)s” is no unit; perhaps “%(near)s”", text=text, near=near)
        return told("“%(text)s” is no unit", text=text)

    def _near(self, text: str) -> str | None:
        """Something similar; beyond the first texts nothing is looked for."""
        if text not in self._looked_for and len(self._looked_for) < _MOST_NEAR:
            paths = ["/".join(unit.path) for unit in self.wave.organisation.units]
            self._looked_for[text] = next(iter(get_close_matches(text, paths, n=1)), None)
        return self._looked_for.get(text)

    @cached_property
    def _looked_for(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def language(self) -> str:
        """Where none is given: the organisation's if the instrument speaks it, else its first."""
        spoken, theirs = self.instrument.languages, self.wave.organisation.language
        return theirs if theirs in spoken else spoken[0]

    def person(self, row: Row) -> Person:
        """Whom a row without faults is about."""
        meant = {column: texts.get(row.get(column, "").casefold()) for column, texts in self.meanings.items()}
        return Person(
            name=row["name"],
            email=row.get("email") or None,
            unit=self.unit(row.get("unit", "")),
            language=meant["language"] or self.language,
            perspective=next((each for each in PERSPECTIVES if each == meant["perspective"]), "staff"),
            attributes={id_: chosen for id_ in self.options if (chosen := meant[id_])},
        )


def _wrong_address(text: str) -> str | None:
    return None if not text or ADDRESS.fullmatch(text) else told("“%(text)s” is no address", text=text)


def _none_of(meanings: Mapping[str, str], known: Iterable[str]) -> Callable[[str], str | None]:
    words = ", ".join(known)

    def check(text: str) -> str | None:
        if not text or text.casefold() in meanings:
            return None
        return told("“%(text)s” is none of %(known)s; it may be blank", text=text, known=words)

    return check


def _names_of(code: str) -> Iterable[str]:
    """What a language is called in English, in German and by its speakers."""
    locale = Locale.parse(code, sep="-")
    return (str(locale.get_display_name(here)).casefold() for here in ("en", "de", locale))


def _paths(unit: Unit) -> Iterable[str]:
    return {"/".join(unit.path), unit_key(unit.path)}


def _alone(unit: Unit) -> Iterable[str]:
    return {unit.code.casefold(), unit.label.casefold()}
