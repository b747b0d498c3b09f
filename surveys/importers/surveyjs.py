"""Turns the JSON of a SurveyJS survey into what it asks, and lists what only SurveyJS can do."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.faults import BadInput, Fault, told
from surveys.importers.found import Asked, Choice, Found, Group, Words
from surveys.importers.plain_text import plain_words
from surveys.importers.scales import numbered
from surveys.instrument import Note
from surveys.instrument.rules import MAX_POINTS

MAX_BYTES = 4 * 1024**2
_DEEPEST = 20  # panels in panels
_MANY = 1000  # answers or rows; nothing becomes of so many, so that nobody needs their words
_PIPES = re.compile(r"\{[A-Za-z_][^{}\n]{0,200}\}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
Node = dict[str, Any]  # as JSON has it: any key may be missing, and any value of any type


def looks_like(content: bytes) -> bool:
    """Says whether a file is JSON: a survey of SurveyJS is the only kind that is read here."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def read(content: bytes, file: str) -> Found:
    """:raise BadInput: if it is no JSON, no survey, or too large."""
    return _Survey(_document(content, file), file).found()


def _document(content: bytes, file: str) -> Node:
    if len(content) > MAX_BYTES:
        raise BadInput(
            [Fault(told("is larger than %(most)s MB: no survey is", most=MAX_BYTES // 1024**2), file)]
        )
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput([Fault(told("is not UTF-8: save it as UTF-8"), file, line)]) from None
    except json.JSONDecodeError as error:
        named = "property name" in error.msg
        broken = (
            told("is not JSON: names need double quotes")
            if named
            else told("is not JSON: %(why)s", why=error.msg)
        )
        raise BadInput([Fault(broken, file, error.lineno, f"column {error.colno}")]) from None
    except (RecursionError, ValueError):
        raise BadInput([Fault(told("is nested too deep or holds a number that is none"), file)]) from None
    if not isinstance(value, dict) or not any(value.get(name) for name in ("pages", *_ELEMENTS)):
        raise BadInput([Fault(told("is no survey of SurveyJS: it has neither pages nor elements"), file, 1)])
    return value


@dataclass
class _Survey:
    root: Node
    file: str
    left: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        locale = self.root.get("locale")
        self.first = locale if isinstance(locale, str) and _LANGUAGE.fullmatch(locale) else "en"
        self.spoken: dict[str, None] = {self.first: None}

    def found(self) -> Found:
        title = self._words(self.root.get("title"), "title")
        description = self._words(self.root.get("description"), "description")
        for name, why in _LOST_OF_SURVEYS.items():
            if self.root.get(name):
                self.left.append(Note(why, name))
        parts = (*self._pages(), *self._elements(self.root, "", 0))
        code = next(iter(title.values()), "").lower()
        return Found(code, title, description, tuple(self.spoken), parts, tuple(self.left))

    # Words

    def _words(self, value: object, place: str) -> Words:
        """A text, or texts by language; `default` is the survey's first language."""
        texts = value if isinstance(value, dict) else {"default": value}
        by_code: dict[str, str] = {}
        for code, text in texts.items():
            language = "en" if code == "default" and isinstance(value, dict) and self.first in texts else code
            language = self.first if language == "default" else language
            if (
                isinstance(text, str | int | float)
                and not isinstance(text, bool)
                and _LANGUAGE.fullmatch(language)
            ):
                by_code.setdefault(language, str(text))
        words = plain_words(by_code, place, self.left, _PIPES)
        self.spoken.update(dict.fromkeys(words))
        return words

    def _title(self, node: Node, place: str) -> Words:
        return self._words(node.get("title") or node.get("name"), place)

    # Pages and panels

    def _pages(self) -> Iterator[Group]:
        for number, page in enumerate(_nodes(self.root.get("pages"))):
            yield from self._group(page, f"pages[{number}]", 0)

    def _elements(self, holder: Node, path: str, depth: int) -> Iterator[Asked | Group]:
        for name in _ELEMENTS:
            for number, node in enumerate(_nodes(holder.get(name))):
                yield from self._element(node, f"{path}.{name}[{number}]".lstrip("."), depth)

    def _group(self, node: Node, path: str, depth: int) -> Iterator[Group]:
        if depth >= _DEEPEST:
            deep = told("has panels in panels more than %(most)s deep", most=_DEEPEST)
            raise BadInput([Fault(deep, self.file, field=path)])
        self._note_what_is_lost(node, path)
        name, definition = self._words(node.get("title"), path), self._words(node.get("description"), path)
        parts = tuple(self._elements(node, path, depth + 1))
        yield Group(_text(node.get("name")), name, path, definition, parts)

    def _element(self, node: Node, path: str, depth: int) -> Iterator[Asked | Group]:
        kind = _text(node.get("type")) or "text"
        if kind == "panel":
            yield from self._group(node, path, depth)
            return
        self._note_what_is_lost(node, path)
        handler = _TYPES.get(kind)
        if handler is None:
            unknown = told("is of the type “%(kind)s”, which is not known here", kind=kind[:40])
            self.left.append(Note(_LOST_TYPES.get(kind, unknown), path))
        else:
            yield from handler(self, node, path)

    def _note_what_is_lost(self, node: Node, path: str) -> None:
        for name, why in _LOST.items():
            if node.get(name) not in (None, False, "", [], {}):
                self.left.append(Note(why, f"{path}.{name}"))
        if node.get("visible") is False:
            self.left.append(Note(told("that it is hidden: it is asked"), f"{path}.visible"))

    # What each type of question becomes

    def open_question(self, node: Node, path: str) -> Iterator[Asked]:
        asks_for = _text(node.get("inputType")) or "text"
        if asks_for != "text":
            why = told("asks for something of the kind “%(kind)s”", kind=asks_for[:40])
            self.left.append(Note(why, path))
            return
        yield Asked("open", _text(node.get("name")), self._title(node, path), path)

    def several_texts(self, node: Node, path: str) -> Iterator[Asked]:
        whole = self._title(node, path)
        for number, item in enumerate(_nodes(node.get("items"))):
            where = f"{path}.items[{number}]"
            words = self._title(item, where)
            both = {code: f"{whole[code]}\n{text}" if code in whole else text for code, text in words.items()}
            yield Asked("open", f"{_text(node.get('name'))}_{_text(item.get('name'))}", both, where)

    def chosen(self, node: Node, path: str) -> Iterator[Asked]:
        choices = self._choices(node.get("choices"), f"{path}.choices")
        yield Asked("chosen", _text(node.get("name")), self._title(node, path), path, choices)

    def yes_or_no(self, node: Node, path: str) -> Iterator[Asked]:
        labels = (
            self._words(node.get(name) or otherwise, path)
            for name, otherwise in (("labelFalse", "No"), ("labelTrue", "Yes"))
        )
        choices = tuple(Choice(code, label) for code, label in zip(("false", "true"), labels, strict=True))
        yield Asked("chosen", _text(node.get("name")), self._title(node, path), path, choices)

    def rating(self, node: Node, path: str) -> Iterator[Asked]:
        choices = self._choices(node.get("rateValues"), f"{path}.rateValues") or self._rates(node, path)
        yield Asked("rated", _text(node.get("name")), self._title(node, path), path, choices)

    def _rates(self, node: Node, path: str) -> tuple[Choice, ...]:
        """The numbers of a rating, whose ends may have words."""
        lowest, step = _whole(node.get("rateMin"), 1), max(1, _whole(node.get("rateStep"), 1))
        highest = _whole(node.get("rateMax"), lowest + _whole(node.get("rateCount"), 5) - 1)
        if not lowest < highest <= lowest + step * (MAX_POINTS - 1):
            return ()
        rates = list(numbered(lowest, highest, step))
        for at, names in ((0, _LOW_END), (-1, _HIGH_END)):
            words = next((node[name] for name in names if node.get(name)), None)
            rates[at] = Choice(rates[at].code, self._words(words, path))
        return tuple(rates)

    def table(self, node: Node, path: str) -> Iterator[Group]:
        """A table of one column is a matrix whose answers stand in a list."""
        columns = _nodes(node.get("columns"))
        if len(columns) == 1:
            answers = columns[0].get("choices") or node.get("choices")
            yield from self.matrix({**node, "columns": answers}, path)
        else:
            self.left.append(Note(told("is a table with a question in each column"), path))

    def matrix(self, node: Node, path: str) -> Iterator[Group]:
        choices = self._choices(node.get("columns"), f"{path}.columns")
        name = _text(node.get("name"))
        rows = tuple(
            Asked(
                "rated",
                f"{name}_{row.code}",
                row.label or {self.first: row.code},
                f"{path}.rows[{number}]",
                choices,
            )
            for number, row in enumerate(self._choices(node.get("rows"), f"{path}.rows"))
        )
        if node.get("cellType") == "checkbox":
            self.left.append(Note(told("has several answers at once"), path))
        else:
            yield Group(name, self._title(node, path), path, self._words(node.get("description"), path), rows)

    def _choices(self, value: object, path: str) -> tuple[Choice, ...]:
        """Answers, columns or rows: a value alone, `value|text`, or both by name."""
        found: list[Choice] = []
        if isinstance(value, list) and len(value) > _MANY:
            return tuple(Choice(str(number), {}) for number in range(len(value)))
        for number, entry in enumerate(value if isinstance(value, list) else ()):
            place = f"{path}[{number}]"
            if isinstance(entry, dict):
                code, text = _text(entry.get("value")), entry.get("text")
                for name in ("visibleIf", "enableIf"):
                    if entry.get(name):
                        self.left.append(Note(told("its condition: it is always shown"), f"{place}.{name}"))
            else:
                code, _, text = _text(entry).partition("|")
            if code:
                number_alone = text in (None, "") and _is_number(code)
                found.append(Choice(code, {} if number_alone else self._words(text or code, place)))
        return tuple(found)


def _nodes(value: object) -> list[Node]:
    return [node for node in value if isinstance(node, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d{1,4}", text, re.ASCII))


def _whole(value: object, otherwise: int) -> int:
    """A small whole number; anything else is what it would be without it."""
    sound = isinstance(value, int) and not isinstance(value, bool) and -1000 <= value <= 1000
    return int(value) if sound and isinstance(value, int) else otherwise


_ELEMENTS = ("elements", "questions")  # the second is how older surveys say it
_LOW_END = (
    "minRateDescription",
    "minimumRateDescription",
    "mininumRateDescription",
)  # as older surveys say it
_HIGH_END = ("maxRateDescription", "maximumRateDescription")
_Handler = Callable[[_Survey, Node, str], Iterator[Asked | Group]]
_TYPES: Mapping[str, _Handler] = {
    "text": _Survey.open_question,
    "comment": _Survey.open_question,
    "multipletext": _Survey.several_texts,
    "radiogroup": _Survey.chosen,
    "dropdown": _Survey.chosen,
    "buttongroup": _Survey.chosen,
    "boolean": _Survey.yes_or_no,
    "rating": _Survey.rating,
    "matrix": _Survey.matrix,
    "matrixdropdown": _Survey.table,
}
_LOST_TYPES: Mapping[str, str] = {
    "checkbox": told("has several answers at once"),
    "tagbox": told("has several answers at once"),
    "imagepicker": told("has pictures for answers"),
    "ranking": told("has answers that are put in order"),
    "matrixdynamic": told("is a table to which rows are added"),
    "paneldynamic": told("is a panel that is repeated"),
    "html": told("shows a text and asks nothing"),
    "image": told("shows a picture and asks nothing"),
    "expression": told("computes a value"),
    "file": told("asks for a file"),
    "signaturepad": told("asks for a signature"),
    "slider": told("is answered by a slider"),
    "flowpanel": told("is a text with fields in it"),
}
_LOST: Mapping[str, str] = {
    "isRequired": told("that it must be answered: nothing must be answered here"),
    "requiredIf": told("that it must be answered: nothing must be answered here"),
    "visibleIf": told("its condition: everybody is asked"),
    "enableIf": told("its condition: everybody is asked"),
    "hasOther": told("the answer “other” with a text of one's own"),
    "showOtherItem": told("the answer “other” with a text of one's own"),
    "hasNone": told("the answer “none”"),
    "showNoneItem": told("the answer “none”"),
    "showDontKnowItem": told("the answer “don't know”"),
    "showRefuseItem": told("the answer “prefer not to answer”"),
    "hasComment": told("its field for a comment"),
    "showCommentArea": told("its field for a comment"),
    "validators": told("its checks of the answer"),
    "defaultValue": told("the answer filled in beforehand"),
    "defaultValueExpression": told("the answer filled in beforehand"),
    "setValueExpression": told("the answer that is computed"),
    "correctAnswer": told("the right answer of a quiz"),
    "choicesByUrl": told("answers fetched from an address"),
    "choicesFromQuestion": told("answers taken over from another question"),
    "choicesVisibleIf": told("its condition on answers: all are shown"),
    "choicesOrder": told("another order of its answers"),
    "rowsVisibleIf": told("its condition on rows: all are asked"),
    "columnsVisibleIf": told("its condition on columns: all are shown"),
    "rowsOrder": told("another order of its rows"),
    "questionsOrder": told("another order of its questions"),
    "bindings": told("its link to another question"),
}
_LOST_OF_SURVEYS: Mapping[str, str] = {
    "triggers": told("what happens upon an answer"),
    "calculatedValues": told("values that are computed"),
    "completedHtml": told("the page at the end: ours shows the receipt"),
    "completedHtmlOnCondition": told("the page at the end: ours shows the receipt"),
    "navigateToUrl": told("the address to go to at the end"),
    "maxTimeToFinish": told("the time limit"),
    "timeLimit": told("the time limit"),
}
