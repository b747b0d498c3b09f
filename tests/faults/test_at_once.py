"""Submits one invitation from many sides at once: one ballot counts, and its receipt is seen everywhere."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from culture3d.db import database_session
from culture3d.services.answering import ballots
from culture3d.services.answering.sheets import Sheet, Text
from tests.faults.browsers import Browser
from tests.faults.counts import figure, times
from tests.faults.crowd import Voter, submitted
from tests.faults.ring import ITEMS, Ring
from tests.faults.serving import Server

SIDES = 8
ROUNDS = times(short=3, long=400)


def all_at_once(calls: list[Callable[[], str]]) -> list[str]:
    """What each call gives; none begins before all are ready."""
    ready = threading.Barrier(len(calls))

    def one(call: Callable[[], str]) -> str:
        ready.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def press(browser: Browser, voter: Voter) -> Callable[[], str]:
    """Goes as far as the last button; the call presses it."""
    form = voter.to_the_end(browser)
    return lambda: submitted(browser, form)


def test_eight_devices_submit_one_link(ring: Ring) -> None:
    said = []
    with Server(ring.settings) as server:
        for turn in range(ROUNDS):
            voter = Voter(ring.members[turn % len(ring.members)], times=turn)
            voter.begin()
            receipts = all_at_once([press(Browser(server.port), voter) for _ in range(SIDES)])
            box = ring.receipts()
            assert set(receipts) == {box[voter.member.link]}
            assert len(box) == min(turn + 1, len(ring.members))
            said.append(voter.trying)
    assert ring.counted().comments == {opinion.words: 1 for opinion in said[-len(ring.members) :]}
    kind = ring.settings.database_url.partition(":")[0]
    figure(f"{SIDES} submits of one link at once, {kind}", f"one counted in {ROUNDS} of {ROUNDS} rounds")


def test_of_different_answers_the_one_with_the_stored_receipt_counts(ring: Ring) -> None:
    expected = []
    for member in ring.members[:ROUNDS]:
        words = [f"{member.id} from device {side}" for side in range(SIDES)]

        def submit(member: object = member, text: str = "") -> str:
            with ring.app.app_context():
                sheet = Sheet((3,) * ITEMS, (0,), texts=(Text(text),))
                receipt = ballots.submit(database_session(), ring.fielded(), member.keys, sheet, member.id)
                database_session().commit()
                return receipt

        calls = [lambda text=text, submit=submit: submit(text=text) for text in words]
        receipts = all_at_once(calls)
        expected.append(words[receipts.index(ring.receipts()[member.link])])
    assert sorted(ring.counted().comments.elements()) == sorted(expected)


def test_on_two_devices_the_last_one_counts(ring: Ring) -> None:
    first, second = Voter(ring.members[0]), Voter(ring.members[0], times=1)
    with Server(ring.settings) as server:
        for voter in (first, second):
            voter.begin()
        before = first.attempt(server.port)
        after = second.attempt(server.port)
    assert before != after
    assert ring.receipts() == {first.member.link: after}
    assert ring.counted().comments == {second.trying.words: 1}
