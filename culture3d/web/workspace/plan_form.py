"""Turns a plan into a form that asks for it, and a sent form back into a plan."""

from dataclasses import replace
from zoneinfo import available_timezones

from flask_babel import gettext
from wtforms import (
    BooleanField,
    DateField,
    Form,
    IntegerField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from culture3d.i18n import LANGUAGES, chosen_language
from culture3d.services.plans import LARGEST, SMALLEST, Plan
from culture3d.services.promises import spoken
from culture3d.services.questionnaires import instrument_of


class Ticks(SelectMultipleField):  # type: ignore[misc]  # it has no types
    """Any of a few choices, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PlanForm(Form):  # type: ignore[misc]  # it has no types
    """What a consultant decides before anybody is invited; which questionnaire it is, the address says."""

    name = StringField()
    opens_on = DateField(validators=[Optional()])
    closes_on = DateField(validators=[Optional()])
    time_zone = StringField()
    languages = Ticks(validate_choice=False)  # the plan itself is checked
    min_group = IntegerField(validators=[InputRequired()], render_kw={"min": SMALLEST, "max": LARGEST})
    attributes = Ticks(validate_choice=False)
    has_open_link = BooleanField()


def form_of(plan: Plan, sent: object = None) -> PlanForm:
    """The form for a questionnaire, filled with a plan or with what was sent."""
    form = PlanForm(sent, obj=plan)
    instrument, language = instrument_of(plan.version), chosen_language()
    form.languages.choices = [(each, LANGUAGES[each]) for each in spoken(instrument)]
    form.attributes.choices = [
        (each.id, instrument.say(each.text, language) or each.id) for each in instrument.attributes
    ]
    return form


def plan_in(form: PlanForm, plan: Plan) -> Plan | None:
    """The plan that a form holds, for the questionnaire of another; None if it cannot be read."""
    if not form.validate():
        for field in (form.opens_on, form.closes_on):
            field.errors = [gettext("Please give a day, such as 2026-09-01.")] if field.errors else []
        form.min_group.errors = [gettext("Please give a number.")] if form.min_group.errors else []
        return None
    return replace(
        plan,
        name=(form.name.data or "").strip(),
        opens_on=form.opens_on.data,
        closes_on=form.closes_on.data,
        time_zone=(form.time_zone.data or "").strip(),
        languages=tuple(form.languages.data or ()),
        min_group=form.min_group.data or 0,
        attributes=tuple(form.attributes.data or ()),
        has_open_link=form.has_open_link.data,
    )


def told(form: PlanForm, faults: list[tuple[str, str]]) -> None:
    """Ties what is wrong with a plan to the fields of its form."""
    for part, words in faults:
        form[part].errors = [*form[part].errors, gettext(words)]


def time_zones() -> list[str]:
    """Every time zone, to be suggested while one types."""
    return sorted(available_timezones())
