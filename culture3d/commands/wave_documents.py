"""Makes the documents about a wave: works-council pack and data-protection template."""

from datetime import UTC, datetime
from pathlib import Path

import click

from culture3d.commands.outputs import write
from culture3d.commands.place import number_option, organisation_argument, place, wave_of
from culture3d.documents.making import in_words
from culture3d.documents.pages import as_pdf
from culture3d.i18n import LANGUAGES
from culture3d.models.wave import State
from culture3d.services.documents import Document
from culture3d.services.wave_facts import facts_of
from reports.pdf import PrintingFailed
from surveys.faults import BadInput, Fault


@click.command()
@organisation_argument
@click.argument("document", type=click.Choice([each.value for each in Document]))
@number_option
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default="en",
    show_default=True,
    help="Of the document.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE.pdf",
    help="Where the document goes; readable by you alone.",
)
def document(organisation: str, document: str, number: int | None, language: str, output: Path) -> None:
    """Make a document about how a wave of ORGANISATION is run: for works councils, or for data protection.

    The works-council pack tells what is promised, asked and kept, who sees what, what could go wrong, and the
    log so far. The data-protection template is a record of processing activities and an impact assessment
    (Articles 30 and 35 of the GDPR), with marked blanks; it is no legal advice.
    """
    with place() as here:
        found = wave_of(here.session, organisation, number, tuple(State), "planned")
        facts = facts_of(here.session, found, language, datetime.now(UTC).date(), here.settings)
        try:
            write(as_pdf(facts, Document(document), in_words(facts.log, language)), output, private=True)
        except PrintingFailed as failure:
            raise BadInput([Fault(str(failure))]) from failure
        click.echo(f"{output}: {found.organisation.name}, {found.name}")
