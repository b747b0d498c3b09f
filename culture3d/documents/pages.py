"""Turns the facts of a wave into its documents as PDF/UA: works-council pack and data-protection template."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from culture3d.documents.statements import READERS, perspectives_of, scale_of, sections, words_of
from culture3d.i18n import translations
from culture3d.models.grant import Role
from culture3d.models.message import Kind
from culture3d.services.documents import Document
from culture3d.services.permissions import ALLOWED, May
from culture3d.services.retention import FILE_DAYS
from culture3d.services.wave_facts import Seats, WaveFacts
from reports import palette
from reports.language import Language, message
from reports.pdf import Limits, Press, Printer

_TEMPLATES = Path(__file__).parent.parent / "templates"
# What has no glyph, and what would turn round the direction of the words beside it.
_UNWRITTEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of the log in the document's language; `who` is blank for what happened by itself."""

    at: datetime
    what: str
    who: str


@dataclass(frozen=True)
class _Sort:
    """What one document is called and what it has in it: its title, what it tells, and its parts by id."""

    title: str
    lead: str
    parts: Mapping[str, str]


SORTS = {
    Document.PACK: _Sort(
        message("Works-council pack"),
        message("What is asked of whom, what is promised, who sees what, and what could go wrong."),
        {
            "short": message("In short"),
            "promise": message("What people are promised"),
            "questions": message("What is asked"),
            "people": message("Who is asked"),
            "way": message("The way of an answer"),
            "shown": message("What is shown, and of how many people"),
            "roles": message("Who sees what"),
            "kept": message("Where it is kept, and for how long"),
            "threats": message("What could go wrong"),
            "receipts": message("How a receipt is checked"),
            "mails": message("What people are sent"),
            "log": message("What was done so far"),
        },
    ),
    Document.TEMPLATE: _Sort(
        message("Data-protection template"),
        message(
            "Record of processing activities and impact assessment, after Articles 30 and 35 of the GDPR."
        ),
        {
            "record": message("Record of processing activities (Article 30)"),
            "lawful": message("Legal basis, information and rights"),
            "needed": message("Is an impact assessment needed?"),
            "assessment": message("Impact assessment (Article 35(7))"),
            "opinions": message("Opinions and decision"),
        },
    ),
}
_KINDS = {
    Kind.INVITATION: message("Invitation"),
    Kind.REMINDER: message("Reminder"),
    Kind.THANKS: message("Thanks"),
}
# What can be done, as a column of the table of roles. Who may close and arrange is told in one word.
_COLUMNS = {
    May.AUDIT: message("Settings, promise and log"),
    May.FOLLOW: message("How many have answered, while it is open"),
    May.LIST: message("List of people asked"),
    May.ARRANGE: message("Plan and run surveys"),
    May.READ: message("Results and released comments"),
    May.MODERATE: message("Comments before their release"),
}
_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def as_pdf(
    facts: WaveFacts,
    document: Document,
    log: Sequence[Logged] = (),
    limits: Limits | None = None,
    press: Press | None = None,
) -> bytes:
    """A document as PDF/UA-1.

    :raise PrintingFailed: if it cannot be laid out within the limits.
    """
    with Printer(limits, press, facts.language) as printer:
        return printer.print(as_html(facts, document, log))


def as_html(facts: WaveFacts, document: Document, log: Sequence[Logged] = ()) -> str:
    """A document as one HTML document that fetches nothing. :param log: for the pack."""
    language, sort = _language(facts.language), SORTS[document]
    titles = {id_: language.say(title) for id_, title in sort.parts.items()}
    html = (
        _templates()
        .get_template("documents/document.html")
        .render(
            facts=facts,
            name=document.value,
            language=language,
            say=language.say,
            say_number=language.say_number,
            title=language.say(sort.title),
            lead=language.say(sort.lead),
            titles=SimpleNamespace(**titles),
            parts=tuple(titles.items()),
            style=_style(facts.accent),
            log=log,
            **_told(facts, language),
        )
    )
    return _UNWRITTEN.sub("", html.encode(errors="replace").decode())


