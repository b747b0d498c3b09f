"""Turns what was chosen for a report into the few words by which a list tells it from the others."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext, ngettext

from culture3d.models.report import Report
from culture3d.models.wave import Wave
from culture3d.services.choices import Choice, from_stored
from culture3d.web.workspace.report_forms import titles
from reports.contents import ALWAYS

MOST_NAMED = 3  # chapters; more are counted


def told(report: Report, before: Sequence[Wave], chapters: Sequence[str]) -> str:
    """What it holds that another on the same wave in the same language may not.

    :param before: the earlier waves that it could be compared with.
    :param chapters: the ids of those that it could have.
    """
    choice = from_stored(report.choice)
    parts = (*_chapters(choice, chapters), *_groups(choice), *_waves(choice, before), *_words(choice, report))
    return "; ".join(parts) or str(gettext("everything"))


def _chapters(choice: Choice, chapters: Sequence[str]) -> Iterator[str]:
    optional = [id_ for id_ in chapters if id_ not in ALWAYS]
    there = [id_ for id_ in optional if choice.contents.has(id_)]
    left = [id_ for id_ in optional if id_ not in there]
    names = titles()
    if left and len(left) <= MOST_NAMED:
        yield gettext("without %(chapters)s", chapters=", ".join(names[id_] for id_ in left))
    elif there and left and len(there) <= MOST_NAMED:
        yield gettext("only %(chapters)s", chapters=", ".join(names[id_] for id_ in there))
    elif left:
        yield gettext("%(some)s of %(all)s chapters", some=len(there), all=len(optional))


def _groups(choice: Choice) -> Iterator[str]:
    if choice.contents.has("segments") and choice.contents.segments:
        number = len(choice.contents.segments)
        yield ngettext("a page for one chosen group", "pages for %(num)s chosen groups", number)


def _waves(choice: Choice, before: Sequence[Wave]) -> Iterator[str]:
    names = [wave.name for wave in before if choice.earlier is None or wave.number in choice.earlier]
    if len(names) == len(before):
        return
    yield gettext("compared with %(waves)s", waves=", ".join(names)) if names else gettext("not compared")


def _words(choice: Choice, report: Report) -> Iterator[str]:
    if number := len(choice.told_in(report.language).paragraphs):
        yield ngettext("own words in one place", "own words in %(num)s places", number)
