"""Checks that the locked lists hold what setup.cfg asks for, each package with its hashes."""

import configparser
import re

import pytest
from packaging.requirements import Requirement

from tests.house.plan import ROOT

PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", re.MULTILINE)


def _lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")


def _versions(name: str) -> dict[str, str]:
    return dict(PINNED.findall(_lock(name)))


def _asked(section: str, option: str) -> list[Requirement]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return [Requirement(line) for line in config[section][option].strip().splitlines()]


@pytest.mark.parametrize(
    ("section", "option", "name"),
    [("options", "install_requires", "run"), ("options.extras_require", "test", "test")],
)
def test_lock_holds_what_is_asked_for(section: str, option: str, name: str) -> None:
    locked = {package.lower(): version for package, version in _versions(name).items()}
    for requirement in _asked(section, option):
        assert locked[requirement.name.lower()] in requirement.specifier, str(requirement)


def test_tests_run_with_the_packages_that_are_shipped() -> None:
    assert _versions("run").items() <= _versions("test").items()


@pytest.mark.parametrize("name", ["tools", "run", "test"])
def test_every_locked_package_has_hashes(name: str) -> None:
    entries = re.split(r"\n(?=[\w.-]+(?:\[[\w,]+\])?==)", _lock(name))[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
