"""Says whom the people of an organisation may ask about its surveys."""

import click

from culture3d.commands.place import organisation_argument, organisation_of, place
from culture3d.services.contacts import Contact, set_contact
from surveys.faults import BadInput, Fault


@click.command()
@organisation_argument
@click.argument("name", required=False)
@click.option("--email", metavar="ADDRESS", help="Where they are written to.")
@click.option("--phone", metavar="NUMBER", help="Where they are called.")
@click.option("--nobody", is_flag=True, help="Name nobody any more.")
def contact(organisation: str, name: str | None, email: str | None, phone: str | None, nobody: bool) -> None:
    """Say that the people of ORGANISATION may ask NAME, in place of whoever was named before.

    It stands on the first page of its surveys, on pages that turn somebody away, and in letters. It may
    change while a wave is open.
    """
    named = Contact(name or "", email, phone)
    if nobody == (named != Contact("")):
        raise BadInput([Fault("give a NAME with --email or --phone, or --nobody alone")])
    with place() as here:
        client = organisation_of(here.session, organisation)
        try:
            set_contact(client, None if nobody else named)
        except ValueError as error:
            raise BadInput([Fault(str(error))]) from error
        here.session.commit()
        asked = "whoever invited them" if nobody else f"{named.name}: {named.ways}"
        click.echo(f"People of {client.name} may ask {asked}.")
