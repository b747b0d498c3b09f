"""Measures what it costs to answer: processors, statements, seconds for a page, bytes and memory."""

import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

import brotli
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from benchmarks import bare
from benchmarks.fielded import Field, field
from benchmarks.findings import Finding
from benchmarks.respondents import Seen, crowd, together
from benchmarks.serving import Server, running, served
from culture3d.commands.serve import web_command
from culture3d.db import db
from tests.culture3d.postgres import free_port
from tests.faults.forms import form_on, receipt_on

AT_ONCE = {1: 6.0, 8: 40.0, 32: 120.0}  # people -> milliseconds at most for 95 of 100 pages
WARM_UP, EACH = 30, 160  # responses before, and in each measurement
TURNS = 4  # in which a measurement is taken where it is compared with another
INVITED, HOUR = 10_000, 3600
SOAK = int(os.environ.get("BENCH_PEOPLE", "600"))  # how many of those invited really answer
PEOPLE = WARM_UP + EACH * len(AT_ONCE) + SOAK
BROWSER = {"Accept-Encoding": "br"}
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def run() -> list[Finding]:
    """On SQLite and on PostgreSQL, each beside the bare application; then what one visit brings."""
    findings: list[Finding] = []
    for kind in KINDS:
        with field(kind, PEOPLE) as made:
            findings += _answered(made, KINDS[kind])
    with field("sqlite", 2, items=32) as made:
        return [*findings, *visited(made)]


def _answered(made: Field, kind: str) -> list[Finding]:
    """One person at a time for the cost, then several for the waiting, then many for the hour."""
    links = iter(made.links)
    with served(made.settings) as server:
        alone, cost, yardstick = _in_turns(made, server, links)
        seen = {people: crowd(server.port, _next(EACH, links), people) for people in AT_ONCE if people > 1}
        before = server.megabytes()
        began = time.perf_counter()
        soak = crowd(server.port, list(links), 8)
        taken, after = time.perf_counter() - began, server.megabytes()
    seen, per_person = {1: alone} | seen, taken / max(1, soak.responses)
    waits = [
        Finding(f"{kind}: 95 of 100 pages, {people} at once", 1000 * found.percentile(0.95), "ms", most)
        for (people, most), found in zip(AT_ONCE.items(), seen.values(), strict=True)
    ]
    faults = [fault for found in (*seen.values(), soak) for fault in found.faults]
    return [
        Finding(f"{kind}: processors of the server for a response", 1000 * cost, "ms", at_most=25),
        Finding(f"{kind}: the bare application", 1000 * yardstick, "ms"),
        Finding(f"{kind}: against the bare one", cost / yardstick, "times", at_most=1.5),
        *waits,
        Finding(f"{kind}: errors", len(faults), "", at_most=0),
        Finding(f"{kind}: {INVITED:,} people, as {soak.responses:,} did", INVITED * per_person, "s", HOUR),
        Finding(f"{kind}: memory of the web server", after, "MB", at_most=150),
        Finding(f"{kind}: memory grown by {soak.responses:,} responses", after - before, "MB", at_most=5),
    ]


def _in_turns(made: Field, server: Server, links: Iterator[str]) -> tuple[Seen, float, float]:
    """What people saw, and what a response cost in the quickest turn, of ours and of the bare application.

    Turn by turn, because a machine whose speed changes would otherwise be compared with itself.
    """
    seen, ours, bares = [], [], []
    with _bare(made) as yardstick:
        first = _next(WARM_UP, links)
        crowd(server.port, first, 2)
        crowd(yardstick.port, first, 2)
        for _ in range(TURNS):
            turn = _next(EACH // TURNS, links)
            found, cost = server.cost(turn)
            other, yard = yardstick.cost(turn)
            assert other.faults == [], other.faults[:3]
            seen.append(found)
            ours.append(cost)
            bares.append(yard)
    return together(seen), min(ours), min(bares)


def _next(count: int, links: Iterator[str]) -> list[str]:
    return list(islice(links, count))


@contextmanager
def _bare(made: Field) -> Iterator[Server]:
    """The bare application, where the first to come have their invitations."""
    bare.fill(made.spare_database, made.links[: WARM_UP + EACH])
    command = web_command(port := free_port())[:-1]
    environ = {**os.environ, "BARE_DATABASE": made.spare_database, "BARE_KEY": "as good as any other"}
    with running([*command, "benchmarks.bare:create_app()"], environ, port) as server:
        yield server


def visited(made: Field) -> list[Finding]:
    """Two people in this process; of the second one, the statements in four parts and the bytes of pages."""
    statements = Counter[str]()

    def count(_: object, __: object, statement: str, *___: object) -> None:
        statements[statement] += 1

    pages_of(made.app, made.links[0])
    with made.app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
    client, pages = pages_of(made.app, made.links[1])
    files = re.findall(r'"(/assets/[^"]+)"', _plain(pages[0]))
    first = [pages[0], *(client.get(file, headers=BROWSER) for file in files)]
    return [
        Finding("statements for a response in four parts", statements.total(), "", at_most=16),
        Finding("requests of a first visit", len(first), "", at_most=3),
        Finding("bytes of a first visit", sum(map(_size, first)), "", at_most=20_000),
        Finding("bytes of the largest further page", max(map(_size, pages[1:])), "", at_most=2560),
    ]


def pages_of(app: Flask, link: str) -> tuple[FlaskClient, list[TestResponse]]:
    """A browser, and the pages that it was shown from the link to the receipt."""
    client = app.test_client()
    pages = [client.get(link, headers=BROWSER, follow_redirects=True)]
    while not receipt_on(_plain(pages[-1])):
        form = form_on(_plain(pages[-1]))
        assert form is not None, "every page up to the receipt has a form"
        fields = form.fields | {name: offered[0] for name, offered in form.choices.items()}
        here = pages[-1].request.path
        pages.append(client.post(here, data=fields, headers=BROWSER, follow_redirects=True))
    return client, pages


def _size(reply: TestResponse) -> int:
    return len(reply.data)


def _plain(reply: TestResponse) -> str:
    return (brotli.decompress(reply.data) if reply.content_encoding == "br" else reply.data).decode()
