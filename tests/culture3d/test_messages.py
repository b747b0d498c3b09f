"""Shows what a wave's messages say and when they are due, and that no text does more than say something."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.message import Kind, Message, Stage
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from culture3d.services import messages, waves
from culture3d.services.contacts import Contact, set_contact
from culture3d.services.message_words import (
    PLACES,
    Words,
    Wrong,
    faults_of_subject,
    faults_of_text,
    fill,
    suggested,
)
from tests.culture3d.cast import Cast
from tests.culture3d.invited import OPENS, Invited


@pytest.fixture
def wave(session: Session, invited: Invited) -> Wave:
    return session.get_one(Wave, invited.wave)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_suggested_text_is_right(kind: Kind, language: str) -> None:
    words = suggested(kind, language)
    assert faults_of_subject(words.subject) == faults_of_text(kind, words.text) == []
    assert ("{link}" in words.text) is (kind is not Kind.THANKS)
    assert words.text.startswith({"en": "Hello {name},", "de": "Guten Tag, {name},"}[language])


def test_a_language_without_a_text_gets_that_of_the_organisation() -> None:
    assert suggested(Kind.THANKS, "fr", "de") == suggested(Kind.THANKS, "de")
    assert suggested(Kind.THANKS, "fr", "pl") == suggested(Kind.THANKS, "en")


@pytest.mark.parametrize(
    ("text", "wrong", "piece"),
    [
        ("{link} {nmae}", Wrong.UNKNOWN, "{nmae}"),
        ("{link} {name.__class__}", Wrong.UNKNOWN, "{name.__class__}"),
        ("{link} {0}", Wrong.UNKNOWN, "{0}"),
        ("{link} {name!r:>9}", Wrong.UNKNOWN, "{name!r:>9}"),
        ("{link} {name", Wrong.BRACE, " {name"),
        ("{link} }", Wrong.BRACE, " }"),
        ("{{link}}", Wrong.BRACE, "{}"),
        ("Hello {name}", Wrong.NO_LINK, "{link}"),
        ("{link} a\x07b", Wrong.CONTROL, ""),
        ("{link} a\u202eb", Wrong.CONTROL, ""),
        ("{link}" + "a" * 5_000, Wrong.LONG, "5000"),
    ],
)
def test_a_wrong_text_is_told_with_its_place(text: str, wrong: Wrong, piece: str) -> None:
    (fault,) = faults_of_text(Kind.REMINDER, text)
    assert (fault.wrong, fault.piece) == (wrong, piece)


def test_thanks_have_no_link_for_it_leads_nowhere_then() -> None:
    assert [fault.wrong for fault in faults_of_text(Kind.THANKS, "Thanks: {link}")] == [Wrong.LINK]
    assert [fault.wrong for fault in faults_of_text(Kind.THANKS, "  ")] == [Wrong.BLANK]


@pytest.mark.parametrize(
    ("subject", "wrong"),
    [("", Wrong.BLANK), ("a" * 151, Wrong.LONG), ("Your {link}", Wrong.LINK), ("{who}", Wrong.UNKNOWN)],
)
def test_a_wrong_subject_is_told(subject: str, wrong: Wrong) -> None:
    assert [fault.wrong for fault in faults_of_subject(subject)] == [wrong]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x85", "\u2028"])
def test_a_subject_has_no_line_break(end: str) -> None:
    assert Wrong.BREAK in {fault.wrong for fault in faults_of_subject(f"Hello{end}Bcc: all@example.org")}


def test_what_is_put_in_is_text_and_never_a_placeholder_or_markup() -> None:
    values = dict.fromkeys(PLACES, "–") | {"name": "{link} <b>&</b> \\1", "link": "https://x.example/i/a?b&c"}
    words = Words("Hello {name}", "Hello {name},\n\n<i>{link}</i>\n{closes}")
    told = fill(words, values, "Why & how", "en")
    assert told.subject == "Hello {link} <b>&</b> \\1"
    assert told.text == (
        "Hello {link} <b>&</b> \\1,\n\n<i>https://x.example/i/a?b&c</i>\n–\n\n-- \nWhy & how\n"
    )
    assert "<p>Hello {link} &lt;b&gt;&amp;&lt;/b&gt; \\1,</p>" in told.html
    link = '<a href="https://x.example/i/a?b&amp;c">https://x.example/i/a?b&amp;c</a>'
    assert f"<p>&lt;i&gt;{link}&lt;/i&gt;<br>\n–</p>" in told.html
    assert "<p>Why &amp; how</p>" in told.html and "<img" not in told.html


def test_a_name_cannot_break_a_subject() -> None:
    values = dict.fromkeys(PLACES, "–") | {"name": "Ann\r\nBcc: all@example.org\x00"}
    assert fill(Words("Hello {name}", "-"), values, "", "en").subject == "Hello Ann Bcc: all@example.org "


def test_a_wave_is_given_its_usual_messages_once(session: Session, wave: Wave) -> None:
    planned = messages.suggest(session, wave)
    assert [(each.kind, each.due) for each in planned] == [
        (Kind.INVITATION, datetime(2026, 9, 1, 9)),
        (Kind.REMINDER, datetime(2026, 9, 11, 9)),
        (Kind.REMINDER, datetime(2026, 9, 19, 9)),
        (Kind.THANKS, datetime(2026, 9, 22, 9)),
    ]
    assert messages.suggest(session, wave) == [] and messages.of(session, wave) == planned
    late = messages.add_reminder(session, wave)
    assert late.due == datetime(2026, 9, 19, 9) and late in messages.of(session, wave)


def test_a_wave_of_a_day_reminds_nobody(session: Session, wave: Wave) -> None:
    wave.closes_on = OPENS
    assert [each.kind for each in messages.suggest(session, wave)] == [Kind.INVITATION, Kind.THANKS]


def test_what_is_not_changed_follows_the_suggestion(session: Session, wave: Wave) -> None:
    message = messages.suggest(session, wave)[0]
    own = Words("Answer, please", "{link}")
    messages.change(message, {"en": own, "de": suggested(Kind.INVITATION, "de")}, None)
    assert message.words == {"en": {"subject": "Answer, please", "text": "{link}"}}
    assert messages.words_of(message, "en") == own
    assert messages.words_of(message, "de") == suggested(Kind.INVITATION, "de")


def test_what_is_under_way_is_not_changed(session: Session, wave: Wave) -> None:
    message = messages.suggest(session, wave)[0]
    message.stage = Stage.SENDING
    with pytest.raises(messages.NotNow):
        messages.change(message, {}, None)
    with pytest.raises(messages.NotNow):
        messages.remove(session, message)
    message.stage = Stage.PLANNED
    messages.remove(session, message)
    assert messages.is_done_without(message) and not messages.may_be_sent(message)


def test_what_is_done_without_is_kept_and_not_planned_anew(session: Session, wave: Wave) -> None:
    for message in messages.suggest(session, wave):
        messages.change(message, {"en": Words("Own", "{link} of our own")}, message.due)
        messages.remove(session, message)
    assert messages.suggest(session, wave) == []
    invitation = messages.of(session, wave)[0]
    messages.plan_again(session, invitation)
    assert (invitation.stage, invitation.due) == (Stage.PLANNED, datetime(2026, 9, 1, 9))
    assert messages.words_of(invitation, "en").subject == "Own"
    with pytest.raises(messages.NotNow):
        messages.plan_again(session, invitation)


def times(session: Session, wave: Wave) -> list[datetime | None]:
    return [message.due for message in messages.of(session, wave)]


def test_messages_follow_the_end_unless_their_time_was_chosen(session: Session, wave: Wave) -> None:
    _, half, last, thanks = messages.suggest(session, wave)
    half.due = datetime(2026, 9, 10, 15)
    waves.extend(session, wave, date(2026, 9, 30), date(2026, 9, 8))
    assert times(session, wave) == [
        datetime(2026, 9, 1, 9),
        datetime(2026, 9, 10, 15),
        datetime(2026, 9, 28, 9),
        datetime(2026, 10, 1, 9),
    ]
    # A reminder does not go out at once because its time would be over, nor is it moved beyond the end.
    waves.extend(session, wave, date(2026, 9, 10), date(2026, 9, 8))
    assert (last.due, thanks.due) == (datetime(2026, 9, 9, 9), datetime(2026, 9, 11, 9))
    last.stage = Stage.SENT
    waves.close(session, wave, date(2026, 9, 8))
    assert (last.due, thanks.due) == (datetime(2026, 9, 9, 9), datetime(2026, 9, 9, 9))


def test_a_wave_that_closes_by_itself_thanks_as_planned(session: Session, wave: Wave) -> None:
    thanks = messages.suggest(session, wave)[-1]
    waves.close(session, wave, date(2026, 9, 22))
    assert thanks.due == datetime(2026, 9, 22, 9)


def test_a_preview_speaks_each_language(session: Session, settings: Settings, wave: Wave, cast: Cast) -> None:
    message = messages.suggest(session, wave)[0]
    settings = replace(settings, address="https://survey.example.com")
    english = messages.preview(message, "en", settings)
    assert english.subject == "How do you see Harbour & Sons? Your answers count"
    assert "https://survey.example.com/i/example-link-example-l\n" in english.text
    assert "until the end of Monday" in english.text and "21 September 2026" in english.text
    assert "please ask whoever invited you." in english.text
    assert "run by Compass Consulting" in english.text and "30 days" in english.text
    set_contact(session.get_one(Organisation, cast.organisation), Contact("Ada", "ada@example.org"))
    german = messages.preview(message, "de", settings)
    assert "Montag, 21. September 2026" in german.text and "an: Ada (ada@example.org)." in german.text
    assert "Compass Consulting" in german.text and "deleted" not in german.text


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        ("UTC", datetime(2026, 9, 11, 9, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 9, 11, 7, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 9, 10, 21, tzinfo=UTC)),
    ],
)
def test_nine_o_clock_is_where_the_wave_is(wave: Wave, zone: str, begins: datetime) -> None:
    wave.time_zone = zone
    message = Message(wave=wave, kind=Kind.REMINDER, due=datetime(2026, 9, 11, 9))
    assert not messages.is_due(message, begins - timedelta(seconds=1))
    assert messages.is_due(message, begins)


@pytest.mark.parametrize(
    ("kind", "state", "may"),
    [
        (Kind.INVITATION, State.SCHEDULED, True),
        (Kind.REMINDER, State.SCHEDULED, False),
        (Kind.REMINDER, State.OPEN, True),
        (Kind.REMINDER, State.CLOSED, False),
        (Kind.THANKS, State.OPEN, False),
        (Kind.THANKS, State.CLOSED, True),
    ],
)
def test_each_has_its_time(wave: Wave, kind: Kind, state: State, may: bool) -> None:
    wave.state = state
    message = Message(wave=wave, kind=kind, stage=Stage.PLANNED)
    assert messages.may_be_sent(message) is may
    wave.frozen_on = None if kind is Kind.INVITATION else date(2026, 9, 1)
    assert messages.may_be_sent(message) is (may and kind is not Kind.INVITATION)
