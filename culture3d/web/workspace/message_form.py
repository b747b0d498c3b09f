"""Turns a sent form into the texts and the time of a message, with what is wrong beside each of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext

from culture3d.models.message import Kind, Message
from culture3d.services import message_times, messages
from culture3d.services.message_words import (
    MOST_SUBJECT,
    MOST_TEXT,
    PLACES,
    Fault,
    Words,
    Wrong,
    faults_of_subject,
    faults_of_text,
)

# How each fault is told, from the piece of text that it is about.
SENTENCES: Mapping[Wrong, Callable[[str], str]] = {
    Wrong.BLANK: lambda _: gettext("This is empty."),
    Wrong.LONG: lambda most: gettext("This is too long: %(most)s characters at most.", most=most),
    Wrong.BREAK: lambda _: gettext("A subject stands in one line."),
    Wrong.CONTROL: lambda _: gettext("There is a character in it that nobody can see."),
    Wrong.BRACE: lambda piece: gettext("A brace stands alone near “%(piece)s”.", piece=piece.strip()),
    Wrong.UNKNOWN: lambda piece: gettext(
        "There is no placeholder %(piece)s. There are: %(places)s.",
        piece=piece,
        places=", ".join(f"{{{each}}}" for each in PLACES),
    ),
    Wrong.NO_LINK: lambda _: gettext("Without {link} nobody finds their way into the survey."),
    Wrong.LINK: lambda _: gettext("A link cannot stand here."),
}


@dataclass
class Text:
    """A message in one language as it stands in the form, and everything wrong with it."""

    language: str
    subject: str
    text: str
    wrong_subject: list[str] = field(default_factory=list)
    wrong_text: list[str] = field(default_factory=list)

    @property
    def words(self) -> Words:
        """What it says."""
        return Words(self.subject, self.text)

    @property
    def is_right(self) -> bool:
        """Whether it may be stored and sent."""
        return not self.wrong_subject and not self.wrong_text


@dataclass
class MessageForm:
    """A message as it stands in the form."""

    texts: list[Text]
    due: str  # as browsers write it: 2026-09-11T09:00
    wrong_due: str = ""

    @property
    def is_right(self) -> bool:
        """Whether it may be stored."""
        return not self.wrong_due and all(text.is_right for text in self.texts)

    @property
    def time(self) -> datetime | None:
        """When it is to be sent."""
        return _time(self.due)


def stored(message: Message) -> MessageForm:
    """The form as a message is stored."""
    each = ((code, messages.words_of(message, code)) for code in messages.languages_of(message.wave))
    texts = [Text(code, words.subject, words.text) for code, words in each]
    due = message.due.isoformat(timespec="minutes") if message.due else ""
    return MessageForm(texts, due)


def sent(message: Message, form: Mapping[str, str]) -> MessageForm:
    """The form as somebody sent it. A language whose both fields are empty gets its suggested text."""
    texts = [_text(message, code, form) for code in messages.languages_of(message.wave)]
    found = MessageForm(texts, form.get("due", "").strip()[:40])
    found.wrong_due = _wrong_time(message, found.due)
    return found


def _text(message: Message, language: str, form: Mapping[str, str]) -> Text:
    # Cut only far beyond what is allowed, so that what is too long is told and not shortened in silence.
    subject = form.get(f"subject-{language}", "")[: 10 * MOST_SUBJECT].strip()
    text = form.get(f"text-{language}", "")[: 10 * MOST_TEXT].replace("\r\n", "\n").strip()
    if not subject and not text:
        words = messages.words_of(message, language, suggested_only=True)
        return Text(language, words.subject, words.text)
    return Text(
        language,
        subject,
        text,
        _told(faults_of_subject(subject)),
        _told(faults_of_text(message.kind, text)),
    )


def _told(faults: Sequence[Fault]) -> list[str]:
    return [SENTENCES[fault.wrong](fault.piece) for fault in faults]


def _time(due: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(due)
    except ValueError:
        return None
    return found.replace(second=0, microsecond=0) if found.tzinfo is None else None


def _wrong_time(message: Message, due: str) -> str:
    if not due:
        return ""
    found, wave = _time(due), message.wave
    if found is None:
        return str(gettext("This is no date with a time."))
    if found == message.due:  # nobody loses what they wrote to a time that they did not touch
        return ""
    # An invitation whose time is over goes out at once: that is what whoever launches today wants.
    if found < messages.now_in(wave) and message.kind is not Kind.INVITATION:
        return str(gettext("This time is over. Leave it empty to send the message by hand."))
    if wave.closes_on is None:
        return ""
    day = f"{wave.closes_on}"
    if message_times.comes_too_early(message, found):
        return str(gettext("Thanks are sent after the survey has closed, on %(day)s.", day=day))
    if message_times.comes_too_late(message, found):
        return str(gettext("The survey has closed by then, on %(day)s.", day=day))
    return ""
