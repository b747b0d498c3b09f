"""Turns a questionnaire into what its pages show: what stands in each place, and what is wrong there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from babel import Locale, UnknownLocaleError
from flask import abort, redirect, url_for
from sqlalchemy.orm import Session

from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.models.questionnaire import Questionnaire
from culture3d.services.designing import places
from culture3d.services.designing.checking import Checked, check
from culture3d.services.designing.keeping import can_be_taken_back
from culture3d.services.designing.moves import first_words
from culture3d.services.designing.shape import Fields, Path, Shapeless, fields_of
from culture3d.web.fetching import questionnaire_or_404
from culture3d.web.saying import say
from surveys.faults import Fault

RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"}


@dataclass(frozen=True)
class Wrong:
    """A fault as a page tells it: where it leads, and what is wrong."""

    address: str
    place: str
    words: str


@dataclass(frozen=True)
class FacetRow:
    """A facet in the overview."""

    number: int
    path: Path
    name: str
    items: int
    wrong: int


@dataclass(frozen=True)
class Editing:
    """A questionnaire with its fields; `undoable` if its last change can be taken back."""

    questionnaire: Questionnaire
    fields: Fields
    checked: Checked
    undoable: bool

    @cached_property
    def languages(self) -> list[str]:
        """Its languages, the first one first."""
        return places.languages(self.fields)

    @cached_property
    def facets(self) -> list[Path]:
        """The paths of its facets; the first is number 1."""
        return [*places.facets(self.fields)]

    def get(self, place: str) -> object:
        """What stands at a place; '' if nothing does."""
        found = places.look(self.fields, places.path_of(place))
        return "" if found is None else found

    def entries(self, place: str) -> Sequence[str]:
        """The places of the entries of a list."""
        return [places.place_of(each) for each in places.entries(self.fields, places.path_of(place))]

    def there(self, place: str) -> bool:
        """Whether anything stands at a place."""
        return places.look(self.fields, places.path_of(place)) is not None

    def name(self, place: str) -> str:
        """What a part is called: by its name or words in the first language, or by its id."""
        path = places.path_of(place)
        found = (first_words(places.look(self.fields, (*path, each))) for each in ("name", "text", "label"))
        return next(filter(None, found), "") or places.id_at(self.fields, path)

    def wrong(self, place: str) -> list[str]:
        """What is wrong in exactly this place."""
        return [say(fault.message) for there, fault in self.checked.faults if there == place]

    def wrong_below(self, *prefixes: str) -> list[Wrong]:
        """What is wrong in some parts and in all that they hold."""
        return [
            self.told(place, fault)
            for place, fault in self.checked.faults
            if any(place == prefix or place.startswith(f"{prefix}.") for prefix in prefixes)
        ]

    @property
    def all_wrong(self) -> list[Wrong]:
        """Everything that is wrong."""
        return [self.told(place, fault) for place, fault in self.checked.faults]

    def told(self, place: str, fault: Fault) -> Wrong:
        """A fault with the address of the place that has it."""
        return Wrong(self.address(place), self.called(place), say(fault.message))

    def called(self, place: str) -> str:
        """The part of a place that has a name, and the field in it."""
        path = places.path_of(place) if place else ()
        for length in range(len(path), 0, -1):
            name = places.id_at(self.fields, path[:length]) if isinstance(path[length - 1], int) else ""
            if name:
                return " ".join([name, places.place_of(path[length:])]).strip()
        return place

    def address(self, place: str) -> str:
        """The page on which a place is changed, down to the place."""
        page, _, number = page_of(self, place).partition(".")
        return address_of(self.questionnaire, page, number, place)

    def rows(self, paths: Sequence[Path]) -> list[FacetRow]:
        """Facets as the overview lists them."""
        return [
            FacetRow(
                self.facets.index(path) + 1,
                path,
                self.name(places.place_of(path)),
                len(places.entries(self.fields, (*path, "items"))),
                len(self.wrong_below(places.place_of(path))),
            )
            for path in paths
        ]

    def facets_in(self, place: str) -> list[FacetRow]:
        """The facets of a list."""
        return self.rows(places.entries(self.fields, places.path_of(place)))

    @cached_property
    def missing(self) -> dict[str, int]:
        """How many words are missing in each language that the first one has."""
        count = dict.fromkeys(self.languages, 0)
        first = self.languages[0]
        for path in places.worded(self.fields):
            words = places.look(self.fields, path)
            if isinstance(words, dict) and words.get(first):
                for language in count:
                    count[language] += not words.get(language)
        return count

    @property
    def faultless(self) -> bool:
        """Whether a wave could ask it."""
        return self.checked.instrument is not None

    language_name = staticmethod(lambda code: name_of_language(code))
    direction = staticmethod(lambda code: "rtl" if code.split("-")[0] in RIGHT_TO_LEFT else "ltr")


def name_of_language(code: str) -> str:
    """What a language is called in the language of the page; its code where nobody knows it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(chosen_language()) or code
    except (UnknownLocaleError, ValueError):
        return code


def page_of(editing: Editing, place: str) -> str:
    """The page on which a place is changed, as forms name it: `facet.3`."""
    path = places.path_of(place) if place else ()
    for length in (4, 2):
        if path[:length] in editing.facets:
            return f"facet.{editing.facets.index(path[:length]) + 1}"
    return _PAGES.get(str(path[0]) if path else "", "overview")


_PAGES = {
    "items": "facet.0",
    "scale": "scale",
    "overall": "questions",
    "questions": "questions",
    "attributes": "questions",
}


def address_of(questionnaire: Questionnaire, page: str, which: str = "", place: str = "") -> str:
    """The address of a page of the designer; the overview's where there is no such page."""
    id, anchor = questionnaire.id, place or None
    if page == "facet" and which.isascii() and which.isdigit() and len(which) < 4:
        return url_for("designer.facet", id=id, number=int(which), _anchor=anchor)
    if page == "wordings" and places.is_language(which):
        return url_for("designer.wordings", id=id, language=which, _anchor=anchor)
    known = page if page in ("scale", "questions", "yaml") else "overview"
    return url_for(f"designer.{known}", id=id, _anchor=anchor)


def editing_or_404(id: int) -> Editing:
    """A questionnaire of one's own firm, to be shown. One that only its text can show is led there.

    :raise 404: if there is none.
    """
    session = database_session()
    questionnaire = questionnaire_or_404(session, id)
    try:
        return editing_of(session, questionnaire)
    except Shapeless:
        abort(redirect(url_for("designer.yaml", id=id), 303))


def editing_of(session: Session, questionnaire: Questionnaire) -> Editing:
    """A questionnaire to be shown. :raise Shapeless: if only its text can be."""
    fields = fields_of(questionnaire.text)
    undoable = can_be_taken_back(session, questionnaire)
    return Editing(questionnaire, fields, check(questionnaire.text), undoable)
