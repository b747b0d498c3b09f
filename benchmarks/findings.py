"""Holds what a benchmark found, and turns many findings into a table."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One measured number; with a target it is kept or missed."""

    what: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the target is kept; '' where there is none."""
        if self.at_most is None and self.at_least is None:
            return ""
        too_much = self.at_most is not None and self.value > self.at_most
        too_little = self.at_least is not None and self.value < self.at_least
        return "missed" if too_much or too_little else "kept"

    @property
    def target(self) -> str:
        """The target in words."""
        if self.at_most is not None:
            return f"at most {self.at_most:g}"
        return "" if self.at_least is None else f"at least {self.at_least:g}"


def table(findings: Iterable[Finding]) -> str:
    """The findings as a Markdown table."""
    rows = [f"| {f.what} | {f.value:.3g} {f.unit} | {f.target} | {f.verdict} |" for f in findings]
    return "\n".join(["| what | measured | target | |", "|---|---|---|---|", *rows])
