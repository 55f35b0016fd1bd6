"""A database that is really away: nothing acknowledged is lost, nothing is done twice, and what people sent keeps its
order."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot.callbacks import DatabaseAway
from bot.replay import MOST_TRIES, Replay
from bot.spool import LEAST_FREE, Posted, Spool
from domain import area_files, db, departures, migrations, wall_clock
from domain.departures import Departure
from domain.embedded import Postgres
from domain.heartbeats import PEOPLE, last_beats
from domain.inbox import Callback, Kind
from domain.incidents import Incident
from domain.phones import Phone
from domain.receipts import WaitingReceipt
from domain.sealed_columns import TEXT_BODY
from domain.sender_blocks import SenderBlock
from domain.subscribers import Subscriber
from domain.texts import SingleText
from domain.vault import Purpose, Vault
from tests.bot.simulator.conftest import until
from tests.conftest import empty
from tests.messages.providers.conftest import full_port  # noqa: F401  a fixture

AT = "/hooks/local/africastalking"
PERSON = "+254711000001"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A server of these tests alone, which they may stop; durable, for what it has committed must be there again."""
    server = Postgres(tmp_path_factory.mktemp("postgres") / "own")
    server.start()
    engine = db.connect(server.url)
    migrations.upgrade(engine)
    with db.sessions(engine).begin() as session:
        area_files.load_areas(session)
    engine.dispose()
    yield server
    server.forget()


