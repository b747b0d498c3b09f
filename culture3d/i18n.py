"""Chooses a person's language and reads its words straight from the .po files, without a build step."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale

LANGUAGES = {"en": "English", "de": "Deutsch"}
DIRECTORY = Path(__file__).with_name("translations")
babel = Babel()


def translations(language: str, domain: str) -> Translations:
    """The words of one catalogue in one language; English, the language of the sources, has none."""
    path = DIRECTORY / language / "LC_MESSAGES" / f"{domain}.po"
    return _compiled(path, path.stat().st_mtime_ns) if path.exists() else Translations()


@lru_cache(maxsize=32)
def _compiled(path: Path, _modified: int) -> Translations:
    with path.open("rb") as file:
        catalogue = read_po(file)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def _get_translations(self: object) -> Translations:
    return translations(str(get_locale() or "en"), "messages")


def chosen_language() -> str:
    """What was asked for in the address, else chosen before, else what the browser prefers."""
    if not has_request_context():
        return "en"
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    kept = session.get("language", "")
    if kept in LANGUAGES:
        return str(kept)
    return request.accept_languages.best_match(LANGUAGES, "en") or "en"


def _keep_language() -> None:
    asked = request.args.get("lang", "")
    if asked in LANGUAGES and session.get("language") != asked:
        session["language"] = asked


def init_app(app: Flask) -> None:
    """Gives the application its languages."""
    babel.init_app(app, locale_selector=chosen_language)
    words = type("Words", (Domain,), {"get_translations": _get_translations})
    babel.domain_instance = words()
    app.before_request(_keep_language)
    app.context_processor(
        lambda: {
            "languages": LANGUAGES,
            "language": chosen_language(),
            "direction": Locale.parse(chosen_language()).text_direction,
        }
    )
