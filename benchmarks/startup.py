"""Measures how long it takes until the web application is imported and the command line answers."""

import subprocess
import sys
from pathlib import Path

from benchmarks.findings import Finding
from benchmarks.measuring import median_seconds

TIMES = 5
FRAMEWORKS = "flask, flask_babel, flask_sqlalchemy, flask_wtf, sqlalchemy.orm"


def run() -> list[Finding]:
    """Five fresh processes each; the median, with the interpreter's own start."""
    culture3d = str(Path(sys.executable).parent / "culture3d")
    return [
        Finding("import culture3d.app", _seconds([sys.executable, "-c", "import culture3d.app"]), "s", 1.0),
        Finding("import wsgi: the application made", _seconds([sys.executable, "-c", "import wsgi"]), "s"),
        Finding("of it, its frameworks alone", _seconds([sys.executable, "-c", f"import {FRAMEWORKS}"]), "s"),
        Finding("culture3d --help", _seconds([culture3d, "--help"]), "s"),
        Finding("the interpreter alone", _seconds([sys.executable, "-c", "pass"]), "s"),
    ]


def _seconds(command: list[str]) -> float:
    return median_seconds(lambda: subprocess.run(command, check=True, capture_output=True), TIMES)
