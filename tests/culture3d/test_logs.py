"""Reads every log after a whole survey, with all that can go wrong, and finds nobody and no answer."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from culture3d import jobs
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.wave import State, Wave
from culture3d.sealing import read_code, read_link
from tests.culture3d.cast import LINK
from tests.culture3d.invited import ADDRESS, Invited
from tests.culture3d.postgres import free_port
from tests.culture3d.web.signing_in import consulting, cookie_of
from tests.faults import browsers
from tests.faults.browsers import Browser, NoAnswer
from tests.faults.forms import form_on, receipt_on
from tests.faults.serving import environment

VISITOR = "127.0.0.77"  # from which requests come; the server itself is at another address
WORDS = "Zwiebelfisch"
PATIENCE = 90  # seconds
WRONG_CODE = "2345-6789-ABCD-EFGH"


@pytest.fixture(autouse=True)
def visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets requests come from an address of their own."""
    connection = partial(HTTPConnection, source_address=(VISITOR, 0))
    monkeypatch.setattr(browsers, "HTTPConnection", connection)


@contextmanager
def serving(settings: Settings, log: Path) -> Iterator[int]:
    """Runs web server and worker as people do, and keeps what they say; gives the port."""
    port = free_port()
    command = [sys.executable, "-m", "culture3d", "serve", "--port", str(port)]
    with log.open("wb") as file:
        server = subprocess.Popen(command, env=environment(settings), stdout=file, stderr=file)
    try:
        wait_for(lambda: listens(port))
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE)


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def wait_for(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if reached():
            return
        time.sleep(0.2)
    pytest.fail(f"{reached} was not reached within {PATIENCE} seconds")


def answered(browser: Browser, page: str) -> str:
    """From the first page to the receipt: everything is answered with the last choice, or in words."""
    for _ in range(12):
        form = form_on(page)
        assert form is not None, page
        form.fields |= {name: offered[-1] for name, offered in form.choices.items()}
        form.fields |= dict.fromkeys(form.texts, WORDS)
        page = browser.post(form.action, form.fields)
        if receipt := receipt_on(page):
            return receipt
    pytest.fail(f"no receipt: {page}")


def entered_by_code(browser: Browser, address: str, code: str) -> str:
    form = form_on(browser.get(address))
    assert form is not None
    return browser.post(address, {**form.fields, "code": code})


def sent(port: int, request: str) -> None:
    """Something that is no HTTP, from the visitor's address."""
    with socket.create_connection(("127.0.0.1", port), 10, source_address=(VISITOR, 0)) as connection:
        connection.sendall(request.encode())
        connection.recv(4096)


def fails(browser: Browser, address: str) -> None:
    with pytest.raises(NoAnswer, match=r"50[03]$"):
        browser.get(address)


def change(settings: Settings, statement: str) -> None:
    """Does something to the database behind the application's back."""
    app_url = settings.database_url
    if app_url.startswith("postgresql"):
        with psycopg.connect(app_url, autocommit=True) as connection:
            connection.execute(statement)
        return
    with db.engine.begin() as connection:
        connection.execute(text(statement))


@contextmanager
def stopped(settings: Settings) -> Iterator[None]:
    """Takes the database away: PostgreSQL allows no connections any more, SQLite's table is not there."""
    if not settings.database_url.startswith("postgresql"):
        change(settings, "ALTER TABLE draft RENAME TO away")
        yield
        change(settings, "ALTER TABLE away RENAME TO draft")
        return
    server, _, name = settings.database_url.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def secrets_of(invited: Invited) -> list[str]:
    """The links and codes of everybody, as they are written and as they are stored in cookies."""
    found = []
    for written in invited.secrets.values():
        secret = read_link(written) or read_code(written)
        assert secret is not None
        found += [written, written.replace("-", ""), secret.hex()]
    return found


def remembered(settings: Settings) -> bytes:
    """Everything that the workflow engine's database holds."""
    if settings.jobs_database_url.startswith("sqlite"):
        return b"".join(file.read_bytes() for file in settings.data.glob("jobs.sqlite*"))
    with psycopg.connect(settings.jobs_database_url) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'dbos'"
        ).fetchall()
        rows = [row for (table,) in tables for row in connection.execute(f"SELECT t::text FROM {table} t")]
    return "\n".join(text for (text,) in rows).encode()


