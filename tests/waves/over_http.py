"""Lets most of the crowd answer over HTTP, from several threads, as browsers without JavaScript do."""

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.faults.browsers import Browser
from tests.faults.forms import Form, form_on, receipt_on
from tests.waves.diaries import Diary
from tests.waves.people import Manner, Opinion

THREADS = 6
MOST_PAGES = 12
_RECEIPT_AT_THE_DOOR = re.compile(r'<code dir="ltr">([0-9a-f-]{35})</code>')
_DONT_KNOW = re.compile(r'class="apart"><input type="radio" name="item_\d+" value="([^"]+)"')


class Visitor:
    """Somebody in front of a browser, of their own or shared."""

    def __init__(self, browser: Browser, diary: Diary) -> None:
        self.browser, self.diary = browser, diary
        self.met: set[str] = set()
        self.page = ""

    def come(self) -> "Visitor":
        """Comes in by link, or by a code that is typed or scanned, to the door."""
        secret, manner = self.diary.secret, self.diary.person.manner
        if manner is Manner.TYPES_A_CODE:
            self.page = self.browser.get("/code")
            self._send(code=f" {secret.lower().replace('-', ' ')} ")
        elif self.diary.person.has_code:
            self.page = self.browser.get(f"/code/{secret}")
        else:
            self.page = self.browser.get(f"/i/{secret}")
        assert f'<html lang="{self.diary.person.language}"' in self.page, self.page
        assert secret not in self.browser.address
        return self

    def come_to_the_kiosk(self, kiosk: str) -> "Visitor":
        """Finds a shared device as the one before has left it, and types a code."""
        self.page = self.browser.get(kiosk)
        self._send(code=self.diary.secret)
        return self

    def begin(self) -> "Visitor":
        """From the door to the first page that is open."""
        self._send()
        return self

    def answer(self, opinion: Opinion, pages: int = MOST_PAGES) -> "Visitor":
        """Answers so many pages, or all up to the review."""
        for _ in range(pages):
            form = self._form()
            if not (form.choices or form.texts):
                assert self.met == self.diary.fields_to_meet
                return self
            self._fill(form, opinion)
            number = int(self.browser.address.partition("?")[0].rpartition("/")[2])
            self.diary.wrote(number, form.fields)
            self.page = self.browser.post(form.action, form.fields)
            assert self.browser.status == 200, self.page
        return self

    def correct(self, opinion: Opinion) -> None:
        """From the review to the first page, and back to the review."""
        self.page = self.browser.get("1?review=1")
        form = self._form()
        self._fill(form, opinion)
        self.diary.wrote(1, form.fields)
        self.page = self.browser.post(form.action, form.fields | {"review": "1"})
        assert self.browser.address.endswith("/review")

    def submit(self) -> None:
        """Presses the last button, and keeps the receipt."""
        self._send()
        receipt = receipt_on(self.page)
        assert receipt is not None, self.page
        self.diary.sealed(receipt)

    def submit_twice(self, pool: ThreadPoolExecutor) -> None:
        """Presses it twice, so that both are under way at once. What counts stands at the door afterwards."""
        form, address = self._form(), self.browser.address
        pressed = [self._beside(), self._beside()]
        pages = list(pool.map(lambda browser: browser.post(address, form.fields), pressed))
        seen = {receipt_on(page) for page in pages}
        receipt = self.receipt_at_the_door()
        assert seen == {receipt}, "whoever pressed twice saw a receipt that does not count"
        self.diary.sealed(receipt)

    def _beside(self) -> Browser:
        other = Browser(self.browser.port)
        other.cookies = dict(self.browser.cookies)
        return other

    def submit_at_the_kiosk(self) -> None:
        """Presses the last button of a shared device, which forgets everything and shows no receipt."""
        self._send()
        assert self.browser.address.endswith("/done"), self.page
        assert receipt_on(self.page) is None
        self.diary.sealed(None)

    def withdraw(self) -> None:
        """Takes everything back."""
        self.page = self.browser.get("withdraw")
        self._send()
        assert self.browser.address.endswith("/withdrawn"), self.page
        self.diary.withdrawn()

    def receipt_at_the_door(self) -> str | None:
        """What the door says of answers that were submitted before."""
        self.page = self.browser.get("./")
        found = _RECEIPT_AT_THE_DOOR.search(self.page)
        return found[1] if found else None

    def try_to_submit(self) -> int:
        """Presses the last button; the status of what comes back."""
        form = self._form()
        self.page = self.browser.post(self.browser.address, form.fields)
        return self.browser.status

    def _send(self, **more: str) -> None:
        form = self._form()
        self.page = self.browser.post(form.action or self.browser.address, form.fields | more)
        assert self.browser.status == 200, self.page

    def _form(self) -> Form:
        form = form_on(self.page)
        assert form is not None, self.page
        return form

    def _fill(self, form: Form, opinion: Opinion) -> None:
        dont_know = _DONT_KNOW.search(self.page)
        for name, offered in form.choices.items():
            said = answer_to(name, opinion)
            if said == "?":
                assert dont_know is not None
                said = dont_know[1]
            if said:
                assert said in offered
                form.fields[name] = said
        for name in form.texts:
            form.fields[name] = opinion.words[int(name[-1])].replace("\n", "\r\n")
            if opinion.retell and f'name="{name}_retell"' in self.page:
                form.fields[f"{name}_retell"] = "1"
        self.met |= {*form.choices, *form.texts}


