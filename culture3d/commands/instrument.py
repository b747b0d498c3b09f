"""Turns questionnaire files into a verdict: sound, with advice, or every fault with its place."""

import json
from pathlib import Path

import click

from culture3d.commands.outputs import write
from surveys.catalogue import available, load, text_of
from surveys.faults import BadInput, Fault
from surveys.instrument import Instrument, advise, json_schema, read_instrument, translation
from surveys.instrument.reading import content_of
from surveys.instrument.reading import text_of as text_of_file

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
@click.option("--with", "overlay", type=click.Path(path_type=Path), help="The file of translations.")
@click.option("--blank", metavar="LANGUAGE", help="Write a file of translations to fill in, such as for ar.")
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
        write(translation.blank(text, blank or "", str(file)), output)
        return
    done = translation.translate(text, text_of_file(overlay, str(overlay)), str(file), str(overlay))
    write(done.text, output)
    for place in done.missing:
        click.echo(f"note: not worded in {done.language}: {place}", err=True)


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
