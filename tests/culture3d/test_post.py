"""Shows what becomes of mail at a true server: taken, refused, put off, or met by no server at all."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from culture3d import mail, post
from culture3d.config import SETTINGS, Settings, read_settings
from culture3d.mail_server import MailServer
from surveys.faults import BadInput
from tests.culture3d.mail_servers import Server, free_port, mail_server

MAILS = [name for name in SETTINGS if name.startswith("CULTURE3D_MAIL")]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(
        {
            "CULTURE3D_DATA": str(tmp_path),
            "CULTURE3D_MAIL_SENDER": "Harbour survey <survey@example.com>",
            "CULTURE3D_MAIL_BOUNCES": "returns@example.com",
        }
    )


def at(settings: Settings, server: Server) -> Settings:
    return replace(settings, mail=MailServer.from_url(server.url))


def hand_over(settings: Settings, *recipients: str) -> list[str]:
    """What became of a mail to each."""
    told = []
    with post.post(settings) as opened:
        for to in recipients:
            made = mail.compose(settings, ("Ann, the first", to), "Grüße", "One\n.\nTwo", "<p>One</p>", "w-1")
            try:
                opened.hand_over(made, "wave-1", "w-1")
                told.append("taken")
            except (post.Refused, post.NotNow, post.Down) as error:
                told.append(f"{type(error).__name__}: {error}")
    return told


def test_many_mails_go_through_one_connection(settings: Settings) -> None:
    with mail_server() as server:
        assert hand_over(at(settings, server), "a@example.org", "b@bücher.example") == ["taken"] * 2
        assert server.connections == 1
    (first, second) = server.mails()
    assert server.recipients == ["a@example.org", "b@xn--bcher-kva.example"]
    assert {sender for sender, _, _ in server.taken} == {"returns+w-1@example.com"}
    assert first["From"] == "Harbour survey <survey@example.com>"
    assert first["To"].addresses[0].display_name == "Ann, the first"
    assert (first["Subject"], first["Message-ID"]) == ("Grüße", "<w-1@example.com>")
    text, html = first.get_body(("plain",)), first.get_body(("html",))
    assert text is not None and text.get_content().split() == ["One", ".", "Two"]
    assert html is not None and html.get_content().strip() == "<p>One</p>"
    assert second["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "subject",
    [
        "Wie sehen Sie Harbour & Sons? Ihre Antworten zählen",
        "Noch ist Zeit für Ihre Antworten: bis einschließlich Freitag, 4. Dezember, auch für Zögernde",
        "Danke: Die Befragung von Hafen & Söhne ist abgeschlossen",
        "One line of ASCII that is longer than a line of mail may be, and so is broken between two words",
        "调查" * 40,
    ],
)
def test_a_subject_is_read_as_it_was_written(settings: Settings, subject: str) -> None:
    made = mail.compose(settings, ("Ann", "a@example.org"), subject, "One", sender="Hafen & Söhne")
    # As most mail programs read it: blanks between encoded words are none, all others are.
    raw = message_from_bytes(made.as_bytes())
    assert str(make_header(decode_header(re.sub(r"\r?\n ", " ", raw["Subject"])))) == subject
    read = message_from_bytes(made.as_bytes(), policy=policy.SMTP)
    assert message_from_bytes(read.as_bytes(), policy=policy.default)["Subject"] == subject
    assert read["From"] == "Hafen & Söhne <survey@example.com>"


def test_a_refusal_of_one_is_no_refusal_of_the_next(settings: Settings) -> None:
    answers = {
        "gone@example.org": "550 5.1.1 <gone@example.org> is not known here, see http://help.example/x",
        "later@example.org": "450 4.2.1 try later",
    }
    with mail_server() as server:
        server.at_recipient = lambda to, _: answers.get(to)
        server.at_data = lambda to, _: "554 5.7.1 looks like spam" if to.startswith("spam") else None
        told = hand_over(at(settings, server), *answers, "spam@example.org", "well@example.org")
        assert server.connections == 1
    assert told == [
        "Refused: 550 5.1.1 … is not known here, see …",
        "NotNow: 450 4.2.1 try later",
        "Refused: 554 5.7.1 looks like spam",
        "taken",
    ]


def test_a_server_that_hangs_up_is_down_and_is_called_again(settings: Settings) -> None:
    with mail_server() as server:
        server.hangs_up_after = 1
        told = hand_over(at(settings, server), "a@example.org", "b@example.org", "c@example.org")
        assert server.connections == 3 - 1  # c finds the connection closed, and makes another
    assert told == ["taken"] + ["Down: 421 4.3.2 closing down"] * 2


def test_a_server_that_is_not_there_is_down(settings: Settings) -> None:
    nowhere = replace(settings, mail=MailServer.from_url(f"smtp://127.0.0.1:{free_port()}"))
    (told,) = hand_over(nowhere, "a@example.org")
    assert told.startswith("Down: ") and "refused" in told


def test_a_server_that_says_nothing_is_down(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "SECONDS_FOR_A_REPLY", 0.2)
    with mail_server() as server:
        server.silent = True
        (told,) = hand_over(at(settings, server), "a@example.org")
    assert told == "Down: the mail server does not answer"


def test_the_last_reply_is_waited_for_longer(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever hangs up then, and tries again, sends it twice."""
    monkeypatch.setattr(post, "SECONDS_FOR_A_REPLY", 0.2)
    with mail_server() as server:
        server.pause = 0.4
        assert hand_over(at(settings, server), "a@example.org", "b@example.org") == ["taken"] * 2
    assert server.recipients == ["a@example.org", "b@example.org"]


