"""Four workers and two clocks at once, and the same work handed out twice: each person is served once."""

import subprocess
import sys
import time

from sqlalchemy import text

from tests.crash.accounts import audit
from tests.crash.service import ROOT, Service, eventually

# Every job a second time, as an engine would that runs one twice. The console sees only what is handed out first.
HAND_OUT_TWICE = """
    CREATE TABLE handed_out_again (job bigint);
    CREATE FUNCTION hand_out_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF pg_trigger_depth() = 1 THEN
            INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, scheduled_at, status)
            VALUES (NEW.queue_name, NEW.task_name, NEW.priority, NEW.args, NEW.scheduled_at, 'todo');
            INSERT INTO handed_out_again VALUES (NEW.id);
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER hand_out_twice AFTER INSERT ON procrastinate_jobs FOR EACH ROW
        WHEN (NEW.queueing_lock IS NULL) EXECUTE FUNCTION hand_out_twice();
"""
# What a clock does that still believes to lead: start what is due, at a moment agreed upon.
START_AT = """
import sys, time
from schedules.__main__ import muster
from schedules.departure import start_due
from settings import from_environment
crew = muster(from_environment())
time.sleep(max(0.0, float(sys.argv[1]) - time.time()))
print(*start_due(crew))
"""


def test_four_workers_two_clocks_and_every_job_twice_serve_everybody_once(here: Service) -> None:
    here.people(1000)
    with here.sessions.begin() as session:
        session.execute(text(HAND_OUT_TWICE))
    here.broadcast()
    here.broadcast()
    here.start(workers=4, clocks=2)

    assert eventually(lambda: here.scalar("SELECT count(*) FROM bulletins WHERE state = 'sent'") == 2, 40)
    with here.sessions() as session:
        found = audit(session, here.settings.vault, here.books)
    assert (found.faults, found.doubts.total(), here.fell) == ([], 0, [])
    assert found.recipients == 2000
    assert here.scalar("SELECT count(*) FROM handed_out_again") >= here.scalar("SELECT count(*) FROM batches")


def test_four_clocks_that_all_believe_to_lead_start_a_bulletin_once(here: Service) -> None:
    here.people(1000)
    bulletin = here.broadcast()
    command = [sys.executable, "-c", START_AT, str(time.time() + 2.5)]
    clocks = [
        subprocess.Popen(command, cwd=ROOT, env=here.environment, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    started = [clock.communicate(timeout=20)[0].strip() for clock in clocks]
    here.start()

    assert sorted(started) == ["", "", "", str(bulletin)]
    assert eventually(lambda: here.scalar("SELECT count(*) FROM bulletins WHERE state = 'sent'") == 1, 30)
    with here.sessions() as session:
        assert audit(session, here.settings.vault, here.books).faults == []
