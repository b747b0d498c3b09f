"""Stands by with the layout engine imported, and forks a child for every document to turn its HTML into PDF.

Importing the engine takes a second, and reading a hyphenation dictionary up to another: both are paid once.
Every document still has a process of its own, with its own limits of time and memory; above it stands a
supervisor that tells how it ended, and ends it as soon as nobody waits for it any more.
"""

import gc
import json
import os
import resource
import select
import signal
import socket
import sys
from contextlib import suppress
from typing import NoReturn

from reports.pdf import lay_out, prepare

ORDER_BYTES = 4096
PIPES = 4  # where the HTML comes from; where the PDF, what went wrong, and how it ended go to


def stand_by(control: socket.socket) -> None:
    """Takes one order after the other until the other end is closed."""
    with suppress(Exception):  # a child would fail in the same way, and can say so
        prepare("en")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries supervisors
    gc.freeze()
    while True:
        order, pipes, _, _ = socket.recv_fds(control, ORDER_BYTES, PIPES)
        if not order:
            return
        wish = json.loads(order)
        with suppress(Exception):
            prepare(wish["language"])
        if os.fork() == 0:
            control.close()
            _supervise(wish["seconds"], wish["memory"], *pipes)
        for pipe in pipes:
            os.close(pipe)


def _supervise(seconds: int, memory: int, html: int, pdf: int, errors: int, ending: int) -> NoReturn:
    """Writes the child's exit status, negative for a signal, to `ending`; kills it when nobody reads that."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        child = os.fork()
        if child == 0:
            os.close(ending)
            _print(seconds, memory, html, pdf, errors)
        for pipe in (html, pdf, errors):
            os.close(pipe)
        watch = select.poll()
        watch.register(os.pidfd_open(child), select.POLLIN)
        watch.register(ending, 0)  # is told when the reader has gone
        watch.poll()
        os.kill(child, signal.SIGKILL)  # nothing to a child that has ended and is not buried yet
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(ending, str(status).encode())
    finally:
        os._exit(0)


def _print(seconds: int, memory: int, html: int, pdf: int, errors: int) -> NoReturn:
    """One document within its limits."""
    status = 1
    try:
        os.dup2(errors, sys.stderr.fileno())
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        gc.disable()  # an eighth of the time, for a process that is about to end
        with open(html, "rb") as asked, open(pdf, "wb") as printed:
            printed.write(lay_out(asked.read().decode()))
        status = 0
    except BaseException as error:  # nothing may return into the loop of the press
        os.write(errors, f"{type(error).__name__}: {error}".encode(errors="replace"))
    finally:
        os._exit(status)


if __name__ == "__main__":
    stand_by(socket.socket(fileno=sys.stdin.fileno()))
