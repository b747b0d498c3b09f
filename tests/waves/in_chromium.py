"""Lets some of the crowd answer in Chromium, on phones of 360 pixels, by finger and as things go wrong."""

import re
from collections.abc import Callable, Iterable

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.waves.diaries import Diary
from tests.waves.over_http import MOST_PAGES, answer_to
from tests.waves.people import Manner, Opinion

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}

# What the form would send now: the answers as the page holds them.
_FIELDS = "() => Object.fromEntries(new FormData(document.getElementById('answers')))"
_OFFERED = """() => [...new Set(
  [...document.querySelectorAll("#answers input[type=radio], #answers textarea")].map((field) => field.name)
)]"""
_DONT_KNOW = "() => document.querySelector('label.apart input')?.value ?? ''"
# A finger would take its time for thirty-six of them; every choice is the click that a finger makes.
_CHOOSE = """(chosen) => chosen.forEach(([name, value]) =>
  document.querySelector(`[name="${name}"][value="${value}"]`).click())"""
_GO = "#answers button.go, main form button.go"
_DONE = re.compile(r"/done$")


class Phone:
    """Somebody with a phone in their hand, which shows one page at a time."""

    def __init__(self, browser: Browser, diary: Diary, address: str, *, scripts: bool = True) -> None:
        self.diary, self.address, self.scripts = diary, address, scripts
        self.opinion = diary.person.opinions[0]
        self.met: set[str] = set()
        self.context: BrowserContext = browser.new_context(
            **PHONE, java_script_enabled=scripts, locale="en-GB"
        )
        self.page: Page = self.context.new_page()

    def come(self) -> None:
        """By the link, to the door and to the first page."""
        self.page.goto(f"{self.address}/i/{self.diary.secret}")
        assert self.diary.secret not in self.page.url
        assert self.page.locator("html").get_attribute("lang") == self.diary.person.language
        self.press()

    def hand_over(self, diary: Diary) -> None:
        """The next person takes the device."""
        self.diary, self.opinion = diary, diary.person.opinions[0]
        self.met = set()

    def press(self) -> None:
        """Taps the foremost button, and waits for the page to which it leads."""
        with self.page.expect_navigation():
            self.page.locator(_GO).first.tap()

    def is_asked(self) -> bool:
        return self.page.locator("#answers").count() > 0

    def answer(self, pages: int = MOST_PAGES) -> None:
        """Answers so many pages, or all up to the review."""
        for _ in range(pages):
            if not self.is_asked():
                assert self.met == self.diary.fields_to_meet
                return
            self.fill(self.opinion)
            self.write_down()
            self.press()

    def fill(self, opinion: Opinion) -> None:
        """Answers what the page asks: one statement by a finger, the others by the clicks it would make."""
        offered = self.page.evaluate(_OFFERED)
        self.met |= set(offered)
        dont_know = self.page.evaluate(_DONT_KNOW)
        texts = [name for name in offered if name.startswith("text_")]
        said = [(name, answer_to(name, opinion)) for name in offered if name not in texts]
        chosen = [(name, dont_know if value == "?" else value) for name, value in said if value]
        for name, value in chosen[: 1 if self.scripts else None]:
            self.page.locator(f'label:has([name="{name}"][value="{value}"])').tap()
        if self.scripts:
            self.page.evaluate(_CHOOSE, chosen[1:])
        for name in texts:
            self._write(name, opinion)

    def _write(self, name: str, opinion: Opinion) -> None:
        self.page.locator(f"#{name}").fill(opinion.words[int(name[-1])])
        retell = self.page.locator(f'[name="{name}_retell"]')
        if opinion.retell and retell.count():
            retell.check()

    def write_down(self) -> None:
        """Remembers what the page would send."""
        self.diary.wrote(self.number, self.page.evaluate(_FIELDS))

    @property
    def number(self) -> int:
        return int(self.page.url.partition("?")[0].rpartition("/")[2])

    def submit(self) -> None:
        """Taps the last button, and keeps the receipt."""
        self.press()
        self.diary.sealed(self.receipt())

    def is_done(self) -> None:
        """Waits for the last page, also where a second press overtakes the way that the first had taken."""
        expect(self.page).to_have_url(_DONE)
        self.page.wait_for_load_state()

    def receipt(self) -> str:
        self.is_done()
        return self.page.locator(".receipt").inner_text()

    def receipt_at_the_door(self) -> str:
        self.page.goto(f"{self.page.url.rpartition('/')[0]}/")
        return self.page.locator(".note code").inner_text()


# --- what people do, by their manner


