"""Lets a crowd answer over the network again and again, remembering what each person was told is stored."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from surveys.codes import MISSING
from tests.faults.browsers import Browser, NoAnswer
from tests.faults.forms import Form, form_on, receipt_on
from tests.faults.ring import ITEMS, Counted, Member

PAUSE = 0.1  # seconds after a failure
MOST_PAGES = 12
PATIENCE = 60  # seconds


@dataclass(frozen=True)
class Opinion:
    """What a person means to say at one time; another time another opinion."""

    answers: tuple[int, ...]
    words: str


@dataclass
class Voter:
    """A person with a link. `trying` from before the first page until the receipt is seen."""

    member: Member
    times: int = 0
    trying: Opinion | None = None
    told: tuple[str, Opinion] | None = None
    refusals: Counter[str] = field(default_factory=Counter)

    def begin(self) -> None:
        """Makes up an opinion, unless the last one is still on its way."""
        if self.trying is None:
            self.times += 1
            chance = random.Random(f"{self.member.id} {self.times}")
            answers = tuple(MISSING if place == 3 else chance.randint(1, 5) for place in range(ITEMS))
            self.trying = Opinion(answers, f"Person {self.member.id}, time {self.times}")

    def attempt(self, port: int) -> str:
        """From the link to the receipt. :raise NoAnswer: if something broke on the way."""
        browser = Browser(port)
        return submitted(browser, self.to_the_end(browser))

    def to_the_end(self, browser: Browser) -> Form:
        """From the link to the page where only the button is left. :raise NoAnswer: as above."""
        assert self.trying is not None
        page, has_answered = browser.get(f"/i/{self.member.link}"), False
        for _ in range(MOST_PAGES):
            form = form_on(page)
            assert form is not None, page
            asks = bool(form.choices or form.texts)
            if has_answered and not asks:
                return form
            for name, offered in form.choices.items():
                form.fields[name] = self._choice(name, offered)
            form.fields |= dict.fromkeys(form.texts, self.trying.words)
            page, has_answered = browser.post(form.action, form.fields), has_answered or asks
        raise AssertionError(f"no end after {MOST_PAGES} pages: {page}")

    def _choice(self, name: str, offered: list[str]) -> str:
        assert self.trying is not None
        value = str(self.trying.answers[int(name.removeprefix("item_"))])
        assert value in offered
        return value


def submitted(browser: Browser, form: Form) -> str:
    """Presses the last button, and gives the receipt. :raise NoAnswer: if something broke."""
    page = browser.post(form.action, form.fields)
    receipt = receipt_on(page)
    assert receipt is not None, page
    return receipt


class Crowd:
    """Answers from several threads until it is left; each thread has people of its own."""

    def __init__(self, members: list[Member], port: int, threads: int = 6) -> None:
        self.port = port
        self.voters = [Voter(member) for member in members]
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.faults: list[BaseException] = []
        self.receipts = 0
        self.threads = [
            threading.Thread(target=self._answer, args=(self.voters[place::threads],))
            for place in range(threads)
        ]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join()
        for fault in self.faults:
            raise fault

    def _answer(self, voters: list[Voter]) -> None:
        try:
            while not self.ended.is_set():
                for voter in voters:
                    self._once(voter)
        except BaseException as fault:
            self.faults.append(fault)

    def _once(self, voter: Voter) -> None:
        """One person answers, and comes back until they have a receipt or the crowd goes home."""
        if self.ended.is_set():
            return
        with self.lock:
            voter.begin()
        while not self.ended.is_set():
            if self._tried(voter):
                return
            time.sleep(PAUSE)

    def _tried(self, voter: Voter) -> bool:
        try:
            receipt = voter.attempt(self.port)
        except NoAnswer as refusal:
            voter.refusals[refusal.why] += 1
            return False
        with self.lock:
            assert voter.trying is not None
            voter.told, voter.trying = (receipt, voter.trying), None
            self.receipts += 1
        return True

    def go_on(self, receipts: int) -> None:
        """Waits until so many more have got a receipt."""
        enough, deadline = self.receipts + receipts, time.monotonic() + PATIENCE
        while self.receipts < enough and not self.faults:
            assert time.monotonic() < deadline, f"nobody gets a receipt any more: {self.refusals()}"
            time.sleep(0.01)

    def refusals(self) -> Counter[str]:
        """What people were told in the place of a page, and how often."""
        return sum((voter.refusals for voter in self.voters), Counter())

    def settled(self) -> dict[str, str]:
        """The link and the receipt of everybody who saw one and has begun nothing since."""
        with self.lock:
            return {
                voter.member.link: voter.told[0]
                for voter in self.voters
                if voter.told and voter.trying is None
            }

    def lost(self, stored: Callable[[], dict[str, str]]) -> list[str]:
        """Who has begun nothing anew and whose answers are not in the ballot box, or others are."""
        before = self.settled()
        box = stored()
        still = before.items() & self.settled().items()
        return [f"{link}: {box.get(link)}" for link, receipt in still if box.get(link) != receipt]

    def finish(self) -> None:
        """After the threads have ended: who is still trying gets to a receipt; nobody begins anew."""
        for voter in self.voters:
            for _ in range(20):
                if voter.trying is None or self._tried(voter):
                    break
                time.sleep(PAUSE)
            assert voter.trying is None, voter.refusals

    def expected(self) -> Counted:
        """What a tally must find: for everybody what they last had a receipt for, once."""
        told = [voter.told for voter in self.voters if voter.told]
        return Counted(
            Counter(opinion.answers for _, opinion in told),
            Counter(opinion.words for _, opinion in told),
            sorted(receipt for receipt, _ in told),
        )
