"""Sends every public page what nobody should send: no page breaks, and in the long run none takes long."""

import random
import re
import string
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as profile
from hypothesis import strategies as st
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder, run_wsgi_app

from culture3d import jobs
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from culture3d.services import health, questionnaires, waves
from culture3d.web.accounts.pages import first_token
from tests.culture3d.cast import QUESTIONNAIRE, Cast
from tests.culture3d.invited import ADDRESS, OPENS, invite
from tests.culture3d.test_jobs import ask_for_report, close_with_answers
from tests.culture3d.web.signing_in import consulting, cookie_of
from tests.faults.counts import LONG, figure, times

BATCHES = times(short=1, long=250)
REQUESTS = times(short=1500, long=2000)  # in a batch, on each kind of database
LIMIT = 2.0  # seconds, looked at in the long run alone
OPEN_LINK = "open-link"
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW")
CONTROLS = ("\0", "a\0b", "\r\n", "\x1f", "\x7f", "\x85", "\u2028", "\ud800", "\ufffe", "\u202e", "\t", "%00")
NUMBERS = (
    *("-1", "0", "1", "2", "007", "1.5", "1e9", "NaN", "inf", "0x10", "1_0", "+1", "٣", "²", "-127", "-0"),
    *("9" * 10, "9" * 25, "9" * 5000, "-" + "9" * 20, "2147483648", "9223372036854775808", "True", "None"),
)
WRITTEN = (
    *("", " ", "%", "%zz", "..", "../../etc/passwd", "\\..\\", "//", "/", ".", "null", "[]", "x" * 300),
    *("'", '"', "' OR 1=1 --", "'; DROP TABLE ballot; --", "{{7*7}}", "${7*7}", "%(x)s", "%s%n", "{0}"),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "]]>", "&amp;", "javascript:alert(1)"),
    *("=1+1", "@SUM(A1)", "é", "ß", "İ", "ﬀ", "١٢٣", "𝟙", "🦀" * 40, "ａ", "x" * 70_000),
)
NAMES = (
    *("lang", "at", "back", "review", "code", "wave", "unit", "csrf_token", "attribute_0", "text_0"),
    *("text_0_retell", "question_0", "story", "id", "_method", "item_", "item_-1", "item_999"),
    *(f"item_{place}" for place in range(8)),
)
HEADERS = (
    *("Accept", "Accept-Language", "Accept-Encoding", "Content-Type", "Cookie", "Host", "Range", "Origin"),
    *(
        "Referer",
        "User-Agent",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-HTTP-Method-Override",
        "X-CSRFToken",
    ),
    *(
        "If-None-Match",
        "If-Modified-Since",
        "Content-Length",
        "Content-Encoding",
        "Authorization",
        "Forwarded",
    ),
)
LIKELY = {
    "Accept-Language": ("de", "en;q=0.1, de;q=x", "*", "de-AT-1996", "a" * 500, ",,;;q=", "xx-\xe9"),
    "Accept-Encoding": ("br", "gzip", "br;q=0", "gzip;q=nan", "*", "identity", "br, " * 200),
    "Content-Type": (
        *("application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x"),
        *("application/json", "text/plain; charset=utf-7", "text/plain; charset=\xff", ";;;", "a" * 400),
    ),
    "Host": ("127.0.0.1", "elsewhere.example", "127.0.0.1:99999", "[::1", "", "localhost.", "a b"),
    "Range": ("bytes=0-1", "bytes=-1", "bytes=9-1", "lines=1"),
    "Content-Length": ("0", "-1", "x", "9" * 30),
}


