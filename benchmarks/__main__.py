"""Runs the benchmarks, or those that are named, and writes what they found to benchmarks/results/.

usage: python -m benchmarks [NAME]... as in BENCHMARKS
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.findings import Finding, table
from benchmarks.machine import description

# Idle threads of the linear algebra wait by spinning, which on a busy machine costs more than the work: with
# two, the plain arithmetic took 17 seconds of processors instead of 7. One for all that is compared.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

RESULTS = Path(__file__).parent / "results"
# In the order in which they run; each is a module with a function `run`.
BENCHMARKS = (
    "startup",
    "answering",
    "importing",
    "closing",
    "pages",
    "maps",
    "documents",
    "mailing",
    "batch",
)


def main(names: list[str]) -> None:
    """Runs them one after the other and writes one JSON and one Markdown file."""
    machine = description()
    found: dict[str, list[Finding]] = {}
    for name in names or BENCHMARKS:
        found[name] = _runner(name)()
        print(f"## {name}\n\n{table(found[name])}\n", flush=True)  # whoever breaks off has these
    now = datetime.now(UTC)
    record = {
        "on": now.isoformat(timespec="seconds"),
        "machine": machine,
        "found": {name: [asdict(finding) for finding in findings] for name, findings in found.items()},
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{now:%Y%m%d-%H%M%S}.json").write_text(json.dumps(record, indent=1) + "\n")
    (RESULTS / "latest.md").write_text(_page(machine, found))
    print(_page(machine, found))


def _runner(name: str) -> Callable[[], list[Finding]]:
    if name not in BENCHMARKS:
        sys.exit(f"there is no benchmark {name}; there are {', '.join(BENCHMARKS)}")
    runner: Callable[[], list[Finding]] = import_module(f"benchmarks.{name}").run
    return runner


def _page(machine: dict[str, str], found: dict[str, list[Finding]]) -> str:
    about = "\n".join(f"* {name}: {value}" for name, value in machine.items())
    tables = "\n\n".join(f"## {name}\n\n{table(findings)}" for name, findings in found.items())
    return f"{about}\n\n{tables}\n"


if __name__ == "__main__":
    main(sys.argv[1:])
