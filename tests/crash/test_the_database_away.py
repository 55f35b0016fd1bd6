"""PostgreSQL stops and comes back while all run: nobody is called, and no supervisor is needed."""

from tests.crash.accounts import audit
from tests.crash.service import Service, eventually
from tests.crash.soak import outage


def test_a_broadcast_goes_on_by_itself_when_the_database_is_back(here: Service) -> None:
    here.people(1000)
    here.start()
    took = outage(here, 3)  # longer than the engine waits for a connection
    here.supervise()
    with here.sessions() as session:
        found = audit(session, here.settings.vault, here.books)
    assert (found.faults, here.fell) == ([], [])
    assert took < 30


def test_processes_that_start_before_the_database_wait_for_it(here: Service) -> None:
    here.people(50)
    here.broadcast()
    here.postgres.stop()
    here.start()
    waiting = eventually(lambda: all("no database" in here.log(name) for name in ("worker0", "clock0")), 20)
    here.postgres.start()

    assert waiting
    assert eventually(lambda: here.scalar("SELECT count(*) FROM bulletins WHERE state = 'sent'") == 1, 30)
    here.supervise()
    assert here.fell == []
