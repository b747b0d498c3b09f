"""Holds the chapters of a report, in reading order: each turns a Brief into what its template prints."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reports.chapters import (
    changes,
    cover,
    extremes,
    guide,
    heatmap,
    items,
    method,
    participation,
    perspectives,
    picture,
    playbook,
    profile,
    questionnaire,
    segments,
)
from reports.language import message
from reports.reader import Reader

# What a template is given; None where a chapter does not apply to a brief.
Page = Mapping[str, object] | None


@dataclass(frozen=True)
class Chapter:
    """A chapter: its title (a message), the function that fills it, and whether the contents list it."""

    id: str
    title: str
    build: Callable[[Reader], Page]


CHAPTERS = {
    chapter.id: chapter
    for chapter in (
        Chapter("cover", message("Cover"), cover.build),
        Chapter("guide", message("How to read this report"), guide.build),
        Chapter("picture", message("The picture on one page"), picture.build),
        Chapter("participation", message("Who answered"), participation.build),
        Chapter("profile", message("Dimensions and facets"), profile.build),
        Chapter("items", message("All questions"), items.build),
        Chapter("extremes", message("Highest and lowest"), extremes.build),
        Chapter("perspectives", message("Perspectives side by side"), perspectives.build),
        Chapter("heatmap", message("Groups at a glance"), heatmap.build),
        Chapter("segments", message("One page per group"), segments.build),
        Chapter("changes", message("What changed"), changes.build),
        Chapter("playbook", message("What to do next"), playbook.build),
        Chapter("method", message("Method and quality"), method.build),
        Chapter("questionnaire", message("The questionnaire"), questionnaire.build),
    )
}
