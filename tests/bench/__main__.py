"""`make bench`: each figure with its ratio to the naive loop of the same run, as a table and as JSON under var/."""

import argparse
import asyncio
import json
import resource
import shutil
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from africastalking.SMS import SMSService

from bot import crowd
from domain import areas, db, migrations
from domain.areas import Gazetteer
from domain.batches import progress
from domain.embedded import running
from domain.hours import at_wall_time
from domain.languages import Language
from domain.vault import Vault
from messages.providers.africas_talking import AfricasTalking
from schedules import departure, worker
from schedules.crew import Crew
from tests.bench.provider import provider
from tests.make import make_approved

DAYTIME = at_wall_time(datetime(2026, 11, 24, 9, 30)).astimezone(UTC)  # noqa: DTZ001  Nairobi's wall clock
NAIVE = 400  # messages of the naive loop: enough to be steady, few enough to wait for


def naive(address: str) -> float:
    """Messages a second of the SDK, one person a call, nothing stored."""
    sms = SMSService("sandbox", "key")
    sms._baseUrl = f"{address}/version1"
    began = time.perf_counter()
    for n in range(NAIVE):
        sms.send("Ukame.", [f"+2547110{n:05d}"])
    return NAIVE / (time.perf_counter() - began)


def broadcast(address: str, url: str, people: int, size: int) -> dict[str, float]:
    """One bulletin in three languages to everybody, through the clock's and the worker's own code, all committed."""
    engine = db.connect(url, pool_size=worker.IN_FLIGHT)
    vault, places = Vault.parse(Vault.new_keys()), Gazetteer.from_files()
    migrations.upgrade(engine)
    sessions = db.sessions(engine)
    with sessions.begin() as session:
        areas.load_areas(session)
        for joined in crowd.fill(session, vault, places, people, DAYTIME):
            sys.stderr.write("." if joined else "")
        everywhere = [county.slug for county in places.counties]
        words = {language: f"NDMA: {language}" for language in (Language.SWAHILI, Language.KAMBA, Language.TAITA)}
        bulletin = make_approved(session, DAYTIME, areas=everywhere, texts=words)
    sys.stderr.write("\n")
    crew = Crew(
        sessions=sessions,
        vault=vault,
        places=places,
        providers=(AfricasTalking("sandbox", "key", base_url=address),),
        batch_size=size,
        ussd_code="*384*1234#",
        now=lambda: DAYTIME,
    )
    began, used = time.perf_counter(), _cpu()
    departure.start_due(crew)
    asyncio.run(worker.work(crew, url, until_empty=True))
    took, used = time.perf_counter() - began, _cpu() - used
    with sessions() as session:
        done = progress(session, bulletin.id)
    engine.dispose()
    if done.accepted != people:
        raise SystemExit(f"only {done.accepted} of {people} were accepted: the figure would be a lie")
    return {"messages/s": people / took, "CPU ms/message": 1000 * used / people}


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def on_a_fresh_server(run: Callable[[str], dict[str, float]]) -> dict[str, float]:
    folder = Path("var/bench-postgres")
    shutil.rmtree(folder, ignore_errors=True)
    with running(folder) as url:
        figures = run(url)
    shutil.rmtree(folder)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--only", default="", help="run what has this in its name")
    asked = parser.parse_args()
    table: dict[str, dict[str, float]] = {}
    with provider() as address:
        baseline = naive(address)
        table["naive loop of the SDK"] = {"messages/s": baseline, "x naive": 1.0}
        for size in (1000, 100):
            name = f"broadcast, lists of {size}"
            if asked.only in name:
                figures = on_a_fresh_server(lambda url, size=size: broadcast(address, url, asked.recipients, size))
                table[name] = {**figures, "x naive": figures["messages/s"] / baseline}
    for name, figures in table.items():
        print(f"{name:32}" + "".join(f"{value:>12,.3f} {unit}" for unit, value in figures.items()))  # noqa: T201
    Path("var/bench.json").write_text(json.dumps({"recipients": asked.recipients, **table}, indent=2))


if __name__ == "__main__":
    main()