def test_a_server_that_cannot_encrypt_gets_no_mail(settings: Settings) -> None:
    with mail_server() as server:
        strict = replace(MailServer.from_url(server.url), is_encrypted=True)
        (told,) = hand_over(replace(settings, mail=strict), "a@example.org")
    assert told == "Down: STARTTLS extension not supported by server." and server.taken == []


def test_the_rate_is_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(post.time, "sleep", waited.append)
    with mail_server() as server:
        slow = replace(at(settings, server), mails_a_minute=30)
        hand_over(slow, "a@example.org", "b@example.org", "c@example.org")
    assert waited[0] == 0 and 1 < waited[1] <= 2 < waited[2] <= 4


def test_the_outbox_keeps_a_mail_once(settings: Settings) -> None:
    assert hand_over(settings, "a@example.org", "a@example.org") == ["taken"] * 2
    (file,) = settings.outbox.iterdir()
    assert file.name == "wave-1.eml" and file.stat().st_mode & 0o777 == 0o600
    assert list(mail.waiting(settings)) == []  # a wave's own
    mail.forget(settings, "wave-1")
    assert list(settings.outbox.iterdir()) == []


def test_what_lies_in_the_outbox_goes_when_there_is_a_server(settings: Settings) -> None:
    for name in ("gone", "ada"):
        mail.send(settings, (name, f"{name}@example.org"), "Choose a password", "https://example.com/x")
    assert post.empty_outbox(settings) is None and len(list(mail.waiting(settings))) == 2
    with mail_server() as server:
        server.at_recipient = lambda to, times: "550 no" if to.startswith("gone") else None
        assert post.empty_outbox(at(settings, server)) is None
        assert server.recipients == ["ada@example.org"]
    (left,) = settings.outbox.iterdir()
    assert left.suffix == ".refused"


def test_mail_waits_for_a_server_that_is_away(settings: Settings) -> None:
    mail.send(settings, ("Ada", "ada@example.org"), "Choose a password", "https://example.com/x")
    nowhere = replace(settings, mail=MailServer.from_url(f"smtp://127.0.0.1:{free_port()}"))
    assert "refused" in (post.empty_outbox(nowhere) or "")
    assert len(list(mail.waiting(settings))) == 1


@pytest.mark.parametrize("recipient", [("A\nBcc: all@example.org", "a@b.example"), ("A", "jürgen@b.example")])
def test_no_mail_has_a_header_of_somebody_elses(settings: Settings, recipient: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r"CR|linefeed|mail servers"):
        mail.compose(settings, recipient, "Subject", "Text")
    with pytest.raises(ValueError, match=r"CR|linefeed"):
        mail.compose(settings, ("A", "a@b.example"), "Subject\r\nBcc: all@example.org", "Text")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.com", MailServer("mail.example.com", 587, "", "", False, True)),
        ("smtps://me:p%40ss@mail.example.com", MailServer("mail.example.com", 465, "me", "p@ss", True, True)),
        ("smtp://relay.lan:25?starttls=no", MailServer("relay.lan", 25, "", "", False, False)),
        ("smtp://me:word@127.0.0.1:25", MailServer("127.0.0.1", 25, "me", "word", False, False)),
    ],
)
def test_a_server_is_read(url: str, server: MailServer) -> None:
    assert MailServer.from_url(url) == server
    assert server.password not in repr(server) or not server.password


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("CULTURE3D_MAIL", "http://mail.example.com"),
        ("CULTURE3D_MAIL", "smtp://mail.example.com:many"),
        ("CULTURE3D_MAIL", "smtp://mail.example.com/path"),
        ("CULTURE3D_MAIL", "smtp://me:word@mail.example.com?starttls=no"),
        ("CULTURE3D_MAIL", "smtp://mail.example.com?tls=no"),
        ("CULTURE3D_MAIL_SENDER", "nobody"),
        ("CULTURE3D_MAIL_SENDER", "A <a@example.com>\nBcc: b@example.com"),
        ("CULTURE3D_MAIL_REPLY_TO", "a@example.com, b@example.com"),
        ("CULTURE3D_MAIL_BOUNCES", "Jörg"),
        ("CULTURE3D_MAIL_RATE", "-1"),
    ],
)
def test_a_wrong_setting_is_told(tmp_path: Path, name: str, given: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_settings({"CULTURE3D_DATA": str(tmp_path), name: given})
    assert [fault.field for fault in caught.value.faults] == [name]
    assert given not in str(caught.value) or "word" not in given
