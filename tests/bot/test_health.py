"""What a watching machine is told."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain.heartbeats import CLOCK, WORKER, beat
from tests.bot.conftest import Build, Clock


def test_the_process_answers_without_anything_else(build: Build) -> None:
    alone = build(database_url="postgresql://127.0.0.1:1/none").test_client()

    assert alone.get("/healthz").get_json() == {"status": "ok"}


def test_it_is_ready_while_worker_and_clock_show_life(client: FlaskClient, session: Session, clock: Clock) -> None:
    for process in (WORKER, CLOCK):
        beat(session, process, clock())
    session.commit()

    ready = client.get("/readyz")

    said = ready.get_json()
    assert said.pop("free_mb") > 0, "what is left on the disk where callbacks wait"
    assert (ready.status_code, said) == (200, {"database": True, "spooled": 0, "worker": True, "clock": True})


@pytest.mark.parametrize("silent", [WORKER, CLOCK])
def test_it_is_not_ready_when_one_of_them_is_silent(
    client: FlaskClient, session: Session, clock: Clock, silent: str
) -> None:
    beat(session, WORKER if silent == CLOCK else CLOCK, clock())
    beat(session, silent, clock() - timedelta(minutes=3))
    session.commit()

    answer, of_the_web = client.get("/readyz"), client.get("/readyz?only=web")

    assert (answer.status_code, of_the_web.status_code) == (503, 200)
    assert answer.get_json()[silent] is False


def test_it_is_not_ready_without_its_database(build: Build) -> None:
    alone = build(database_url="postgresql://127.0.0.1:1/none").test_client()

    for path in ("/readyz", "/readyz?only=web"):
        answer = alone.get(path)
        said = answer.get_json()
        assert (answer.status_code, said["database"], said["spooled"]) == (503, False, 0)
