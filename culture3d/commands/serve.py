"""Serves the pages and works on the jobs, on this machine alone for as long as there are no accounts."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable

import click

from culture3d.config import Settings, read_settings

HOST = "127.0.0.1"
LOOPBACK = (HOST, "localhost", "::1")
PATIENCE = 15  # seconds that a process has for ending by itself
MOST_STARTS = 5  # in a row, of a process that ends as soon as it has begun
LIVED = 30  # seconds after which a process counts as having run


@click.command()
@click.option("--host", default=HOST, show_default=True, help="Only this machine's own address for now.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Where to listen."
)
def serve(host: str, port: int) -> None:
    """Serve the pages and work on the jobs until Ctrl-C."""
    if host not in LOOPBACK:
        raise click.BadParameter(
            "there are no accounts yet, so everybody who reaches this address would see everything: "
            f"only {HOST} is served",
            param_hint="--host",
        )
    serve_here(read_settings(), port)


def serve_here(settings: Settings, port: int = 8000) -> None:
    """Runs web server and worker, starts either again when it dies, and ends both on Ctrl-C.

    :raise click.ClickException: if one of them ends again and again.
    """
    kept = [
        _Kept("web server", _web_command(port)),
        _Kept("worker", [sys.executable, "-m", "culture3d", "worker"]),
    ]
    click.echo(
        f"\n  Open http://{HOST}:{port} in a browser on this machine.\n"
        "  There is no sign-in yet, so it answers to this machine alone.\n"
        f"  Everything is kept in {settings.data}. Ctrl-C ends it.\n"
    )
    told = _until_told()
    try:
        while not told():
            for process in kept:
                process.keep()
            time.sleep(0.3)
    finally:
        _end([process.running for process in kept])


class _Kept:
    """A process that is started again when it dies."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name, self.command = name, command
        self.starts = 0
        self._start()

    def _start(self) -> None:
        self.starts += 1
        self.started = time.monotonic()
        # In a session of its own, so that Ctrl-C reaches us alone and we end it in order.
        self.running = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603  our own interpreter

    def keep(self) -> None:
        """:raise click.ClickException: if it ended too often."""
        lived = time.monotonic() - self.started > LIVED
        if lived:
            self.starts = 1
        if self.running.poll() is None:
            return
        if self.starts >= MOST_STARTS:
            raise click.ClickException(f"the {self.name} ends as soon as it starts; see above why")
        click.echo(f"The {self.name} ended ({self.running.returncode}) and is started again.", err=True)
        time.sleep(1)
        self._start()


def _web_command(port: int) -> list[str]:
    options = ["--bind", f"{HOST}:{port}", "--workers", "2", "--threads", "4", "--worker-class", "gthread"]
    quiet = ["--log-level", "warning", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", *options, *quiet, "culture3d.app:create_app()"]


def _until_told() -> Callable[[], bool]:
    """Says from now on whether the process was asked to end."""
    told: list[int] = []
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, _: told.append(number))
    return lambda: bool(told)


def _end(processes: "list[subprocess.Popen[bytes]]") -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
