"""Kills the server while a crowd answers, again and again."""

import random

from tests.faults.counts import figure, times
from tests.faults.crowd import Crowd
from tests.faults.ring import Ring
from tests.faults.serving import Server

KILLS = times(short=4, long=1000)


def test_no_answer_is_lost_or_counted_twice(ring: Ring) -> None:
    chance = random.Random(1)
    with Server(ring.settings) as server:
        with Crowd(ring.members, server.port) as crowd:
            for _ in range(KILLS):
                crowd.go_on(receipts=chance.randint(1, 5))
                server.kill()
                assert crowd.lost(ring.receipts) == []
                server.start()
        crowd.finish()
    assert crowd.receipts > KILLS
    assert ring.receipts() == crowd.settled()
    assert ring.answered() == len(ring.receipts())
    assert ring.counted() == crowd.expected()
    kind = ring.settings.database_url.partition(":")[0]
    figure(f"kill -9 of the server on {kind}", f"{KILLS} kills, {crowd.receipts} receipts, 0 lost, 0 twice")
