"""Reads what came back of the mail that was sent, and says where mail stands."""

import sys
from pathlib import Path

import click

from culture3d.commands.place import place
from culture3d.returned_mail import read_reports, returned
from culture3d.services.answering import reached
from surveys.faults import BadInput, Fault


@click.group()
def mail() -> None:
    """Look after mail that was sent."""


@mail.command()
@click.argument("source", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE|FOLDER|-")
def bounces(source: Path) -> None:
    """Read the reports of mail servers on what they could not deliver, from a mailbox, a Maildir or “-”.

    Each is known by the word that our mail carried. The page of messages then shows whom the invitation did
    not reach. Of reminders and thanks nothing is kept: who got one would tell who had not answered. Reading
    the same again changes nothing; the mailbox is left as it is.
    """
    with place() as here:
        found = [0, 0, 0]
        try:
            for report in read_reports(sys.stdin.buffer if str(source) == "-" else source):
                back = returned(report, here.settings)
                kept = back is not None and reached.returned(
                    here.session, back.message_id, back.participant_id, back.reason
                )
                found[0 if kept else 1 if back else 2] += 1
        except OSError as error:
            raise BadInput([Fault(error.strerror or "cannot be read", str(source))]) from error
        here.session.commit()
        click.echo(
            f"{found[0]} invitations came back; {found[1]} other messages, of which nothing is kept; "
            f"{found[2]} mails are no such reports."
        )
