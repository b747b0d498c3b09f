"""Turns the sheets of an XLSForm into what they ask, and lists the rest."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from surveys.faults import BadInput, Fault, told
from surveys.importers.found import Asked, Choice, Found, Group, Words
from surveys.importers.plain_text import plain_words
from surveys.importers.scales import numbered
from surveys.importers.xlsform_sheets import Row, sheets_of, type_of
from surveys.instrument import Note
from surveys.instrument.rules import MAX_POINTS

_DEEPEST = 20  # groups in groups
_PIPES = re.compile(r"\$\{[^{}\n]{1,200}\}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read(content: bytes, file: str) -> Found:
    """:raise BadInput: if it is none of the forms an XLSForm may have, is broken, or is too large."""
    return _Form(sheets_of(content, file), file).found()


@dataclass
class _Form:
    sheets: Mapping[str, Sequence[Row]]
    file: str
    left: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings: Row = next(iter(self.sheets["settings"]), {})
        spoken = (
            name.partition("::")[2]
            for row in self.sheets["survey"]
            for name in row
            if name.startswith("label::")
        )
        named = list(dict.fromkeys(spoken))
        default = self.settings.get("default_language", "")
        self.first = (
            self._code(default)
            if default
            else self._code(named[0])
            if named and not self._unmarked()
            else "en"
        )
        self.languages = tuple(dict.fromkeys((self.first, *map(self._code, named))))
        self.lists: dict[str, list[tuple[int, Row]]] = {}
        for number, row in enumerate(self.sheets["choices"], 2):
            if row.get("list_name"):
                self.lists.setdefault(row["list_name"], []).append((number, row))
        self.uses = Counter(type_of(row.get("type", ""))[1] for row in self.sheets["survey"])
        self.choices: dict[str, tuple[Choice, ...]] = {}

    def found(self) -> Found:
        rows = enumerate(self.sheets["survey"], 2)
        parts = tuple(self._parts(rows, "", 0))
        title = self._words({self.first: self.settings.get("form_title", "")}, "sheet settings")
        code = self.settings.get("form_id", "") or next(iter(title.values()), "")
        return Found(code, title, {}, self.languages, parts, tuple(self.left))

    # Words

    def _unmarked(self) -> bool:
        return any("label" in row for row in self.sheets["survey"])

    def _code(self, name: str) -> str:
        """The code of a language that is called `German (de)`, `de` or `German`."""
        in_brackets = re.search(r"\(([A-Za-z0-9_-]+)\)\s*$", name)
        for code in (in_brackets[1] if in_brackets else "", name):
            code = code.strip().replace("_", "-")
            code = code[:3].lower() + code[3:]
            if _LANGUAGE.fullmatch(code) and (in_brackets or len(code.split("-")[0]) == 2):
                return code
        return _LANGUAGES.get(name.strip().lower()) or self._unknown(name)

    def _unknown(self, name: str) -> str:
        """A code for a language whose name is not known here: undetermined, and its name."""
        letters = re.sub(r"[^A-Za-z0-9]", "", name)[:8].lower()
        code = f"und-{letters}" if len(letters) >= 2 else "und"
        note = Note(
            told(
                "the language “%(name)s” is kept as %(code)s: write its code in brackets, as in German (de)",
                name=name[:40],
                code=code,
            ),
            "sheet survey",
        )
        if note not in self.left:
            self.left.append(note)
        return code

    def _words(self, texts: Mapping[str, str], place: str) -> Words:
        return plain_words(texts, place, self.left, _PIPES)

    def _label(self, row: Row, place: str) -> Words:
        texts = {self.first: row["label"]} if "label" in row else {}
        for name, text in row.items():
            if name.startswith("label::"):
                texts.setdefault(self._code(name.partition("::")[2]), text)
        ordered = {code: texts[code] for code in (*self.languages, *texts) if code in texts}
        return self._words(ordered, place)

    # Rows and groups

    def _parts(self, rows: Iterator[tuple[int, Row]], until: str, depth: int) -> Iterator[Asked | Group]:
        """The questions down to the end of the group; an end that is missing is the end of the sheet."""
        if depth > _DEEPEST:
            deep = told("has groups in groups more than %(most)s deep", most=_DEEPEST)
            raise BadInput([Fault(deep, self.file, field="sheet survey")])
        for number, row in rows:
            place = f"sheet survey, row {number}"
            kind = " ".join(row.get("type", "").lower().split())
            frame = re.match(r"(begin|end)[ _](?:lgroup|group|lrepeat|repeat|loop)\b", kind)
            if frame and frame[1] == "end":
                return
            if frame:
                yield self._group(rows, row, place, depth)
            elif kind and row.get("disabled", "no").lower() not in ("yes", "true", "true()"):
                yield from self._question(row, kind, place)

    def _group(self, rows: Iterator[tuple[int, Row]], row: Row, place: str, depth: int) -> Group:
        self._note_what_is_lost(row, place)
        if "repeat" in row["type"].lower() or "loop" in row["type"].lower():
            self.left.append(Note(told("that it is repeated: its questions are asked once"), place))
        name = self._label(row, place)
        parts = tuple(self._parts(rows, "end", depth + 1))
        return Group(row.get("name", ""), name, place, parts=parts)

    def _question(self, row: Row, kind: str, place: str) -> Iterator[Asked]:
        if kind in _METADATA:
            why = told("%(kind)s: nothing of the kind is recorded here", kind=kind)
            self.left.append(Note(why, place))
            return
        self._note_what_is_lost(row, place)
        select, list_name = type_of(row.get("type", ""))
        handler = _TYPES.get(select)
        if handler is None:
            unknown = told("is of the type “%(kind)s”, which is not known here", kind=kind[:40])
            self.left.append(Note(_LOST_TYPES.get(select, unknown), place))
        else:
            yield from handler(self, row, list_name, place)

    def _note_what_is_lost(self, row: Row, place: str) -> None:
        for column, why in _LOST.items():
            value = row.get(column) or next((row[name] for name in row if name.startswith(f"{column}::")), "")
            if value and value.lower() not in ("no", "false", "false()"):
                self.left.append(Note(why, f"{place}, {column}"))
        if re.search(r"\bor[ _](specify[ _])?other\s*$", row.get("type", ""), re.IGNORECASE):
            self.left.append(Note(told("the answer “other” with a text of one's own"), f"{place}, type"))

    # What each type of question becomes

    def open_question(self, row: Row, _: str, place: str) -> Iterator[Asked]:
        yield Asked("open", row.get("name", ""), self._label(row, place), place)

    def select_one(self, row: Row, list_name: str, place: str) -> Iterator[Asked]:
        appearance = row.get("appearance", "").lower()
        if re.search(r"\blabel\b", appearance):  # the heading of a table: its rows below carry the items
            self.left.append(Note(told("is the heading of a table of answers"), place))
            return
        if list_name not in self.lists:
            self.left.append(
                Note(
                    told(
                        "its answers: there is no list “%(name)s” on the sheet choices", name=list_name[:60]
                    ),
                    place,
                )
            )
        rated = "likert" in appearance
        choices = self._choices(list_name)
        yield Asked(
            "rated" if rated else "chosen", row.get("name", ""), self._label(row, place), place, choices
        )

    def range(self, row: Row, _: str, place: str) -> Iterator[Asked]:
        given = dict(re.findall(r"(start|end|step)\s*=\s*(-?\d{1,4})(?![\d.])", row.get("parameters", "")))
        lowest, highest, step = (
            int(given.get(name, value)) for name, value in (("start", 1), ("end", 10), ("step", 1))
        )
        choices: tuple[Choice, ...] = ()
        if step > 0 and lowest < highest <= lowest + step * (MAX_POINTS - 1):
            choices = tuple(numbered(lowest, highest, step))
        yield Asked("rated", row.get("name", ""), self._label(row, place), place, choices)

    def acknowledge(self, row: Row, _: str, place: str) -> Iterator[Asked]:
        self.left.append(Note(told("asks to confirm something"), place))
        yield from ()

    def _choices(self, list_name: str) -> tuple[Choice, ...]:
        """The answers of a list, read once: what is lost of them is listed once."""
        if list_name not in self.choices:
            self.choices[list_name] = tuple(
                Choice(row.get("name", ""), self._label(row, f"sheet choices, row {number}"))
                for number, row in self.lists.get(list_name, ())
            )
        return self.choices[list_name]


_Handler = Callable[[_Form, Row, str, str], Iterator[Asked]]
_TYPES: Mapping[str, _Handler] = {
    "text": _Form.open_question,
    "string": _Form.open_question,
    "select_one": _Form.select_one,
    "range": _Form.range,
    "acknowledge": _Form.acknowledge,
}
_LOST_TYPES: Mapping[str, str] = {
    "select_multiple": told("has several answers at once"),
    "select_one_from_file": told("takes its answers from another file"),
    "rank": told("has answers that are put in order"),
    "note": told("shows a text and asks nothing"),
    "calculate": told("computes a value"),
    "hidden": told("holds a value that nobody sees"),
    **dict.fromkeys(("integer", "int", "decimal"), told("asks for a number")),
    **dict.fromkeys(("date", "time", "datetime", "date time", "datetime"), told("asks for a date or time")),
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "gps", "location"), told("asks for a place")),
    **dict.fromkeys(("image", "photo", "audio", "video", "file"), told("asks for a file")),
    **dict.fromkeys(("barcode", "trigger"), told("asks for something other than an answer")),
}
_METADATA = frozenset(
    """start end today deviceid device id subscriberid subscriber id simserial sim id phonenumber phone number
    username email audit start-geopoint background-audio background-geopoint imei""".split()  # noqa: SIM905  a table of words
)
_LOST: Mapping[str, str] = {
    "relevant": told("its condition: everybody is asked"),
    "required": told("that it must be answered: nothing must be answered here"),
    "constraint": told("its check of the answer"),
    "calculation": told("what is computed"),
    "choice_filter": told("its choice of answers by another question: all are shown"),
    "default": told("the answer filled in beforehand"),
    "hint": told("its help text"),
    "guidance_hint": told("its help text"),
    "media": told("its picture or sound"),
    "image": told("its picture or sound"),
    "audio": told("its picture or sound"),
    "video": told("its picture or sound"),
    "trigger": told("what sets it off"),
    "repeat_count": told("how often it is repeated"),
}
_LANGUAGES: Mapping[str, str] = {
    "english": "en",
    "default": "en",
    "french": "fr",
    "français": "fr",
    "francais": "fr",
    "german": "de",
    "deutsch": "de",
    "spanish": "es",
    "español": "es",
    "espanol": "es",
    "portuguese": "pt",
    "português": "pt",
    "italian": "it",
    "italiano": "it",
    "dutch": "nl",
    "nederlands": "nl",
    "polish": "pl",
    "polski": "pl",
    "russian": "ru",
    "русский": "ru",
    "ukrainian": "uk",
    "turkish": "tr",
    "türkçe": "tr",
    "arabic": "ar",
    "العربية": "ar",
    "hindi": "hi",
    "chinese": "zh",
    "japanese": "ja",
    "swahili": "sw",
    "kiswahili": "sw",
    "czech": "cs",
    "danish": "da",
    "swedish": "sv",
    "norwegian": "no",
    "finnish": "fi",
    "greek": "el",
    "hungarian": "hu",
    "romanian": "ro",
}
