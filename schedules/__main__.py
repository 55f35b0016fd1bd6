"""`python -m schedules worker` and `python -m schedules clock`: the two processes beside the web."""

import argparse
import asyncio
import contextlib
import gc
import logging
import os
import signal
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import OperationalError, SQLAlchemyError

import domain.schema  # noqa: F401  every table: a key into one that nothing else imports stops the first flush
from domain import backups, db, logs, lost_keys
from domain.areas import Gazetteer
from messages.providers.africas_talking import AfricasTalking
from messages.providers.africas_talking_voice import AfricasTalkingVoice
from messages.providers.base import Provider
from messages.providers.twilio_sms import Twilio
from schedules import clock, worker
from schedules.crew import Crew
from schedules.watch import Watch
from settings import MissingSetting, Settings, from_environment

log = logging.getLogger("schedules")

# Of all numbers, those that may lie under keys we lack. With more it is likely the wrong file of keys, and people on
# lists beside others would go without what is sent.
LOST_AT_MOST = 0.1


def muster(settings: Settings) -> Crew:
    """Put together what every job needs; the areas are those of the database, now."""
    engine = db.connect(settings.database_url, pool_size=worker.IN_FLIGHT)
    sessions = db.sessions(engine)
    with sessions() as session:
        places = Gazetteer.read(session)
        unreadable, people = lost_keys.unreadable(session, settings.vault)
    if unreadable > max(LOST_AT_MOST * people, 1):  # one alone is a row that is spoilt
        engine.dispose()
        raise MissingSetting(
            f"Mbiu does not start: MBIU_KEYS lacks a key under which {unreadable} of {people} numbers are sealed."
            " Put it back; if it is lost for ever: flask --app wsgi keys give-up (docs/keys.md)."
        )
    if unreadable:
        log.error("%d of %d numbers cannot be opened: a key is missing from MBIU_KEYS", unreadable, people)
    return Crew(
        sessions=sessions,
        vault=settings.vault,
        places=places,
        providers=providers(settings),
        batch_size=settings.africastalking_batch,
        ussd_code=settings.ussd_code,
        now=lambda: datetime.now(UTC),
        sms_price=settings.sms_price,
        pace=settings.pace,
        reporter_kept=timedelta(days=settings.reporter_days),
        hook_base=f"{settings.public_base_url}/hooks/{settings.hook_tokens[0]}",
        voice=voice(settings),
        departure_folders=settings.departure_folders,
    )


def muster_patiently(settings: Settings) -> Crew:
    """The same, when the database is there: after a power cut it may well be the last to come up."""
    while True:
        try:
            return muster(settings)
        except OperationalError:
            log.warning("there is no database yet")
            time.sleep(1)


def wait_until_told(crew: Crew) -> None:
    """Begin nothing on a database out of a backup that is not told yet who left since: `flask --app wsgi restore`."""
    said = False
    while True:
        with contextlib.suppress(SQLAlchemyError), crew.sessions() as session:
            if not backups.held(session):
                return
            if not said:
                log.error("a restore is not finished: nothing is sent until it is (docs/backup.md)")
                said = True
        time.sleep(1)


def providers(settings: Settings) -> tuple[Provider, ...]:
    """Africa's Talking first; Twilio behind it when there is an account."""
    first = AfricasTalking(
        settings.africastalking_username, settings.africastalking_api_key, base_url=settings.africastalking_base_url
    )
    if not (settings.twilio_account_sid and settings.twilio_auth_tokens and settings.twilio_from):
        return (first,)
    return (
        first,
        Twilio(
            settings.twilio_account_sid,
            settings.twilio_auth_tokens[0],
            sender=settings.twilio_from,
            status_callback=f"{settings.public_base_url}/hooks/twilio/status",
        ),
    )


def voice(settings: Settings) -> AfricasTalkingVoice | None:
    """The line that calls sources, where the county has one."""
    if settings.africastalking_voice_number is None:
        return None
    return AfricasTalkingVoice(
        settings.africastalking_username,
        settings.africastalking_api_key,
        settings.africastalking_voice_number,
        base_url=settings.africastalking_base_url,
    )


def keep_what_is_loaded() -> None:
    """Look for circles in memory seldom, as the web does: a list makes thousands of objects, none of them in one."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def stand_back() -> None:
    """Let whoever dials or texts go first where the processor is short: a list can wait a moment, a thumb cannot.

    During a broadcast at full speed on two cores the web took 597 turns a second in place of 332, and the p99 of a
    reply fell from 390 to 163 ms; the broadcast was no slower when nobody dialled.
    """
    os.nice(5)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m schedules", description=__doc__)
    parser.add_argument("process", choices=["worker", "clock"])
    asked = parser.parse_args()
    settings = from_environment()
    logs.set_up(asked.process, secrets=settings.secrets, data=settings.data, readable=settings.local)
    keep_what_is_loaded()
    crew = muster_patiently(settings)
    if asked.process == "worker":
        wait_until_told(crew)
        stand_back()
        asyncio.run(worker.work(crew, settings.database_url, watch=Watch(crew)))
        return
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _: stopped.append(got))
    clock.run(crew, settings.database_url, keep_on=lambda: not stopped, watch=Watch(crew))


if __name__ == "__main__":
    main()
