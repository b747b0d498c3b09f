"""Turns what is typed about an organisation into its Details and whom its people may ask."""

from babel import Locale
from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import ColorField, EmailField, SelectField, SelectMultipleField, StringField, TelField

from culture3d.models.organisation import Organisation
from culture3d.services.contacts import Contact, set_contact
from culture3d.services.organisations.details import ACCENT, Details
from culture3d.web.saying import say
from surveys.faults import BadInput

# What is offered; an organisation may speak others, which the command line sets.
LANGUAGES = (
    *("ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "he", "hi", "hr", "hu", "it"),
    *("ja", "ko", "lt", "lv", "mt", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk"),
    *("vi", "zh"),
)


class OrganisationForm(FlaskForm):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """What an organisation is called, speaks and looks like, and whom its people may ask."""

    name = StringField()
    industry = StringField()
    language = SelectField(validate_choice=False, default="en")
    other_languages = SelectMultipleField(validate_choice=False)
    accent = ColorField(default=ACCENT)
    contact_name = StringField()
    contact_email = EmailField()
    contact_phone = TelField()

    @classmethod
    def about(cls, organisation: Organisation | None = None) -> "OrganisationForm":
        """The form, filled with what was sent, else with what is known."""
        form = cls(obj=organisation)
        spoken = organisation.languages if organisation else ()
        form.language.choices = named((*spoken, *LANGUAGES))
        form.other_languages.choices = form.language.choices
        return form

    @property
    def details(self) -> Details:
        """What is said of the organisation, unchecked."""
        first = self.language.data or ""
        others = (code for code in self.other_languages.data or () if code != first)
        return Details(
            name=self.name.data or "",
            industry=self.industry.data or "",
            languages=(first, *others),
            accent=self.accent.data or "",
        )

    @property
    def contact(self) -> Contact | None:
        """Whom people may ask, unchecked; nobody where all is blank."""
        name, email, phone = (
            (field.data or "").strip()
            for field in (self.contact_name, self.contact_email, self.contact_phone)
        )
        return Contact(name, email or None, phone or None) if name or email or phone else None

    def name_contact(self, organisation: Organisation) -> bool:
        """Names them; whether that could be done. What is wrong stands beside the field otherwise."""
        try:
            set_contact(organisation, self.contact)
        except ValueError as error:
            self.contact_name.errors = [say(error.args[0])]
            return False
        return True

    def tell(self, bad: BadInput) -> None:
        """Puts each fault beside its field."""
        for fault in bad.faults:
            field = {"languages": "language"}.get(fault.field, fault.field)
            self[field].errors = [*self[field].errors, say(fault.message)]


def named(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Languages with their names in the language of the page, by name."""
    here = get_locale() or "en"
    names = {code: Locale.parse(code, sep="-").get_display_name(here) or code for code in codes}
    return sorted(names.items(), key=lambda each: each[1].casefold())
