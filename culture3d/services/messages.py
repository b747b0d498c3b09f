"""Keeps the messages of a wave: which there are, what they say, and when they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.i18n import translations
from culture3d.models.message import Kind, Message, Stage
from culture3d.models.wave import State, Wave
from culture3d.services.contacts import contact_of
from culture3d.services.durations import minutes
from culture3d.services.message_times import at_nine, days_of, follow
from culture3d.services.message_words import Told, Words, fill, suggested
from culture3d.services.questionnaires import instrument_of


class NotNow(Exception):
    """A message cannot be changed, sent or removed where it stands."""


def _marked(words: str) -> str:
    """The words as they are: only so that translators find them."""
    return words


_ = _marked
_WHY = _(
    "You get this because %(organisation)s asks its people in “%(wave)s” and gave us your address for it. "
    "The survey is run by %(firm)s. The list of those who were asked is deleted %(days)s days after its end. "
    "This mail holds no picture and nothing that tells whether you read it."
)
_WHOEVER = _("whoever invited you")


def of(session: Session, wave: Wave) -> list[Message]:
    """The messages of a wave in the order in which they are sent."""
    found = session.scalars(select(Message).where(Message.wave_id == wave.id)).all()
    order = list(Kind)
    return sorted(found, key=lambda each: (order.index(each.kind), str(each.due or "later"), each.id))


def of_kind(session: Session, wave: Wave, kind: Kind) -> Message | None:
    """The first message of a kind, if there is one."""
    return next((message for message in of(session, wave) if message.kind is kind), None)


def suggest(session: Session, wave: Wave) -> list[Message]:
    """Plans what a wave usually says, as far as it has no such message; gives what it planned.

    The invitation as the wave opens, a reminder half way and one two days before the end, thanks the day
    after.
    """
    days = days_of(wave)
    assert days is not None, "a wave with messages has its dates"
    there = {message.kind for message in of(session, wave)}
    return [_plan(session, wave, kind, due) for kind, due in days.usual() if kind not in there]


def add_reminder(session: Session, wave: Wave) -> Message:
    """One more reminder, two days before the end until somebody moves it."""
    days = days_of(wave)
    assert days is not None, "a wave with messages has its dates"
    return _plan(session, wave, Kind.REMINDER, at_nine(days.last))


def _plan(session: Session, wave: Wave, kind: Kind, due: datetime) -> Message:
    message = Message(wave=wave, kind=kind, stage=Stage.PLANNED, due=due, words={}, round=0, failures=0)
    session.add(message)
    session.flush()
    return message


def set_days(session: Session, wave: Wave, opens_on: date, closes_on: date, today: date) -> None:
    """Gives a wave other days; messages whose time nobody chose by hand go along."""
    before = days_of(wave)
    wave.opens_on, wave.closes_on = opens_on, closes_on
    follow(of(session, wave), before, days_of(wave), today)


def end_early(session: Session, wave: Wave, today: date) -> None:
    """Has thanks that were to go out after the last day go out after today, on which a wave closes."""
    days = days_of(wave)
    if days is not None and today < days.closes:
        thanks = [message for message in of(session, wave) if message.kind is Kind.THANKS]
        follow(thanks, days, replace(days, closes=today), today)


def change(message: Message, words: Mapping[str, Words], due: datetime | None) -> None:
    """Gives a message other texts and another time; what reads as suggested is not kept.

    :raise NotNow: if it is being sent, or was.
    """
    _require_planned(message)
    said = {
        code: each for code, each in words.items() if each != words_of(message, code, suggested_only=True)
    }
    message.words = {code: {"subject": each.subject, "text": each.text} for code, each in said.items()}
    message.due = due


def remove(session: Session, message: Message) -> None:
    """Does without a planned message, whose text is kept. :raise NotNow: if it is being sent, or was.

    It stays there as one that was dropped without a time: so nobody plans it anew against what was wanted.
    """
    _require_planned(message)
    message.stage, message.due = Stage.DROPPED, None
    session.flush()


def is_done_without(message: Message) -> bool:
    """Whether somebody decided that a message is not sent; the clock drops only what had a time."""
    return message.stage is Stage.DROPPED and message.due is None


def plan_again(session: Session, message: Message) -> None:
    """Plans a message that was done without, for its usual time. :raise NotNow: if it was not."""
    days = days_of(message.wave)
    if not is_done_without(message) or days is None:
        raise NotNow("nobody does without the message")
    usual = [due for kind, due in days.usual() if kind is message.kind]
    message.stage, message.due = Stage.PLANNED, usual[-1] if usual else at_nine(days.last)
    session.flush()


def _require_planned(message: Message) -> None:
    if message.stage is not Stage.PLANNED:
        raise NotNow("the message is being sent already, or was")


def may_be_sent(message: Message) -> bool:
    """Whether sending can begin, now and by hand."""
    wave = message.wave
    if message.stage is not Stage.PLANNED:
        return False
    if message.kind is Kind.THANKS:
        return wave.state in (State.CLOSED, State.RELEASED)
    states = (State.OPEN,) if message.kind is Kind.REMINDER else (State.SCHEDULED, State.OPEN)
    return wave.state in states and wave.frozen_on is not None


def is_due(message: Message, now: datetime) -> bool:
    """Whether the clock on the wall has reached the time of a message. :param now: with its time zone."""
    here = now.astimezone(ZoneInfo(message.wave.time_zone)).replace(tzinfo=None)
    return message.due is not None and message.due <= here


def languages_of(wave: Wave) -> tuple[str, ...]:
    """The languages in which a wave speaks to people."""
    return tuple(wave.languages or instrument_of(wave.instrument_version).languages)


def words_of(message: Message, language: str, *, suggested_only: bool = False) -> Words:
    """What a message says in a language: as somebody wrote it, else as suggested."""
    if language in message.words and not suggested_only:
        return Words(**message.words[language])
    return suggested(message.kind, language, message.wave.organisation.language)


@dataclass(frozen=True, slots=True)
class Texts:
    """A message in one language, with everything put in that is the same for all."""

    words: Words
    values: Mapping[str, str]
    footer: str
    language: str
    direction: str

    def to(self, name: str, link: str) -> Told:
        """What one person is sent."""
        values = {**self.values, "name": name, "link": link}
        return fill(self.words, values, self.footer, self.language, self.direction)


def texts(message: Message, language: str, settings: Settings, words: Words | None = None) -> Texts:
    """A message in a language, as stored or in other words."""
    wave, say = message.wave, translations(language, "messages").gettext
    contact = contact_of(wave.organisation)
    about = {
        "organisation": wave.organisation.name,
        "wave": wave.name,
        "firm": wave.organisation.firm.name,
        "days": settings.invitation_days,
    }
    return Texts(
        words or words_of(message, language),
        {
            "organisation": wave.organisation.name,
            "closes": _day(wave.closes_on, language),
            "contact": f"{contact.name} ({contact.ways})" if contact else say(_WHOEVER),
            "minutes": str(minutes(instrument_of(wave.instrument_version))),
            "smallest_group": str(wave.min_group),
        },
        say(_WHY) % about,
        language,
        str(Locale.parse(language, sep="-").text_direction),
    )


def _day(day: date | None, language: str) -> str:
    locale = "en_GB" if language == "en" else language.replace("-", "_")
    return format_date(day, "full", locale=locale) if day else "–"


def preview(message: Message, language: str, settings: Settings, words: Words | None = None) -> Told:
    """What somebody would be sent whom there is not, by a link that leads nowhere."""
    link = f"{settings.address}/i/{'example-link-' * 2}"[: len(settings.address) + 3 + 22]
    return texts(message, language, settings, words).to("Alex Example", link)


def now_in(wave: Wave, now: datetime | None = None) -> datetime:
    """What the clock on the wall shows where a wave takes place, to the minute."""
    here = (now or datetime.now(UTC)).astimezone(ZoneInfo(wave.time_zone))
    return here.replace(second=0, microsecond=0, tzinfo=None)
