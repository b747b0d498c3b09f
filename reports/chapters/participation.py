"""Says who answered, of how many, and what the silence of the others could mean."""

from dataclasses import dataclass

from reports import wording
from reports.chapters.heatmap import MOST_ROWS
from reports.chapters.perspectives import NAMES
from reports.language import Language, message
from reports.reader import Reader
from surveys.results import Segment

# What the reading of answers says of rows that it set aside -> the same in the report's words.
REASONS = {
    "no answer to any item": message("no question answered"),
    "no perspective given": message("not known who is speaking"),
    "weight of zero": message("a weight of zero"),
}


@dataclass(frozen=True)
class Turnout:
    """One group's participation, as a table prints it."""

    name: str
    depth: int
    kind: str
    answered: str
    invited: str
    rate: str
    share_answered: str
    share_invited: str


def build(reader: Reader) -> dict[str, object]:
    """Always applies."""
    language = reader.language
    told = [segment for segment in reader.parts if reader.is_told(segment) and segment.kind != "crossed"]
    told = told[:MOST_ROWS]
    intake = reader.results.intake
    of_staff = reader.counts_staff_alone
    return {
        "sentence": wording.participation(language, reader.count(), reader.invited(), of_staff=of_staff),
        "of_staff": of_staff,
        "open_link": reader.brief.current.open_link,
        "silence": _silence(reader),
        "rate": language.percent(reader.rate()),
        "width": reader.rate(),
        "rows": tuple(_turnout(reader, segment) for segment in told),
        "any_invited": any(reader.invited(segment.key) for segment in told),
        "hidden": wording.unshown(language, sum(not reader.is_told(segment) for segment in reader.parts)),
        "intake": _intake(language, intake.read, intake.used),
        "set_aside": tuple(
            (_reason(language, aside.reason), language.number(aside.rows)) for aside in intake.set_aside
        ),
        "others": language.listing(
            f"{language.say(NAMES[segment.key])} ({language.people(reader.count(segment.key))})"
            for segment in reader.beside_staff
        ),
    }


def _silence(reader: Reader) -> str:
    figures = reader.figures(reader.overall.id) if reader.overall else None
    if reader.overall is None or figures is None:
        return ""
    text, of_staff = reader.name(reader.overall.id), reader.counts_staff_alone
    return wording.silence(reader.language, text, figures, of_staff=of_staff)


def _turnout(reader: Reader, segment: Segment) -> Turnout:
    language = reader.language
    count, invited = reader.count(segment.key), reader.invited(segment.key)
    whole, all_invited = reader.count(), reader.invited()
    rate = reader.rate(segment.key)
    return Turnout(
        name=reader.label(segment),
        depth=segment.depth,
        kind=segment.kind,
        answered=language.people(count),
        invited=language.people(invited),
        rate=language.percent(rate),
        share_answered=_share(language, count, whole),
        share_invited=_share(language, invited, all_invited),
    )


def _share(language: Language, part: object, whole: object) -> str:
    if isinstance(part, int) and isinstance(whole, int) and whole:
        return language.percent(100 * part / whole)
    return language.percent(None)


def _intake(language: Language, read: int, used: int) -> str:
    if read == used:
        return language.say_number(
            "{n} response was read and used.", "{n} responses were read, and all of them used.", read
        )
    return language.say_number(
        "{n} response was read; {used} used.",
        "{n} responses were read and {used} of them used.",
        read,
        used=language.number(used),
    )


def _reason(language: Language, reason: str) -> str:
    return language.say(REASONS[reason]) if reason in REASONS else reason
