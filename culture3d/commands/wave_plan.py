"""Plans a wave, changes the plan, launches it, and moves or calls off its end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

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
)
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from culture3d.services import launching, plans, questionnaires, rehearsals, waves
from culture3d.services.plans import Plan
from surveys.faults import BadInput, Fault

_BEFORE = (State.DRAFT, State.SCHEDULED)
_BEFORE_IN_WORDS = "draft or scheduled"
_DAY = click.DateTime(["%Y-%m-%d"])


def _settings(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say what is planned; what is not given stays as it is, or as in the last wave."""
    for option in reversed(
        (
            click.option("--opens", type=_DAY, metavar="DAY", help="Its first day, as 2026-09-01."),
            click.option("--closes", type=_DAY, metavar="DAY", help="Its last day."),
            click.option("--time-zone", metavar="ZONE", help="Such as Europe/Berlin."),
            click.option("--language", "languages", multiple=True, help="In which it may be answered."),
            click.option(
                "--min-group", type=int, metavar="K", help="Smallest group that is shown, 5 or more."
            ),
            click.option(
                "--attribute", "attributes", multiple=True, help="A background question, by its id."
            ),
            click.option("--no-attributes", is_flag=True, help="No background question."),
            click.option("--open-link/--no-open-link", default=None, help="Whether anybody may answer."),
            click.option(
                "--questionnaire", metavar="KEY", help="Which one, as “wave questionnaires” lists it."
            ),
        )
    ):
        command = option(command)
    return command


@click.command()
@organisation_argument
@click.argument("name")
@_settings
def plan(organisation: str, name: str, questionnaire: str | None, **given: object) -> None:
    """Plan a wave of ORGANISATION called NAME: like the last one, but for what the options say."""
    with place() as here:
        client = organisation_of(here.session, organisation)
        last = plans.last(here.session, client)
        version = _version(here, client, questionnaire)
        if version is None and last is not None:
            version = last.instrument_version
        if version is None:
            raise BadInput([Fault("needed for a first wave", field="--questionnaire")])
        wanted = _with(replace(plans.begun(version, last), name=name), given)
        try:
            made = plans.make(here.session, client, wanted, None)
        except plans.Unplannable as error:
            raise _bad(error) from error
        here.session.commit()
        days = f"from {made.opens_on} to {made.closes_on}" if made.opens_on else "without days yet"
        click.echo(f"{client.name}, {made.name} is planned as wave {made.number}, {days}.")


@click.command()
@organisation_argument
@number_option
@click.option("--name", help="What it is called.")
@_settings
def change(organisation: str, number: int | None, questionnaire: str | None, **given: object) -> None:
    """Change the plan of a wave of ORGANISATION; possible until people are invited."""
    with place() as here:
        found = wave_of(here.session, organisation, number, _BEFORE, _BEFORE_IN_WORDS)
        version = _version(here, found.organisation, questionnaire) or found.instrument_version
        wanted = _with(plans.moved(plans.plan_of(here.session, found), version), given)
        try:
            plans.change(here.session, found, wanted, None)
        except plans.Unplannable as error:
            raise _bad(error) from error
        except waves.WrongState as error:
            raise BadInput([Fault(str(error))]) from error
        here.session.commit()
        click.echo(f"{found.organisation.name}, {found.name} is planned anew.")


def _version(here: Place, client: Organisation, key: str | None) -> InstrumentVersion | None:
    """:raise BadInput: if there is no such questionnaire."""
    if key is None:
        return None
    found = questionnaires.chosen(here.session, client.firm, key, None)
    if found is None:
        known = ", ".join(offer.key for offer in questionnaires.offered(here.session, client.firm))
        raise BadInput([Fault(f"“{key}” is none of {known}", field="--questionnaire")])
    return found


def _with(plan: Plan, given: dict[str, object]) -> Plan:
    """The plan with what was given on the command line."""
    days = {"opens_on": given.pop("opens"), "closes_on": given.pop("closes")}
    said: dict[str, object] = {name: day.date() for name, day in days.items() if isinstance(day, datetime)}
    if given.pop("no_attributes"):
        said["attributes"], given["attributes"] = (), ()
    if given["open_link"] is not None:
        said["has_open_link"] = given["open_link"]
    given.pop("open_link")
    said |= {name: value for name, value in given.items() if value}
    return replace(plan, **said)  # type: ignore[arg-type]  # the options bear the names of a Plan's parts


def _bad(error: plans.Unplannable) -> BadInput:
    return BadInput([Fault(words, field=part) for part, words in error.faults])


@click.command(name="questionnaires")
@organisation_argument
def questionnaires_(organisation: str) -> None:
    """List the questionnaires that a wave of ORGANISATION may have."""
    with place() as here:
        client = organisation_of(here.session, organisation)
        for offer in questionnaires.offered(here.session, client.firm):
            title = offer.title.get(client.language) or next(iter(offer.title.values()))
            click.echo(f"{offer.key}  {title}, version {offer.version}")


