"""Turns the name of a questionnaire that ships with Culture3D into its Instrument."""

from functools import cache
from importlib.resources import files

from surveys.instrument import Instrument, read_instrument

_FOLDER = files("surveys") / "instruments"


@cache
def available() -> tuple[str, ...]:
    """The names of the questionnaires that ship, in alphabetical order."""
    names = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@cache
def load(name: str) -> Instrument:
    """Reads a questionnaire that ships, once; it is frozen, so everybody may share it.

    :raise KeyError: if none has this name.
    """
    return read_instrument(text_of(name), f"{name}.yaml")


def text_of(name: str) -> str:
    """The YAML of a questionnaire that ships, to begin one's own from.

    :raise KeyError: if none has this name.
    """
    if name not in available():
        raise KeyError(name)
    return (_FOLDER / f"{name}.yaml").read_text("utf-8")
