"""Kills the worker while it tallies and deletes, and takes its database away: every job ends, once."""

import random
import time
from collections import Counter

from culture3d import jobs
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.wave import State, Wave
from culture3d.services import waves
from tests.culture3d.invited import CLOSES
from tests.culture3d.test_jobs import end, wait_for, worker_of
from tests.faults.counts import figure, times
from tests.faults.ring import PEOPLE, Ring

KILLS = times(short=2, long=50)


def close(ring: Ring) -> None:
    with ring.app.app_context():
        wave = database_session().get_one(Wave, ring.wave)
        waves.close(database_session(), wave, CLOSES)
        database_session().commit()


def is_released(ring: Ring) -> bool:
    with ring.app.app_context():
        found = database_session().get_one(Wave, ring.wave).state is State.RELEASED
        db.session.remove()
        return found


def test_a_tally_ends_however_often_its_worker_is_killed(ring: Ring, settings: Settings) -> None:
    chance, kills = random.Random(1), 0
    jobs.prepare(settings)
    receipts = sorted(ring.answer(PEOPLE, "Well.").values())
    close(ring)
    while kills < KILLS and not is_released(ring):
        worker = worker_of(settings)
        time.sleep(chance.uniform(1, 3))
        worker.kill()
        worker.wait()
        kills += 1
    last = worker_of(settings)
    try:
        wait_for(lambda: is_released(ring), "the wave was not released")
    finally:
        end(last)
    with ring.app.app_context():
        told = ring.told(database_session())
    assert told.answers == Counter({(3,) * 8: PEOPLE})
    assert told.receipts == receipts
    assert len(list(settings.keys.iterdir())) == 1  # the other wave is still open
    figure(
        f"worker killed in the tally, {settings.database_url.partition(':')[0]}", f"{kills} kills, released"
    )