@click.command()
@organisation_argument
@number_option
@click.option("--now", is_flag=True, help="Open it at once, whatever its first day.")
def launch(organisation: str, number: int | None, now: bool) -> None:
    """Invite everybody on the list of a wave of ORGANISATION, and open it on its first day.

    Freezes the plan. No mail is sent by this.
    """
    with place() as here:
        found = wave_of(here.session, organisation, number, _BEFORE, _BEFORE_IN_WORDS)
        try:
            launching.launch(here.session, found, here.settings, today_in(found), None, now=now)
        except (launching.NotReady, waves.WrongState) as error:
            raise BadInput([Fault(f"{found.name} cannot be launched: {error}")]) from error
        here.session.commit()
        state = "open" if found.state is State.OPEN else f"launched, and opens by itself on {found.opens_on}"
        click.echo(f"{found.organisation.name}, {found.name} is {state}.")
        if found.has_open_link:
            warn_of_a_local_address(here.settings.address)
            click.echo(f"Everybody who has this link may answer: {here.settings.address}/s/{found.address}/")


@click.command()
@organisation_argument
@click.argument("day", type=_DAY, metavar="DAY")
@number_option
def extend(organisation: str, day: datetime, number: int | None) -> None:
    """Give a wave of ORGANISATION another last day, such as 2026-09-28; today at the earliest."""
    with place() as here:
        states = {State.SCHEDULED, State.OPEN}
        found = wave_of(here.session, organisation, number, states, "scheduled or open")
        _extend(here, found, day.date())
        here.session.commit()
        click.echo(f"{found.organisation.name}, {found.name} is open until the end of {found.closes_on}.")


def _extend(here: Place, found: Wave, day: date) -> None:
    """:raise BadInput: if that day is over, or before the first."""
    try:
        waves.extend(here.session, found, day, today_in(found))
    except (ValueError, waves.WrongState) as error:
        raise BadInput([Fault(str(error))]) from error


@click.command()
@organisation_argument
@click.argument("name")
@number_option
def withdraw(organisation: str, name: str, number: int | None) -> None:
    """Give up the wave of ORGANISATION called NAME, and delete everything that was said in it.

    The name is given to be sure: nothing brings the answers back. A closed wave can be given up where nobody
    can open its answers, because trustees lost their passphrases or its key is gone.
    """
    with place() as here:
        states = (*waves.WITHDRAWABLE, State.CLOSED)
        found = wave_of(here.session, organisation, number, states, "planned, open or closed")
        if name.strip().casefold() != found.name.casefold():
            raise BadInput([Fault(f"wave {found.number} is not called “{name}”; nothing was done")])
        try:
            if found.state is State.CLOSED:
                waves.give_up(here.session, found, here.settings.keys)
            else:
                waves.withdraw(here.session, found, here.settings.keys, today_in(found))
        except waves.WrongState as error:
            raise BadInput([Fault(str(error))]) from error
        here.session.commit()
        if found.public_key is not None:
            jobs.enqueue(here.settings, "withdraw_wave", str(found.id))
        click.echo(f"{found.organisation.name}, {found.name} is withdrawn; what was said in it is deleted.")


@click.command()
@organisation_argument
@number_option
@click.option(
    "--fill", type=click.IntRange(1, rehearsals.MOST), metavar="N", help="Add so many test answers."
)
@click.option("--wipe", is_flag=True, help="Delete the rehearsal and everything in it.")
def rehearse(organisation: str, number: int | None, fill: int | None, wipe: bool) -> None:
    """Rehearse a planned wave of ORGANISATION: gives links of test people, whose answers never count."""
    with place() as here:
        found = wave_of(here.session, organisation, number, _BEFORE, _BEFORE_IN_WORDS)
        for line in _wiped(here, found) if wipe else _rehearsed(here, found, fill):
            click.echo(line)
        here.session.commit()


def _wiped(here: Place, found: Wave) -> list[str]:
    there = rehearsals.wipe(here.session, found, here.settings.keys, None)
    return [f"{found.name} has no rehearsal any more." if there else f"{found.name} had no rehearsal."]


def _rehearsed(here: Place, found: Wave, people: int | None) -> list[str]:
    """:raise BadInput: once people were invited to the wave itself."""
    today = today_in(found)
    try:
        rehearsal = rehearsals.begin(here.session, found, here.settings.keys, today, None)
    except waves.WrongState as error:
        raise BadInput([Fault(str(error))]) from error
    if people:
        seed = 1 + rehearsals.answered(here.session, rehearsal)
        rehearsals.fill(here.session, rehearsal, here.settings, people, today, seed)
        return [
            f"{found.name}: the rehearsal holds {rehearsals.answered(here.session, rehearsal)} test answers."
        ]
    return [
        f"{role.perspective}, {role.language}: {here.settings.address}/code/"
        f"{rehearsals.play(here.session, rehearsal, here.settings, role, today)}"
        for role in rehearsals.roles(here.session, rehearsal)
    ]
