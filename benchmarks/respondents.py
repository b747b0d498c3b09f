"""Answers a survey over the network as quickly as its server allows, and notes how long each page took."""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from urllib.parse import urlencode, urljoin

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_AT = re.compile(r'name="at" value="([^"]+)"')
_CHOICE = re.compile(r'name="(item_\d+)" value="(\d+)"')
_MOST_PAGES, _PATIENCE = 20, 60
END = 'class="receipt"'


class WentWrong(Exception):
    """A page that was not what it should have been."""


@dataclass
class Seen:
    """How long people waited for their pages, and how many of them came to the end."""

    seconds: list[float] = field(default_factory=list)
    responses: int = 0
    faults: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """Of the seconds for a page."""
        return sorted(self.seconds)[int(share * (len(self.seconds) - 1))]


class Browser:
    """A browser that keeps its connection. What a person waits for is a form and the page behind it."""

    def __init__(self, port: int, seen: Seen, thinking: float = 0.0) -> None:
        self.port, self.seen, self.thinking = port, seen, thinking
        self.connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self.cookies: dict[str, str] = {}
        self.address = "/"

    def forget(self) -> None:
        """Becomes somebody else's browser."""
        self.cookies.clear()
        self.address = "/"

    def press(self, method: str, address: str, fields: dict[str, str] | None = None) -> str:
        """The page to which this leads. :raise WentWrong: if the server breaks."""
        began = time.perf_counter()
        page = self._led(method, address, urlencode(fields) if fields is not None else None)
        self.seen.seconds.append(time.perf_counter() - began)
        return page

    def _led(self, method: str, address: str, body: str | None) -> str:
        while True:
            self.address = urljoin(self.address, address)
            reply, content = self._asked(method, body)
            if reply.status == 303:
                method, body, address = "GET", None, reply.getheader("Location", "")
                continue
            if reply.status != 200:
                raise WentWrong(f"{method} {self.address}: {reply.status}")
            return content.decode()

    def _asked(self, method: str, body: str | None) -> tuple[HTTPResponse, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, self.address, body, headers)
            reply = self.connection.getresponse()
        except (ConnectionError, OSError):  # the server had closed the connection meanwhile
            self.connection.close()
            self.connection.request(method, self.address, body, headers)
            reply = self.connection.getresponse()
        for cookie in reply.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return reply, reply.read()


def respond(browser: Browser, link: str) -> None:
    """From the link to the receipt. :raise WentWrong: if there is none."""
    browser.forget()
    page = browser.press("GET", link)
    for _ in range(_MOST_PAGES):
        if END in page:
            browser.seen.responses += 1
            return
        time.sleep(browser.thinking)
        page = browser.press("POST", "", dict(_answers(page)))
    raise WentWrong(f"no receipt at {browser.address}")


def _answers(page: str) -> Iterator[tuple[str, str]]:
    for name, pattern in (("csrf_token", _TOKEN), ("at", _AT)):
        if found := pattern.search(page):
            yield name, found[1]
    for name, value in _CHOICE.findall(page):  # the last of those that come for a name counts
        if (int(name[5:]) + int(value)) % 2 or value < "3":
            yield name, value


def crowd(
    port: int, links: list[str], people: int, thinking: float = 0.0, ended: threading.Event | None = None
) -> Seen:
    """So many people at once, one after the other until all links are used.

    :param thinking: seconds for which they look at a page before they answer it.
    :param ended: when set, nobody begins any more.
    """
    seen, numbers = [Seen() for _ in range(people)], count()
    ended = ended or threading.Event()

    def answer(mine: Seen) -> None:
        browser = Browser(port, mine, thinking)
        while not ended.is_set() and (number := next(numbers)) < len(links):
            try:
                respond(browser, links[number])
            except (WentWrong, OSError) as fault:
                mine.faults.append(str(fault))

    threads = [threading.Thread(target=answer, args=(each,)) for each in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return together(seen)


def together(seen: Sequence[Seen]) -> Seen:
    """What several people saw."""
    return Seen(
        [second for each in seen for second in each.seconds],
        sum(each.responses for each in seen),
        [fault for each in seen for fault in each.faults],
    )
