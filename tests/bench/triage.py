"""The row of officers at their desk: the list of reports while very many are open."""

import time
from datetime import datetime, timedelta
from random import Random

import requests

from domain import db
from domain.db import next_ids
from domain.incidents import Incident
from domain.languages import FLOOR
from domain.moments import minute
from domain.officers import Grant, Officer, Role
from domain.sealed_columns import SIGHTING_WORDS
from domain.sightings import Sighting, When
from domain.subscribers import Channel
from domain.taxonomy import TAXONOMY, Kind
from domain.triage import CLOCKS, Ground
from domain.vault import Vault
from schedules.crew import Crew
from tests.bench.bench import Bench, Figures
from tests.bench.stage import Stage

OPEN, ROUNDS = 10_000, 40
LATELY = timedelta(days=3)
PAGES = ("", "?page=100", "?level=high", "?state=new&kind=wildlife")


def page(bench: Bench) -> Figures:
    """From the request to its last byte, of the first page, a late one and two that are filtered."""
    crew = bench.desk.crew(1)
    officer = _fill(bench.desk, crew)
    with bench.desk.web() as (port, _), bench.desk.browser(officer) as browser:
        desk = f"http://127.0.0.1:{port}/console/incidents/"
        for _round in range(4):
            _open(browser, desk)
        waits = sorted(_open(browser, desk + PAGES[turn % len(PAGES)]) for turn in range(ROUNDS))
    return {"p50 ms": waits[ROUNDS // 2], "p99 ms": waits[-1]}


def _open(browser: requests.Session, address: str) -> float:
    """Milliseconds of one page. Raises `AssertionError` for one that holds no report."""
    began = time.perf_counter()
    answer = browser.get(address, timeout=30)
    took = 1000 * (time.perf_counter() - began)
    assert answer.status_code == 200
    assert answer.text.count("<tr>") > 10, "no reports on it"
    return took


def _fill(stage: Stage, crew: Crew) -> int:
    """Reports of the last three days in every ward, and the officer who reads them."""
    engine = db.connect(stage.url)
    chance, now = Random(1), crew.now()
    wards = crew.places.wards([county.slug for county in crew.places.counties])
    with db.sessions(engine).begin() as session:
        officer = Officer(username="bench", name="Bench", grants=[Grant(role=Role.PEACE)])
        session.add(officer)
        filed = [
            _incident(number, chance.choice(list(Kind)), chance.choice(wards), minute(now - chance.random() * LATELY))
            for number in range(OPEN)
        ]
        session.add_all(filed)
        session.flush()
        ids = next_ids(session, Sighting, len(filed))
        session.add_all(_sighting(crew.vault, *each) for each in zip(ids, filed, strict=True))
        found = officer.id
    engine.dispose()
    stage.look.execute("VACUUM ANALYZE")
    return found


def _incident(number: int, kind: Kind, ward: str, opened: datetime) -> Incident:
    level = TAXONOMY[kind].level
    return Incident(
        code_word=f"bench-{number}",
        kind=kind,
        level=level,
        ward=ward,
        opened_at=opened,
        due_at=opened + CLOCKS[level].take_up,
        advised=level,
        grounds=[Ground.KIND],
    )


def _sighting(vault: Vault, sighting_id: int, incident: Incident) -> Sighting:
    sighting = Sighting(
        incident_id=incident.id,
        number=1,
        kind=incident.kind,
        ward=incident.ward,
        happened=When.TODAY,
        language=FLOOR,
        channel=Channel.USSD,
        told_at=incident.opened_at,
        words_sealed=vault.seal("Mzozo kisimani", *SIGHTING_WORDS.at(sighting_id)),
    )
    sighting.id = sighting_id
    return sighting
