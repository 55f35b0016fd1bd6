"""What breaks at night, done to the whole service as real processes: `python -m tests.crash.drills [NAME]`.

Each drill breaks one thing and says what was seen. All of it on loopback, on a PostgreSQL of its own under `var/`, and
each bounded in time. What needs no processes is in the tests; docs/operations.md names which shows what.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import requests

from domain.embedded import Postgres
from tests.crash.accounts import audit
from tests.crash.line import Line
from tests.crash.service import Service, eventually, ground, leave_in_order, service
from tests.crash.trickle import trickling

PERSON = "+254711000001"
Seen = list[tuple[str, bool]]  # in words, and whether it is as it must be


def web(here: Service) -> str:
    return here.environment["PUBLIC_BASE_URL"]


def start(here: Service) -> None:
    here.start(web=1)
    assert eventually(lambda: asked(here, "/healthz") == 200, 120), "the web did not start"
    eventually(lambda: asked(here, "/readyz") == 200, 60)


def asked(here: Service, path: str) -> int:
    with contextlib.suppress(requests.RequestException):
        return requests.get(web(here) + path, timeout=15, allow_redirects=False).status_code
    return 0


def block(here: Service, number: int) -> int:
    """A person stops us at the operator: as dear as a STOP by text, and not answered, so the books stay ours."""
    form = {"senderId": "MBIU", "phoneNumber": f"+2547990000{number:02}"}
    with contextlib.suppress(requests.RequestException):
        return requests.post(f"{web(here)}/hooks/local/africastalking/optout", data=form, timeout=15).status_code
    return 0


def dial(here: Service) -> str:
    form = {"sessionId": str(time.monotonic_ns()), "phoneNumber": PERSON, "text": ""}
    with contextlib.suppress(requests.RequestException):
        return requests.post(f"{web(here)}/hooks/local/africastalking/ussd", data=form, timeout=15).text[:40]
    return "nothing"


def spooled(here: Service) -> int:
    folder = here.folder / "spool" / "people"
    return sum(1 for _ in folder.iterdir()) if folder.exists() else 0


def ending(here: Service) -> tuple[str, bool]:
    """Whether all came to rest by itself, and the provider's books agree with ours person by person."""
    quiet = eventually(here.is_quiet, 120)
    with here.sessions() as session:
        faults = audit(session, here.settings.vault, here.books).faults
    said = f"the broadcast {'ended' if quiet else 'did not end'} by itself; lost or twice: {len(faults)}"
    return f"{said} {faults[:2] or ''}".strip(), bool(quiet) and not faults


def outage(here: Service, away: Callable[[], None], back: Callable[[], None], *, number: int = 1) -> Seen:
    """Take the database from a service in the middle of a broadcast, knock at every door, and give it back."""
    here.broadcast()
    eventually(lambda: here.scalar("SELECT count(*) FROM batches WHERE state = 'done'") > 0, 30)
    away()
    text, page, phone, ready = block(here, number), asked(here, "/alerts/"), dial(here), asked(here, "/readyz")
    waits = spooled(here)
    back()
    replayed = eventually(lambda: spooled(here) == 0, 40)
    end = ending(here)
    here.supervise()
    return [
        (f"a person's block was answered {text} and waited on disk ({waits})", (text, waits) == (200, 1)),
        (f"a public page said {page}, readyz {ready}", (page, ready) == (503, 503)),
        (f"a dial ended with {phone!r}", phone.startswith("END ")),
        ("back: the block was taken in", bool(replayed)),
        end,
        ("no process ended", not here.fell),
    ]


def database_stopped(here: Service) -> Seen:
    """PostgreSQL is stopped as for an upgrade, and started again."""
    start(here)
    return outage(here, here.postgres.stop, here.postgres.start)


def database_killed(here: Service) -> Seen:
    """Every process of PostgreSQL is killed at once, as by a power cut."""
    start(here)
    return outage(here, here.kill_postgres, here.postgres.start)