def logs(settings: Settings) -> str:
    """Everything in the installation's directory but its databases, keys and secret; and PostgreSQL's log."""
    kept = {"culture3d.sqlite", "jobs.sqlite", "secret.key"}
    files = [
        file
        for file in settings.data.rglob("*")
        if file.is_file() and not file.name.startswith(tuple(kept)) and file.parent != settings.keys
    ]
    if settings.database_url.startswith("postgresql"):
        with psycopg.connect(settings.database_url) as connection:
            (home,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        files.append(Path(home).parent / "log")
    return "\n".join(file.read_text(errors="replace") for file in files)


def test_no_log_says_who_was_there_or_what_they_said(
    app: Flask, settings: Settings, invited: Invited
) -> None:
    jobs.prepare(settings)
    with app.app_context():
        database_session().query(Wave).update({"closes_on": date(2999, 1, 1)})
        database_session().commit()
    receipts = []
    log = settings.data / "serve.log"
    with serving(settings, log) as port:
        before = log.read_text()
        anna, ben, ewa, guest = (Browser(port) for _ in range(4))
        receipts.append(answered(anna, anna.get(f"/i/{invited.secrets['Anna Albers']}")))
        receipts.append(answered(ben, entered_by_code(ben, "/code", invited.secrets["Ben Brown"])))
        receipts.append(answered(guest, guest.get(f"/s/{LINK}/")))
        page = entered_by_code(ewa, f"/kiosk/{ADDRESS}/", invited.secrets["Ewa Evans"])
        assert form_on(page) is not None
        assert log.read_text() == before  # who answers is worth no line, not even one without a name
        ewa.get(f"/i/{invited.secrets['Anna Albers']}x")
        entered_by_code(ewa, "/code", WRONG_CODE)
        assert ewa.status == 422
        for request in ("GET /i/{0}\r\n\r\n", "GET  /i/{0} HTTP/1.1\r\n\r\n", "GET /i/{0} HTTP/9.9\r\n\r\n"):
            sent(port, request.format(invited.secrets["Cleo Claasen"]))
        sent(port, f"GET / HTTP/1.1\r\nBad header {invited.secrets['Cleo Claasen']}\r\n\r\n")
        kept = waves_are_released(app, settings, invited, port)
        with app.app_context():
            failing(settings, Browser(port), invited)
    said = logs(settings)
    assert "A page failed: GET entry.link" in said  # so that the errors were provoked, and are told
    assert "INSERT INTO comment" in said
    assert "A request that is no HTTP was refused" in said
    names = [part for name in invited.secrets for part in (name, name.split()[0].lower() + "@")]
    assert [
        each for each in [*secrets_of(invited), *names, *receipts, WRONG_CODE, WORDS, VISITOR] if each in said
    ] == []
    assert re.findall(r"/i/|/code/|item_\d", said) == []
    assert re.findall(r"(?:-?\d{1,3}, ?){7}", said) == []  # eight answers in a row
    assert b"close_wave" in kept
    assert b"tally_wave has exceeded" in kept
    assert [each for each in [*secrets_of(invited), *names, *receipts, WORDS] if each.encode() in kept] == []


def failing(settings: Settings, browser: Browser, invited: Invited) -> None:
    """Provokes an error that nobody foresaw, by a person whom the database has wrongly, and takes it away."""
    link = f"/i/{invited.secrets['Dora Davies']}"
    change(settings, f"UPDATE participant SET perspective = 9 WHERE id = {invited.ids['Dora Davies']}")
    fails(browser, link)
    change(settings, f"UPDATE participant SET perspective = 2 WHERE id = {invited.ids['Dora Davies']}")
    db.engine.dispose()
    browser.get(link)
    with stopped(settings):
        fails(browser, f"/s/{ADDRESS}/")


def waves_are_released(app: Flask, settings: Settings, invited: Invited, port: int) -> bytes:
    """Closes both waves by the page of their organisation; the second tally fails at first.

    It has everybody's answers in its hands then; gives what the workflow engine remembers of that.
    """
    consultant, page = Browser(port), "/organisations/harbour"
    consultant.cookies["culture3d"] = cookie_of(consulting(app))
    pressed(consultant, f"{page}/waves/1/close")
    wait_for(lambda: is_released(app, invited.wave - 1))
    with app.app_context():
        change(settings, "ALTER TABLE comment RENAME TO away")
        pressed(consultant, f"{page}/waves/2/close")
        wait_for(lambda: "could not be made" in consultant.get(page))
        kept = remembered(settings)
        change(settings, "ALTER TABLE away RENAME TO comment")
        db.engine.dispose()
    pressed(consultant, page)
    wait_for(lambda: is_released(app, invited.wave))
    return kept + remembered(settings)


def pressed(browser: Browser, address: str) -> None:
    form = form_on(browser.get(address).partition("<main")[2])  # past the one that signs out
    assert form is not None
    browser.post(form.action or address, form.fields)


def is_released(app: Flask, wave_id: int) -> bool:
    with app.app_context():
        found = database_session().get_one(Wave, wave_id).state is State.RELEASED
        db.session.remove()
        return found
