"""Turns a LimeSurvey survey (.lss, XML) into what it asks, and lists what only LimeSurvey can do."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from surveys.faults import told
from surveys.importers.found import Asked, Choice, Found, Group, Words
from surveys.importers.limesurvey_tables import Row, Tables
from surveys.importers.plain_text import plain_words
from surveys.importers.scales import numbered
from surveys.instrument import Note

_PIPES = re.compile(r"\{[A-Za-z_][^{}\n]{0,200}\}|@@[^@\n]{1,200}@@")


def looks_like(content: bytes) -> bool:
    """Says whether a file is a survey of LimeSurvey."""
    return b"<LimeSurveyDocType>" in content[:4000]


def read(content: bytes, file: str) -> Found:
    """:raise BadInput: if it is no survey of LimeSurvey, is broken, or is too large."""
    return _Survey(Tables.of(content, file)).found()


@dataclass
class _Survey:
    tables: Tables
    left: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings = next(self.tables.rows("surveys"), {})
        self.languages = self._languages()
        self.texts = self._texts("questions", "qid", "question_l10ns")
        self.answer_texts = self._texts("answers", "aid", "answer_l10ns")
        self.below: dict[str, list[Row]] = defaultdict(list)
        for row in self.tables.once("subquestions", "qid"):
            self.below[row.get("parent_qid", "")].append(row)
        self.answers: dict[str, list[Row]] = defaultdict(list)
        for row in self.tables.once("answers", "qid", "code", "scale_id"):
            self.answers[row.get("qid", "")].append(row)
        self.attributes: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.tables.rows("question_attributes"):
            self.attributes[row.get("qid", "")].setdefault(row.get("attribute", ""), row.get("value", ""))
        self.conditional = {row.get("qid", "") for row in self.tables.rows("conditions")}

    def found(self) -> Found:
        settings = self.tables.rows("surveys_languagesettings")
        about = {_code(row.get("surveyls_language", "")): row for row in settings}
        title = self._words({code: row.get("surveyls_title", "") for code, row in about.items()}, "the title")
        description = self._words(
            {code: row.get("surveyls_description", "") for code, row in about.items()}, "the description"
        )
        for table, what in _WHOLE_TABLES.items():
            if next(self.tables.rows(table), None):
                self.left.append(Note(what, table))
        for name, what in _WELCOMES.items():
            if any(row.get(name, "").strip() for row in about.values()):
                self.left.append(Note(what, "the survey"))
        code = next(iter(title.values()), "")
        groups = tuple(self._groups())
        return Found(code.lower(), title, description, self.languages, groups, tuple(self.left))

    # Languages and texts

    def _languages(self) -> tuple[str, ...]:
        named = [cell.text or "" for cell in self.tables.root.iterfind("languages/language")]
        first = self.settings.get("language", "")
        codes = [_code(name) for name in (first, *named) if name.strip()]
        for name in named:
            if name.strip() and _code(name) != name.strip():
                kept = told("the language %(name)s is kept as %(code)s", name=name.strip(), code=_code(name))
                self.left.append(Note(kept, "languages"))
        return tuple(dict.fromkeys(codes)) or ("en",)

    def _texts(self, table: str, key: str, translations: str) -> dict[str, dict[str, Row]]:
        """Key -> language -> row: beside the table in newer surveys, in the table itself in older ones."""
        texts: dict[str, dict[str, Row]] = defaultdict(dict)
        tables = (translations, table, "subquestions") if table == "questions" else (translations, table)
        for name in tables:
            for row in self.tables.rows(name):
                if "language" in row:
                    texts[row.get(key, "") or _answer_key(row)].setdefault(_code(row["language"]), row)
        return texts

    def _words(self, texts: Mapping[str, str], place: str) -> Words:
        ordered = {code: texts[code] for code in (*self.languages, *texts) if code in texts}
        return plain_words(ordered, place, self.left, _PIPES)

    def _asked_words(self, row: Row, place: str, column: str = "question") -> Words:
        texts = self.texts.get(row.get("qid", ""), {})
        return self._words({code: each.get(column, "") for code, each in texts.items()}, place)

    # Groups and questions

    def _groups(self) -> Iterator[Group]:
        questions: dict[str, list[Row]] = defaultdict(list)
        for row in self.tables.once("questions", "qid"):
            if row.get("parent_qid", "0") in ("", "0"):
                questions[row.get("gid", "")].append(row)
        names = self._texts("groups", "gid", "group_l10ns")
        for group in self.tables.once("groups", "gid"):
            gid = group.get("gid", "")
            place = f"group {gid}"
            name, definition = (
                self._words({code: row.get(column, "") for code, row in names.get(gid, {}).items()}, place)
                for column in ("group_name", "description")
            )
            if group.get("grelevance", "1").strip() not in ("", "1"):
                self.left.append(Note(told("its condition: everybody is asked"), place))
            parts = tuple(part for row in questions.pop(gid, []) for part in self._question(row))
            yield Group(next(iter(name.values()), place).lower(), name, place, definition, parts)
        for gid, rows in questions.items():
            lost = told("stands in group %(group)s, which is not there", group=gid)
            self.left += [Note(lost, _place(row)) for row in rows]

    def _question(self, row: Row) -> Iterator[Asked | Group]:
        place = _place(row)
        self._note_what_is_lost(row, place)
        handler = _TYPES.get(row.get("type", ""))
        if handler is None:
            why = _LOST_TYPES.get(row.get("type", ""), told("is of a type that is not known here"))
            self.left.append(Note(why, place))
        else:
            yield from handler(self, row)

    def _note_what_is_lost(self, row: Row, place: str) -> None:
        if row.get("mandatory", "N") in ("Y", "S"):
            self.left.append(Note(told("that it must be answered: nothing must be answered here"), place))
        if row.get("other", "N") == "Y":
            self.left.append(Note(told("the answer “other” with a text of one's own"), place))
        if row.get("relevance", "1").strip() not in ("", "1") or row.get("qid", "") in self.conditional:
            self.left.append(Note(told("its condition: everybody is asked"), place))
        if row.get("preg", "").strip():
            self.left.append(Note(told("its check of what is typed"), place))
        if any(text.get("help", "").strip() for text in self.texts.get(row.get("qid", ""), {}).values()):
            self.left.append(Note(told("its help text"), place))
        for attribute, why in _LOST_ATTRIBUTES.items():
            if self.attributes.get(row.get("qid", ""), {}).get(attribute, "").strip() not in ("", "0", "N"):
                self.left.append(Note(why, place))

    # What each type of question becomes

    def open_question(self, row: Row) -> Iterator[Asked]:
        place = _place(row)
        yield Asked("open", row.get("title", ""), self._asked_words(row, place), place)

    def several_texts(self, row: Row) -> Iterator[Asked]:
        """A text field for each subquestion: an open question each, below the words of the whole."""
        place = _place(row)
        whole = self._asked_words(row, place)
        for sub in self.below.get(row.get("qid", ""), []):
            where = _place(row, sub)
            words = self._asked_words(sub, where)
            both = {code: f"{whole[code]}\n{text}" if code in whole else text for code, text in words.items()}
            yield Asked("open", _joint_code(row, sub), both, where)

    def rated(self, row: Row, choices: tuple[Choice, ...]) -> Iterator[Asked]:
        place = _place(row)
        yield Asked("rated", row.get("title", ""), self._asked_words(row, place), place, self._own(choices))

    def chosen(self, row: Row, choices: tuple[Choice, ...] = ()) -> Iterator[Asked]:
        place = _place(row)
        words = self._asked_words(row, place)
        yield Asked("chosen", row.get("title", ""), words, place, self._own(choices) or self._choices(row))

    def array(self, row: Row, choices: tuple[Choice, ...] = ()) -> Iterator[Group]:
        place = _place(row)
        choices = self._own(choices) or self._choices(row)
        rows = tuple(
            Asked(
                "rated",
                _joint_code(row, sub),
                self._asked_words(sub, _place(row, sub)),
                _place(row, sub),
                choices,
            )
            for sub in self.below.get(row.get("qid", ""), [])
            if sub.get("scale_id", "0") in ("", "0")
        )
        yield Group(row.get("title", ""), self._asked_words(row, place), place, parts=rows)

    def _own(self, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """Answers that LimeSurvey words itself, in the survey's languages; in English where there is none."""
        spoken = [
            {code: words for code, words in each.label.items() if code in self.languages} for each in choices
        ]
        return tuple(
            Choice(each.code, label or {code: each.label[code] for code in ("en",) if each.label})
            for each, label in zip(choices, spoken, strict=True)
        )

    def _choices(self, row: Row) -> tuple[Choice, ...]:
        place = _place(row)
        found = []
        for answer in self.answers.get(row.get("qid", ""), []):
            texts = self.answer_texts.get(answer.get("aid", "") or _answer_key(answer), {})
            words = self._words({code: each.get("answer", "") for code, each in texts.items()}, place)
            found.append(Choice(answer.get("code", ""), words or {}))
        return tuple(found)


