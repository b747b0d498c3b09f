"""Adds clients of a firm, lists and changes them, hands out all that is kept of one, and deletes it."""

import secrets
from pathlib import Path

import click
from sqlalchemy import select

from culture3d import jobs
from culture3d.commands.place import organisation_argument, organisation_of, place
from culture3d.models.firm import Firm
from culture3d.models.organisation import Organisation
from culture3d.services import departure, takeaway
from culture3d.services.organisations import logos
from culture3d.services.organisations.details import ACCENT, Details, details_of
from culture3d.services.organisations.details import add as add_organisation
from culture3d.services.organisations.details import change as change_organisation
from surveys.faults import BadInput, Fault


@click.group()
def organisation() -> None:
    """Add clients, say what they are called and speak, take along what is kept of one, or delete it."""


@organisation.command()
@click.argument("name")
@click.option("--firm", required=True, metavar="NAME", help="Whose client it is.")
@click.option("--industry", default="", help="Stands under the name.")
@click.option("--language", "languages", multiple=True, default=("en",), help="The first one first; repeat.")
@click.option(
    "--accent", default=ACCENT, show_default=True, help="Colour of letters and reports, as #rrggbb."
)
def add(name: str, firm: str, industry: str, languages: tuple[str, ...], accent: str) -> None:
    """Add the client NAME of a firm; prints by which name addresses and commands know it."""
    with place() as here:
        whose = here.session.scalar(select(Firm).where(Firm.name == firm))
        if whose is None:
            raise BadInput([Fault(f"there is no firm “{firm}”", field="--firm")])
        made = add_organisation(here.session, whose, Details(name, industry, languages, accent))
        here.session.commit()
        click.echo(made.slug)


@organisation.command("list")
def list_() -> None:
    """List all clients, by the names by which addresses and commands know them."""
    with place() as here:
        for each in here.session.scalars(select(Organisation).order_by(Organisation.slug)):
            click.echo(f"{each.slug}  {each.name} ({each.firm.name}), {', '.join(each.languages)}")


@organisation.command()
@organisation_argument
@click.option("--name", help="What it is called; its name in addresses stays.")
@click.option("--industry", help="Stands under the name.")
@click.option(
    "--language", "languages", multiple=True, help="All its languages, the first one first; repeat."
)
@click.option("--accent", help="Colour of letters and reports, as #rrggbb, dark enough to be read on white.")
@click.option("--logo", type=click.Path(path_type=Path), help="A PNG or JPEG picture; needs --logo-words.")
@click.option("--logo-words", default="", help="What the picture shows, for those who cannot see it.")
def change(
    organisation: str,
    name: str | None,
    industry: str | None,
    languages: tuple[str, ...],
    accent: str | None,
    logo: Path | None,
    logo_words: str,
) -> None:
    """Say anew what ORGANISATION is called, speaks and looks like; what is not given stays."""
    with place() as here:
        client = organisation_of(here.session, organisation)
        now = details_of(client)
        wanted = Details(
            now.name if name is None else name,
            now.industry if industry is None else industry,
            languages or now.languages,
            accent or now.accent,
        )
        change_organisation(here.session, client, wanted)
        if logo is not None:
            logos.set_logo(here.session, client, _read(logo), logo_words)
        here.session.commit()


@organisation.command()
@organisation_argument
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.zip",
    help="Where the archive goes, for its owner's eyes alone.",
)
def export(organisation: str, output: Path) -> None:
    """Pack everything that is kept of ORGANISATION, but answers and secrets, into an archive."""
    with place() as here:
        client = organisation_of(here.session, organisation)
        try:
            waves = sum(1 for _ in takeaway.pack(here.session, client, here.settings, output))
        except OSError as error:
            raise BadInput([Fault(f"cannot be written: {error.strerror or error}", str(output))]) from error
        click.echo(f"{client.name} with {waves} waves is packed into {output}.")


@organisation.command()
@organisation_argument
@click.option("--name", help="Its name in full, so that no other one is deleted; asked for if not given.")
def delete(organisation: str, name: str | None) -> None:
    """Delete ORGANISATION with all its waves, people, answers, results, reports and keys, for ever.

    Backups that were made before still hold it: see docs/backups.md.
    """
    with place() as here:
        client = organisation_of(here.session, organisation)
        typed = name or click.prompt(f"Type the name “{client.name}” to delete everything of it")
        if " ".join(typed.split()) != " ".join(client.name.split()):
            raise BadInput([Fault(f"“{typed}” is not its name; nothing was deleted", field="--name")])
        if departure.is_worked_on(here.session, client):
            raise BadInput([Fault("a report or a file is being made; wait until that has ended")])
        left = departure.end(here.session, client, here.settings, None)
        here.session.commit()
        departure.clear(left, here.settings)
        jobs.enqueue(here.settings, "compact", secrets.token_hex(8))
        click.echo("Everything that belonged to it was deleted.")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(logos.MOST_BYTES + 1)
    except OSError as error:
        raise BadInput([Fault(f"cannot be read: {error.strerror}", str(path))]) from error
