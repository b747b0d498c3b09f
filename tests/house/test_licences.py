"""Checks that nothing under the GPL is needed to run Culture3D, which is under Apache-2.0."""

import re
from importlib.metadata import PackageNotFoundError, files, metadata

import pytest

from tests.house.plan import ROOT

# Package -> why it may stay although its licence speaks of the GPL.
ALLOWED = {
    "pyphen": "GPL, LGPL or MPL 1.1, whichever one chooses; we choose the MPL",
    "psycopg": "LGPL: an unchanged library beside us, which anybody may exchange",
    "psycopg-binary": "LGPL: the compiled half of psycopg",
}
LOCKED = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "run.lock").read_text(), re.MULTILINE)


def _licence_of(package: str) -> str:
    """What a package says of its licence: in a field, or else in the licence's own text."""
    about = metadata(package)
    classifiers = [line for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    return (
        about.get("License-Expression")
        or "; ".join(classifiers)
        or about.get("License")
        or _licence_file(package)
    )


def _licence_file(package: str) -> str:
    found = (file for file in files(package) or () if file.name.upper().startswith("LICEN"))
    return "\n".join(file.read_text(encoding="utf-8") for file in found)


@pytest.mark.parametrize("package", LOCKED)
def test_no_gpl_at_run_time(package: str) -> None:
    try:
        licence = _licence_of(package)
    except PackageNotFoundError:
        pytest.skip("not for this platform")
    assert licence, "says nothing of its licence"
    speaks_of_gpl = re.search(r"\b[AL]?GPL|General Public License", licence) is not None
    assert speaks_of_gpl == (package in ALLOWED), licence


def test_what_is_allowed_is_still_there() -> None:
    assert set(ALLOWED) <= set(LOCKED)
