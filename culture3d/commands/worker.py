"""Works on background jobs until it is told to end."""

import click

from culture3d import jobs
from culture3d.app import create_app


@click.command()
def worker() -> None:
    """Work on background jobs: tallies, releases and reports."""
    jobs.work_until_told(create_app())
