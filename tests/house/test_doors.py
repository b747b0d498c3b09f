"""Checks who may import what: the contracts of setup.cfg, and one importer for each heavy part."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.plan import ROOT, modules

# Package -> the only module (or package) that may import it: DESIGN's rule 4.
ONE_IMPORTER = {
    "kaleido": "reports.browser",
    "choreographer": "reports.browser",
    "weasyprint": "reports.pdf",
    "dbos": "culture3d.jobs",
    "nacl": "culture3d.sealing",
    "cryptography": "culture3d.sealing",
}


def test_import_contracts_are_kept() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("package", "importer"), ONE_IMPORTER.items())
def test_each_heavy_part_has_one_importer(package: str, importer: str) -> None:
    importers = {
        module.name
        for module in modules()
        if any(f"{name}.".startswith(f"{package}.") for name in module.imports())
    }
    assert {name for name in importers if not f"{name}.".startswith(f"{importer}.")} == set()
