"""Says who is asked in a wave: puts people on its list, shows it, and takes them off, until it invites."""

from pathlib import Path

import click
from sqlalchemy import select

from culture3d.commands.place import Place, number_option, organisation_argument, place, wave_of
from culture3d.commands.wave_people import say_ignored
from culture3d.models.participant import Participant
from culture3d.models.wave import State, Wave
from culture3d.services import audit
from culture3d.services import participants as lists
from culture3d.services.people_imports import takes_lists
from culture3d.services.people_lists import read_people
from surveys.faults import BadInput, Fault

_PLANNED = (State.DRAFT, State.SCHEDULED)


@click.group()
def participants() -> None:
    """Say who is asked in a wave, before it invites."""


@participants.command("import")
@organisation_argument
@click.argument("people", type=click.Path(path_type=Path), metavar="PEOPLE")
@number_option
def import_(organisation: str, people: Path, number: int | None) -> None:
    """Put everybody in a file on the list of a planned wave of ORGANISATION: all of them, or nobody.

    PEOPLE is CSV or XLSX, as for “wave invite”. Nobody is invited by this.
    """
    with place() as here:
        found = _planned(here, organisation, number)
        listed = read_people(here.session, found, people)
        many = lists.enrol_many(here.session, found, listed.people)
        about = {"wave": found.name}
        audit.record(here.session, audit.Action.PEOPLE_IMPORTED, found.organisation, None, about)
        here.session.commit()
        say_ignored(people, listed)
        click.echo(f"{found.organisation.name}, {found.name}: {many} people put on the list.")


@participants.command("list")
@organisation_argument
@number_option
def list_(organisation: str, number: int | None) -> None:
    """List who is asked in a wave of ORGANISATION; nobody is told who answered."""
    with place() as here:
        states = (*_PLANNED, State.OPEN)
        found = wave_of(here.session, organisation, number, states, "planned or open")
        people, _ = lists.search(here.session, found, "", 0, 10**9)
        for person in people:
            unit = "/".join(person.unit.path) if person.unit else "-"
            click.echo(f"{person.name}  {person.email or '-'}  {unit}  {person.language}")


@participants.command()
@organisation_argument
@click.argument("email", required=False)
@number_option
@click.option("--everybody", is_flag=True, help="Take everybody off, to begin anew with another file.")
def remove(organisation: str, email: str | None, number: int | None, everybody: bool) -> None:
    """Take whoever has this EMAIL off the list of a planned wave of ORGANISATION."""
    if everybody == (email is not None):
        raise BadInput([Fault("give an EMAIL, or --everybody")])
    with place() as here:
        found = _planned(here, organisation, number)
        theirs = select(Participant).where(Participant.wave_id == found.id)
        listed = [
            person
            for person in here.session.scalars(theirs)
            if everybody or (person.email or "").casefold() == (email or "").casefold()
        ]
        if not listed:
            raise BadInput([Fault(f"nobody on the list has the address “{email}”")])
        for person in listed:
            lists.remove(here.session, person)
        about = {"wave": found.name}
        audit.record(here.session, audit.Action.PEOPLE_CHANGED, found.organisation, None, about)
        here.session.commit()
        click.echo(f"{len(listed)} taken off the list.")


def _planned(here: Place, organisation: str, number: int | None) -> Wave:
    """:raise BadInput: if there is no such wave, or it has invited people already."""
    found = wave_of(here.session, organisation, number, _PLANNED, "planned")
    if not takes_lists(found):
        raise BadInput([Fault(f"{found.name} has invited people already; “wave invite” adds more")])
    return found
