"""Holds the chapters of a report, in reading order: each turns a Brief into what its template prints."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reports.chapters import (
    changes,
    comments,
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
    solid,
)
from reports.contents import Contents
from reports.language import message
from reports.reader import Reader

# What a template is given; None where a chapter does not apply to a brief.
Page = Mapping[str, object] | None


@dataclass(frozen=True)
class Chapter:
    """A chapter: its title and what it answers (messages), and the function that fills it."""

    id: str
    title: str
    build: Callable[[Reader], Page]
    about: str = ""


CHAPTERS = {
    chapter.id: chapter
    for chapter in (
        Chapter("cover", message("Cover"), cover.build),
        Chapter(
            "guide",
            message("How to read this report"),
            guide.build,
            message("What a score and an interval say, and why nobody can be found out."),
        ),
        Chapter(
            "picture",
            message("The picture on one page"),
            picture.build,
            message("What is strong, what is weak, and where to look next."),
        ),
        Chapter(
            "solid",
            message("The culture solid"),
            solid.build,
            message("How the whole culture grew or shrank from wave to wave."),
        ),
        Chapter(
            "participation",
            message("Who answered"),
            participation.build,
            message("How many people answered."),
        ),
        Chapter(
            "profile",
            message("Dimensions and facets"),
            profile.build,
            message("Every score with its interval."),
        ),
        Chapter(
            "items", message("All questions"), items.build, message("How people answered each question.")
        ),
        Chapter(
            "extremes",
            message("Highest and lowest"),
            extremes.build,
            message("The questions at either end."),
        ),
        Chapter(
            "perspectives",
            message("Perspectives side by side"),
            perspectives.build,
            message("Where others see things differently from staff."),
        ),
        Chapter(
            "heatmap",
            message("Groups at a glance"),
            heatmap.build,
            message("Every group against every facet, in colour and number."),
        ),
        Chapter(
            "segments",
            message("One page per group"),
            segments.build,
            message("The same page for each group: its scores beside the organisation’s."),
        ),
        Chapter(
            "comments",
            message("What people wrote"),
            comments.build,
            message("Comments and stories in people’s own words."),
        ),
        Chapter(
            "changes",
            message("What changed"),
            changes.build,
            message("What rose, what fell, and what cannot be told."),
        ),
        Chapter(
            "playbook",
            message("What to do next"),
            playbook.build,
            message("Where to start, and a blank plan to fill in together."),
        ),
        Chapter(
            "method",
            message("Method and quality"),
            method.build,
            message("How the numbers were made, and how good they are."),
        ),
        Chapter(
            "questionnaire",
            message("The questionnaire"),
            questionnaire.build,
            message("Every question in the words people read."),
        ),
    )
}


def wanted(contents: Contents) -> tuple[Chapter, ...]:
    """The chapters that somebody chose and those that always stay, in reading order."""
    return tuple(chapter for id_, chapter in CHAPTERS.items() if contents.has(id_))
