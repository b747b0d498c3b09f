"""Turns a wave's settings into what its people are promised, in every language of its instrument."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from culture3d.i18n import LANGUAGES, translations
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.trustee import Trustee
from culture3d.models.wave import Wave
from culture3d.services.questionnaires import instrument_of

if TYPE_CHECKING:
    from surveys.instrument import Instrument


def _marked(words: str) -> str:
    """The words as they are: only so that translators find them."""
    return words


_ = _marked
_AFTER = _(
    "After the results are made, no one, including the people who run the server and hold the database "
    "and its backups, can tell which answers are yours."
)
_WHILE_OPEN = _(
    "While the survey is open the system records that you answered, so that you are not reminded; your "
    "submitted answers lie sealed."
)
_SMALL = _("Groups smaller than %(k)s are never shown.")
_SMALL_UNITS = _(
    "When the results are made, answers from a part of the organisation where fewer than %(k)s people "
    "answered are kept with the larger part that it belongs to."
)
_POINTING = _(
    "What you write in comments, and rare combinations of background answers, can still point to you."
)
_HOLDING = _(
    "Whoever has your personal link or code can read what you have saved and not submitted, answer in your "
    "place, and change or withdraw what you have submitted: so keep it to yourself. With a copy of the "
    "database from while the survey was open they can read later, too, what lay there saved and not "
    "submitted."
)
_ACTIVE = _("Someone who changes the running program while you answer could see your answers.")
_KEY_HERE = _(
    "Until the survey closes, the people who run the server hold its keys. Whoever misuses them could "
    "read what you are writing, or open what is sealed and see whose it is."
)
_KEY_AWAY = _(
    "Until the survey closes, the people who run the server hold the key to links and codes. Whoever "
    "misuses it could read what you are writing; what you have submitted they could not open."
)
_TRUSTEES = _("The sealed answers can only be opened by two of these three people together: %(names)s.")
_OPEN_LINK = _(
    "This survey is open to everybody who has the link. It takes one set of answers per browser, not "
    "per person."
)


def promise(wave: Wave, trustees: list[Trustee]) -> dict[str, list[str]]:
    """The paragraphs, by language of the wave."""
    languages = spoken(instrument_of(wave.instrument_version))
    chosen = [language for language in languages if wave.languages is None or language in wave.languages]
    return {language: _paragraphs(wave, trustees, _says(language)) for language in chosen or languages}


def spoken(instrument: "Instrument") -> tuple[str, ...]:
    """In which languages an instrument may be asked: its own of those that the pages speak, or English."""
    return tuple(language for language in LANGUAGES if language in instrument.languages) or ("en",)


def sample(text: str) -> dict[str, list[str]]:
    """What people of a wave would be promised that asks a questionnaire's text, with the usual settings."""
    wave = Wave(min_group=5, has_open_link=False, instrument_version=InstrumentVersion(text=text))
    return promise(wave, [])


def _says(language: str) -> Callable[[str], str]:
    return translations(language, "messages").gettext


def _paragraphs(wave: Wave, trustees: list[Trustee], say: Callable[[str], str]) -> list[str]:
    names = ", ".join(trustee.name for trustee in trustees)
    shown = [
        _AFTER,
        _WHILE_OPEN,
        _TRUSTEES if trustees else "",
        _SMALL,
        _SMALL_UNITS,
        _POINTING,
        _HOLDING,
        _KEY_AWAY if trustees else _KEY_HERE,
        _ACTIVE,
        _OPEN_LINK if wave.has_open_link else "",
    ]
    return [say(words) % {"k": wave.min_group, "names": names} for words in shown if words]
