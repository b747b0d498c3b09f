"""Turns an instrument into forms, made once per instrument, language and perspective and then kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from culture3d.services.answering.fielded import FieldedWave, UnitChoice
from culture3d.services.answering.sheets import DONT_KNOW, UNANSWERED, Said, Sheet, asked_items
from culture3d.services.questionnaires import read
from surveys.codes import MISSING, Perspective

if TYPE_CHECKING:
    from surveys.instrument import Instrument, Item

ITEMS_PER_PART = 7  # a part holds five to eight, and parts are equally long


@dataclass(frozen=True)
class Part:
    """One page of items: the form's class, and the items by their place in the instrument."""

    form: type[FlaskForm]
    places: tuple[int, ...]

    def fill(self, sheet: Sheet) -> FlaskForm:
        """The form with what was answered before."""
        return self.form(data={_field(place): _shown(sheet.answers[place]) for place in self.places})

    def read(self, form: FlaskForm) -> Said:
        """What the form brought; a question that is left open counts as not answered."""
        said = {place: form[_field(place)].data for place in self.places}
        return Said({place: value for place, value in said.items() if value is not None})


@dataclass(frozen=True)
class Parts:
    """A whole questionnaire in one language and perspective."""

    items: tuple[Part, ...]
    background: type[FlaskForm]

    @property
    def count(self) -> int:
        """How many pages there are; the background questions are the last one."""
        return len(self.items) + 1


def parts_of(wave: FieldedWave, language: str, perspective: Perspective) -> Parts:
    """The forms of a wave's instrument; building them takes longer than a whole page may."""
    return _built(wave.text, language, perspective)


@lru_cache(maxsize=64)
def _built(text: str, language: str, perspective: Perspective) -> Parts:
    instrument = read(text)
    asked = asked_items(instrument, perspective)
    count = -(-len(asked) // ITEMS_PER_PART)
    bounds = [place * len(asked) // count for place in range(count + 1)]
    return Parts(
        tuple(_part(instrument, asked[low:high], language, perspective) for low, high in pairwise(bounds)),
        _background(instrument, language),
    )


def _part(
    instrument: "Instrument", items: "Sequence[tuple[int, Item]]", language: str, perspective: Perspective
) -> Part:
    choices = _choices(instrument, language)
    fields = {
        _field(place): RadioField(
            instrument.say(instrument.wording(item, perspective), language),
            [_one_of(choices)],
            choices=choices,
            coerce=int,
            validate_choice=False,
        )
        for place, item in items
    }
    return Part(type("PartForm", (FlaskForm,), fields), tuple(place for place, _ in items))


def _choices(instrument: "Instrument", language: str) -> list[SelectChoice]:
    scale = instrument.scale
    choices = [
        SelectChoice(str(point.value), instrument.say(point.label, language) or str(point.value))
        for point in scale.points
    ]
    if scale.not_applicable:
        choices.append(SelectChoice(str(DONT_KNOW), instrument.say(scale.not_applicable, language)))
    return choices


def _background(instrument: "Instrument", language: str) -> type[FlaskForm]:
    fields: dict[str, Any] = {"unit": SelectField(coerce=int, validate_choice=False)}
    for place, attribute in enumerate(instrument.attributes):
        choices = [
            SelectChoice(str(index), instrument.say(option.label, language) or option.id)
            for index, option in enumerate(attribute.options)
        ]
        fields[f"attribute_{place}"] = RadioField(
            instrument.say(attribute.text, language),
            [_one_of(choices)],
            choices=choices,
            coerce=int,
            validate_choice=False,
        )
    return type("BackgroundForm", (FlaskForm,), fields)


def fill_background(form_class: type[FlaskForm], sheet: Sheet, units: Sequence[UnitChoice]) -> FlaskForm:
    """The background questions with what was answered before; units are indented by their depth."""
    said = {f"attribute_{place}": index for place, index in enumerate(sheet.attributes) if index >= 0}
    form = form_class(data={"unit": sheet.unit_id or UNANSWERED, **said})
    form.unit.choices = [
        SelectChoice(str(UNANSWERED), gettext("I would rather not say")),
        *(SelectChoice(str(unit.id), "\u2003" * (unit.depth - 1) + unit.label) for unit in units),
    ]
    return form


def read_background(form: FlaskForm, sheet: Sheet, units: Sequence[UnitChoice]) -> Said:
    """The background answers; a unit of another organisation is no answer."""
    known = {unit.id for unit in units}
    said = {place: form[f"attribute_{place}"].data for place in range(len(sheet.attributes))}
    return Said(
        attributes={place: index for place, index in said.items() if index is not None},
        asked_unit=True,
        unit_id=form.unit.data if form.unit.data in known else None,
    )


def _one_of(choices: Sequence[SelectChoice]) -> Callable[[object, Any], None]:
    """Lets a question be left open, but answers it with nothing that was not offered."""
    offered = {int(choice.value) for choice in choices}

    def check(_: object, field: RadioField) -> None:
        if field.data is not None and field.data not in offered:
            raise ValidationError(gettext("Please choose one of the answers."))

    return check


def _field(place: int) -> str:
    return f"item_{place}"


def _shown(answer: int) -> int | None:
    return None if answer == MISSING else answer
