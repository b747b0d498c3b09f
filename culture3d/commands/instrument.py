"""Turns questionnaire files into a verdict: sound, with advice, or every fault with its place."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from culture3d.commands.outputs import write
from culture3d.commands.parameters import InstrumentFile
from surveys.catalogue import available, load, text_of
from surveys.faults import BadInput, Fault
from surveys.instrument import Instrument, advise, json_schema, read_instrument, sheet, translation
from surveys.instrument.reading import content_of
from surveys.instrument.reading import text_of as text_of_file

if TYPE_CHECKING:
    from surveys.revisions import Revision, Revisions

_OUTPUT = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the screen."
)


@click.group()
def instrument() -> None:
    """Check, list and start questionnaires."""


@instrument.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Read questionnaires and tell every fault with file, line and field.

    Exit status: 0 if all are sound, 2 if not. Advice is printed below a sound one.
    """
    faults: list[Fault] = []
    for file in files:
        try:
            _tell(file, read_instrument(file))
        except BadInput as bad:
            faults.extend(bad.faults)
    if faults:
        raise BadInput(faults)


@instrument.command()
@_OUTPUT
def schema(output: Path | None) -> None:
    """Write the file format as JSON Schema, for editors that complete and check while you type."""
    write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", output)


@instrument.command("list")
def list_() -> None:
    """List the questionnaires that ship."""
    for name in available():
        shipped = load(name)
        click.echo(f"{name:<24}{shipped.say(shipped.title, 'en')} ({_summary(shipped)})")


@instrument.command()
@click.argument("name")
@_OUTPUT
def show(name: str, output: Path | None) -> None:
    """Write a questionnaire that ships, to begin your own from."""
    if name not in available():
        raise BadInput([Fault(f"no questionnaire is called {name}; there are {', '.join(available())}")])
    write(text_of(name), output)


@instrument.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--with",
    "overlay",
    type=click.Path(path_type=Path),
    help="The file of translations: YAML, or a sheet as XLSX or CSV.",
)
@click.option(
    "--blank",
    metavar="LANGUAGE",
    help="Write a file of translations to fill in, such as for ar; a sheet if -o ends in .xlsx.",
)
@_OUTPUT
def translate(file: Path, overlay: Path | None, blank: str | None, output: Path | None) -> None:
    """Add a language to a questionnaire, from a file of translations.

    What the file leaves empty is listed, and stays in the questionnaire's first language. Exit status:
    0 done, 2 if a place is not in the questionnaire or anything else is wrong; then nothing is written.
    """
    if (overlay is None) == (blank is None):
        raise click.UsageError("give either --with FILE or --blank LANGUAGE")
    text = text_of_file(file, str(file))
    if overlay is None:
        make = sheet.blank_sheet if output and output.suffix.lower() == ".xlsx" else translation.blank
        write(make(text, blank or "", str(file)), output)
        return
    filled = content_of(overlay, sheet.MAX_BYTES)
    if sheet.looks_like_sheet(filled):
        _translate_by_sheet(text, filled, file, overlay, output)
        return
    done = translation.translate(text, text_of_file(overlay, str(overlay)), str(file), str(overlay))
    write(done.text, output)
    for place in done.missing:
        click.echo(f"note: not worded in {done.language}: {place}", err=True)


def _translate_by_sheet(text: str, filled: bytes, file: Path, overlay: Path, output: Path | None) -> None:
    done = sheet.fill(text, filled, str(file), str(overlay))
    write(done.text, output)
    for note in done.changed:
        click.echo(f"note: {overlay}: {note}", err=True)
    for column in done.ignored:
        click.echo(f"note: {overlay}: a column that nothing names: {Fault(column)}", err=True)
    for place in done.missing:
        click.echo(f"note: not worded in {place}", err=True)