def mostly(*ways: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One of several ways; three times in four not the last one."""
    usual = len(ways) - 1
    return st.integers(0, 4 * usual - 1).flatmap(lambda number: ways[min(number // 3, usual)])


WORDS = st.sampled_from(
    (
        *(st.sampled_from(words) for words in (CONTROLS, NUMBERS, WRITTEN)),
        st.text(max_size=12),
        st.text(string.printable, max_size=8),
        st.integers(-200, 200).map(str),
    )
).flatmap(lambda way: way)
ANSWERS = st.tuples(st.sampled_from([f"item_{place}" for place in range(8)]), st.sampled_from("12345"))
FIELDS = st.lists(mostly(ANSWERS, st.tuples(mostly(st.sampled_from(NAMES), WORDS), WORDS)), max_size=5).map(
    dict
)
SOME_HEADER = st.sampled_from(HEADERS).flatmap(
    lambda name: st.tuples(st.just(name), mostly(st.sampled_from(LIKELY.get(name, ("",))), WORDS))
)


@dataclass(frozen=True)
class Sent:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    body: bytes | None
    headers: dict[str, str]
    seat: int


@dataclass
class Target:
    """The application, with somebody seated in it: cookies of people who came in by each way."""

    app: Flask
    routes: list[Rule]
    known: dict[str, list[str]]
    cookies: list[str]

    def requests(self) -> st.SearchStrategy[Sent]:
        """Anything that may be sent, three times in four of what is meant to be."""
        return st.sampled_from(self.routes).flatmap(self._to)

    def _to(self, route: Rule) -> st.SearchStrategy[Sent]:
        meant = sorted({"GET", "POST"} & (route.methods or set()))
        return st.builds(
            Sent,
            method=mostly(st.sampled_from(meant), st.sampled_from(METHODS)),
            path=mostly(self._path(route), self._path(route), WORDS.map(lambda word: f"/{word}")),
            query=mostly(st.just({}), FIELDS),
            form=FIELDS,
            body=mostly(st.none(), st.binary(max_size=40)),
            headers=st.lists(SOME_HEADER, max_size=2).map(dict),
            seat=st.integers(0, len(self.cookies)),
        )

    def _path(self, route: Rule) -> st.SearchStrategy[str]:
        """An address of a route, each of its parts known or made up."""
        words = re.split(r"<(?:[^<>]+:)?(\w+)>", route.rule)  # every second one is the name of a part
        parts = [self._part(word) if place % 2 else st.just(word) for place, word in enumerate(words)]
        return st.tuples(*parts).map("".join)

    def _part(self, name: str) -> st.SearchStrategy[str]:
        return mostly(st.sampled_from(self.known.get(name, ["1"])), WORDS)

    def answer(self, sent: Sent) -> int:
        """The status of the answer, read to its end."""
        headers = {name: _one_line(value) for name, value in sent.headers.items()}
        if sent.seat < len(self.cookies):
            headers.setdefault("Cookie", self.cookies[sent.seat])
        given_body = {"data": sent.body} if sent.body is not None else {"data": _sendable(sent.form)}
        builder = EnvironBuilder(
            "/",
            method=sent.method,
            query_string=_sendable(sent.query),
            headers=headers,
            **(given_body if sent.method not in ("GET", "HEAD") else {}),
        )
        environ = builder.get_environ()
        environ["PATH_INFO"] = sent.path.encode(errors="surrogatepass").decode("latin-1")
        chunks, status, _ = run_wsgi_app(self.app, environ)
        for _ in chunks:
            pass
        return int(status.split()[0])


def _one_line(value: str) -> str:
    return value.replace("\r", "").replace("\n", "").encode(errors="replace").decode("latin-1")


def _sendable(fields: dict[str, str]) -> dict[str, str]:
    return {_whole(name): _whole(value) for name, value in fields.items()}


def _whole(words: str) -> str:
    return words.encode(errors="replace").decode()


@pytest.fixture
def target(app: Flask, settings: Settings, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    """A released wave to read, an open one of invited people, one with an open link; forms need no token."""
    release_one(app, cast)
    link, code = open_two(app, settings, cast)
    show_a_worker(app, monkeypatch)
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = True
    known = {
        "address": [ADDRESS, OPEN_LINK, ADDRESS.upper()],
        "link": [link],
        "code": [code],
        "slug": ["harbour"],
        "number": ["1", "2", "3", "4"],
        "token": [first_token(settings)],
        "report_id": [ask_for_report(app, cast)],
        "name": ["answering.css", "plotly.css"],
    }
    cookies = [cookie(app, path) for path in (f"/i/{link}", f"/kiosk/{ADDRESS}/")]
    cookies += [cookie(app, f"/s/{OPEN_LINK}/", post=True), cookies[0][:-9] + "x" * 9]
    cookies.append(f"culture3d={cookie_of(consulting(app))}")
    # Whoever signs out sees nothing more, and a password takes as long to check as it is meant to.
    slow = {"security.logout", "account.sign_out_elsewhere", "security.login", "security.forgot_password"}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in slow]
    yield Target(app, rules, known, cookies)
    with app.app_context():
        db.session.remove()


def show_a_worker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the address for monitors rightly says that something is not well."""
    monkeypatch.setattr(health, "LONGEST_SILENCE", timedelta(days=1))  # the long run takes hours
    with app.app_context():
        health.beat(database_session(), datetime.now(UTC))
        database_session().commit()


def release_one(app: Flask, cast: Cast) -> None:
    close_with_answers(app, cast)
    with app.app_context():
        for step in jobs.JOBS["close_wave"].steps:
            step(str(cast.wave))


def open_two(app: Flask, settings: Settings, cast: Cast) -> tuple[str, str]:
    """A link and a code."""
    with app.app_context():
        session = database_session()
        invited = invite(session, cast, settings)
        organisation = session.get_one(Organisation, cast.organisation)
        version = questionnaires.store(session, QUESTIONNAIRE)
        wave = waves.plan(session, organisation, version, "Winter", {"all": 60})
        wave.address, wave.has_open_link = OPEN_LINK, True
        waves.schedule(wave, OPENS, date(2999, 1, 1))
        waves.open_wave(session, wave, settings.keys, OPENS)
        session.commit()
        return invited.secrets["Anna Albers"], invited.secrets["Ben Brown"]


def cookie(app: Flask, path: str, post: bool = False) -> str:
    """What a browser keeps after a visit."""
    reply = (app.test_client().post if post else app.test_client().get)(path)
    return reply.headers["Set-Cookie"].partition(";")[0]


def reopen(app: Flask) -> None:
    """Makes waves take answers again that a request has closed."""
    with app.app_context():
        for wave in database_session().query(Wave).filter(Wave.state == State.CLOSED):
            wave.state, wave.closed_on = State.OPEN, None
        database_session().commit()


def test_nothing_that_is_sent_breaks_a_page(target: Target) -> None:
    seen: set[int] = set()
    slowest = 0.0

    def one(sent: Sent) -> None:
        nonlocal slowest
        began = time.perf_counter()
        status = target.answer(sent)
        taken = time.perf_counter() - began
        assert status < 500, sent
        assert not LONG or taken < LIMIT, f"{taken:.1f} s: {sent}"
        slowest = max(slowest, taken)
        seen.add(status)
        if status == 303 and sent.path.endswith("/close"):
            reopen(target.app)

    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    few = profile(  # what is found is told as it is: making it smaller takes minutes
        max_examples=REQUESTS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=checks,
    )
    for batch in range(BATCHES):
        seed(batch if not LONG else random.getrandbits(32))(few(given(target.requests())(one)))()
    assert {200, 303, 404, 405, 422} <= seen  # it came further than the first refusal
    kind = "SQLite" if db_is_sqlite(target.app) else "PostgreSQL"
    figure(f"bad input, {kind}", f"{BATCHES * REQUESTS:,} requests, none failed, slowest {slowest:.2f} s")


def db_is_sqlite(app: Flask) -> bool:
    return str(app.config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite")
