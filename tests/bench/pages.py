"""The row of the console: the pages officers open, on a county that has everybody and a year behind it."""

import time
from datetime import datetime, timedelta
from typing import NamedTuple

import requests
from sqlalchemy.orm import Session

from domain import db
from domain.bulletins import Bulletin
from domain.db import next_ids
from domain.hours import local
from domain.languages import FLOOR
from domain.life_cycle import State
from domain.moments import minute
from domain.officers import Grant, Officer, Role
from domain.replies import Reply
from domain.sealed_columns import REPLY_BODY, REPLY_PHONE
from domain.vault import Purpose, Vault
from schedules.crew import Crew
from tests.bench.bench import Bench, Figures
from tests.bench.stage import Stage
from tests.make import make_bulletin

PEOPLE = 2  # times those of the other rows: 200,000 unless told
BULLETINS, LISTS, PERSONS, ACTS = 100, 200, 10_000, 200_000
ROUNDS = 12
YEAR = timedelta(days=365)
PAGES = {
    "home": "",
    "bulletins": "bulletins/",
    "bulletin": "bulletins/1",
    "results": "bulletins/1/results",
    "wards": "subscribers/",
    "people": "people/",
    "people of Kamba": "people/?area=kitui&language=kam",
    "person": "people/1",
    "enrolment": "enrolment/",
    "conversations": "inbox/",
    "conversation": "inbox/1",
    "figures": "figures/",
    "reach of a year": "figures/reach/?span=12",
    "costs of a year": "figures/costs/?span=12",
    "audit": "audit/",
    "audit of one officer": "audit/?officer=1",
    "sending": "sending/",
    "going live": "go-live/",
    "who may do what": "rights/",
}
KIB = 1024


class Seen(NamedTuple):
    """One page as it came over the wire."""

    ms: float
    kib: float


def pages(bench: Bench) -> Figures:
    """Each page from the request to its last byte, and its weight as it is sent; the first load has its looks too."""
    stage = bench.stage(PEOPLE * bench.recipients)
    crew = stage.crew(1)
    officer = _fill(stage, crew)
    with stage.web() as (port, _), stage.browser(officer) as browser:
        console = f"http://127.0.0.1:{port}/console/"
        seen = {name: [_open(browser, console + path) for _ in range(ROUNDS)][2:] for name, path in PAGES.items()}
        looks = sum(_open(browser, address).kib for address in _looks(browser, console))
    middle = {f"{name} ms": sorted(page.ms for page in found)[len(found) // 2] for name, found in seen.items()}
    heaviest = max(found[0].kib for found in seen.values())
    slowest = max(page.ms for found in seen.values() for page in found)
    return {**middle, "slowest ms": slowest, "KiB first": heaviest + looks, "KiB after": heaviest}


def _open(browser: requests.Session, address: str) -> Seen:
    began = time.perf_counter()
    answer = browser.get(address, timeout=60, stream=True, allow_redirects=False)
    weight = len(answer.raw.read(decode_content=False))
    took = 1000 * (time.perf_counter() - began)
    assert answer.status_code == 200, (address, answer.status_code)
    return Seen(took, weight / KIB)


def _looks(browser: requests.Session, console: str) -> list[str]:
    """The stylesheet and the script, at the addresses a page names."""
    page = browser.get(console, timeout=60).text
    parts = [part.partition('"')[0] for part in page.split('"/static/')[1:]]
    return [f"{console.removesuffix('console/')}static/{part}" for part in dict.fromkeys(parts)]


def _fill(stage: Stage, crew: Crew) -> int:
    """Bulletins that were sent, conversations, a year of counts and of the audit; the officer who opens it all."""
    engine, now = db.connect(stage.url), crew.now()
    with db.sessions(engine).begin() as session:
        officer = Officer(username="bench", name="Bench", grants=[Grant(role=role) for role in _all_roles()])
        session.add(officer)
        session.flush()
        found = officer.id
        _bulletins(session, officer, now)
        session.add_all(
            _reply(crew.vault, number, reply_id, now)
            for number, reply_id in enumerate(next_ids(session, Reply, PERSONS))
        )
    engine.dispose()
    stage.look.execute(_LISTS, (LISTS, now))
    stage.look.execute(_DAYS, (local(now).date() - YEAR, local(now).date()))
    stage.look.execute(_AUDIT, (now, found, ACTS))
    stage.look.execute("VACUUM ANALYZE")
    return found


def _all_roles() -> list[Role]:
    return [Role.OFFICER, Role.APPROVER, Role.PEACE, Role.LEAD, Role.ADMIN]


def _bulletins(session: Session, officer: Officer, now: datetime) -> None:
    for number in range(BULLETINS):
        left = now - YEAR * number / BULLETINS
        bulletin = make_bulletin(session, left, author=officer, title=f"Ukame {number}", send_at=left)
        _sent(bulletin, left)


def _sent(bulletin: Bulletin, left: datetime) -> None:
    bulletin.state, bulletin.started_at, bulletin.all_listed = State.SENT, left, True
    bulletin.finished_at = left + timedelta(minutes=5)


def _reply(vault: Vault, number: int, reply_id: int, now: datetime) -> Reply:
    reply = Reply(
        phone_sealed=vault.seal(f"+2547{number // 3:08d}", *REPLY_PHONE.at(reply_id)),
        phone_lookup=vault.lookup(f"+2547{number // 3:08d}", Purpose.REPLY),
        body_sealed=vault.seal("Maji yamekwisha kisimani, tufanye nini?", *REPLY_BODY.at(reply_id)),
        language=FLOOR,
        county="kitui",
        received_at=minute(now - timedelta(minutes=number)),
    )
    reply.id = reply_id
    return reply


_LISTS = """
    INSERT INTO batches (bulletin_id, text_id, county, recipients, size, state, provider, finished_at, accepted,
        delivered, failed, cost)
    SELECT b.id, t.id, 'kitui', '{}', 1000, 'done', 'africastalking', b.finished_at, 990, 900, 60, 792
    FROM bulletins b JOIN bulletin_texts t ON t.bulletin_id = b.id, generate_series(1, %s)
    WHERE b.started_at <= %s"""
_DAYS = """
    INSERT INTO subscriber_days ("on", county, language, kind, gender, age_band, people, joined, "left")
    SELECT day::date, a.slug, l, 'person', g, age, 1000 + extract(doy FROM day)::int, 3, 1
    FROM generate_series(%s::date, %s::date, interval '1 day') AS day, areas a, unnest(ARRAY['sw', 'kam']) AS l,
        unnest(ARRAY['', 'female', 'male']) AS g, unnest(ARRAY['', 'young', 'old']) AS age
    WHERE a.slug NOT LIKE '%%.%%'"""
_AUDIT = """
    INSERT INTO audit (at, officer_id, what, subject, detail)
    SELECT %s::timestamptz - number * interval '3 minutes', %s, 'answered', 'reply ' || number, '{}'
    FROM generate_series(1, %s) AS number"""
