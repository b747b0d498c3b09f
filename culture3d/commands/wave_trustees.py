"""Lets a wave's three trustees be named, choose their passphrases, and open the wave's key after its close.

A passphrase is typed where nobody sees it, and is never an argument, a setting or part of a job.
"""

import click
from sqlalchemy.orm import Session

from culture3d import jobs
from culture3d.commands.place import number_option, organisation_argument, place, wave_of
from culture3d.models.account import Account
from culture3d.models.trustee import Trustee
from culture3d.models.wave import State, Wave
from culture3d.sealing import TRUSTEES, KeyMissing, WrongPassphrase
from culture3d.services import access, trustees
from surveys.faults import BadInput, Fault

WORKER = "The worker makes the results; start it with “culture3d serve” if it does not run."
_BEFORE_INVITING = (State.DRAFT, State.SCHEDULED)
_IN_WORDS = "draft or scheduled"


@click.command()
@organisation_argument
@click.argument("names", nargs=TRUSTEES, metavar="NAME NAME NAME")
@number_option
def trustee(organisation: str, names: tuple[str, ...], number: int | None) -> None:
    """Name three people of whom any two have to open the answers of the wave of ORGANISATION after its close.

    In place of those named before. Each then chooses a passphrase, before anybody is invited: with “wave
    passphrase” at the server, or, who is named by the mail address of their account, in the browser.
    """
    with place() as here:
        found = wave_of(here.session, organisation, number, _BEFORE_INVITING, _IN_WORDS)
        people = [_person(here.session, found, name) for name in names]
        try:
            trustees.appoint(here.session, found, people)
        except (trustees.NotNow, ValueError) as error:
            raise BadInput([Fault(str(error))]) from error
        here.session.commit()
        named = ", ".join(each if isinstance(each, str) else each.name for each in people)
        click.echo(f"{found.organisation.name}, {found.name} has the trustees {named}.")
        click.echo(f"Each now calls “culture3d wave passphrase {organisation} NAME”.")


@click.command()
@organisation_argument
@click.argument("name")
@number_option
def passphrase(organisation: str, name: str, number: int | None) -> None:
    """Let the trustee NAME of the wave of ORGANISATION choose a passphrase, which is asked for twice.

    It is nowhere stored, and nobody can find it again: if two of the three are lost, so are the answers.
    """
    with place() as here:
        found = wave_of(here.session, organisation, number, _BEFORE_INVITING, _IN_WORDS)
        chosen = _trustee(here.session, found, name)
        words = click.prompt("Passphrase", hide_input=True, confirmation_prompt="Once more", err=True)
        try:
            trustees.choose_passphrase(here.session, found, chosen, words)
        except (trustees.NotNow, WrongPassphrase) as error:
            raise BadInput([Fault(str(error))]) from error
        here.session.commit()
        missing = [each.name for each in trustees.trustees_of(here.session, found) if not each.public_key]
        rest = f"Still to choose: {', '.join(missing)}." if missing else "All three have chosen."
        click.echo(f"{chosen.name} has chosen a passphrase. {rest}")


@click.command()
@organisation_argument
@click.argument("name")
@number_option
def unlock(organisation: str, name: str, number: int | None) -> None:
    """Do the part of the trustee NAME in opening the answers of the closed wave of ORGANISATION.

    Two of the three are needed, in any order and at any time; after the second the results are made.
    """
    with place() as here:
        found = wave_of(here.session, organisation, number, {State.CLOSED})
        chosen = _trustee(here.session, found, name)
        words = click.prompt("Passphrase", hide_input=True, err=True)
        try:
            unlocked = trustees.open_share(here.session, found, chosen, words, here.settings.keys)
            here.session.commit()
        except (trustees.NotNow, WrongPassphrase, KeyMissing) as error:
            raise BadInput([Fault(str(error))]) from error
        if not unlocked:
            click.echo(f"{chosen.name} has done their part; one more trustee is needed.")
            return
        jobs.enqueue(here.settings, "close_wave", str(found.id))
        click.echo(f"{found.organisation.name}, {found.name} is unlocked. {WORKER}")


def _person(session: Session, found: Wave, name: str) -> Account | str:
    """Somebody with an account, where the name is its address; else just the name.

    :raise BadInput: if nobody who has to do with the organisation has this address.
    """
    if "@" not in name:
        return name
    accounts = {each.email: each for each in access.everybody_at(session, found.organisation)}
    account = accounts.get(name.strip().lower())
    if account is None:
        raise BadInput([Fault(f"nobody at {found.organisation.name} signs in by “{name}”")])
    return account


def _trustee(session: Session, found: Wave, name: str) -> Trustee:
    """:raise BadInput: if the wave has no trustee of this name."""
    appointed = trustees.trustees_of(session, found)
    for each in appointed:
        if each.name.casefold() == name.strip().casefold():
            return each
    known = ", ".join(each.name for each in appointed)
    raise BadInput([Fault(f"“{name}” is no trustee of {found.name}; there are: {known or 'none'}")])
