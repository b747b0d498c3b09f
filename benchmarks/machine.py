"""Describes the machine and the versions that a measurement was made with."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

PARTS = ("numpy", "scipy", "sqlalchemy", "plotly", "kaleido", "weasyprint")


def description() -> dict[str, str]:
    """The processor, memory, system and versions, by name."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "system": f"{_system()}, Python {platform.python_version()}",
        "versions": ", ".join(f"{part} {version(part)}" for part in PARTS),
        "commit": _commit(),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def _commit() -> str:
    described = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(described, capture_output=True, text=True).stdout.strip() or "unknown"
