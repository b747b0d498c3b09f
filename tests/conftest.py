"""Gives tests the real data beside the checkout, a browser a process, and in CI always the same examples."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"

# Other people work on the machine that runs the tests: no test may depend on how long something takes.
settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", settings.get_profile("here"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "here"))


# Begins first: at the end, one process would be left with minutes of it while the others have nothing.
_LONG = ("tests/waves", "tests/faults", "tests/journeys", "tests/attacks")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest parts of the suite first."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


CHROMIUM = ("chromium", "chromium-headless-shell")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium from Debian's packages; without its sandbox under root, where it has none.

    One for all that a process tests: Playwright cannot be started twice at a time.
    """
    from playwright.sync_api import sync_playwright  # most processes need none

    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.skip("Chromium is not installed")
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=found, args=[*options, "--enable-unsafe-swiftshader"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real survey data; skips the test where it is missing, for it is never committed."""
    if not SHARED_DATA.is_dir():
        pytest.skip("no real data: ../shared/data is missing beside the checkout")
    return SHARED_DATA