def _code(language: str) -> str:
    """A code of LimeSurvey as others write it: `de-informal` is German that says du."""
    code = language.strip().replace("_", "-")
    code = re.sub(r"-(informal|easy)$", "", code)
    return code if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) else "en"


def _answer_key(row: Row) -> str:
    """What older surveys tell answers apart by."""
    return "/".join(row.get(name, "") for name in ("qid", "code", "scale_id"))


def _place(row: Row, sub: Row | None = None) -> str:
    return f"question {row.get('title', '?')}" + (f" {sub.get('title', '?')}" if sub else "")


def _joint_code(row: Row, sub: Row) -> str:
    return f"{row.get('title', '')}_{sub.get('title', '')}"


def _fixed(**labels: tuple[str, str, str]) -> tuple[Choice, ...]:
    """Answers that LimeSurvey words itself, from bad to good."""
    return tuple(
        Choice(code, dict(zip(("en", "de", "fr"), label, strict=True))) for code, label in labels.items()
    )


_YES_NO = _fixed(N=("No", "Nein", "Non"), Y=("Yes", "Ja", "Oui"))
_YES_UNCERTAIN_NO = _fixed(
    N=("No", "Nein", "Non"), U=("Uncertain", "Unsicher", "Incertain"), Y=("Yes", "Ja", "Oui")
)
_LESS_MORE = _fixed(
    D=("Decrease", "Weniger", "Diminution"),
    S=("Same", "Gleich", "Identique"),
    I=("Increase", "Mehr", "Augmentation"),
)
_GENDER = _fixed(F=("Female", "Weiblich", "Féminin"), M=("Male", "Männlich", "Masculin"))
_FIVE, _TEN = tuple(numbered(1, 5)), tuple(numbered(1, 10))

