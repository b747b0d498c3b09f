"""Sends requests over the network as a person's browser does: with cookies, following where it is led."""

from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode, urljoin, urlsplit

PATIENCE = 30  # seconds
MOST_STEPS = 8  # from one page to the next


class NoAnswer(Exception):
    """Nothing came back, or only that the server cannot store anything now: `page` says it."""

    def __init__(self, what: str, why: str, page: str = "") -> None:
        super().__init__(f"{what}: {why}")
        self.why, self.page = why, page


class Browser:
    """One person's browser; it shows a page at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.address = "/"
        self.status = 0

    def get(self, address: str) -> str:
        """The page at an address. :raise NoAnswer: if none came."""
        return self._ask("GET", address, None)

    def post(self, address: str, fields: dict[str, str]) -> str:
        """The page that follows a form. :raise NoAnswer: if none came."""
        return self._ask("POST", address, urlencode(fields))

    def _ask(self, method: str, address: str, body: str | None) -> str:
        self.address = urljoin(self.address, address)
        for _ in range(MOST_STEPS):
            reply, page = self._once(method, body)
            self.status = reply.status
            if reply.status >= 500:
                raise NoAnswer(f"{method} {self.address}", str(reply.status), page)
            if reply.status not in (302, 303):
                return page
            self.address = urljoin(self.address, reply.getheader("Location", ""))
            method, body = "GET", None
        raise AssertionError(f"led in circles to {self.address}")

    def _once(self, method: str, body: str | None) -> tuple[HTTPResponse, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        parts = urlsplit(self.address)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, f"{parts.path}?{parts.query}".rstrip("?"), body, headers)
            reply = connection.getresponse()
            page = reply.read().decode()
        except (OSError, HTTPException) as error:
            raise NoAnswer(f"{method} {self.address}", type(error).__name__) from error
        finally:
            connection.close()
        for cookie in reply.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return reply, page
