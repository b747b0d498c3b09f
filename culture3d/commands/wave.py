"""Moves an organisation's wave on, and tells where it stands; the worker makes the results."""

import click

from culture3d import jobs
from culture3d.commands.place import (
    Place,
    number_option,
    organisation_argument,
    organisation_of,
    place,
    today_in,
    warn_of_a_local_address,
    wave_of,
    waves_of,
)
from culture3d.commands.wave_contact import contact
from culture3d.commands.wave_documents import document
from culture3d.commands.wave_latecomers import person
from culture3d.commands.wave_messages import messages, remind
from culture3d.commands.wave_people import invite, letters
from culture3d.commands.wave_plan import change, extend, launch, plan, questionnaires_, rehearse, withdraw
from culture3d.commands.wave_report import report
from culture3d.commands.wave_trustees import WORKER, passphrase, trustee, unlock
from culture3d.models.wave import State, Wave
from culture3d.services import trustees, waves
from culture3d.services.participation import participation
from surveys.faults import BadInput, Fault


@click.group()
def wave() -> None:
    """Invite people to a wave, and move it on."""


@wave.command(name="open")
@organisation_argument
@number_option
def open_(organisation: str, number: int | None) -> None:
    """Take answers from now on in the scheduled wave of ORGANISATION, as its address names it.

    A wave that people were invited to opens by itself on its first day.
    """
    with place() as here:
        found = wave_of(here.session, organisation, number, {State.SCHEDULED})
        _open(here, found)
        here.session.commit()
        click.echo(f"{found.organisation.name}, {found.name} is open until the end of {found.closes_on}.")
        if found.has_open_link:
            click.echo(f"Everybody who has this link may answer: {here.settings.address}/s/{found.address}/")


def _open(here: Place, found: Wave) -> None:
    """:raise BadInput: if the wave cannot be opened yet, or not any more."""
    today = today_in(found)
    if found.closes_on is not None and found.closes_on < today:
        raise BadInput([Fault(f"the last day of {found.name} was {found.closes_on}")])
    try:
        waves.open_wave(here.session, found, here.settings.keys, today)
    except waves.WrongState as error:
        raise BadInput([Fault(str(error))]) from error


@wave.command()
@organisation_argument
@number_option
def close(organisation: str, number: int | None) -> None:
    """Take no more answers in the open wave of ORGANISATION, as its address names it.

    The ballots are then opened all together and shuffled, their key is destroyed, and the results are made,
    by the worker. A wave with trustees waits for two of them first. If making the results failed, mend the
    reason, which stands in the worker's log, and give this command again.
    """
    with place() as here:
        found, said = _given_up(here, organisation) or _closed(here, organisation, number)
        waiting = trustees.waited_for(here.session, found, here.settings.keys)
        if waiting is not None:
            click.echo(f"{said}. {_whom(waiting)}; each calls “culture3d wave unlock {organisation} NAME”.")
            return
        jobs.enqueue(here.settings, "close_wave", str(found.id))
        click.echo(f"{said}. {WORKER}")


def _closed(here: Place, slug: str, number: int | None) -> tuple[Wave, str]:
    """The wave that is now closed, and what to say of it."""
    found = wave_of(here.session, slug, number, {State.OPEN})
    counted = participation(here.session, found)
    answered = _people(counted.answered, counted.smallest)
    waves.close(here.session, found, today_in(found))
    here.session.commit()
    return found, f"{found.organisation.name}, {found.name} is closed with {answered} answers"


def _given_up(here: Place, slug: str) -> tuple[Wave, str] | None:
    """The same for a wave that was closed before, if making its results was given up, and none is open."""
    client = organisation_of(here.session, slug)
    found = waves.closing(here.session, client)
    if found is None or waves.open_wave_of(here.session, client) is not None:
        return None
    if not jobs.is_given_up(here.settings, "close_wave", str(found.id)):
        return None
    return found, f"{client.name}, {found.name} was closed before, and its results failed"


def _whom(waiting: trustees.Waiting) -> str:
    return f"It waits for {waiting.needed} of {', '.join(waiting.names)}"


@wave.command()
@organisation_argument
def status(organisation: str) -> None:
    """Say where the waves of ORGANISATION stand, and how many have answered, from the smallest group on."""
    with place() as here:
        client = organisation_of(here.session, organisation)
        found = waves_of(here.session, client)
        click.echo(f"{client.name} has {'these waves' if found else 'no wave'}{':' if found else '.'}")
        for each in found:
            dates = f", {each.opens_on} to {each.closes_on}" if each.opens_on else ""
            click.echo(f"  {each.number}  {each.name}: {each.state}{dates}")
            for line in _participation(here, each):
                click.echo(f"     {line}")


def _participation(here: Place, found: Wave) -> list[str]:
    counted = participation(here.session, found)
    asked = _people(counted.asked, counted.smallest)
    if found.state in (State.DRAFT, State.SCHEDULED):
        return [f"{asked} people invited"] if found.frozen_on else []
    if found.tallied is not None:  # its results tell that, by perspective and with their own care
        return []
    lines = [f"{_people(counted.answered, counted.smallest)} of {asked} have answered"]
    waiting = trustees.waited_for(here.session, found, here.settings.keys)
    return [*lines, _whom(waiting)] if found.state is State.CLOSED and waiting else lines


def _people(told: int | None, smallest: int) -> str:
    return f"fewer than {smallest}" if told is None else str(told)


@wave.command()
@organisation_argument
@number_option
def kiosk(organisation: str, number: int | None) -> None:
    """Say the address for a shared device, where people of ORGANISATION type their code one after another."""
    with place() as here:
        states = {State.SCHEDULED, State.OPEN}
        found = wave_of(here.session, organisation, number, states, "scheduled or open")
        if found.frozen_on is None:
            raise BadInput([Fault(f"nobody was invited to {found.name} yet, so nobody has a code")])
        warn_of_a_local_address(here.settings.address)
        click.echo(f"{here.settings.address}/kiosk/{found.address}")


for command in (plan, change, questionnaires_, rehearse, launch, extend, withdraw):
    wave.add_command(command)
for command in (contact, document, invite, letters, messages, person, remind, report):
    wave.add_command(command)
for command in (trustee, passphrase, unlock):
    wave.add_command(command)
