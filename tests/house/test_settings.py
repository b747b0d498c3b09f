"""Checks that every setting is documented, and that everything documented is a setting."""

import ast
import re

from tests.house.plan import ROOT, Module, modules

PAPER = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
OURS, FOREIGN = (
    set(re.findall(r"^\| `([A-Z0-9_]+)`", part, re.MULTILINE)) for part in PAPER.split("Two settings")
)


def test_settings_are_documented_and_documented_settings_exist() -> None:
    from culture3d.config import SETTINGS

    assert set(SETTINGS) == OURS


def test_the_environment_is_read_for_documented_settings_only() -> None:
    read = {name for module in modules() for name in _names_read(module)}
    assert read >= FOREIGN
    assert read <= OURS | FOREIGN


def _names_read(module: Module) -> set[str]:
    """The names that a module looks up in `environ` or by `getenv`."""
    found: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and "env" in ast.unparse(node.func):
            found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
            found |= {node.slice.value} if isinstance(node.slice, ast.Constant) else set()
    return {name for name in found if re.fullmatch(r"[A-Z][A-Z0-9_]+", str(name))}