def _told(facts: WaveFacts, language: Language) -> dict[str, object]:
    """What both documents tell, in words."""
    say = language.say
    words = words_of(facts)
    perspectives = perspectives_of(facts)
    by_reader = facts.asked.perspectives
    return {
        "words": words,
        "asked_in_numbers": _in_numbers(facts, language),
        "statement_sections": tuple(sections(facts, perspectives, language)),
        "has_reverse": any(item.reverse for item in facts.instrument.all_items),
        "scale": tuple(scale_of(facts, language)),
        "readers": tuple(say(READERS[each]) for each in perspectives),
        "people_by_reader": tuple(
            f"{say(READERS[each])}: {language.number(by_reader[each] or 0)}"
            for each in perspectives
            if len(by_reader) > 1 and by_reader.get(each) is not None
        ),
        "spoken": tuple(_name_of(code, language) for code in facts.languages),
        "name_of": {code: _name_of(code, language) for code in facts.languages},
        "kinds": {kind: say(words_) for kind, words_ in _KINDS.items()},
        "columns": tuple(say(column) for column in _COLUMNS.values()),
        "seats": tuple(_seats(facts.seats, language)),
        "database": _DATABASES[facts.house.database],
        "file_days": FILE_DAYS,
        "receipts_at": f"{facts.house.address}/s/{facts.wave.address}/receipts",
        "paragraphs": _paragraphs,
        "attribute_words": tuple(words(each.text) for each in facts.attributes),
    }


def _in_numbers(facts: WaveFacts, language: Language) -> str:
    """How much is asked."""
    statements = sum(not item.reserve for item in facts.instrument.all_items)
    questions, attributes = len(facts.instrument.questions), len(facts.attributes)
    counts = (
        language.say_number("{n} statement", "{n} statements", statements),
        language.say_number("{n} open question", "{n} open questions", questions),
        language.say_number("{n} background question", "{n} background questions", attributes),
    )
    return ", ".join(counts)


def _name_of(code: str, language: Language) -> str:
    return Locale.parse(code, sep="-").get_display_name(language.locale) or code


def _seats(seats: Seats, language: Language) -> Iterator[SimpleNamespace]:
    """What each role may do, as services.permissions decides it."""
    rows = (
        (message("Administrators of the installation"), seats.administrators, ALLOWED[Role.ADMINISTRATOR]),
        (message("Consultants of the firm"), seats.consultants, ALLOWED[Role.CONSULTANT]),
        (message("Coordinators at the client"), seats.coordinators, ALLOWED[Role.COORDINATOR]),
        (message("Observers, such as the works council"), seats.observers, ALLOWED[Role.OBSERVER]),
        (message("Leaders of the organisation"), seats.leaders, ALLOWED[Role.LEADER]),
    )
    for name, accounts, may in rows:
        told = [language.say("yes") if column in may else "" for column in _COLUMNS]
        yield SimpleNamespace(name=language.say(name), accounts=accounts, may=told)
    # Of a unit: `permissions.units_to_read` says what they may read, and nothing else is theirs.
    limited = [language.say("own unit") if column is May.READ else "" for column in _COLUMNS]
    name = language.say("Leaders of a unit")
    yield SimpleNamespace(name=name, accounts=seats.leaders_of_units, may=limited)


def _paragraphs(text: str) -> list[list[str]]:
    """A mail's paragraphs, each in its lines."""
    return [block.strip().splitlines() for block in re.split(r"\n\s*\n", text) if block.strip()]


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _language(code: str) -> Language:
    return Language(code, translations(code, "documents"))


def _style(accent: str) -> Markup:
    """The style sheet, with the organisation's colour in it, as dark as it takes to be read."""
    # Our own file, and a colour that is checked when it is made readable.
    return Markup(":root { --accent: " + palette.readable(accent) + " }\n" + _sheet())  # noqa: S704


@cache
def _sheet() -> str:
    return (_TEMPLATES / "documents" / "documents.css").read_text(encoding="utf-8")
