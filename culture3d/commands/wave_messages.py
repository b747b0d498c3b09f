"""Plans and sends the messages of a wave, and tells how far they are."""

import click

from culture3d.commands.place import Place, number_option, organisation_argument, place, wave_of
from culture3d.models.message import Kind, Message, Stage
from culture3d.models.wave import State, Wave
from culture3d.services import messages as kept
from culture3d.services.answering import deliveries, reached
from surveys.faults import BadInput, Fault

_ANY = (State.SCHEDULED, State.OPEN, State.CLOSED, State.RELEASED)


@click.command()
@organisation_argument
@number_option
@click.option("--suggest", is_flag=True, help="First plan the usual messages that there are none of yet.")
def messages(organisation: str, number: int | None, suggest: bool) -> None:
    """List the messages of the wave of ORGANISATION: when each is sent, and how far it is.

    The worker sends them when their time has come. The numbers of a reminder are not told: they would say
    how many have answered.
    """
    with place() as here:
        found = wave_of(here.session, organisation, number, _ANY, "planned with its days")
        if suggest:
            kept.suggest(here.session, found)
            here.session.commit()
        for message in kept.of(here.session, found):
            click.echo(_line(here, message))
        failed = reached.failed(here.session, found)
        if failed:
            click.echo(f"The invitation did not reach {len(failed)} people; the page of messages names them.")


def _line(here: Place, message: Message) -> str:
    said = f"{message.kind}: {message.stage}"
    if message.stage is Stage.PLANNED:
        said += f", {message.due:%Y-%m-%d %H:%M} {message.wave.time_zone}" if message.due else ", by hand"
    told = reached.progress(here.session, message)
    if told and message.stage is not Stage.PLANNED:
        said += f", {told.handed} handed over, {told.waiting} waiting, {told.failed} not reached"
    return f"{said}; {message.trouble}" if message.trouble else said


@click.command()
@organisation_argument
@number_option
def remind(organisation: str, number: int | None) -> None:
    """Send the next reminder of the open wave of ORGANISATION now, to those who have not answered.

    It is the next one that is planned, or a new one with the suggested text.
    """
    with place() as here:
        found = wave_of(here.session, organisation, number, {State.OPEN})
        deliveries.begin(here.session, _next_reminder(here, found))
        here.session.commit()
        click.echo(f"{found.organisation.name}, {found.name}: the worker sends the reminder now.")


def _next_reminder(here: Place, found: Wave) -> Message:
    """:raise BadInput: if a reminder is being sent already."""
    reminders = [each for each in kept.of(here.session, found) if each.kind is Kind.REMINDER]
    if any(each.stage is Stage.SENDING for each in reminders):
        raise BadInput([Fault("a reminder is being sent already")])
    planned = (each for each in reminders if each.stage is Stage.PLANNED)
    return next(planned, None) or kept.add_reminder(here.session, found)
