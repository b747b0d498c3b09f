"""A bare Flask application that stores the same answers by plain SQL: the yardstick of answering.

It has the same pages in the same order, and no protection, languages, sealing, forms or design.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Iterable
from typing import Any

import psycopg
from flask import Flask, redirect, request, session
from werkzeug.wrappers import Response

ITEMS, PARTS = 40, 5
TABLES = (
    "CREATE TABLE IF NOT EXISTS invitation (link VARCHAR(40) PRIMARY KEY, answered INTEGER)",
    "CREATE TABLE IF NOT EXISTS draft"
    " (person VARCHAR(40), part INTEGER, answers TEXT, PRIMARY KEY (person, part))",
    "CREATE TABLE IF NOT EXISTS response (person VARCHAR(40) PRIMARY KEY, answers TEXT)",
)
PAGE = """<!doctype html><html lang="en"><title>{{ title }}</title><h1>{{ title }}</h1>
{% if receipt %}<p class="receipt">{{ receipt }}</p>{% else %}
<form method="post">
{% for item in items %}
<fieldset><legend>{{ statements[item] }}</legend>
{% for value in range(1, 6) %}
<label><input type="radio" name="item_{{ item }}" value="{{ value }}"
{%- if answers.get(item|string) == value %} checked{% endif %}> Answer {{ value }}</label>
{% endfor %}
</fieldset>
{% endfor %}
<button>Continue</button></form>{% endif %}
"""
KEEP = (
    "INSERT INTO draft VALUES (?, ?, ?) ON CONFLICT (person, part) DO UPDATE SET answers = excluded.answers"
)
STORE = "INSERT INTO response VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET answers = excluded.answers"
STATEMENTS = [f"Statement {number}: we know what our customers think of us." for number in range(ITEMS)]


class Database:
    """A connection per thread, to SQLite or PostgreSQL."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.local = threading.local()

    def _connection(self) -> Any:
        if not hasattr(self.local, "connection"):
            if self.address.startswith("sqlite:///"):
                connection = sqlite3.connect(self.address.removeprefix("sqlite:///"), timeout=15)
                for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
                    connection.execute(f"PRAGMA {pragma}")
                self.local.connection = connection
            else:
                self.local.connection = psycopg.connect(self.address)
        return self.local.connection

    def run(self, *statements: tuple[str, Iterable[object]]) -> list[tuple[Any, ...]]:
        """The rows of the last statement; all of them in one transaction."""
        connection = self._connection()
        mark = "?" if self.address.startswith("sqlite") else "%s"
        rows: list[tuple[Any, ...]] = []
        with connection if mark == "?" else connection.transaction():
            for statement, values in statements:
                cursor = connection.execute(statement.replace("?", mark), tuple(values))
                rows = cursor.fetchall() if cursor.description else []
        return rows


def create_app() -> Flask:
    """The application, with its database and its key from the environment."""
    app = Flask(__name__)
    app.secret_key = os.environ["BARE_KEY"]
    database, template = Database(os.environ["BARE_DATABASE"]), app.jinja_env.from_string(PAGE)

    def page(title: str, items: Iterable[int] = (), **also: object) -> str:
        return template.render(
            {"title": title, "items": items, "statements": STATEMENTS, "answers": {}, **also}
        )

    @app.get("/i/<link>")
    def come_in(link: str) -> Response:
        database.run(("SELECT answered FROM invitation WHERE link = ?", [link]))
        session["person"] = link
        return redirect("/s/", 303)

    @app.get("/s/")
    def door() -> str:
        database.run(("SELECT 1 FROM draft WHERE person = ?", [session["person"]]))
        return page("Welcome")

    @app.post("/s/")
    def begin() -> Response:
        return redirect("/s/1", 303)

    @app.get("/s/<int:part>")
    def ask(part: int) -> str:
        found = database.run(
            ("SELECT answers FROM draft WHERE person = ? AND part = ?", [session["person"], part])
        )
        size = ITEMS // PARTS
        answers = json.loads(found[0][0]) if found else {}
        return page(f"Part {part}", range(part * size - size, part * size), answers=answers)

    @app.post("/s/<int:part>")
    def keep(part: int) -> Response:
        answers = {name[5:]: int(value) for name, value in request.form.items() if name.startswith("item_")}
        database.run((KEEP, [session["person"], part, json.dumps(answers)]))
        return redirect(f"/s/{part + 1}" if part < PARTS else "/s/review", 303)

    @app.get("/s/review")
    def review() -> str:
        return page("Your answers", range(ITEMS), answers=whole(session["person"]))

    def whole(person: str) -> dict[str, int]:
        rows = database.run(("SELECT answers FROM draft WHERE person = ?", [person]))
        return {item: answer for (text,) in rows for item, answer in json.loads(text).items()}

    @app.post("/s/review")
    def submit() -> Response:
        person = session["person"]
        answers = json.dumps(whole(person))
        database.run(
            ("UPDATE invitation SET answered = 1 WHERE link = ?", [person]),
            (STORE, [person, answers]),
            ("DELETE FROM draft WHERE person = ?", [person]),
        )
        return redirect("/s/done", 303)

    @app.get("/s/done")
    def done() -> str:
        return page("Thank you", receipt=session["person"])

    return app


def fill(address: str, links: list[str]) -> None:
    """Makes the tables and the invitations."""
    database = Database(address)
    database.run(*((table, ()) for table in TABLES))
    database.run(*(("INSERT INTO invitation VALUES (?, 0)", [link.rpartition("/")[2]]) for link in links))
