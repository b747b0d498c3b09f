"""Chooses a person's language and reads its words straight from the .po files, without a build step."""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.support import Translations
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, Domain, refresh

DIRECTORY = Path(__file__).with_name("translations")
babel = Babel()


def _own_name(language: str) -> str:
    name = Locale.parse(language, sep="-").display_name or language
    return name[:1].upper() + name[1:]


def _languages() -> dict[str, str]:
    """English, in which the sources are written, and every language that has a catalogue."""
    there = sorted(path.parts[-3] for path in DIRECTORY.glob("*/LC_MESSAGES/messages.po"))
    return {language: _own_name(language) for language in ("en", *there)}


# Code -> what its speakers call it.
LANGUAGES = _languages()


def translations(language: str, domain: str) -> Translations:
    """The words of one catalogue in one language; English, the language of the sources, has none."""
    path = DIRECTORY / language / "LC_MESSAGES" / f"{domain}.po"
    return _compiled(path, path.stat().st_mtime_ns) if path.exists() else Translations()


@lru_cache(maxsize=32)
def _compiled(path: Path, _modified: int) -> Translations:
    from babel.messages import mofile, pofile  # here, because starting does not need them

    with path.open("rb") as file:
        catalogue = pofile.read_po(file)
    compiled = BytesIO()
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def _get_translations(self: object) -> Translations:
    if not has_request_context():
        return translations("en", "messages")
    if "words" not in g:  # a page asks for some twenty words
        g.words = translations(chosen_language(), "messages")
    words: Translations = g.words
    return words


def offered() -> dict[str, str]:
    """The languages that this request may choose from: those of the wave, or all."""
    languages: dict[str, str] = g.get("offered", LANGUAGES)
    return languages


def offer(languages: Iterable[str]) -> None:
    """From now on this request knows these languages only, because its wave speaks no other."""
    there = {code: LANGUAGES[code] for code in languages if code in LANGUAGES} or LANGUAGES
    if there != offered():
        g.offered = there
        g.pop("language", None)
        g.pop("words", None)
        refresh()


def chosen_language() -> str:
    """What was asked for in the address, else chosen before, else what the browser prefers."""
    if not has_request_context():
        return "en"
    if "language" not in g:  # a page asks for it some ten times
        g.language = _choose(offered())
    return str(g.language)


def _asked_for() -> str:
    # Most addresses ask for nothing, and reading that takes as long as finding the page.
    return request.args.get("lang", "") if request.query_string else ""


def _choose(there: dict[str, str]) -> str:
    for language in (_asked_for(), session.get("language", "")):
        if language in there:
            return str(language)
    first = next(iter(there))
    return request.accept_languages.best_match(there, first) or first


def _locale() -> str:
    """By which dates are written: our English is British."""
    language = chosen_language()
    return "en_GB" if language == "en" else language.replace("-", "_")


@lru_cache(maxsize=32)
def _direction(language: str) -> str:
    return str(Locale.parse(language, sep="-").text_direction)


def _for_pages() -> dict[str, object]:
    language = chosen_language()
    return {"languages": offered(), "language": language, "direction": _direction(language)}


def _keep_language() -> None:
    asked = _asked_for()
    if asked in LANGUAGES and session.get("language") != asked:
        session["language"] = asked


def init_app(app: Flask) -> None:
    """Gives the application its languages."""
    babel.init_app(app, locale_selector=_locale)
    words = type("Words", (Domain,), {"get_translations": _get_translations})
    babel.domain_instance = words()
    app.before_request(_keep_language)
    app.context_processor(_for_pages)
