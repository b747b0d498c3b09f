"""Lets Flask-Security speak the visitor's language, in our words where we have some and in its own else."""

from functools import lru_cache
from pathlib import Path

import flask_security
from babel.support import NullTranslations, Translations
from flask_security import Security

from culture3d.i18n import chosen_language, translations

_THEIRS = Path(flask_security.__file__).with_name("translations")


@lru_cache(maxsize=32)
def _words(language: str) -> NullTranslations:
    """Ours are read from their file, which changes under a developer only: kept for the process."""
    there = sorted(path.name for path in _THEIRS.glob(f"{language}*") if path.is_dir())
    theirs = Translations.load(_THEIRS, there, "flask_security") if there else NullTranslations()
    ours = Translations()
    ours.merge(translations(language, "messages"))
    ours.add_fallback(theirs)
    return ours


def init_app(security: Security) -> None:
    """Takes the place of the library's own way to find its words."""
    security.i18n_domain.get_translations = lambda: _words(chosen_language())
