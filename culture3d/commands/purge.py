"""Deletes what is past its days, at once instead of at the worker's next round, and says what that was."""

from datetime import UTC, datetime

import click

from culture3d import steps
from culture3d.commands.place import place
from culture3d.services.participation import may_be_told

_SMALLEST = 5  # no wave may have a smaller group


@click.command()
def purge() -> None:
    """Delete names and answers that are past their days; the worker does so once a day by itself."""
    with place() as here:
        purged = steps.purge(here.app, datetime.now(UTC).date())
    click.echo(
        f"Deleted: {purged.people} people and their invitations, {_told(purged.responses)} responses, "
        f"{_told(purged.comments)} comments. Results and receipts stay."
    )


def _told(said: int) -> str:
    """How many there were; of a few it would tell how many people of some wave had answered."""
    return str(said) if said == 0 or may_be_told(said, _SMALLEST) else f"fewer than {_SMALLEST}"
