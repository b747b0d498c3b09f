"""Changes who is asked once people were invited, one person at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import select

from culture3d.commands.place import Place, number_option, organisation_argument, place, today_in, wave_of
from culture3d.models.participant import Participant
from culture3d.models.unit import Unit
from culture3d.models.wave import State, Wave
from culture3d.services.answering import deliveries, invitations, latecomers
from culture3d.services.participants import Person
from surveys.codes import PERSPECTIVES
from surveys.faults import BadInput, Fault

unit_option = click.option(
    "--unit", metavar="CODES", help="Codes from the top of the tree down, such as dock/crane."
)


@click.group()
def person() -> None:
    """Add, move or remove one person after people were invited.

    Whoever is removed stays counted as asked, and what they submitted stays: else the counts would show
    whether they had answered. What somebody submitted before they were moved counts where they were.
    """


@contextmanager
def _of_a_wave(organisation: str, number: int | None) -> Iterator[tuple[Place, Wave]]:
    with place() as here:
        found = wave_of(
            here.session, organisation, number, (State.SCHEDULED, State.OPEN), "scheduled or open"
        )
        if not deliveries.takes_invitations(found):
            raise BadInput([Fault(f"nobody was invited to {found.name} yet; change the list itself")])
        yield here, found
        here.session.commit()


@person.command()
@organisation_argument
@click.argument("name")
@click.option("--email", metavar="ADDRESS", help="Where the invitation goes; without it they get a letter.")
@unit_option
@click.option("--language", help="In which they are addressed; the organisation's where not given.")
@click.option(
    "--perspective", type=click.Choice(PERSPECTIVES), default="staff", help="From where they answer."
)
@number_option
def add(
    organisation: str,
    name: str,
    email: str | None,
    unit: str | None,
    language: str | None,
    perspective: str,
    number: int | None,
) -> None:
    """Invite NAME to the wave of ORGANISATION, alone; with an address, the mail goes to them alone."""
    with _of_a_wave(organisation, number) as (here, found):
        spoken = language or found.organisation.language
        role = next(each for each in PERSPECTIVES if each == perspective)
        someone = Person(name, email, _unit(found, unit), spoken, role)
        try:
            latecomers.add(here.session, found, someone, here.settings, today_in(found), None)
        except (latecomers.Wrong, invitations.NotNow) as error:
            raise BadInput([Fault(f"“{email}” is {error}", field="--email")]) from error
        click.echo(f"{found.organisation.name}, {found.name}: {name} is invited.")


@person.command()
@organisation_argument
@click.argument("name")
@unit_option
@number_option
def move(organisation: str, name: str, unit: str | None, number: int | None) -> None:
    """Have NAME (or their mail address) belong to another unit of ORGANISATION from now on."""
    with _of_a_wave(organisation, number) as (here, found):
        latecomers.move(here.session, _someone(here, found, name), _unit(found, unit), found, None)
        click.echo(f"{found.organisation.name}, {found.name}: {name} belongs to {unit or 'no unit'} now.")


@person.command()
@organisation_argument
@click.argument("name")
@number_option
def remove(organisation: str, name: str, number: int | None) -> None:
    """Take NAME (or their mail address) off the list of the wave of ORGANISATION."""
    with _of_a_wave(organisation, number) as (here, found):
        latecomers.remove(here.session, _someone(here, found, name), found, None)
        click.echo(f"{found.organisation.name}, {found.name}: {name} is off the list.")


def _unit(wave: Wave, path: str | None) -> Unit | None:
    """:raise BadInput: if there is no such unit."""
    if not path:
        return None
    units = {"/".join(unit.path): unit for unit in wave.organisation.units}
    if path not in units:
        raise BadInput([Fault(f"“{path}” is no unit; there are: {', '.join(units)}", field="--unit")])
    return units[path]


def _someone(here: Place, wave: Wave, name: str) -> Participant:
    """:raise BadInput: if nobody has this name or address, or several have."""
    listed = select(Participant).where(Participant.wave_id == wave.id, Participant.removed.is_(False))
    found = [
        each
        for each in here.session.scalars(listed)
        if name.casefold() in (each.name.casefold(), (each.email or "").casefold())
    ]
    if len(found) != 1:
        how_many = "several people" if found else "nobody"
        raise BadInput([Fault(f"{how_many} on the list of {wave.name} is called “{name}”")])
    return found[0]
