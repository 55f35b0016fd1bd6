"""Delivery reports: how many a second the door takes, and how many a second are folded in."""

import asyncio
import contextlib
import os
import random
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
from sqlalchemy import Connection, text

from domain import area_files, db, migrations
from domain.hours import at_wall_time
from domain.phones import Phone
from domain.sealed_columns import RECEIPT_PHONE
from domain.subscribers import hidden
from domain.vault import Vault
from messages.providers.africas_talking import AfricasTalking
from schedules import receipts
from schedules.crew import Crew
from tests.make import ENDAU, make_approved

DAYTIME = at_wall_time(datetime(2026, 11, 24, 9, 30)).astimezone(UTC)  # noqa: DTZ001  Nairobi's wall clock
LIST = 1000  # people a batch
FIRST_NUMBER = 254711000000

_MOST = 30.0  # seconds one answer is waited for


class _Connection(asyncio.Protocol):
    """One kept connection: posts a report, checks its 200, posts the next, until there are no more."""

    def __init__(self, requests: Iterable[bytes], waits: list[float], done: "asyncio.Future[None]") -> None:
        self._requests, self._waits, self._done = iter(requests), waits, done
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._wire = transport
        self._next()

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._done.set_result(None)
            self._wire.close()
            return
        self._posted = time.perf_counter()
        self._wire.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._answer.endswith(b"\r\n\r\n"):  # the answer has no body
            return
        if not self._answer.startswith(b"HTTP/1.1 200 "):
            self._done.set_exception(RuntimeError(f"not a 200: {self._answer[:40]!r}"))
            self._wire.close()
            return
        self._answer = b""
        self._waits.append(time.perf_counter() - self._posted)
        self._next()

    def connection_lost(self, _: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(RuntimeError("the door hung up"))


def over_http(url_of_hook: str, reports: int, connections: int = 16) -> dict[str, float]:
    """Post so many different reports over kept connections, as Africa's Talking does; each must be answered 200."""
    where = urlsplit(url_of_hook)
    requests = [_request(where.path, where.netloc, n) for n in range(reports)]
    waits: list[float] = []

    async def run() -> None:
        loop = asyncio.get_running_loop()
        ends = [loop.create_future() for _ in range(connections)]
        for n, end in enumerate(ends):
            mine = requests[n::connections]
            await loop.create_connection(lambda m=mine, e=end: _Connection(m, waits, e), where.hostname, where.port)
        await asyncio.wait_for(asyncio.gather(*ends), _MOST + reports / 50)

    began = time.perf_counter()
    asyncio.run(run())
    took = time.perf_counter() - began
    waits.sort()
    p50, p99 = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
    return {"requests/s": reports / took, "p50 ms": 1000 * p50, "p99 ms": 1000 * p99}


def _request(path: str, host: str, n: int) -> bytes:
    form = {
        "id": f"ATXid_{n:032x}",
        "status": "Success",
        "phoneNumber": f"+{FIRST_NUMBER + n % 1_000_000}",
        "networkCode": "63902",
        "retryCount": "0",
    }
    body = urlencode(form)
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def fold(database_url: str, people: int) -> dict[str, float]:
    """One report of each of so many people, in no order, through the real fold; a wrong state or count is an error."""
    vault, engine = Vault.parse(Vault.new_keys()), db.connect(database_url)
    migrations.upgrade(engine)
    with db.sessions(engine).begin() as session:
        bulletin = make_approved(session, DAYTIME).id
        text_id = session.scalar(text("SELECT min(id) FROM bulletin_texts WHERE bulletin_id = :b"), {"b": bulletin})
    with psycopg.connect(database_url) as connection:
        _fill(connection, vault, people, bulletin, text_id)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    crew = Crew(
        sessions=db.sessions(engine),
        vault=vault,
        places=area_files.gazetteer(),
        providers=(AfricasTalking("sandbox", "key", base_url="http://127.0.0.1:9"),),
        batch_size=LIST,
        ussd_code="*384*1234#",
        now=lambda: DAYTIME,
    )
    with engine.connect() as connection:  # so that the fold is served by the same, which is left when it has ended
        served = _server_cpu(connection)
    began, used = time.perf_counter(), time.process_time()
    receipts.fold(crew)
    took, used = time.perf_counter() - began, time.process_time() - used
    with engine.connect() as connection:
        used += _server_cpu(connection) - served
        _check(list(connection.execute(_SUMS, {"people": people}).one()), people)
    engine.dispose()
    return {"reports/s": people / took, "CPU ms/report": 1000 * used / people}


def _server_cpu(connection: Connection) -> float:
    """Seconds that the server's processes for this database have worked so far, where that can be read."""
    seconds = 0.0
    for pid in connection.scalars(text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")):
        with contextlib.suppress(OSError):
            after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            seconds += (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


_SUMS = text("""
    SELECT (SELECT count(*) FROM deliveries WHERE state = CASE WHEN subscriber_id % 10 = 0 THEN 'failed'
                ELSE 'delivered' END),
        (SELECT sum(delivered) + sum(failed) FROM batches), (SELECT sum(failed) FROM batches) - :people / 10,
        (SELECT count(*) FROM receipts)""")


def _check(found: Sequence[int], people: int) -> None:
    if found != [people, people, 0, 0]:
        raise SystemExit(f"the fold went wrong, so the figure would be a lie: {found}")


def _fill(connection: "psycopg.Connection[tuple[object, ...]]", vault: Vault, people: int, *about: object) -> None:
    """So many subscribers from 1 on, the bulletin's lists, a delivery each, and a report each in no order."""
    bulletin, text_id = about
    connection.execute(
        """INSERT INTO batches (bulletin_id, text_id, county, recipients, size, state, accepted)
        SELECT %s, %s, 'kitui', '{}', n, 'done', n FROM (
            SELECT least(%s, %s - %s * i) AS n FROM generate_series(0, (%s - 1) / %s) AS i ORDER BY i) AS lists""",
        (bulletin, text_id, LIST, people, LIST, people, LIST),
    )
    (first,) = connection.execute("SELECT min(id) FROM batches").fetchone() or (0,)
    assert isinstance(first, int)
    order = random.Random(1).sample(range(people), people)
    with connection.cursor() as cursor:
        with cursor.copy(
            """COPY subscribers (id, phone_sealed, phone_lookup, wards, language, kind, notice_version,
            consent_channel, consented_at, joined_at) FROM STDIN"""
        ) as copy:
            for n in range(people):
                sealed_and_lookup = hidden(vault, _phone(n))
                copy.write_row((n + 1, *sealed_and_lookup, [ENDAU], "sw", "person", "1", "ussd", DAYTIME, DAYTIME))
        with cursor.copy(
            "COPY deliveries (subscriber_id, bulletin_id, batch_id, state, provider, provider_id, at) FROM STDIN"
        ) as copy:
            for n in range(people):
                copy.write_row(
                    (n + 1, bulletin, first + n // LIST, "accepted", "africastalking", f"ATXid_{n:032x}", DAYTIME)
                )
        with cursor.copy(
            "COPY receipts (provider, provider_id, phone_sealed, state, blocked, received_at, reason, network)"
            " FROM STDIN"
        ) as copy:
            for n in order:
                state, word = ("failed", "Failed") if (n + 1) % 10 == 0 else ("delivered", "Success")
                sealed = vault.seal(_phone(n).e164, *RECEIPT_PHONE.at("africastalking", f"ATXid_{n:032x}"))
                copy.write_row(("africastalking", f"ATXid_{n:032x}", sealed, state, False, DAYTIME, word, "63902"))


def _phone(n: int) -> Phone:
    return Phone(f"+{FIRST_NUMBER + n}")
