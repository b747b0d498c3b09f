"""Makes up three waves of an organisation with ten units, answered on the Culture 3D instrument."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from surveys.catalogue import load

INSTRUMENT = "culture3d-1"
NAMES = ("2024", "2025", "2026")
PEOPLE = 600
UNITS = tuple(f"Department {number}" for number in range(1, 11))


def write_waves(folder: Path, seed: int = 1) -> list[Path]:
    """Three files, oldest first; facets move between the waves, one answer in thirty is missing."""
    random = np.random.default_rng(seed)
    instrument = load(INSTRUMENT)
    facets = [[item.id for item in facet.scored_items] for facet in instrument.all_facets]
    levels = random.normal(3.4, 0.3, len(facets))
    files = []
    for name in NAMES:
        levels = levels + random.normal(0.05, 0.15, len(facets))
        files.append(folder / f"{name}.csv")
        _write(files[-1], facets, levels, random)
    return files


def _write(
    file: Path, facets: list[list[str]], levels: NDArray[np.float64], random: np.random.Generator
) -> None:
    columns = [_answers(level, len(items), random) for items, level in zip(facets, levels, strict=True)]
    answers = np.hstack([*columns, _answers(float(levels.mean()), 1, random)])
    missing = random.random(answers.shape) < 1 / 30
    units = random.choice(UNITS, PEOPLE)
    roles = random.choice(["Staff", "Manager"], PEOPLE, p=[0.92, 0.08])
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["unit", "role", *(item for items in facets for item in items), "overall"])
        for unit, role, row, blank in zip(units, roles, answers, missing, strict=True):
            told = ["" if gone else str(answer) for answer, gone in zip(row, blank, strict=True)]
            writer.writerow([unit, role, *told])


def _answers(level: float, items: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Answers 1 to 5 to the items of one facet, which go together."""
    tendency = level + random.normal(0.0, 0.6, (PEOPLE, 1))
    spread = tendency + random.normal(0.0, 0.7, (PEOPLE, items))
    return np.clip(np.rint(spread), 1, 5).astype(np.int64)


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
