"""Deletes what is past its days, at once instead of at the worker's next round, and says what that was."""

from datetime import UTC, datetime

import click

from culture3d import steps
from culture3d.commands.place import place


@click.command()
def purge() -> None:
    """Delete names and answers that are past their days; the worker does so once a day by itself."""
    with place() as here:
        purged = steps.purge(here.app, datetime.now(UTC).date())
    click.echo(
        f"Deleted: {purged.people} people and their invitations, {purged.responses} responses, "
        f"{purged.comments} comments. Results and receipts stay."
    )
