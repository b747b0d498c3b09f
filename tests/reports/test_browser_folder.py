"""The browser's temporary folder: removed with its process, or after it, and never while it lives."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from reports.browser_folder import NAMED, BrowserFolder, remove_leftovers

ONE_WITH_A_FOLDER = """
from reports.browser_folder import BrowserFolder
folder = BrowserFolder()
(folder.path / "profile").mkdir()
print(folder.path, flush=True)
input()
"""
ONE_WITH_A_BROWSER = """
from reports.browser import Browser
browser = Browser()
print(browser.page.parent, browser.pid, flush=True)
input()
"""
PATIENCE = 30  # seconds for a browser to notice that nobody speaks to it any more


@pytest.fixture(autouse=True)
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files that this test's processes share, and nobody else."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def started(code: str) -> "tuple[subprocess.Popen[str], list[str]]":
    """A process that runs the code, and the words it prints first."""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, process.stdout.readline().split()


def test_it_goes_with_its_process(shared: Path) -> None:
    process, (path,) = started(ONE_WITH_A_FOLDER)
    assert Path(path).parent == shared
    process.communicate("\n")
    assert list(shared.iterdir()) == []


def test_it_stays_while_its_process_lives_and_goes_after_that_was_killed(shared: Path) -> None:
    process, (path,) = started(ONE_WITH_A_FOLDER)
    try:
        remove_leftovers()
        assert (Path(path) / "profile").is_dir()
    finally:
        process.kill()
        process.communicate()
    assert (Path(path) / "profile").is_dir()
    ours = BrowserFolder()
    assert list(shared.iterdir()) == [ours.path]
    ours.remove()
    ours.remove()
    assert list(shared.iterdir()) == []


def test_nothing_else_is_touched(shared: Path) -> None:
    other = shared / "culture3d-reports"
    other.mkdir()
    pointed_at = shared / "home"
    pointed_at.mkdir()
    (pointed_at / "letter").touch()
    (shared / f"{NAMED}link").symlink_to(pointed_at)
    (shared / f"{NAMED}file").touch()
    before = sorted(shared.rglob("*"))
    remove_leftovers()
    assert sorted(shared.rglob("*")) == before


@pytest.mark.browser
def test_a_killed_workers_browser_ends_and_its_folder_goes_with_the_next(shared: Path) -> None:
    process, (path, pid) = started(ONE_WITH_A_BROWSER)
    process.kill()
    process.communicate()
    until = time.monotonic() + PATIENCE
    while runs(int(pid)):
        if time.monotonic() > until:
            os.killpg(int(pid), signal.SIGKILL)
            pytest.fail("the browser lives on without the process that it worked for")
        time.sleep(0.05)
    assert (Path(path) / "index.html").is_file()
    remove_leftovers()
    assert not Path(path).exists()


def runs(group: int) -> bool:
    """Whether a process of the group is alive; one that is dead and not yet buried does not count."""
    listed = subprocess.run(["ps", "-e", "-o", "pgid=,stat="], capture_output=True, text=True, check=True)
    found = (line.split() for line in listed.stdout.splitlines())
    return any(int(each) == group and not state.startswith("Z") for each, state in found)
