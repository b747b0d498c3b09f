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
    """Runs web server and worker, starts either again when it dies, and ends both on Ctrl-C."""
    commands = {"web": _web_command(port), "worker": [sys.executable, "-m", "culture3d", "worker"]}
    running = {name: _start(command) for name, command in commands.items()}
    click.echo(
        f"\n  Open http://{HOST}:{port} in a browser on this machine.\n"
        "  There is no sign-in yet, so it answers to this machine alone.\n"
        f"  Everything is kept in {settings.data}. Ctrl-C ends it.\n"
    )
    ended = _until_told()
    try:
        while not ended():
            for name, process in running.items():
                if process.poll() is not None:
                    click.echo(
                        f"The {name} process ended ({process.returncode}); starting it again.", err=True
                    )
                    time.sleep(1)
                    running[name] = _start(commands[name])
            time.sleep(0.3)
    finally:
        _end(list(running.values()))


def _web_command(port: int) -> list[str]:
    options = ["--bind", f"{HOST}:{port}", "--workers", "2", "--threads", "4", "--worker-class", "gthread"]
    quiet = ["--log-level", "warning", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", *options, *quiet, "culture3d.app:create_app()"]


def _start(command: list[str]) -> "subprocess.Popen[bytes]":
    """In a session of its own, so that Ctrl-C reaches us alone and we end it in order."""
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603  our own interpreter and modules


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
