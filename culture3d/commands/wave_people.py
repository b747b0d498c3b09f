"""Invites the people in a file to a wave, and turns their invitations into letters to print."""

from pathlib import Path

import click

from culture3d.commands.outputs import write
from culture3d.commands.place import (
    Place,
    number_option,
    organisation_argument,
    place,
    today_in,
    warn_of_a_local_address,
    wave_of,
)
from culture3d.letters import as_pdf
from culture3d.models.message import Kind
from culture3d.models.wave import State, Wave
from culture3d.sealing import KeyMissing, Way
from culture3d.services import messages, participants, waves
from culture3d.services.answering import deliveries, invitations
from culture3d.services.letters import Mailing, mailing, parts_of
from culture3d.services.people_lists import PeopleList, read_people
from reports.pdf import Press, PrintingFailed
from surveys.faults import BadInput, Fault

_BEFORE_CLOSING = (State.SCHEDULED, State.OPEN)
_IN_WORDS = "scheduled or open"


@click.command()
@organisation_argument
@click.argument("people", type=click.Path(path_type=Path), metavar="PEOPLE")
@number_option
def invite(organisation: str, people: Path, number: int | None) -> None:
    """Invite everybody in a file to the wave of ORGANISATION: all of them, or nobody if anything is wrong.

    PEOPLE is CSV or XLSX, with a row per person and the columns name, email, unit (codes from the top of the
    tree down, such as dock/crane), language, perspective (staff, leader or customer), and one for each
    background question whose answers are known. Only the name is needed. Who has no email gets a code, on a
    letter.

    Those with an email are sent it by the worker, within a minute; see “wave messages” for how far that is.

    The first invitation freezes the wave: its questions, its smallest group and its promise never change
    after that.
    """
    with place() as here:
        found = wave_of(here.session, organisation, number, _BEFORE_CLOSING, _IN_WORDS)
        listed = read_people(here.session, found, people)
        participants.enrol_many(here.session, found, listed.people)
        _invite(here, found)
        _send(here, found)
        here.session.commit()
        say_ignored(people, listed)
        by_link = sum(person.email is not None for person in listed.people)
        click.echo(
            f"{found.organisation.name}, {found.name}: {len(listed.people)} people invited, "
            f"{by_link} with a link and {len(listed.people) - by_link} with a code."
        )


def say_ignored(file: Path, listed: PeopleList) -> None:
    """Says which columns of a file were not used, if any."""
    if listed.ignored:
        ignored = ", ".join(listed.ignored)
        click.echo(f"culture3d: {file}: columns that nothing names: {ignored}", err=True)


def _invite(here: Place, found: Wave) -> None:
    """:raise BadInput: if the wave is not ready for that."""
    try:
        invitations.invite(here.session, found, here.settings.keys, here.settings.pepper, today_in(found))
    except (waves.WrongState, KeyMissing) as error:
        raise BadInput([Fault(str(error))]) from error


def _send(here: Place, found: Wave) -> None:
    """Begins to send the invitation, or goes on with it to those who are new."""
    message = messages.of_kind(here.session, found, Kind.INVITATION)
    if message is None:
        message = messages.suggest(here.session, found)[0]
    deliveries.begin(here.session, message)


@click.command()
@organisation_argument
@number_option
@click.option(
    "--all", "everybody", is_flag=True, help="Also for those with an email; their letters bear their link."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE.pdf",
    help="Where the letters go; readable by you alone.",
)
def letters(organisation: str, number: int | None, everybody: bool, output: Path) -> None:
    """Make the letters of those invited to the wave of ORGANISATION who have a code, to print and fold.

    A4, one page each, for envelopes with a window (DIN 5008 B), unit by unit with a sheet before each. Made
    anew they are the same. More than 400 go into several files: FILE-1.pdf, FILE-2.pdf and so on.
    """
    parts = _parts(organisation, number, tuple(Way) if everybody else (Way.CODE,))
    if not parts:
        raise BadInput([Fault("nobody was invited by letter; --all makes letters for everybody")])
    with Press() as press:
        for place_, part in enumerate(parts, start=1):
            file = output if len(parts) == 1 else output.with_stem(f"{output.stem}-{place_}")
            try:
                write(as_pdf(part, press=press), file, private=True)
            except PrintingFailed as failure:
                raise BadInput([Fault(str(failure))]) from failure
            click.echo(f"{file}: {part.count} letters")


def _parts(organisation: str, number: int | None, ways: tuple[Way, ...]) -> list[Mailing]:
    """:raise BadInput: if nobody was invited yet, or the wave's key file is not there."""
    with place() as here:
        found = wave_of(here.session, organisation, number, _BEFORE_CLOSING, _IN_WORDS)
        if found.frozen_on is None:
            raise BadInput([Fault(f"nobody was invited to {found.name} yet")])
        warn_of_a_local_address(here.settings.address)
        try:
            return parts_of(mailing(here.session, found, here.settings.keys, here.settings.address, ways))
        except KeyMissing as error:
            raise BadInput([Fault(str(error))]) from error
