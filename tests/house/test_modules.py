"""Checks the shape of modules: their opening, their names, and the reason beside each exception."""

import ast
import configparser
import re
import tomllib
from itertools import pairwise

import pytest

from tests.house.plan import ROOT, Module, modules, modules_below, tracked_texts

NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
HTTP_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
EVERY_MODULE = pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)


@EVERY_MODULE
def test_module_opens_with_a_sentence(module: Module) -> None:
    opening = (ast.get_docstring(module.tree) or "").split("\n")[0]
    assert re.fullmatch(r"[^a-z].*[^.]\.", opening), f"no sentence on the first line: {opening!r}"


@EVERY_MODULE
def test_module_is_named_for_what_it_does(module: Module) -> None:
    assert NAMELESS.isdisjoint(module.name.split("."))


@EVERY_MODULE
def test_every_return_is_annotated(module: Module) -> None:
    assert [f"{node.name}:{node.lineno}" for node in module.functions() if node.returns is None] == []


def test_services_take_a_session_and_leave_the_commit_to_the_edge() -> None:
    commits = [
        f"{module.name}:{node.lineno}"
        for module in (*modules_below("culture3d.services"), *modules_below("culture3d.models"))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}
    ]
    assert commits == []


def test_showing_and_acting_are_two_functions() -> None:
    both = [
        f"{module.name}.{node.name}"
        for module in modules_below("culture3d.web")
        for node in module.functions()
        if len(_methods(node.decorator_list)) > 1
    ]
    assert both == []


def _methods(decorators: list[ast.expr]) -> set[str]:
    """The HTTP methods that a view's decorators name, as in .get(...) or route(methods=[...])."""
    nodes = [node for decorator in decorators for node in ast.walk(decorator)]
    named = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    called = {node.attr.upper() for node in nodes if isinstance(node, ast.Attribute)}
    return (named | called) & HTTP_METHODS


def test_every_lint_ignore_bears_its_rule_and_reason() -> None:
    bare = [
        f"{name}:{number}: {line.strip()}"
        for name, text in tracked_texts()
        if name.endswith(".py") and name != "tests/house/test_modules.py"
        for number, (above, line) in enumerate(pairwise(["", *text.splitlines()]), start=1)
        if re.search(r"#\s*(noqa|type:\s*ignore|nosec|pragma: no cover)", line)
        and not (_explained(line) or above.strip().startswith("#"))
    ]
    assert bare == []


def _explained(line: str) -> bool:
    """True for `# noqa: S603  why it may` and `# type: ignore[arg-type]  # why it may`."""
    return bool(re.search(r"#\s*(noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*|type:\s*ignore\[[\w, -]+\])\W+\w+ \w+", line))


def test_every_ignore_in_the_settings_bears_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    for what in (*lint["ignore"], *lint["per-file-ignores"]):
        line = next(line for line in text.splitlines() if f'"{what}"' in line)
        assert re.search(r"# \w+", line), line


def test_packages_are_declared_where_they_are_needed() -> None:
    """No requirement without an import: each part that setup.cfg asks for is used by some module."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    asked = [
        re.split(r"[ <>=\[]", line)[0] for line in config["options"]["install_requires"].strip().splitlines()
    ]
    used = {name.split(".")[0].lower() for module in modules() for name in module.imports()}
    assert [name for name in asked if _import_name(name) not in used | STARTED_BY_NAME] == []


IMPORT_NAMES = {
    "pyyaml": "yaml",
    "pynacl": "nacl",
    "bootstrap-flask": "flask_bootstrap",
    "markdown-it-py": "markdown_it",
    "pillow": "pil",
}
# By SQLAlchemy from DATABASE_URL; from the command line; for scripts and styles in their wheels; and by
# Flask-Security, which hashes passwords with the one and cleans names with the other.
STARTED_BY_NAME = {"psycopg", "gunicorn", "plotly", "flask_bootstrap", "argon2_cffi", "nh3"}


def _import_name(package: str) -> str:
    return IMPORT_NAMES.get(package, package.replace("-", "_"))
