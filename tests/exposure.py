"""What would give a reporter away, looked for as somebody would who has a dump, a log or a page and no key."""

import base64
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.moments import hour
from domain.phones import Phone
from domain.schema import metadata

REPORTS = {"incidents", "incident_steps", "sightings", "told_apart", "reveals", "calls", "referrals"}
OF_TEXTS = """
    SELECT job.scheduled_at AS "jobs.scheduled_at", event.at AS "events.at" FROM procrastinate_jobs job
    JOIN procrastinate_events event ON event.job_id = job.id WHERE job.task_name = 'send_text'"""
PLACES = {"areas", "area_aliases", "localities"}
APART = {"reporters", "officers", "responders", "audit", *PLACES}
# What leads to a person: a number, however hidden, or the name by which a provider knows the message.
MARKS = {"phone_sealed", "phone_lookup", "text_lookup", "provider_id", "external_id", "session_id", "volunteer_lookup"}


def spellings(phone: Phone) -> set[str]:
    """Every way the number may be written: its last nine digits are in all the plain ones."""
    nine, whole = phone.e164[-9:], int(phone.e164[1:])
    coded = {base64.b64encode(bytes(shift) + nine.encode()).decode().rstrip("=")[4:-2] for shift in range(3)}
    return {nine, nine.encode().hex(), f"{whole:x}", f"{whole:o}", *coded}


def readable(body: bytes) -> str:
    """The text of a page or a file, with all that is packed in it."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return body.decode("utf-8", "replace")


def dump(session: Session) -> dict[str, str]:
    """Every row of every table and of the engine's own; bytes both as they are and in hexadecimal."""
    tables = {table.name: session.execute(table.select()).all() for table in metadata.sorted_tables}
    for own in ("procrastinate_jobs", "procrastinate_events", "procrastinate_workers"):
        tables[own] = session.execute(text(f"SELECT * FROM {own}")).all()  # noqa: S608  our own words
    return {name: " ".join(_as_text(value) for row in rows for value in row) for name, rows in tables.items()}


def _as_text(value: object) -> str:
    return f"{value.decode('latin-1')} {value.hex()}" if isinstance(value, bytes) else str(value)


def rows(session: Session, *, reports: bool) -> Iterator[tuple[str, dict[str, object]]]:
    """The rows about incidents; or all others that bear a mark of a person, and the jobs that lead to one."""
    if not reports:
        yield from (("procrastinate", dict(row)) for row in session.execute(text(OF_TEXTS)).mappings())
    for table in metadata.sorted_tables:
        if (table.name in REPORTS) != reports or table.name in APART:
            continue
        for row in session.execute(table.select()).mappings():
            if reports or any(row.get(mark) for mark in MARKS):
                yield table.name, dict(row)


def shared_minutes(session: Session) -> set[tuple[str, str]]:
    """Columns of rows that bear a mark of a person, and those of incidents that name the same minute."""
    told = [(where, at) for where, at in _moments(session, reports=True)]
    marked = [(where, at) for where, at in _moments(session, reports=False)]
    return {(one, other) for one, mine in told for other, theirs in marked if mine == theirs}


def _moments(session: Session, *, reports: bool) -> Iterator[tuple[str, datetime]]:
    for name, row in rows(session, reports=reports):
        for column, value in row.items():
            if isinstance(value, datetime) and value != hour(value):  # many share an hour, or there is none to tell
                yield f"{name}.{column}", value.replace(second=0, microsecond=0)


def shared_bytes(session: Session) -> list[tuple[str, str]]:
    """Rows that hold the same bytes, wherever they are: a lookup that stands in two places joins them."""
    seen: dict[bytes, str] = {}
    found = []
    for table in metadata.sorted_tables:
        if table.name in APART - {"reporters"}:
            continue
        for at, row in enumerate(session.execute(table.select()).mappings()):
            for column, value in row.items():
                if isinstance(value, bytes) and value:
                    where = f"{table.name}.{column} {at}"
                    if (other := seen.setdefault(value, where)) != where:
                        found.append((other, where))
    return found
