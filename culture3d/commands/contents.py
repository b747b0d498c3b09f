"""Turns the options that shape a report into its Contents and its Brand."""

from collections.abc import Callable, Mapping
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click

from culture3d.commands.parameters import Colour
from reports.brief import Brand
from reports.chapters import CHAPTERS
from reports.choice import no_chapter
from reports.contents import ALWAYS, Contents
from reports.logo import MOST_BYTES, address
from reports.paragraphs import MOST_LETTERS
from surveys.faults import BadInput, Fault

Command = Callable[..., Any]


class Chapters(click.ParamType[tuple[str, ...]]):
    """Ids of chapters with commas between them."""

    name = "ID[,ID...]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Fails for what is no chapter, and lists those there are."""
        if isinstance(value, tuple):
            return value
        named = tuple(name.strip() for name in str(value).split(","))
        for name in named:
            if name not in CHAPTERS:
                self.fail(no_chapter(name), param, ctx)
        return named


_CONTENTS = (
    click.option(
        "--chapters",
        type=Chapters(),
        help=f"Only these chapters, of: {', '.join(CHAPTERS)}. Always there: {', '.join(ALWAYS)}.",
    ),
    click.option("--without", type=Chapters(), help="All chapters but these."),
    click.option(
        "--page",
        "pages",
        multiple=True,
        metavar="KEY",
        help="A group with a page of its own, such as “Sales/North”; else as many as fit. May be repeated.",
    ),
    click.option(
        "--paragraphs",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="A directory with words of your own for chapters, in Markdown: picture.en.md, changes.en.md.",
    ),
)
_BRAND = (
    click.option("--firm", default="", metavar="NAME", help="The consultancy, for the cover."),
    click.option(
        "--accent",
        default=Brand.accent,
        type=Colour(),
        show_default=True,
        help="The firm's colour; printed darker where it could not be read.",
    ),
    click.option(
        "--logo",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The firm's logo, for the cover: a PNG or JPEG.",
    ),
    click.option(
        "--logo-text",
        default="",
        metavar="TEXT",
        help="What the logo shows, for those who do not see it; else the firm's name.",
    ),
)


def contents_options(command: Command) -> Command:
    """Adds the options that choose what is told; they reach the command as one argument, `contents`."""

    def with_options(**chosen: Any) -> Any:  # noqa: ANN401 - what click parsed, and what the command returns
        return command(contents=_contents(chosen), **chosen)

    return _offering(with_options, command, _CONTENTS)


def brand_options(command: Command) -> Command:
    """Adds the options for a report's looks; they reach the command as one argument, `brand`."""

    def with_options(**chosen: Any) -> Any:  # noqa: ANN401 - what click parsed, and what the command returns
        return command(brand=_brand(chosen), **chosen)

    return _offering(with_options, command, _BRAND)


def _offering(with_options: Command, command: Command, options: tuple[Callable[..., Any], ...]) -> Command:
    update_wrapper(with_options, command)
    for option in reversed(options):
        option(with_options)
    return with_options


def _contents(chosen: dict[str, Any]) -> Contents:
    """Takes the options out of what was chosen. The language is one of another's."""
    folder, pages = chosen.pop("paragraphs"), chosen.pop("pages")
    return Contents(
        chapters=_chapters(chosen.pop("chapters"), chosen.pop("without")),
        segments=pages or None,
        paragraphs=read_paragraphs(folder, chosen["language"]) if folder else {},
    )


def _chapters(only: tuple[str, ...] | None, without: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if without is None:
        return only
    if only is not None:
        raise click.UsageError("--chapters names those that stay, --without those that go: take one of them")
    for name in without:
        if name in ALWAYS:
            raise click.UsageError(
                f"“{name}” always stays: without {', '.join(ALWAYS)} no figure can be read"
            )
    return tuple(name for name in CHAPTERS if name not in without)


def read_paragraphs(folder: Path, language: str) -> Mapping[str, str]:
    """Reads the words for chapters in a language, from files such as `picture.en.md`.

    :raise BadInput: if there are none, or a file is named or written as none should be.
    """
    found, faults = {}, []
    for path in sorted(folder.glob("*.md")):
        chapter, _, code = path.stem.partition(".")
        if chapter not in CHAPTERS or not code:
            faults.append(Fault(f"is not named like picture.en.md; {no_chapter(chapter)}", str(path)))
        elif code == language:
            try:
                found[chapter] = _read(path, MOST_LETTERS * 4).decode("utf-8-sig")
            except UnicodeDecodeError:
                faults.append(Fault("is not in UTF-8", str(path)))
    if not found and not faults:
        faults.append(Fault(f"holds no file such as picture.{language}.md", str(folder)))
    if faults:
        raise BadInput(faults)
    return found


def _brand(chosen: dict[str, Any]) -> Brand:
    firm, accent, logo, text = (chosen.pop(name) for name in ("firm", "accent", "logo", "logo_text"))
    if logo is None:
        return Brand(firm, accent)
    try:
        picture = address(_read(logo, MOST_BYTES))
    except ValueError as error:
        raise error if isinstance(error, BadInput) else BadInput([Fault(str(error), str(logo))]) from None
    if not (firm or text).strip():
        raise click.UsageError("--logo needs --logo-text or --firm, for those who do not see it")
    return Brand(firm, accent, picture, text)


def _read(path: Path, most: int) -> bytes:
    """A file's bytes. :raise BadInput: if it cannot be read or is too large."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise BadInput([Fault(f"cannot be read: {error.strerror or error}", str(path))]) from None
    if len(content) > most:
        raise BadInput([Fault(f"is larger than {most:,} bytes", str(path))])
    return content
