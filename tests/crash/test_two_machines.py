"""Two webs with folders of their own and two workers on one PostgreSQL (`tests.crash.rolling` has more of each)."""

import os
import signal

import pytest
from sqlalchemy import text

from tests.crash.accounts import audit
from tests.crash.fleet import CADDY, Callers, Fleet
from tests.crash.service import Service, eventually


@pytest.mark.skipif(CADDY is None, reason="there is no caddy here")
def test_while_a_web_dies_and_a_worker_is_replaced_everybody_is_served_once_and_every_answer_holds(
    here: Service,
) -> None:
    here.people(400)
    here.ask_provider("/hold")
    here.broadcast()
    fleet = Fleet(here, workers=2, clocks=1)
    assert eventually(lambda: here.ask_provider()["calls"] > 0, 20), "lists are in hand"
    with Callers(here.settings.public_base_url, 1) as calling:
        eventually(lambda: calling.dialled > 2, 10)
        os.killpg(here.process("web1").pid, signal.SIGKILL)
        here.process("worker0").send_signal(signal.SIGTERM)
        here.ask_provider("/release")
        fleet.replace("worker0")
        before = calling.dialled
        eventually(lambda: calling.dialled > before + 3, 10)
    here.process("web1").wait()

    assert eventually(fleet.is_quiet, 40)
    with here.sessions() as session:
        found = audit(session, here.settings.vault, calling.leave(here.books))
        kept = session.scalar(text("SELECT count(*) FROM inbox WHERE kind = 'sms'"))
    assert (found.recipients, found.faults, found.doubts.total(), here.fell) == (400, [], 0, [])
    assert calling.texted <= kept + calling.faults.total()
    assert calling.faults.total() <= 6, "what stood in the dead web, and what knocked until Caddy had seen it"
