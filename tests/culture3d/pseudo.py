"""Makes a language of Arabic letters that says nothing: it shows whether pages run from right to left."""

import re
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from culture3d.i18n import DIRECTORY
from surveys.instrument.translation import blank, translate
from tests.culture3d.test_i18n import KEYWORDS, METHODS

_LATIN, _ARABIC = "abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنه"
_LETTERS = str.maketrans(_LATIN, _ARABIC)
_PLACES = re.compile(r"(%\(\w+\)s|%%)")


def arabic(words: str) -> str:
    """The words in Arabic letters, their places for values untouched."""
    return "".join(
        part if _PLACES.fullmatch(part) else part.lower().translate(_LETTERS) for part in _PLACES.split(words)
    )


def catalogues(root: Path, folder: Path) -> None:
    """The house's catalogues, and one of the made-up language beside them."""
    catalogue = Catalog(locale="ar")
    for _, _, message, _, _ in extract_from_dir(str(root / "culture3d"), METHODS, keywords=KEYWORDS):
        if isinstance(message, str):
            catalogue.add(message, arabic(message))
        else:
            catalogue.add(message[:2], (arabic(message[1]),) * catalogue.num_plurals)
    (folder / "de").symlink_to(DIRECTORY / "de")
    (folder / "ar" / "LC_MESSAGES").mkdir(parents=True)
    with (folder / "ar" / "LC_MESSAGES" / "messages.po").open("wb") as file:
        write_po(file, catalogue)


def translated(questionnaire: str) -> str:
    """A questionnaire with the made-up language, added by a file of translations."""
    places = re.findall(r"^  # (.*)\n  (.+):$", blank(questionnaire, "ar"), re.MULTILINE)
    wordings = {yaml.safe_load(name): arabic(words) for words, name in places}
    return translate(questionnaire, yaml.safe_dump({"language": "ar", "wordings": wordings})).text