_Handler = Callable[[_Survey, Row], Iterator[Asked | Group]]


def _with(method: Callable[..., Iterator[Asked | Group]], choices: tuple[Choice, ...]) -> _Handler:
    return partial(method, choices=choices)


# LimeSurvey's letter for a type of question -> what becomes of it.
_TYPES: Mapping[str, _Handler] = {
    "S": _Survey.open_question,
    "T": _Survey.open_question,
    "U": _Survey.open_question,
    "Q": _Survey.several_texts,
    "5": _with(_Survey.rated, _FIVE),
    "A": _with(_Survey.array, _FIVE),
    "B": _with(_Survey.array, _TEN),
    "C": _with(_Survey.array, _YES_UNCERTAIN_NO),
    "E": _with(_Survey.array, _LESS_MORE),
    "F": _Survey.array,
    "H": _Survey.array,
    "L": _Survey.chosen,
    "!": _Survey.chosen,
    "O": _Survey.chosen,
    "Y": _with(_Survey.chosen, _YES_NO),
    "G": _with(_Survey.chosen, _GENDER),
}
_LOST_TYPES: Mapping[str, str] = {
    "1": told("is an array with two scales"),
    ":": told("is an array of numbers"),
    ";": told("is an array of texts"),
    "M": told("has several answers at once"),
    "P": told("has several answers at once, with comments"),
    "R": told("has answers that are put in order"),
    "N": told("asks for a number"),
    "K": told("asks for several numbers"),
    "D": told("asks for a date"),
    "|": told("asks for a file"),
    "X": told("shows a text and asks nothing"),
    "*": told("computes a value"),
    "I": told("changes the language; ours does so on every page"),
}
_LOST_ATTRIBUTES: Mapping[str, str] = {
    "hidden": told("that it is hidden: it is asked"),
    "array_filter": told("its filter by another question's answers"),
    "array_filter_exclude": told("its filter by another question's answers"),
    "em_validation_q": told("its check by an expression"),
    "em_validation_sq": told("its check by an expression"),
    "random_group": told("its random order"),
    "random_order": told("its random order"),
    "time_limit": told("its time limit"),
    "prefix": told("the text before its field"),
    "suffix": told("the text after its field"),
}
_WHOLE_TABLES: Mapping[str, str] = {
    "quota": told("quotas are left out"),
    "assessments": told("assessments are left out"),
    "defaultvalues": told("answers filled in beforehand are left out"),
}
_WELCOMES: Mapping[str, str] = {
    "surveyls_welcometext": told("its welcome text: ours says what is promised"),
    "surveyls_endtext": told("its end text: ours shows the receipt"),
}
