"""Measures reports, whole and of 20 pages: from the command line, with a browser open, many on two cores."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

from pypdf import PdfReader

from benchmarks.findings import Finding
from benchmarks.measuring import memory_of_tree
from benchmarks.waves import INSTRUMENT, options, write_waves
from culture3d.reporting import as_html, as_pdf
from reports.brief import Brief, Wave
from reports.chapters import CHAPTERS
from reports.contents import Contents
from reports.pdf import Press, lay_out, prepare
from reports.rendering import Renderer
from surveys.answer_files import read_csv
from surveys.catalogue import load
from surveys.comparison import compare
from surveys.disclosure import release
from surveys.matching import match_instruments
from surveys.responses import Layout
from surveys.results import Policy, Results

TIMES = 3
REPORTS, WATCHED, AT_ONCE = 100, 40, 2
# Report -> the chapters that it leaves out; what a board gets has 20 pages.
REPORTED = {"whole": (), "board's": ("items", "extremes", "perspectives", "playbook", "questionnaire")}
LAYOUT = Layout(units=("unit",), perspectives=(("role", "Manager", "leader"),))


def run() -> list[Finding]:
    """Three waves, ten departments, staff and leaders: the best of three, then a batch."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        briefs = [_brief(write_waves(folder, seed)) for seed in range(4)]
        files = write_waves(folder)
        reports = [
            finding
            for name, without in REPORTED.items()
            for finding in (
                *_cold(name, without, files, folder / "report.pdf"),
                *_with_an_open_browser(name, _leaving_out(briefs[0], without)),
            )
        ]
    return [*reports, *_batch(briefs)]


def _leaving_out(brief: Brief, without: tuple[str, ...]) -> Brief:
    return replace(brief, contents=Contents(tuple(name for name in CHAPTERS if name not in without)))


def _cold(name: str, without: tuple[str, ...], files: list[Path], pdf: Path) -> list[Finding]:
    arguments = [*options(files), *(["--without", ",".join(without)] if without else []), "-o", str(pdf)]
    cold, processor = min(_called(arguments) for _ in range(TIMES))
    return [
        Finding(f"{name} report", len(PdfReader(pdf).pages), "pages"),
        Finding(f"{name} report from the command line", cold, "s", at_most=8),
        Finding("of processors", processor, "s"),
    ]


def _called(arguments: list[str]) -> tuple[float, float]:
    """Seconds by the clock, and of processors in all processes that were waited for."""
    command = [str(Path(sys.executable).parent / "culture3d"), "report", *arguments]
    start, used = time.perf_counter(), getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    now = getrusage(RUSAGE_CHILDREN)
    processor = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return time.perf_counter() - start, processor


def _brief(files: list[Path]) -> Brief:
    instrument = load(INSTRUMENT)
    released: list[Results] = []
    for file in files:
        answers = read_csv(file, instrument, LAYOUT)
        released.append(release(answers, Policy(), outcome="overall", previous=tuple(released)))
    matching = match_instruments(instrument, instrument, answers.items, answers.items)
    waves = tuple(Wave(file.stem, results) for file, results in zip(files, released, strict=True))
    today = datetime.now(UTC).date()
    return Brief("Example Works", instrument, waves, compare(*released[-2:], matching), "en", today)


def _with_an_open_browser(name: str, brief: Brief) -> list[Finding]:
    """The whole report, and the part of it that is drawing and writing rather than laying out the PDF."""
    with Renderer() as renderer, Press() as press:
        as_pdf(brief, renderer, press=press)
        whole = min(_seconds(lambda: as_pdf(brief, renderer, press=press)) for _ in range(TIMES))
        html = min(_seconds(lambda: as_html(brief, renderer)) for _ in range(TIMES))
        written = as_html(brief, renderer)
    prepare(brief.language)
    layout = min(_seconds(lambda: lay_out(written), time.process_time) for _ in range(TIMES))
    return [
        Finding(f"{name} report with the browser open", whole, "s", at_most=4),
        Finding("of it, drawing figures and writing HTML", html, "s"),
        Finding("of it, laying out the PDF, seconds of processors", layout, "s"),
    ]


def _seconds(write: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    write()
    return clock() - start


def _batch(briefs: list[Brief]) -> list[Finding]:
    """As a worker does it: one process with one browser and one press, two reports at once.

    The memory is that of a second batch: reading it ten times a second takes a fifth of the machine.
    """
    minutes = _print_all(briefs, REPORTS) / 60
    with memory_of_tree() as tree:
        _print_all(briefs, WATCHED)
    return [
        Finding(f"reports a minute, {REPORTS} on two cores", REPORTS / minutes, "", at_least=25),
        Finding("peak memory of all its processes", tree.megabytes, "MB", at_most=1400),
    ]


def _print_all(briefs: list[Brief], reports: int) -> float:
    """Seconds for so many reports, with the starts of browser and press."""
    start = time.perf_counter()
    with Renderer() as renderer, Press() as press, ThreadPoolExecutor(AT_ONCE) as pool:
        for pdf in pool.map(lambda brief: as_pdf(brief, renderer, press=press), _in_turn(briefs, reports)):
            assert pdf
    return time.perf_counter() - start


def _in_turn(briefs: list[Brief], reports: int) -> list[Brief]:
    return [briefs[number % len(briefs)] for number in range(reports)]