def answer_to(name: str, opinion: Opinion) -> str:
    """What is chosen in a field of a page: '' for nothing, '?' for *don't know*."""
    kind, _, place = name.partition("_")
    if kind == "attribute":
        return "" if opinion.tenure is None else str(opinion.tenure)
    return opinion.answers[int(place)]


# --- what people do, by their manner; those who come too late are still there when all others have gone


def _straight(port: int, diary: Diary) -> Visitor:
    visitor = Visitor(Browser(port), diary).come().begin().answer(diary.person.opinions[0])
    visitor.submit()
    assert visitor.receipt_at_the_door() == diary.receipt
    return visitor


def _answers_again(port: int, diary: Diary) -> None:
    _straight(port, diary)
    again = Visitor(Browser(port), diary).come()
    again.begin().answer(diary.person.opinions[1]).submit()


def _corrects(port: int, diary: Diary) -> None:
    first, second = diary.person.opinions
    visitor = Visitor(Browser(port), diary).come().begin().answer(first)
    visitor.correct(second)
    visitor.submit()


def _changes_device(port: int, diary: Diary) -> None:
    opinion, pages = diary.person.opinions[0], 2 + diary.person.number % 3
    begun = Visitor(Browser(port), diary).come().begin().answer(opinion, pages)
    other = Visitor(Browser(port), diary).come()
    other.met = begun.met
    other.begin()
    other.answer(opinion).submit()


def _submits_twice(port: int, diary: Diary) -> None:
    visitor = Visitor(Browser(port), diary).come().begin().answer(diary.person.opinions[0])
    with ThreadPoolExecutor(2) as pool:
        visitor.submit_twice(pool)


def _withdraws(port: int, diary: Diary) -> None:
    _straight(port, diary).withdraw()


def _withdraws_and_returns(port: int, diary: Diary) -> None:
    _withdraws(port, diary)
    again = Visitor(Browser(port), diary).come()
    again.begin().answer(diary.person.opinions[1]).submit()


def _looks_at_the_door(port: int, diary: Diary) -> None:
    Visitor(Browser(port), diary).come()


def _never_finishes(port: int, diary: Diary) -> None:
    Visitor(Browser(port), diary).come().begin().answer(diary.person.opinions[0], 1 + diary.person.number % 5)


_DOINGS: dict[Manner, Callable[[int, Diary], object]] = {
    Manner.STRAIGHT: _straight,
    Manner.TYPES_A_CODE: _straight,
    Manner.SCANS_A_CODE: _straight,
    Manner.ANSWERS_AGAIN: _answers_again,
    Manner.CORRECTS: _corrects,
    Manner.CHANGES_DEVICE: _changes_device,
    Manner.SUBMITS_TWICE: _submits_twice,
    Manner.WITHDRAWS: _withdraws,
    Manner.WITHDRAWS_AND_RETURNS: _withdraws_and_returns,
    Manner.LOOKS_AT_THE_DOOR: _looks_at_the_door,
    Manner.NEVER_FINISHES: _never_finishes,
}


def _at_the_kiosk(port: int, kiosk: str, diaries: list[Diary]) -> None:
    """One after the other at the same device. At home they look for their receipt, by the same code."""
    device = Browser(port)
    for diary in diaries:
        visitor = Visitor(device, diary).come_to_the_kiosk(kiosk)
        visitor.begin().answer(diary.person.opinions[0]).submit_at_the_kiosk()


def look_for_receipt(port: int, diary: Diary) -> None:
    """Whoever answered on a shared device learns their receipt from a device of their own."""
    diary.receipt = Visitor(Browser(port), diary).come().receipt_at_the_door()


def answer(port: int, kiosk: str, diaries: Iterable[Diary]) -> None:
    """Everybody over HTTP does what they do, several at once."""
    mine = [diary for diary in diaries if not diary.person.in_chromium]
    at_the_kiosk = [diary for diary in mine if diary.person.manner is Manner.AT_A_KIOSK]
    errands = [partial(_at_the_kiosk, port, kiosk, at_the_kiosk)]
    errands += [
        partial(_DOINGS[diary.person.manner], port, diary) for diary in mine if diary.person.manner in _DOINGS
    ]
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(errand) for errand in errands]:
            done.result()


def come_too_late(port: int, diaries: Iterable[Diary]) -> list[Visitor]:
    """Those who stand before the last button when the wave is closed."""
    return [
        Visitor(Browser(port), diary).come().begin().answer(diary.person.opinions[0])
        for diary in diaries
        if diary.person.manner is Manner.COMES_TOO_LATE
    ]
