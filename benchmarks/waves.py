"""Makes up three waves of an organisation with ten units, answered on the Culture 3D instrument."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from surveys.catalogue import load
from surveys.instrument import Item

INSTRUMENT = "culture3d-1"
NAMES = ("2024", "2025", "2026")
PEOPLE = 600
UNITS = tuple(f"Department {number}" for number in range(1, 11))


def write_waves(folder: Path, seed: int = 1) -> list[Path]:
    """Three files, oldest first; facets move between the waves, one answer in thirty is missing."""
    random = np.random.default_rng(seed)
    instrument = load(INSTRUMENT)
    facets = [facet.scored_items for facet in instrument.all_facets]
    levels = random.normal(3.3, 0.35, len(facets))
    files = []
    for name in NAMES:
        levels = levels + random.normal(0.1, 0.15, len(facets))
        files.append(folder / f"{name}.csv")
        _write(files[-1], facets, levels, random)
    return files


def _write(
    file: Path, facets: list[tuple[Item, ...]], levels: NDArray[np.float64], random: np.random.Generator
) -> None:
    items = [item for facet in facets for item in facet]
    keyed = np.hstack(
        [_keyed(level, len(facet), random) for facet, level in zip(facets, levels, strict=True)]
    )
    overall = np.clip(np.rint(keyed.mean(axis=1, keepdims=True) + random.normal(0.2, 0.6, (PEOPLE, 1))), 1, 5)
    answers = np.hstack([np.where([item.reverse for item in items], 6 - keyed, keyed), overall])
    missing = random.random(answers.shape) < 1 / 30
    units = random.choice(UNITS, PEOPLE)
    roles = random.choice(["Staff", "Manager"], PEOPLE, p=[0.92, 0.08])
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["unit", "role", *(item.id for item in items), "overall"])
        for unit, role, row, blank in zip(units, roles, answers, missing, strict=True):
            told = ["" if gone else f"{answer:.0f}" for answer, gone in zip(row, blank, strict=True)]
            writer.writerow([unit, role, *told])


def _keyed(level: float, items: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Answers 1 to 5 to the items of one facet, which go together; before reversed items are turned."""
    tendency = level + random.normal(0.0, 0.6, (PEOPLE, 1))
    return np.clip(np.rint(tendency + random.normal(0.0, 0.7, (PEOPLE, items))), 1, 5)


def options(files: list[Path]) -> list[str]:
    """The options of `culture3d report` for these files, without the output."""
    earlier = [f"--previous={file.stem}={file}" for file in files[:-1]]
    return [
        f"--instrument={INSTRUMENT}",
        f"--responses={files[-1]}",
        *earlier,
        "--units=unit",
        "--perspective=role=Manager:leader",
        "--organisation=Example Works",
    ]
