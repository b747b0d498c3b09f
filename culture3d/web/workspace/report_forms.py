"""Turns the form in which a report is composed into a Choice, and a Choice into the form again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field, SelectChoice, SelectMultipleField, TextAreaField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from culture3d.i18n import LANGUAGES, chosen_language, translations
from culture3d.models.wave import Wave
from culture3d.services.choices import Choice
from reports.chapters import CHAPTERS
from reports.contents import ALWAYS, Contents
from reports.language import Language
from reports.paragraphs import MOST_LETTERS
from reports.reader import Reader

if TYPE_CHECKING:
    from surveys.results import Results

COMMENTS = "comments"  # the chapter that needs more than a release of figures


@dataclass(frozen=True)
class OwnWords:
    """The fields for own words on a chapter, by language; `title` says where they will stand."""

    title: str
    fields: Mapping[str, Field]


def _own(code: str, chapter: str) -> str:
    """The name of the field for the consultant's own words on a chapter in a language."""
    return f"own_{code}_{chapter}"


class Ticks(SelectMultipleField):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """Several that can be ticked, each with a label of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ReportForm(FlaskForm):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """What a report holds; `form_for` adds a field for own words to each chapter."""

    languages = Ticks(choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])
    chapters = Ticks()
    earlier = Ticks(coerce=int)
    perspectives = Ticks()
    groups = Ticks()

    def validate_languages(self, field: Field) -> None:
        """:raise ValidationError: if none is ticked."""
        if not field.data:
            raise ValidationError(gettext("Choose a language at least."))

    def validate_groups(self, field: Field) -> None:
        """:raise ValidationError: if the chapter that they are ticked for is left out."""
        if field.data and "segments" not in self.chapters.data:
            title = titles()["segments"]
            raise ValidationError(
                gettext("For these groups tick the chapter “%(chapter)s” too, or tick none.", chapter=title)
            )

    def own(self) -> list[OwnWords]:
        """The fields for own words, in the order of the chapters."""
        named = titles() | {"cover": gettext("Page of contents, after the cover")}
        return [
            OwnWords(named[id_], {code: self[_own(code, id_)] for code in LANGUAGES})
            for id_ in CHAPTERS
            if _own(next(iter(LANGUAGES)), id_) in self
        ]

    def choice(self) -> Choice:
        """What was chosen, once the form was found to be right."""
        contents = Contents(
            chapters=tuple(self.chapters.data),
            segments=tuple(self.groups.data) or None,
            perspectives=tuple(self.perspectives.data),
        )
        words = {code: written for code in LANGUAGES if (written := self._written(code))}
        return Choice(contents, tuple(self.earlier.data), words, tuple(self.languages.data))

    def _written(self, code: str) -> dict[str, str]:
        """The own words in a language, by the id of their chapter."""
        fields = {id_: self[_own(code, id_)] for id_ in CHAPTERS if _own(code, id_) in self}
        words = {id_: (each.data or "").replace("\r\n", "\n").strip() for id_, each in fields.items()}
        return {id_: text for id_, text in words.items() if text}


def form_for(
    before: Sequence[Wave],
    reader: Reader,
    like: Choice,
    languages: Sequence[str],
    chapters: Sequence[str],
) -> ReportForm:
    """The form for a report on a wave: as it was sent, or else like a report that was made before.

    :param before: the earlier waves that it can be compared with.
    :param reader: of the wave's results, in the language of whoever is here.
    :param chapters: the ids of those that there can be, see `offered`.
    """
    release = reader.results
    there = {id_: title for id_, title in titles().items() if id_ in chapters}
    fields = {
        _own(code, id_): TextAreaField(name, [Length(max=MOST_LETTERS)])
        for code, name in LANGUAGES.items()
        for id_ in there
    }
    form: ReportForm = type("ReportForm", (ReportForm,), fields)(
        data=_as_before(before, release, like, languages, chapters)
    )
    form.chapters.choices = [SelectChoice(id_, title) for id_, title in there.items() if id_ not in ALWAYS]
    form.earlier.choices = [SelectChoice(str(wave.number), wave.name) for wave in before]
    form.perspectives.choices = [SelectChoice(each.key, _named(each.key)) for each in release.perspectives]
    form.groups.choices = _groups(reader)
    return form


def offered(*, has_comments: bool) -> list[str]:
    """The ids of the chapters that a report on a wave can have."""
    return [id_ for id_ in CHAPTERS if has_comments or id_ != COMMENTS]


def always() -> list[str]:
    """The titles of the chapters that every report has."""
    return [title for id_, title in titles().items() if id_ in ALWAYS]


def titles() -> dict[str, str]:
    """What the chapters are called in the language of whoever is here, by their ids."""
    code = chosen_language()
    language = Language(code, translations(code, "reports"))
    return {id_: language.say(chapter.title) for id_, chapter in CHAPTERS.items()}


def _named(perspective: str) -> str:
    return str({"leader": gettext("Leaders"), "customer": gettext("Customers")}[perspective])


def _groups(reader: Reader) -> list[SelectChoice]:
    """The groups of which something is told, lower ones further in."""
    told = [each for each in reader.parts if reader.is_told(each)]
    return [SelectChoice(each.key, f"{'– ' * (each.depth - 1)}{reader.label(each)}") for each in told]


def _as_before(
    before: Sequence[Wave],
    release: "Results",
    like: Choice,
    languages: Sequence[str],
    chapters: Sequence[str],
) -> Mapping[str, Any]:
    """What is ticked and written at first."""
    told = like.contents
    everything = [id_ for id_ in chapters if id_ not in ALWAYS]
    numbers = [wave.number for wave in before]
    return {
        "languages": list(languages),
        "chapters": everything if told.chapters is None else list(told.chapters),
        "earlier": numbers if like.earlier is None else list(like.earlier),
        "perspectives": [each.key for each in release.perspectives if told.tells(each.key)],
        "groups": list(told.segments or ()),
        **{_own(code, id_): text for code, words in like.words.items() for id_, text in words.items()},
    }
