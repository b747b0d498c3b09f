"""Turns the YAML of a questionnaire, file or text, into an Instrument or into all that is wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from surveys.faults import BadInput, Fault, told
from surveys.instrument import values
from surveys.instrument.marked import MAX_FAULTS, Marked, Path, field_of, parse
from surveys.instrument.rules import broken_rules
from surveys.instrument.values import Instrument

MAX_BYTES = 1024 * 1024


def read_instrument(source: FilePath | str, name: str = "") -> Instrument:
    """Reads a questionnaire from a file, or from text that faults call by `name`.

    :raise BadInput: naming every fault with file, line and field. Faults of single fields come first; rules
        about the whole (unique ids, a scale that makes sense) are tried when every field is right.
    """
    file = name or (str(source) if isinstance(source, FilePath) else "")
    text = text_of(source, file) if isinstance(source, FilePath) else source
    if len(text) > MAX_BYTES:
        raise BadInput([Fault(_TOO_LARGE, file)])
    marked = parse(text, file)
    if not isinstance(marked.value, dict):
        raise BadInput(
            [Fault("holds no questionnaire: it must begin with fields such as `id: ...`", file, 1)]
        )
    return _checked(marked, file)


def json_schema() -> dict[str, Any]:
    """The file format as JSON Schema, for editors that complete and check while one types."""
    schema = Instrument.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Instrument"}


_TOO_LARGE = f"is larger than {MAX_BYTES // 1024} KiB: no questionnaire is"


def text_of(path: FilePath, file: str) -> str:
    """The text of a file. :raise BadInput: if it cannot be read, is no UTF-8, or is too large."""
    return _decoded(content_of(path, MAX_BYTES, file), file)


def content_of(path: FilePath, most: int, name: str = "") -> bytes:
    """The bytes of a file. :raise BadInput: if it cannot be read or is larger than `most`."""
    file = name or str(path)
    try:
        if path.exists() and not path.is_file():  # a device or a pipe would never end
            raise BadInput([Fault("is not a file", file)])
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except (OSError, ValueError) as error:
        raise BadInput([Fault(f"cannot be read: {getattr(error, 'strerror', error)}", file)]) from None
    if len(content) > most:
        raise BadInput([Fault(f"is larger than {most // 1024} KiB: no questionnaire is", file)])
    return content


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fault = Fault(f"is not UTF-8 (byte 0x{content[error.start]:02x}): save it as UTF-8", file, line)
        raise BadInput([fault]) from None


def _checked(marked: Marked, file: str) -> Instrument:
    try:
        instrument = Instrument.model_validate(marked.value)
    except ValidationError as error:
        found = islice(_once_per_field(error.errors()), MAX_FAULTS)
        raise BadInput(_in_order(_fault(details, marked, file) for details in found)) from None
    broken = islice(broken_rules(instrument), MAX_FAULTS)
    faults = [Fault(message, file, marked.line(path), field_of(path)) for path, message in broken]
    if faults:
        raise BadInput(_in_order(faults))
    return instrument


def _once_per_field(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Leaves out what is wrong with the value of a field whose very name is wrong."""
    misnamed = {details["loc"][:-1] for details in errors if details["loc"][-1:] == ("[key]",)}
    return (details for details in errors if details["loc"] not in misnamed)


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: fault.line or 0)


def _fault(details: ErrorDetails, marked: Marked, file: str) -> Fault:
    path: Path = tuple(part for part in details["loc"] if part != "[key]")
    say = _MESSAGES.get(details["type"])
    message = say(details) if say else details["msg"]
    return Fault(message, file, marked.line(path), field_of(path))


def _unknown(details: ErrorDetails) -> str:
    close = get_close_matches(str(details["loc"][-1])[:40], _FIELDS, 1)
    return (
        told("is no field here; did you mean %(name)s?", name=close[0]) if close else told("is no field here")
    )


def _must_be_text(details: ErrorDetails) -> str:
    value = details["input"]
    return (
        f'must be text; write it in quotes: "{value}"' if isinstance(value, int | float) else "must be text"
    )


def _must_be_wording(details: ErrorDetails) -> str:
    if details["loc"][-1] == "perspectives":
        return "must be wordings by perspective: {leader: ..., customer: ...}"
    if isinstance(details["input"], int | float):
        return _must_be_text(details)
    return "must be text, or text by language: {en: ..., de: ...}"


_PATTERNS: Mapping[str, str] = {
    "^[a-z]": told("is no language code such as en or pt-BR (text with a comma inside { } needs quotes)"),
    "^[A-Za-z0-9]": told(
        "must be letters, digits, and . _ - in between, 64 at most: it names columns and files"
    ),
}


def _wrong_pattern(details: ErrorDetails) -> str:
    pattern = str(details.get("ctx", {}).get("pattern", ""))
    return next((say for start, say in _PATTERNS.items() if pattern.startswith(start)), details["msg"])


def _always(message: str) -> Callable[[ErrorDetails], str]:
    return lambda _: message


# Kind of pydantic fault -> what to tell a person who writes questionnaires, not programs.
_MESSAGES: Mapping[str, Callable[[ErrorDetails], str]] = {
    "missing": _always(told("is missing")),
    "extra_forbidden": _unknown,
    "string_type": _must_be_text,
    "string_too_short": _always(told("is empty")),
    "string_too_long": lambda details: told(
        "is longer than %(most)s characters", most=details["ctx"]["max_length"]
    ),
    "string_pattern_mismatch": _wrong_pattern,
    "string_unicode": _always(told("holds half a character (a lone surrogate)")),
    "value_error": lambda details: str(details["ctx"]["error"]),
    "int_type": _always(told("must be a whole number")),
    "int_from_float": _always(told("must be a whole number")),
    "float_type": _always(told("must be a number")),
    "greater_than_equal": lambda details: told("must be %(value)s or more", value=details["ctx"]["ge"]),
    "less_than_equal": lambda details: told("must be %(value)s or less", value=details["ctx"]["le"]),
    "bool_type": _always(told("must be true or false")),
    "bool_parsing": _always(told("must be true or false")),
    "tuple_type": _always(told("must be a list: one entry per line, each with a dash")),
    "mapping_type": _must_be_wording,
    "dict_type": _must_be_wording,
    "model_type": _always(told("must be a group of fields")),
    "literal_error": lambda details: f"must be {details['ctx']['expected']}",
}
_FIELDS = tuple(
    {
        field
        for model in vars(values).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for field in model.model_fields
    }
)
