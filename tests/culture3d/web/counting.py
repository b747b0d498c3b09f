"""Does long work that only tests have: counts to three, and leaves a file."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.task import Task
from culture3d.services.permissions import May
from culture3d.web.workspace.tasks import Words

COUNTING = Words(
    May.CLOSE,
    "Counting",  # type: ignore[arg-type]  # plain words
    lambda task: f"Counted to {task.told.get('reached')}.",
    lambda _: "/",
)


def count(_: Session, task: Task, settings: Settings) -> Iterator[None]:
    """Counts; who asks about “broken” gets an error at two."""
    task.total = 3
    for task.done in range(1, 4):
        if task.about == "broken" and task.done == 2:
            raise RuntimeError("cannot count further")
        yield
    task.told, task.file = {"reached": task.done, "file_name": "counted.csv"}, "counted.csv"
    (settings.files / "counted.csv").write_text("1;2;3")
