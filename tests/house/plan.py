"""Turns the checkout into what the tests of the house look at: tracked files and parsed modules."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("surveys", "reports", "culture3d")
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A Python file of the three packages, by its dotted name."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.path.read_text(encoding="utf-8").splitlines())

    def functions(self) -> Iterator[FunctionNode]:
        return (node for node in ast.walk(self.tree) if isinstance(node, FunctionNode))

    def imports(self) -> Iterator[str]:
        """The dotted name of everything that is imported, wherever the import stands."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the three packages; migrations are histories, not modules."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return tuple(_module(path) for path in paths if "versions" not in path.parts)


def _module(path: Path) -> Module:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return Module(name, path, ast.parse(path.read_text(encoding="utf-8"), str(path)))


def modules_below(prefix: str) -> tuple[Module, ...]:
    """The modules of a package, itself included."""
    return tuple(module for module in modules() if f"{module.name}.".startswith(f"{prefix}."))


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file under version control that is there."""
    # The checkout may belong to somebody else than the one who runs the tests, as it does in containers.
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


@cache
def tracked_texts() -> tuple[tuple[str, str], ...]:
    """The name and the text of every tracked file that holds text."""
    return tuple(
        (str(path.relative_to(ROOT)), text)
        for path in tracked_files()
        if (text := _text_of(path)) is not None
    )


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
