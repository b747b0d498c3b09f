"""Turns what somebody may read of an organisation into the links and choices above its pages of results."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from culture3d.models.organisation import Organisation
from culture3d.models.wave import Wave
from culture3d.services import permissions
from culture3d.services.permissions import May
from culture3d.web.accounts import guard

if TYPE_CHECKING:
    from culture3d.web.insight.reading import Readable
    from surveys.results import Segment


@dataclass(frozen=True)
class Page:
    """A page of results; `whole`: it is about the whole organisation, and not for leaders of a unit."""

    words: LazyString
    endpoint: str
    whole: bool = False


# In the order of the links. A page whose endpoint is not there has no link.
PAGES = (
    Page(lazy_gettext("Overview"), "organisations.organisation"),
    Page(lazy_gettext("Compare waves"), "compare.show"),
    Page(lazy_gettext("Heat map"), "heatmap.show"),
    Page(lazy_gettext("Questions"), "questions.index"),
    Page(lazy_gettext("Comments"), "remarks.show", whole=True),
    Page(lazy_gettext("Drivers"), "drivers.show", whole=True),
    Page(lazy_gettext("Quality"), "quality.show", whole=True),
)
CHOICES = ("with", "segment")  # what the address of a page may name besides the wave


@dataclass(frozen=True)
class Link:
    """A link as a page shows it."""

    words: LazyString
    address: str
    here: bool


def result_links(organisation: Organisation, wave: Wave) -> list[Link]:
    """The links above every page of results, for whoever is signed in; they keep what was chosen."""
    whole = May.READ in permissions.what_may(guard.whoever_is_here(), organisation)
    chosen: dict[str, Any] = {name: value for name in CHOICES if (value := request.args.get(name))}
    return [
        Link(
            page.words,
            url_for(page.endpoint, slug=organisation.slug, wave=wave.number, **chosen),
            request.blueprint == page.endpoint.partition(".")[0],
        )
        for page in PAGES
        if page.endpoint in current_app.view_functions and (whole or not page.whole)
    ]


@dataclass(frozen=True)
class Choice:
    """A group as the choice of groups shows it."""

    key: str
    label: str
    here: bool


KINDS = {
    "organisation": lazy_gettext("Everybody"),
    "unit": lazy_gettext("Units"),
    "attribute": lazy_gettext("Groups across units"),
    "crossed": lazy_gettext("Groups within units"),
}
INDENT = "\N{EM SPACE}"  # browsers take away spaces at the beginning of a choice


def segment_choices(readable: "Readable") -> list[tuple[LazyString, list[Choice]]]:
    """The groups that may be read and have something to tell, by kind, with the one that is shown."""
    told = [
        segment
        for segment in readable.segments
        if readable.reader.is_told(segment) or segment == readable.segment
    ]
    least = min((segment.depth for segment in told if segment.kind == "unit"), default=0)
    return [
        (KINDS[kind], [_choice(readable, segment, least) for segment in group])
        for kind, group in groupby(told, key=lambda segment: segment.kind)
    ]


def _choice(readable: "Readable", segment: "Segment", least: int) -> Choice:
    indent = INDENT * (segment.depth - least) if segment.kind == "unit" else ""
    return Choice(segment.key, indent + readable.reader.label(segment), segment == readable.segment)


def chosen_besides(names: Sequence[str]) -> list[tuple[str, str]]:
    """What the address names and a page offers no choice of, for its form to keep."""
    kept = [name for name in CHOICES if name not in names]
    return [(name, value) for name in kept if (value := request.args.get(name))]


def init_app(app: Flask) -> None:
    """Lets pages ask for their links and choices."""
    app.jinja_env.globals.update(
        result_links=result_links, segment_choices=segment_choices, chosen_besides=chosen_besides
    )