def _straight(phone: Phone) -> None:
    phone.come()
    phone.answer()
    phone.submit()


def _goes_offline(phone: Phone) -> None:
    """The connection goes while a page is filled in, and comes back; the page goes on by itself."""
    phone.come()
    phone.answer(pages=1)
    phone.context.set_offline(True)
    phone.fill(phone.opinion)
    phone.write_down()
    page, here = phone.page, phone.number
    page.locator(_GO).first.tap()
    # The words are in the person's language; what the page says of itself is not.
    expect(page.locator("#status")).to_have_attribute("data-now", "waiting")
    assert phone.number == here
    phone.context.set_offline(False)
    page.wait_for_url(f"**/{here + 1}")
    phone.answer()
    phone.submit()


def _goes_offline_at_the_end(phone: Phone) -> None:
    """The connection goes before the last button is pressed, impatiently; the page goes on by itself."""
    phone.come()
    phone.answer()
    phone.context.set_offline(True)
    button = phone.page.locator(_GO).first
    button.tap()
    button.tap()
    expect(phone.page.locator("#status")).to_have_attribute("data-now", "waiting")
    phone.context.set_offline(False)
    phone.diary.sealed(phone.receipt())


def _submits_twice(phone: Phone) -> None:
    phone.come()
    phone.answer()
    phone.page.locator(_GO).first.dblclick()
    receipt = phone.receipt()
    assert phone.receipt_at_the_door() == receipt
    phone.diary.sealed(receipt)


def _goes_back_and_reloads(phone: Phone) -> None:
    """Back to a page, which still has its answers, and loads it again; the same after the receipt."""
    phone.come()
    phone.answer(pages=2)
    phone.page.go_back()
    phone.page.reload()
    seen = phone.page.evaluate(_FIELDS)
    assert {name: seen[name] for name in phone.diary.pages[2]} == phone.diary.pages[2]
    phone.press()
    phone.answer()
    phone.page.reload()
    phone.submit()
    phone.page.go_back()
    assert phone.receipt() == phone.diary.receipt
    phone.page.reload()
    assert phone.receipt() == phone.diary.receipt
    assert phone.receipt_at_the_door() == phone.diary.receipt


def _changes_device(phone: Phone, other: Phone) -> None:
    phone.come()
    phone.answer(pages=3)
    other.met = phone.met
    other.come()
    other.answer()
    other.submit()
    # The first device was left open: it learns of the receipt, and that nothing else is there to submit.
    assert phone.receipt_at_the_door() == phone.diary.receipt


def _at_the_kiosk(phone: Phone, kiosk: str, diaries: Iterable[Diary]) -> None:
    """One after the other, who press twice at the end; nothing is left for the next, nor by going back."""
    for diary in diaries:
        phone.hand_over(diary)
        phone.page.goto(f"{phone.address}{kiosk}")
        phone.page.locator("#code").fill(diary.secret)
        phone.press()
        phone.press()
        phone.answer()
        phone.page.locator(_GO).first.dblclick()
        phone.is_done()
        assert phone.page.locator(".receipt").count() == 0
        diary.sealed(None)
        phone.page.go_back()
        phone.page.wait_for_url(f"**{kiosk}")


_DOINGS: dict[Manner, Callable[[Phone], None]] = {
    Manner.STRAIGHT: _straight,
    Manner.WITHOUT_SCRIPTS: _straight,
    Manner.GOES_OFFLINE: _goes_offline,
    Manner.GOES_OFFLINE_AT_THE_END: _goes_offline_at_the_end,
    Manner.SUBMITS_TWICE: _submits_twice,
    Manner.GOES_BACK_AND_RELOADS: _goes_back_and_reloads,
}


def answer(browser: Browser, address: str, kiosk: str, diaries: Iterable[Diary]) -> None:
    """Everybody in Chromium does what they do, one after the other."""
    mine = [diary for diary in diaries if diary.person.in_chromium]
    at_the_kiosk = [diary for diary in mine if diary.person.manner is Manner.AT_A_KIOSK]
    for diary in mine:
        scripts = diary.person.manner is not Manner.WITHOUT_SCRIPTS
        phone = Phone(browser, diary, address, scripts=scripts)
        if diary.person.manner is Manner.CHANGES_DEVICE:
            other = Phone(browser, diary, address)
            _changes_device(phone, other)
            other.context.close()
        elif diary.person.manner in _DOINGS:
            _DOINGS[diary.person.manner](phone)
        phone.context.close()
    shared = Phone(browser, at_the_kiosk[0], address)
    _at_the_kiosk(shared, kiosk, at_the_kiosk)
    shared.context.close()