@pytest.fixture
def engine(own_server: Postgres) -> Iterator[Engine]:
    """In the place of everybody's database: what `session`, `settings` and `app` stand on here."""
    own_server.start()
    engine = db.connect(own_server.url)
    empty(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def away(own_server: Postgres, engine: Engine) -> Callable[[], None]:
    """Let the database go as in a crash."""

    def stop() -> None:
        own_server._run("pg_ctl", "-D", str(own_server.data), "-m", "immediate", "-w", "stop")

    return stop


@pytest.fixture
def back(own_server: Postgres, app: Flask) -> Callable[[], None]:
    """Let the database come again, and wait until nothing is left in the spool."""

    def start() -> None:
        own_server.start()
        settle(app)

    return start


def settle(app: Flask) -> None:
    def empty_now() -> bool:
        app.extensions["replay"].round()
        return not spool(app).waiting()

    until(empty_now)


def spool(app: Flask) -> Spool:
    found: Spool = app.extensions["mbiu"].spool
    return found


def knock(client: FlaskClient, door: str, **form: str) -> int:
    return client.post(f"{AT}/{door}", data={name.removesuffix("_"): value for name, value in form.items()}).status_code


def sms(client: FlaskClient, words: str, message_id: str, date: str = "2026-11-24 06:30:00") -> int:
    return knock(client, "sms", id=message_id, from_=PERSON, to="20880", text=words, date=date)


def dial(client: FlaskClient, session_id: str = "one") -> str:
    return client.post(f"{AT}/ussd", data={"sessionId": session_id, "phoneNumber": PERSON, "text": ""}).text


def person(session: Session, vault: Vault) -> Subscriber | None:
    session.rollback()
    lookup = vault.lookup(Phone(PERSON), Purpose.SUBSCRIBER)
    return session.scalar(select(Subscriber).where(Subscriber.phone_lookup == lookup))


def replies(session: Session, vault: Vault) -> list[str]:
    session.rollback()
    rows = session.scalars(select(SingleText).order_by(SingleText.id))
    return [TEXT_BODY.read(vault, row) for row in rows]


def everything_in(folder: Path) -> bytes:
    return b"".join(str(path).encode() + (path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*"))


def test_what_came_while_the_database_was_away_is_there_once_and_in_order(client, session, vault, clock, away, back):
    away()
    taken = []
    for _ in range(2):  # Africa's Talking repeats what it was not sure of
        taken += [sms(client, "JIUNGE MUTHA", "m1"), sms(client, "Asante sana", "m2")]
        taken += [knock(client, "optout", senderId="MBIUPEACE", phoneNumber=PERSON)]
        taken += [knock(client, "delivery", id="ATXid_1", status="Success", phoneNumber=PERSON)]
        taken += [knock(client, "ussd-events", sessionId="s", phoneNumber=PERSON, status="Incomplete")]
        taken += [sms(client, "STOP", "m3")]
        clock.forward(timedelta(hours=1))
    assert taken == [200] * 12

    back()

    gone = person(session, vault)
    assert gone is not None
    assert gone.left_at is not None
    assert session.scalars(select(SenderBlock.sender)).all() == ["MBIUPEACE"]
    welcome, thanks, farewell = replies(session, vault)
    assert ("Mutha" in welcome, thanks.startswith("Asante"), farewell.startswith("Umejiondoa")) == (True,) * 3
    kept = session.scalars(select(Callback).order_by(Callback.id)).all()
    assert [one.kind for one in kept] == [Kind.SMS, Kind.SMS, Kind.OPTOUT, Kind.SMS, Kind.USSD_EVENT]
    assert {one.received_at for one in kept} == {clock() - timedelta(hours=2)}
    reports = session.scalars(select(WaitingReceipt.received_at).order_by(WaitingReceipt.id)).all()
    assert reports == [clock() - timedelta(hours=2), clock() - timedelta(hours=1)], "folded in as one"
    assert sms(client, "STOP", "m3") == 200
    assert len(replies(session, vault)) == 3


def test_a_report_that_waited_is_of_the_minute_it_came_and_its_answer_of_now(client, session, clock, away, back):
    came = clock()
    away()
    sms(client, "Ripoti Mutha ng'ombe wameibiwa", "m1")
    clock.forward(timedelta(hours=9))
    back()

    assert session.scalars(select(Incident.opened_at)).all() == [came]
    assert session.scalars(select(SingleText.created_at)).all() == [clock()]


def test_what_people_send_later_waits_behind_and_what_has_no_order_does_not(
    app, client, session, vault, own_server, away
):
    sms(client, "JOIN MUTHA", "m1")
    away()
    assert sms(client, "STOP", "m2") == 200
    spool(app)._away_until = 0
    with spool(app).alone() as alone:  # as another process that is slow at it
        assert alone
        own_server.start()
        assert sms(client, "START", "m3") == 200
        assert knock(client, "delivery", id="ATXid_1", status="Success", phoneNumber=PERSON) == 200
        assert dial(client).startswith("END Samahani"), "a STOP by the dialled code must not be overtaken either"
        app.extensions["replay"].round()
        assert spool(app).waiting() == 2
        assert set(session.scalars(select(Callback.kind))) == {Kind.SMS}
        assert len(session.scalars(select(WaitingReceipt)).all()) == 1
    settle(app)
    assert dial(client).startswith("CON ")

    member = person(session, vault)
    assert member is not None
    assert member.left_at is None
    assert len(replies(session, vault)) == 3


def test_a_dial_is_never_spooled_and_works_again_at_once(app, client, own_server, away):
    away()
    assert dial(client).startswith("END Samahani")
    assert spool(app).waiting() == 0
    own_server.start()
    spool(app)._away_until = 0

    assert dial(client).startswith("CON ")


def test_a_web_process_that_starts_without_its_database_serves_and_recovers(build, session, vault, own_server, away):
    away()
    late = build()
    client = late.test_client()
    assert client.get("/healthz").status_code == 200
    assert sms(client, "JOIN MUTHA", "m1") == 200
    said = client.get("/readyz").get_json()
    assert (said["database"], said["spooled"]) == (False, 1)
    own_server.start()
    settle(late)

    assert person(session, vault) is not None
    assert client.get("/readyz").get_json()["spooled"] == 0


def test_nothing_can_be_read_in_the_spool_and_it_is_closed_to_others(app, client, away):
    away()
    sms(client, "JOIN MUTHA", "message-one")
    knock(client, "optout", senderId="MBIUPEACE", phoneNumber=PERSON)
    knock(client, "delivery", id="ATXid_1", status="Success", phoneNumber=PERSON)
    folder = spool(app).folder
    held = everything_in(folder)

    assert spool(app).waiting() == 3
    for word in (b"711000001", b"JOIN", b"MUTHA", b"message-one", b"MBIUPEACE", b"ATXid", b"Success", b"20880"):
        assert word not in held
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
    assert modes == {True: 0o700, False: 0o600}


def test_a_file_cut_in_half_is_put_aside_and_blocks_nobody(app, client, session, vault, away, back, caplog):
    away()
    sms(client, "JOIN MUTHA", "m1")
    sms(client, "JOIN MUTHA", "m2")
    first, _ = spool(app).oldest(2)
    first.write_bytes(first.read_bytes()[:40])
    back()

    assert session.scalars(select(Callback.external_id)).all() == ["m2"]
    assert spool(app).put_aside() == 1
    assert "put aside" in caplog.text
    assert "711000001" not in caplog.text


def test_a_file_that_fails_again_and_again_lets_those_behind_it_pass(app, vault, tmp_path, clock):
    done: list[bytes] = []

    def act(posted: Posted) -> None:
        if posted.body == b"poison":
            raise DatabaseAway
        done.append(posted.body)

    for body in (b"first", b"poison", b"last"):
        spool(app).keep(Posted("africastalking", Kind.SMS, body, clock()))
    replay = Replay(app, act)
    for _ in range(MOST_TRIES):
        replay.round()
        with app.extensions["mbiu"].sessions() as session:
            assert PEOPLE in last_beats(session), "meanwhile no list leaves"

    assert done == [b"first", b"last"]
    assert (spool(app).waiting(), spool(app).put_aside()) == (0, 1)


def test_what_was_put_aside_goes_with_the_number_that_is_erased(app, session, vault, clock):
    for sender in (PERSON, "+254711000002"):
        body = f"id=m&from={sender.replace('+', '%2B')}&text=Habari".encode()
        spool(app).keep(Posted("africastalking", Kind.SMS, body, clock()))
    for file in spool(app).oldest(2):
        spool(app).set_aside(file)
    replay = Replay(app, lambda _: None)
    replay.forget_aside()
    assert spool(app).put_aside() == 2

    departures.note(session, vault, Phone(PERSON), Departure.STOPPED, clock())
    departures.note(session, vault, Phone("+254711000002"), Departure.ERASED, clock() - timedelta(days=1))
    session.commit()
    replay.forget_aside()
    assert spool(app).put_aside() == 2, "written since that erasure"

    departures.note(session, vault, Phone(PERSON), Departure.ERASED, clock())
    session.commit()
    replay.forget_aside()
    assert [b"711000001" in spool(app).read(file).body for file in spool(app).aside()] == [False]


def test_what_was_put_aside_goes_after_half_a_year_and_not_by_a_clock_that_is_ahead(app, session, clock):
    spool(app).keep(Posted("africastalking", Kind.SMS, b"", clock()))
    [file] = spool(app).oldest(1)
    os.utime(file, (time.time() - 2000 * 86400,) * 2)  # by a clock that was behind
    spool(app).set_aside(file)
    [file] = spool(app).aside()
    replay = Replay(app, lambda _: None)
    wall_clock.believe(session, clock())
    session.commit()
    replay.forget_aside()
    assert file.exists(), "first seen by a clock that is believed"

    os.utime(file, (time.time() - 200 * 86400,) * 2)
    wall_clock.believe(session, clock() - timedelta(days=365))
    session.commit()
    replay.forget_aside()
    with spool(app).alone():
        assert file.exists()

    wall_clock.believe(session, clock())
    session.commit()
    replay.forget_aside()
    assert not file.exists()


def test_a_fault_of_our_own_ends_no_replay(app, clock, caplog):
    spool(app).keep(Posted("nobody we know", Kind.SMS, b"text=Siri+yangu", clock()))
    spool(app).keep(Posted("africastalking", Kind.SMS, b"id=m1&from=%2B254711000001&text=STOP", clock()))
    settle(app)

    assert spool(app).put_aside() == 1
    assert "KeyError" in caplog.text
    assert "Siri" not in caplog.text


def test_one_process_replays_at_a_time_and_clears_what_others_left_unfinished(app, vault, clock):
    spool(app).keep(Posted("africastalking", Kind.SMS, b"", clock()))
    [kept] = spool(app).oldest(1)
    left, fresh = kept.with_name(".left"), kept.with_name(".fresh")
    for draft, hours in ((left, 2), (fresh, 0)):
        draft.write_bytes(b"half")
        os.utime(draft, (time.time() - hours * 3600,) * 2)

    with spool(app).alone() as first, Spool(spool(app).folder, vault).alone() as second:
        assert (first, second) == (True, False)
    with spool(app).alone() as again:
        assert again
    assert (left.exists(), fresh.exists(), kept.exists()) == (False, True, True)


def test_a_text_that_waits_here_and_is_found_in_the_providers_inbox_too_is_answered_once(
    client, session, vault, away, back
):
    away()
    assert sms(client, "JIUNGE MUTHA", "m1") == 200
    assert sms(client, "JIUNGE MUTHA", "inbox-15071") == 200
    back()

    assert len(replies(session, vault)) == 1


def test_a_database_that_is_away_puts_nothing_aside(app, client, away):
    away()
    sms(client, "STOP", "m1")
    for _ in range(MOST_TRIES + 1):
        app.extensions["replay"].round()

    assert (spool(app).waiting(), spool(app).put_aside()) == (1, 0)


def only_reads(server: Postgres, switch: str) -> None:
    writes = "-c default_transaction_read_only=off"
    with psycopg.connect(server.url, options=writes, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE mbiu SET default_transaction_read_only = {switch}")


def test_a_database_that_only_reads_is_one_that_is_away(build, own_server, session, vault, engine):
    only_reads(own_server, "on")
    app = build()
    try:
        client = app.test_client()
        assert sms(client, "JOIN MUTHA", "m1") == 200
        assert knock(client, "delivery", id="ATXid_1", status="Success", phoneNumber=PERSON) == 200
        assert knock(client, "delivery", id="ATXid_1", status="Teleported", phoneNumber=PERSON) == 200
        assert knock(client, "sms", text="STOP") == 200
        for _ in range(MOST_TRIES + 1):
            app.extensions["replay"].round()
        assert (spool(app).waiting(), spool(app).put_aside()) == (4, 0)
    finally:
        only_reads(own_server, "off")
    app.extensions["mbiu"].sessions.kw["bind"].dispose()
    settle(app)

    assert person(session, vault) is not None


def test_a_disk_that_is_nearly_full_takes_no_report_but_still_a_stop_and_a_full_one_nothing(app, vault, clock):
    def keep(kind: Kind, free: int) -> bool:
        room = Spool(spool(app).folder, vault, free=lambda _: free)
        try:
            room.keep(Posted("africastalking", kind, b"", clock()))
        except OSError:
            return False
        return True

    assert keep(Kind.DELIVERY, 2 * LEAST_FREE)
    assert not keep(Kind.DELIVERY, 2 * LEAST_FREE - 1)
    assert keep(Kind.SMS, LEAST_FREE)
    assert not keep(Kind.SMS, LEAST_FREE - 1)


def test_a_spool_that_cannot_be_written_is_503_so_that_the_provider_knocks_again(app, client, away, caplog):
    spool(app).folder.write_text("a file in its place")
    away()

    assert sms(client, "STOP", "m1") == 503
    assert knock(client, "delivery", id="ATXid_1", status="Success", phoneNumber=PERSON) == 503
    assert client.get("/readyz").status_code == 503
    assert "711000001" not in caplog.text


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from datetime import UTC, datetime
from bot.spool import Posted, Spool
from domain.inbox import Kind
from domain.vault import Vault
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))  # no file grows beyond 100 bytes: ours is cut in the middle
try:
    Spool(Path(sys.argv[1]), Vault.parse(Vault.new_keys())).keep(Posted("a", Kind.SMS, b"x" * 500, datetime.now(UTC)))
except OSError:
    print("refused")
"""


def test_a_disk_that_fills_in_the_middle_of_a_file_refuses_it_and_leaves_no_half_of_one(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert told.stdout == "refused\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_arrivals_sort_as_they_came(clock):
    arrivals = [Posted("africastalking", Kind.SMS, b"", clock()).arrival for _ in range(2000)]

    assert sorted(set(arrivals)) == arrivals


def test_a_server_that_vanished_does_not_hold_a_hook(build, full_port):  # noqa: F811
    client = build(database_url=f"postgresql://127.0.0.1:{full_port}/mbiu").test_client()
    began = time.monotonic()
    assert sms(client, "STOP", "m1") == 200
    first = time.monotonic() - began
    assert sms(client, "STOP", "m2") == 200

    assert first < 8, "Africa's Talking waits ten seconds"
    assert time.monotonic() - began - first < 1, "and the next is not tried at all"


class Web:
    """A real web on a port of its own, as the Procfile starts it."""

    def __init__(self, database_url: str, data: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PORT": str(port),
            "MBIU_LOCAL": "1",
            "MBIU_DATA": str(data),
            "DATABASE_URL": database_url,
            "PUBLIC_BASE_URL": self.address,
            "AFRICASTALKING_USERNAME": "mbiu",
            "AFRICASTALKING_API_KEY": "key",
            "AFRICASTALKING_SHORT_CODE": "20880",
            "HOOK_TOKENS": "local",
        }
        line = next(line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web:"))
        self.process = subprocess.Popen(
            ["sh", "-c", line.removeprefix("web: ")],
            env=environment,
            cwd=ROOT,
            start_new_session=True,
        )

    def serves(self) -> bool:
        assert self.process.poll() is None, "the web ended"
        try:
            return requests.get(f"{self.address}/healthz", timeout=5).ok
        except requests.RequestException:
            return False

    def kill(self) -> None:
        """SIGKILL to all of it at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def test_a_web_process_killed_between_the_spool_and_its_replay_loses_nothing(own_server, session, away, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    web = Web(own_server.url, tmp_path, port)
    try:
        until(web.serves, 30)
        away()
        for number in range(20):
            form = {"id": f"m{number}", "from": PERSON, "text": "MSAADA", "date": "2026-11-24 06:30:00"}
            assert requests.post(f"{web.address}{AT}/sms", data=form, timeout=10).status_code == 200
    finally:
        web.kill()
    assert sum(1 for _ in (tmp_path / "spool" / "people").iterdir()) == 20
    own_server.start()
    web = Web(own_server.url, tmp_path, port)
    try:
        until(web.serves, 30)
        until(lambda: not any((tmp_path / "spool" / "people").iterdir()), 30)
    finally:
        web.kill()

    in_order = session.scalars(select(Callback.external_id).order_by(Callback.id)).all()
    assert in_order == [f"m{number}" for number in range(20)]


def test_a_stop_in_a_call_does_not_overtake_the_join_that_was_texted_before_it(
    app, client, session, vault, away, own_server
):
    away()
    assert sms(client, "JOIN MUTHA", "m1") == 200
    own_server.start()
    spool(app)._away_until = 0
    assert dial(client).startswith("END Samahani"), "not before what this phone texted is acted on"

    settle(app)
    spool(app)._away_until = 0
    assert dial(client).startswith("CON ")