def database_only_reads(here: Service) -> Seen:
    """The server turns read-only, as the standby of a failover does."""
    start(here)

    def switch(to: str) -> None:
        with psycopg.connect(here.environment["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {to}")
            connection.execute("SELECT pg_reload_conf()")
        time.sleep(1)

    here.broadcast()
    eventually(lambda: here.scalar("SELECT count(*) FROM batches WHERE state = 'done'") > 0, 30)
    switch("on")
    text = block(here, 1)
    time.sleep(8)  # longer than five runs of a job one second apart
    waits, parked = spooled(here), here.scalar("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    switch("off")
    replayed = eventually(lambda: spooled(here) == 0, 40)
    return [
        (f"a person's block was answered {text} and waited on disk ({waits})", (text, waits) == (200, 1)),
        (f"{parked} jobs were parked meanwhile", parked == 0),
        ("back: the block was taken in", bool(replayed)),
        ending(here),
    ]


def database_frozen(here: Service) -> Seen:
    """The database takes what is said to it and never answers, as a frozen machine does: nothing tells it is away."""
    with Line(here.postgres.socket / ".s.PGSQL.5432") as line:
        name = psycopg.conninfo.conninfo_to_dict(here.environment["DATABASE_URL"])["dbname"]
        here.environment["DATABASE_URL"] = f"postgresql://postgres@127.0.0.1:{line.port}/{name}"
        start(here)
        here.broadcast()
        eventually(lambda: here.scalar("SELECT count(*) FROM batches WHERE state = 'done'") > 0, 30)
        line.cut()
        first, waits = block(here, 1), spooled(here)
        line.mend()
        again = eventually(lambda: block(here, 1) == 200, 60)
        return [
            (
                f"a person's block was answered {first} and waited on disk ({waits})",
                (first, waits) in {(0, 0), (200, 1)},
            ),
            ("the provider's second knock was taken", bool(again)),
            ending(here),
        ]


def provider_trickles(here: Service) -> Seen:
    """The provider sends a byte a second: the call is given up, people are in doubt, and the worker goes on."""
    with trickling() as port:
        own = here.environment["AFRICASTALKING_BASE_URL"]
        here.environment["AFRICASTALKING_BASE_URL"] = f"http://127.0.0.1:{port}"
        here.broadcast()
        here.start(hurried=False)
        began = time.monotonic()
        doubt = eventually(lambda: here.scalar("SELECT coalesce(sum(unknown), 0) FROM batches"), 90)
        took = time.monotonic() - began
        here.environment["AFRICASTALKING_BASE_URL"] = own
    return [(f"after {took:.0f} s {doubt} people were in doubt (the bound is 60 s)", bool(doubt) and took < 80)]


def disk_full(here: Service) -> Seen:
    """PostgreSQL's own disk fills up: a tablespace on a small one. Needs root, for mount."""
    small = here.folder / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=777", "tmpfs", small], capture_output=True)
    if mounted.returncode:
        return [("left out: a small disk cannot be mounted here", True)]
    try:
        return _on_a_full_disk(here, small)
    finally:
        subprocess.run(["umount", "-l", small], check=False)


def _on_a_full_disk(here: Service, small: Path) -> Seen:
    spaces = small / "space"
    spaces.mkdir(mode=0o700)
    shutil.chown(spaces, "nobody")
    with psycopg.connect(here.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{spaces}'")  # type: ignore[arg-type]
        connection.execute("ALTER TABLE inbox SET TABLESPACE small")
    start(here)
    (small / "ballast").write_bytes(b"")
    with contextlib.suppress(OSError), (small / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(b"x" * 4096)
    answers = [block(here, number) for number in range(60)]
    waits = spooled(here)
    (small / "ballast").unlink()
    replayed = eventually(lambda: spooled(here) == 0, 60)
    kept = here.scalar("SELECT count(*) FROM inbox WHERE kind = 'optout'")
    with psycopg.connect(here.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("ALTER TABLE inbox SET TABLESPACE pg_default")
        connection.execute("DROP TABLESPACE small")
    return [
        (f"60 blocks were answered {sorted(set(answers))}, {waits} of them waited on disk", set(answers) == {200}),
        (f"with room again all were taken in: {kept}", bool(replayed) and kept == 60),
    ]


DRILLS: dict[str, Callable[[Service], Seen]] = {
    each.__name__.replace("_", "-"): each
    for each in (
        database_stopped,
        database_killed,
        database_frozen,
        database_only_reads,
        disk_full,
        provider_trickles,
    )
}


@contextlib.contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """End the whole run when a drill hangs."""
    over = threading.Timer(seconds, _give_up)
    over.daemon = True
    over.start()
    try:
        yield
    finally:
        over.cancel()


def _give_up() -> None:
    print("a drill hung", flush=True)
    os._exit(2)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.drills", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(DRILLS), help="one of them; all without a name")
    asked_for = parser.parse_args().name
    leave_in_order()
    failed = 0
    folder = Path("var/drills")
    with ground(folder.with_name("drills-postgres")) as postgres:
        for name, drill in DRILLS.items():
            if asked_for in (None, name):
                failed += _play(name, drill, folder, postgres)
    sys.exit(1 if failed else 0)


def _play(name: str, drill: Callable[[Service], Seen], folder: Path, postgres: Postgres) -> int:
    began = time.monotonic()
    with bounded(300), service(folder, postgres, batch=10, latency=0.2) as here:
        here.people(600)
        seen = drill(here)
    passed = all(is_so for _, is_so in seen)
    print(f"{name:20} {'passed' if passed else 'FAILED'} in {time.monotonic() - began:.0f} s. {drill.__doc__}")
    for words, is_so in seen:
        print(f"{'':20} {'  ' if is_so else '! '}{words}", flush=True)
    return not passed


if __name__ == "__main__":
    main()
