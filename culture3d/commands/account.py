"""Makes accounts, invites people, and takes accounts back, from the command line of the server."""

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.commands.place import Place, organisation_of, place, warn_of_a_local_address
from culture3d.config import Settings
from culture3d.i18n import LANGUAGES
from culture3d.models.account import Account
from culture3d.models.firm import Firm
from culture3d.models.grant import Role
from culture3d.models.unit import Unit
from culture3d.services import access, accounts, audit
from culture3d.services.access import Seat
from culture3d.services.audit import Action
from surveys.faults import BadInput, Fault


@click.group()
def account() -> None:
    """Look after who may sign in."""


@account.command()
def first() -> None:
    """Print the link by which an empty installation gets its first account, an administrator's."""
    with place() as here:
        link = None if accounts.are_there_any(here.session) else _first_link(here.app, here.settings)
    if link is None:
        raise BadInput([Fault("somebody has an account already, who can be found by “account list”")])
    warn_of_a_local_address(link)
    click.echo(link)


@account.command()
@click.argument("email")
@click.option("--name", help="What people call them. Needed for a new account.")
@click.option(
    "--language", default="en", show_default=True, type=click.Choice(list(LANGUAGES)), help="Of the mail."
)
@click.option(
    "--role", required=True, type=click.Choice([role.value for role in Role]), help="What they are here."
)
@click.option("--firm", metavar="NAME", help="A consultant's firm; a name that is new makes a new firm.")
@click.option("--organisation", metavar="SLUG", help="Of which organisation, for the roles that are of one.")
@click.option("--unit", metavar="CODE/CODE", help="Only this unit and what lies below, for a leader.")
def invite(
    email: str,
    name: str | None,
    language: str,
    role: str,
    firm: str | None,
    organisation: str | None,
    unit: str | None,
) -> None:
    """Give somebody a role, and an account if they have none, and mail them the way in.

    The mail lies in the outbox; its link is printed as well, is good for one day, and works once.
    """
    with place() as here:
        invited = accounts.find(here.session, email) or _make(here, email, name, language)
        invited.active = True
        _grant(here.session, invited, Role(role), firm, organisation, unit)
        here.session.commit()
        if invited.password is not None:
            click.echo(f"{invited.name} signs in as before.")
            return
        link = _send(here, invited)
    warn_of_a_local_address(link)
    click.echo(link)


@account.command()
@click.argument("email")
def deactivate(email: str) -> None:
    """Let nobody in by this account any longer, and end at once what is under way."""
    with place() as here:
        known = _known(here.session, email)
        accounts.deactivate(here.session, known)
        audit.record_apart(here.session, Action.ACCOUNT_DEACTIVATED, None, None, {"name": known.name})
        here.session.commit()
    click.echo(f"{email} cannot sign in any longer.")


@account.command()
@click.argument("email")
def reset(email: str) -> None:
    """Forget somebody's password, second factor and passkeys, and mail them the way in anew.

    Make sure first that it is they who ask.
    """
    with place() as here:
        known = _known(here.session, email)
        accounts.start_anew(here.session, known)
        audit.record_apart(here.session, Action.ACCOUNT_RESET, None, None, {"name": known.name})
        here.session.commit()
        link = _send(here, known)
    warn_of_a_local_address(link)
    click.echo(link)


@account.command("list")
def list_() -> None:
    """List the accounts, with what they may see."""
    with place() as here:
        for each in accounts.every(here.session):
            state = "" if each.active else " (deactivated)"
            click.echo(f"{each.email}  {each.name}{state}")
            for grant in each.grants:
                where = grant.firm or grant.organisation
                names = [where.name if where else "", grant.unit.label if grant.unit else ""]
                click.echo("    " + ", ".join(filter(None, [grant.role.value, *names])))


def first_link(settings: Settings) -> str | None:
    """The link to the first account; None if somebody has one already.

    :raise BadInput: if the database cannot be used.
    """
    with place() as here:
        return None if accounts.are_there_any(here.session) else _first_link(here.app, settings)


def _first_link(app: Flask, settings: Settings) -> str:
    from culture3d.web.accounts import mailing, pages

    with app.test_request_context():
        return mailing.own_address("first_account.ask", token=pages.first_token(settings))


def _make(here: Place, email: str, name: str | None, language: str) -> Account:
    from flask_security.mail_util import EmailValidateException

    if not name:
        raise BadInput([Fault(f"{email} has no account yet, and a new one needs a name", field="--name")])
    try:
        address = here.app.extensions["security"].mail_util.validate(email)
    except EmailValidateException as error:
        raise BadInput([Fault(f"“{email}” is no e-mail address")]) from error
    return accounts.make(here.session, address, name, language)


def _grant(
    session: Session,
    invited: Account,
    role: Role,
    firm: str | None,
    organisation: str | None,
    unit: str | None,
) -> None:
    """:raise BadInput: if the role is not of the place that the options name."""
    needed = {Role.ADMINISTRATOR: (False, False), Role.CONSULTANT: (True, False)}.get(role, (False, True))
    if (firm is not None, organisation is not None) != needed or (unit and role is not Role.LEADER):
        where = {(False, False): "nothing", (True, False): "--firm", (False, True): "--organisation"}[needed]
        with_unit = " and perhaps --unit" if role is Role.LEADER else ""
        raise BadInput([Fault(f"a role of this kind takes {where}{with_unit}", field=f"--role {role}")])
    found = organisation_of(session, organisation) if organisation else None
    of_unit = _unit(session, found.id, unit) if found and unit else None
    seat = Seat(role, _firm(session, firm) if firm else None, found, of_unit)
    access.give(session, invited, seat, None)


def _firm(session: Session, name: str) -> Firm:
    found = session.scalar(select(Firm).where(Firm.name == name))
    if found is None:
        found = Firm(name=name)
        session.add(found)
        session.flush()
        audit.record_apart(session, Action.FIRM_ADDED, found, None, {"name": name})
        click.echo(f"“{name}” is a new firm.", err=True)
    return found


def _unit(session: Session, organisation_id: int, path: str) -> Unit:
    units = list(session.scalars(select(Unit).where(Unit.organisation_id == organisation_id)))
    for unit in units:
        if "/".join(unit.path) == path:
            return unit
    known = ", ".join("/".join(unit.path) for unit in units)
    raise BadInput([Fault(f"there is no unit “{path}”; there are: {known or 'none'}", field="--unit")])


def _send(here: Place, invited: Account) -> str:
    """Mails the link by which somebody chooses a password, and gives it back."""
    from culture3d.web.accounts import invitations

    with here.app.app_context():
        return invitations.send(invited)


def _known(session: Session, email: str) -> Account:
    """:raise BadInput: if nobody has this address."""
    found = accounts.find(session, email)
    if found is None:
        raise BadInput([Fault(f"nobody has an account with the address {email}")])
    return found
