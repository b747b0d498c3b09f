"""Serves the pages and works on the jobs, on this machine alone: others reach it by a web server in front."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

import click

from culture3d.config import Settings, read_settings
from surveys.faults import BadInput, Fault

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
LOOPBACK = (HOST, "localhost", "::1")
PATIENCE = 15  # seconds that a process has for ending by itself
_WHO_ENTERS = {
    True: "  One click lets you in as consultant, leader or employee: it answers to this machine alone.\n",
    False: "",
}
MOST_STARTS = 3  # in a row, of a process that ends as soon as it has begun
LIVED = 30  # seconds after which a process counts as having run


@click.command()
@click.option("--host", default=HOST, show_default=True, help="Only this machine's own address.")
@click.option(
    "--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535), help="Where to listen."
)
def serve(host: str, port: int) -> None:
    """Serve the pages and work on the jobs until Ctrl-C."""
    if host not in LOOPBACK:
        raise click.BadParameter(
            "passwords must not cross a network in plain, so others come by https through a web server in "
            f"front (see docs/configuration.md): only {HOST} is served",
            param_hint="--host",
        )
    _lead_to(port)
    settings = read_settings()
    require_free(port)
    _tell_of_the_first_account(settings)
    serve_here(settings, port)


def _lead_to(port: int) -> None:
    """Has links in mails, letters and here lead to the port, unless a setting says where they lead."""
    given = any(os.environ.get(name) for name in ("CULTURE3D_ADDRESS", "CULTURE3D_HTTPS"))
    if port != DEFAULT_PORT and not given:
        first = (os.environ.get("CULTURE3D_HOSTS") or HOST).split(",")[0].removeprefix(".") or HOST
        os.environ["CULTURE3D_ADDRESS"] = f"http://{first}:{port}"  # the processes that we start inherit it


def _tell_of_the_first_account(settings: Settings) -> None:
    """Prints the link by which an empty installation gets its first account. It works once."""
    from culture3d.commands.account import first_link

    link = first_link(settings)
    if link:
        click.echo(f"\n  Nobody has an account yet. Make the first one here, once:\n  {link}")


def serve_here(settings: Settings, port: int = DEFAULT_PORT) -> None:
    """Runs web server and worker, starts either again when it dies, and ends both on Ctrl-C.

    :raise BadInput: if something else listens at the port.
    :raise click.ClickException: if one of them ends again and again.
    """
    require_free(port)
    own = {**os.environ, "CULTURE3D_DEMONSTRATION": "yes" if settings.demonstration else "no"}
    kept = [
        _Kept("web server", web_command(port), own),
        _Kept("worker", [sys.executable, "-m", "culture3d", "worker"], own),
    ]
    click.echo(
        f"\n  Open http://{HOST}:{port} in a browser on this machine.\n"
        f"{_WHO_ENTERS[settings.demonstration]}"
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


def require_free(port: int) -> None:
    """:raise BadInput: if something else listens at the port, or we may not."""
    with socket.socket() as probe:
        # As the web server does it, so that a port it has just left is not thought taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise BadInput([Fault(_why_not(error, port), field="--port")]) from error


def _why_not(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is taken: Culture3D may be running already at http://{HOST}:{port}; "
            "end that, or choose another port"
        )
    return f"port {port} cannot be used: {error.strerror}"


class _Kept:
    """A process that is started again when it dies."""

    def __init__(self, name: str, command: list[str], environ: dict[str, str]) -> None:
        self.name, self.command, self.environ = name, command, environ
        self.starts = 0
        self._start()

    def _start(self) -> None:
        self.starts += 1
        self.started = time.monotonic()
        # In a session of its own, so that Ctrl-C reaches us alone and we end it in order.
        self.running = subprocess.Popen(  # noqa: S603  our own interpreter
            self.command, start_new_session=True, env=self.environ
        )

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


def web_command(port: int) -> list[str]:
    """Starts the web server at a port of this machine; what comes last is the application."""
    settings = ["--config", "python:culture3d.web_server", "--bind", f"{HOST}:{port}"]
    return [sys.executable, "-m", "gunicorn", *settings, "culture3d.app:create_app()"]


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