@instrument.command()
@click.argument("old", type=InstrumentFile())
@click.argument("new", type=InstrumentFile())
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Sentences for people, or one JSON object.",
)
def diff(old: Instrument, new: Instrument, format_: str) -> None:
    """Tell what a version changed, and what stays comparable with the earlier one.

    OLD and NEW are files, or names of questionnaires that ship.
    """
    from surveys.revisions import revisions  # brings numpy, which the other commands here do not need

    found = revisions(old, new)
    told = (
        _revisions_as_json(old, new, found)
        if format_ == "json"
        else "\n".join(_revisions_as_text(found)) + "\n"
    )
    write(told, None)


@instrument.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "format_",
    type=click.Choice(["limesurvey", "xlsform", "surveyjs"]),
    help="What the file is; without it, that is told by the file itself.",
)
@_OUTPUT
def import_(file: Path, format_: str | None, output: Path | None) -> None:
    """Turn a questionnaire of LimeSurvey, XLSForm or SurveyJS into one of ours.

    What could not be carried over is listed with its place, and so is what was decided because the file did
    not say it. Exit status: 0 done, 2 if the file cannot be read or nothing in it is answered on a scale.
    """
    from surveys.importers import MAX_BYTES, import_questionnaire

    done = import_questionnaire(content_of(file, MAX_BYTES), str(file), format_)
    write(done.text, output)
    for note in done.left:
        click.echo(f"left out: {Fault(note.message, field=note.field)}", err=True)
    for note in done.decided:
        click.echo(f"decided: {Fault(note.message, field=note.field)}", err=True)
    click.echo(
        f"{file}: {done.instrument.id} version {done.instrument.version}: {_summary(done.instrument)}",
        err=True,
    )


def _tell(file: Path, sound: Instrument) -> None:
    click.echo(f"{file}: {sound.id} version {sound.version}: {_summary(sound)}")
    for note in advise(sound):
        click.echo(f"  note: {note}")


def _revisions_as_json(old: Instrument, new: Instrument, found: "Revisions") -> str:
    told = {
        "before": {"id": old.id, "version": old.version},
        "after": {"id": new.id, "version": new.version},
        "changes": [asdict(change) for change in found.changes],
        "comparable": [{**asdict(each), "comparable": each.reason is None} for each in found.comparisons],
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _revisions_as_text(found: "Revisions") -> Iterator[str]:
    for change in found.changes:
        where = "" if change.place in ("", change.id) else f"{change.place} "
        yield f"{change.part} {change.id}".strip() + f": {where}{change.kind}{_step(change)}"
    if not found.changes:
        yield "nothing has changed"
    parts = (("dimension", "dimensions"), ("facet", "facets"), ("item", "items"))
    counts = [(*found.comparable(one), many) for one, many in parts]
    yield "comparable: " + ", ".join(f"{some} of {all_} {many}" for some, all_, many in counts if all_)
    for each in found.comparisons:
        if each.reason:
            yield f"not comparable: {each.part} {each.id}: {each.reason}"


def _step(change: "Revision") -> str:
    """From what to what: words in quotes, and the groups that something stands in by their ids."""
    if change.language:
        texts = (" ".join(text.split()) for text in (change.before, change.after) if text)
        return f" in {change.language}: " + " → ".join(f"“{text}”" for text in texts)
    if change.kind not in ("added", "removed", "moved"):
        return f": {change.before or 'none'} → {change.after or 'none'}"
    if change.before == change.after:
        return f" within {change.after}" if change.after else ""
    return (f" from {change.before}" if change.before else "") + (
        f" to {change.after}" if change.after else ""
    )


def _summary(sound: Instrument) -> str:
    reserve = sum(item.reserve for item in sound.all_items)
    overall = 1 if sound.overall else 0
    counts = (
        (len(sound.dimensions), "dimension", "dimensions"),
        (len(sound.all_facets), "facet", "facets"),
        (len(sound.all_items) - reserve - overall, "item", "items"),
        (reserve, "in reserve", "in reserve"),
        (overall, "overall item", "overall items"),
        (len(sound.questions), "open question", "open questions"),
        (len(sound.attributes), "background question", "background questions"),
    )
    told = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    return ", ".join([*told, " ".join(sound.languages)])
