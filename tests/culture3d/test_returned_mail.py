"""Shows that mail which came back is known by its word alone, and that nobody can make such a word up."""

import mailbox
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d import mail, post
from culture3d.config import Settings, read_settings
from culture3d.models.delivery import Delivery, Fate
from culture3d.models.message import Kind
from culture3d.models.wave import Wave
from culture3d.returned_mail import Returned, read_reports, returned
from culture3d.services import messages
from culture3d.services.answering import deliveries
from culture3d.services.answering.deliveries import word
from tests.command_line import run
from tests.culture3d.invited import Invited


@pytest.fixture
def alone(tmp_path: Path) -> Settings:
    return read_settings({"CULTURE3D_DATA": str(tmp_path / "data")})


def report(
    settings: Settings, known_by: str, action: str = "failed", to: str = "no-reply@x.example"
) -> bytes:
    """As RFC 3464 has it: words for people, fields for machines, and the mail's own head."""
    head = mail.compose(settings, ("Anna", "anna@example.org"), "S", "T", word=known_by or None).as_string()
    return f"""From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="parts"

--parts
Content-Type: text/plain

Your message could not be delivered.

--parts
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; anna@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <anna@example.org>: no such user, see
 https://mx.example/x

--parts
Content-Type: message/rfc822

{head}
--parts--
""".encode()


def test_a_report_says_which_mail_it_is_about_and_why_without_its_address(alone: Settings) -> None:
    found = returned(report(alone, word(alone, 7, 1234)), alone)
    assert found == Returned(7, 1234, "550 5.1.1 …: no such user, see …")


def test_it_is_known_by_the_address_it_came_to_where_the_mail_is_not_in_it(alone: Settings) -> None:
    found = returned(report(alone, "", to=f"returns+{word(alone, 7, 1234)}@x.example"), alone)
    assert found is not None and (found.message_id, found.participant_id) == (7, 1234)


def test_what_is_no_failure_of_ours_is_left_alone(alone: Settings, tmp_path: Path) -> None:
    other = read_settings({"CULTURE3D_DATA": str(tmp_path / "other")})
    for wrong in (
        report(alone, word(alone, 7, 1234), action="delayed"),
        report(alone, word(other, 7, 1234)),
        report(alone, "c3d-7-1234-" + "0" * 20),
        report(alone, ""),
        mail.compose(alone, ("A", "a@b.example"), "Re: survey", "x", word=word(alone, 7, 1)).as_bytes(),
        b"",
        b"\xff\x00" * 1000,
        b"Content-Type: message/delivery-status\n\nAction",
        b"Content-Type: multipart/report; boundary=a\n\n--a\nContent-Type: message/delivery-status\n\n--a--",
    ):
        assert returned(wrong, alone) is None


def test_mail_is_read_wherever_it_lies(tmp_path: Path) -> None:
    one, box, folder = tmp_path / "one.eml", tmp_path / "box", tmp_path / "Maildir"
    one.write_bytes(b"Subject: one\n\n1\n")
    many = mailbox.mbox(box)
    for text in (b"Subject: two\n\n2\n", b"Subject: three\n\n3\n"):
        many.add(text)
    many.close()
    mailbox.Maildir(folder).add(b"Subject: four\n\n4\n")
    assert len(list(read_reports(one))) == 1 and len(list(read_reports(box))) == 2
    (found,) = read_reports(folder)
    assert b"four" in found
    with pytest.raises(OSError, match="No such file"):
        list(read_reports(tmp_path / "nothing"))


def test_only_an_invitation_that_came_back_is_kept(
    session: Session, settings: Settings, invited: Invited, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave, anna = session.get_one(Wave, invited.wave), invited.ids["Anna Albers"]
    planned = {message.kind: message for message in messages.suggest(session, wave)}
    for kind in (Kind.INVITATION, Kind.REMINDER):
        deliveries.begin(session, planned[kind])
        for _ in deliveries.send(session, planned[kind], settings, post.post(settings)):
            session.commit()
    box = mailbox.mbox(tmp_path / "returns")
    for message in planned.values():
        box.add(report(settings, word(settings, message.id, anna)))
    box.add(report(settings, word(settings, 999, anna)))
    box.add(b"Subject: out of office\n\nBack on Monday.\n")
    box.close()
    session.close()
    for name, value in (("CULTURE3D_DATA", settings.data), ("DATABASE_URL", settings.database_url)):
        monkeypatch.setenv(name, str(value))
    for _ in range(2):
        done = run("mail", "bounces", str(tmp_path / "returns"))
        assert done.out.startswith(
            "1 invitations came back; 3 other messages, of which nothing is kept; 1 mails"
        )
    (kept,) = session.scalars(select(Delivery).where(Delivery.fate == Fate.RETURNED))
    assert kept.participant_id == anna and kept.reason == "550 5.1.1 …: no such user, see …"
    assert run("mail", "bounces", "nothing").status == 2
