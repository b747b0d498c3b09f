"""Measures a call in a process of its own: its time, its peak memory, and that of all it starts."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Cost:
    """What a call cost: seconds by the clock and of processors, the peak of its own memory in MB, its value.

    Where others use the machine too, only the processor's seconds can be compared with a quiet day's.
    """

    seconds: float
    processor_seconds: float
    megabytes: float
    value: Any


def alone(function: Callable[..., Any], *args: Any) -> Cost:
    """Calls a function of a module in a fresh process; importing the module is not counted."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, function, args).result()


def best_of(times: int, function: Callable[..., Any], *args: Any) -> Cost:
    """The quickest of several calls, each alone: what it costs where nobody else uses the machine."""
    return min((alone(function, *args) for _ in range(times)), key=lambda cost: cost.seconds)


def _measured(function: Callable[..., Any], args: tuple[Any, ...]) -> Cost:
    start, processor = time.perf_counter(), time.process_time()
    value = function(*args)
    return Cost(time.perf_counter() - start, time.process_time() - processor, _peak_megabytes(), value)


def _peak_megabytes() -> float:
    """The peak of this process; ru_maxrss would also count the process it was forked from."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def median_seconds(
    function: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter
) -> float:
    """The median time of several calls, after one that is not counted."""
    function()
    taken = []
    for _ in range(times):
        start = clock()
        function()
        taken.append(clock() - start)
    return sorted(taken)[times // 2]


@dataclass
class Tree:
    """The peak memory in MB of a process and all below it."""

    megabytes: float = 0.0


@contextmanager
def memory_of_tree(every_seconds: float = 0.1) -> Iterator[Tree]:
    """Watches this process and all it starts. Shared pages are divided among those who share them (PSS)."""
    tree, done = Tree(), threading.Event()

    def watch() -> None:
        while not done.wait(every_seconds):
            tree.megabytes = max(tree.megabytes, sum(map(megabytes_of, descendants(os.getpid()))))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield tree
    finally:
        done.set()
        watcher.join()


def descendants(root: int) -> set[int]:
    """The process and all below it, by asking every process for its parent."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parents[int(entry.name)] = _parent_of(entry)
    found = {root}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _parent_of(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it ended meanwhile
        return 0


def megabytes_of(process: int) -> float:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        return int(rollup.split("\nPss:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return 0.0


def processor_seconds_of(processes: set[int]) -> float:
    """What processes have used of processors, with that of their children that have ended."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
