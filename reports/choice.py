"""Turns what was chosen for a report into what is wrong with it: nothing, or a fault for every choice."""

import re
from collections.abc import Iterator

from reports.brief import Brief
from reports.chapters import CHAPTERS
from reports.contents import Contents
from reports.paragraphs import MOST_LETTERS
from surveys.codes import PERSPECTIVES
from surveys.faults import BadInput, Fault

MOST_PAGES = 100  # groups with a page of their own, where they are chosen
_LOGO = re.compile(r"data:image/png;base64,[A-Za-z0-9+/]+=*")


def check(brief: Brief) -> None:
    """Refuses a brief whose contents or brand cannot be told.

    :raise BadInput: for all faults.
    """
    if found := [*faults(brief.contents), *_of_segments(brief), *_of_brand(brief)]:
        raise BadInput(found)


def faults(contents: Contents) -> Iterator[Fault]:
    """What is wrong with a choice whatever the wave: chapters, perspectives and paragraphs."""
    for name in contents.chapters or ():
        if name not in CHAPTERS:
            yield Fault(no_chapter(name), field="chapters")
    for name in contents.perspectives or ():
        if name not in PERSPECTIVES:
            yield Fault(f"“{name}” is no perspective: one of {', '.join(PERSPECTIVES)}", field="perspectives")
    for name, words in contents.paragraphs.items():
        if name not in CHAPTERS:
            yield Fault(no_chapter(name), field="paragraphs")
        if len(words) > MOST_LETTERS:
            yield Fault(f"“{name}” has {len(words)} letters, and at most {MOST_LETTERS}", field="paragraphs")


def no_chapter(name: str) -> str:
    """That there is no such chapter, and which there are."""
    return f"“{name[:60]}” is no chapter: one of {', '.join(CHAPTERS)}"


def _of_segments(brief: Brief) -> Iterator[Fault]:
    known = {segment.key for segment in brief.current.results.segments}
    chosen = brief.contents.segments or ()
    for key in chosen:
        if key not in known:
            yield Fault(f"there is no group “{key[:60]}” in {brief.current.name}", field="segments")
    if len(chosen) > MOST_PAGES:
        yield Fault(f"at most {MOST_PAGES} groups have a page; {len(chosen)} are chosen", field="segments")


def _of_brand(brief: Brief) -> Iterator[Fault]:
    logo = brief.brand.logo
    if logo and not _LOGO.fullmatch(logo):
        yield Fault("is no logo", field="logo")
    if logo and not (brief.brand.logo_text or brief.brand.name).strip():
        yield Fault("the logo needs words for those who do not see it", field="logo")
