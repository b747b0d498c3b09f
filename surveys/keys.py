"""Turns paths of units and answers to background questions into the keys by which segments are known."""

from surveys.codes import PERSPECTIVES

ORGANISATION = "all"

_RESERVED = {ORGANISATION, *PERSPECTIVES}


def unit_key(path: tuple[str, ...]) -> str:
    """The key of a unit: its path of codes, `AM/AM10`; `all` for the organisation itself.

    A top unit called like the organisation or a perspective has its first letter encoded as well.
    """
    if not path:
        return ORGANISATION
    key = "/".join(map(encoded, path))
    return f"%{ord(key[0]):02X}{key[1:]}" if key in _RESERVED else key


def attribute_key(attribute: str, option: str) -> str:
    """The key of an attribute's value: `DFEDTEN=More than 20 years`."""
    return f"{encoded(attribute)}={encoded(option)}"


def crossed_key(path: tuple[str, ...], attribute: str, option: str) -> str:
    """The key of an attribute's value within a unit: `AM/AM10/DFEDTEN=More than 20 years`."""
    return (
        f"{unit_key(path)}/{attribute_key(attribute, option)}" if path else attribute_key(attribute, option)
    )


def encoded(code: str) -> str:
    """A code in which `%`, `/` and `=` are percent-encoded."""
    return code.replace("%", "%25").replace("/", "%2F").replace("=", "%3D")
