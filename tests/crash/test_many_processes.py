"""Four workers and two clocks at once, and the same work handed out twice: each person is served once."""

import subprocess
import sys
from collections import Counter

from sqlalchemy import text

from tests.crash.accounts import audit
from tests.crash.service import ROOT, Service, eventually

# Every job a second time, as an engine would that runs one twice: the lists, and the drawing up of the lists.
HAND_OUT_TWICE = """
    CREATE TABLE handed_out_again (task text);
    CREATE FUNCTION hand_out_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF pg_trigger_depth() = 1 THEN
            INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, scheduled_at, status)
            VALUES (NEW.queue_name, NEW.task_name, NEW.priority, NEW.args, NEW.scheduled_at, 'todo');
            INSERT INTO handed_out_again VALUES (NEW.task_name);
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER hand_out_twice AFTER INSERT ON procrastinate_jobs FOR EACH ROW
        WHEN (NEW.queueing_lock IS NULL) EXECUTE FUNCTION hand_out_twice();
"""
# What clocks do that all believe to lead: start what is due, at the same moment; each prints what it started.
FOUR_CLOCKS = """
import os, time
from schedules.__main__ import muster
from schedules.departure import start_due
from settings import from_environment
settings, moment = from_environment(), time.time() + 1
for _ in range(4):
    if os.fork() == 0:
        crew = muster(settings)
        time.sleep(max(0.0, moment - time.time()))
        print(*start_due(crew) or ["nothing"], flush=True)
        os._exit(0)
for _ in range(4):
    os.wait()
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
    with here.sessions() as session:
        again = Counter(session.scalars(text("SELECT task FROM handed_out_again")))
    assert again["fan_out"] == 2
    assert again["send_batch"] >= here.scalar("SELECT count(*) FROM batches")


def test_four_clocks_that_all_believe_to_lead_start_a_bulletin_once(here: Service) -> None:
    here.people(1000)
    bulletin = here.broadcast()
    clocks = subprocess.run(
        [sys.executable, "-c", FOUR_CLOCKS],
        cwd=ROOT,
        env=here.environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    here.start()

    assert sorted(clocks.stdout.split()) == [str(bulletin), "nothing", "nothing", "nothing"]
    assert eventually(lambda: here.scalar("SELECT count(*) FROM bulletins WHERE state = 'sent'") == 1, 30)
    with here.sessions() as session:
        assert audit(session, here.settings.vault, here.books).faults == []
