"""What the database says of how the service is, as numbers: asked anew at each scrape, by queries of a millisecond.

No label holds a person, a number, a token or a place below a county. An age of what never was is endless.
"""

import math
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from domain import budgets, holds, inbox
from domain.heartbeats import CLOCK, DEPARTURES, WORKER, last_beats
from domain.hours import local
from domain.providers import State, states
from domain.retention_periods import RUNS

MOST = 100_000  # reports that are counted: more is as bad
SETTLED = timedelta(days=7)  # after a bulletin is over hardly a report comes: its sums are kept for a day
OUTCOMES = ("accepted", "refused", "not_sent", "unknown", "skipped", "delivered", "failed")


class Metric(NamedTuple):
    """What one number means, with its unit; a counter only rises."""

    meaning: str
    labels: tuple[str, ...] = ()
    counter: bool = False


class Reading(NamedTuple):
    """One value of a metric, and its labels in the metric's own order."""

    metric: str
    value: float
    labels: tuple[str, ...] = ()


METRICS = {
    "mbiu_queue_waiting": Metric("Jobs that are due and wait for a worker.", ("purpose",)),
    "mbiu_queue_oldest_seconds": Metric("Since when the oldest of them is due.", ("purpose",)),
    "mbiu_jobs": Metric("Jobs by task; a parked one failed to its last attempt.", ("task", "state")),
    "mbiu_people_waiting": Metric("People on lists that have not left, by what they wait for.", ("kind", "reason")),
    "mbiu_messages_total": Metric("People of bulletins by what became of them.", ("provider", "outcome"), counter=True),
    "mbiu_texts_last_hour": Metric("Single texts of the last hour by how they stand.", ("provider", "state")),
    "mbiu_unknown": Metric("Messages of which nobody can say whether they left.", ("what",)),
    "mbiu_receipts": Metric("Delivery reports that are not folded in.", ("stage",)),
    "mbiu_receipts_oldest_seconds": Metric("Since when the oldest new one waits."),
    "mbiu_callbacks_flagged": Metric("Callbacks that could not be read and wait for a person."),
    "mbiu_provider_state": Metric("1 for the state a provider is in.", ("provider", "state")),
    "mbiu_provider_balance": Metric("What is left on its account, in its currency.", ("provider", "currency")),
    "mbiu_provider_balance_age_seconds": Metric("Since when that is known.", ("provider",)),
    "mbiu_budget_kes": Metric("What a county may spend on bulletins in a day; no limit, no line.", ("county",)),
    "mbiu_spent_kes": Metric("What it has spent or set aside today in Nairobi.", ("county",)),
    "mbiu_heartbeat_age_seconds": Metric("Since when a process shows no life.", ("process",)),
    "mbiu_backup_age_seconds": Metric("Age of the newest backup, made and seen to come back.", ("state",)),
    "mbiu_retention_rows": Metric("Rows the last day forgot on which no kind failed.", ("kind",)),
    "mbiu_retention_age_seconds": Metric("Since the beginning of that day."),
    "mbiu_wrong_knocks": Metric("Wrong tokens, links and passwords of the last hour.", ("door",)),
    "mbiu_database_info": Metric("1, with the newest migration.", ("migration",)),
}

# The states beside it are those of partial indexes: what is long done is not looked at.
_DUE = "j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()"
_TEXTS = text(f"""
    SELECT 'text_' || t.reason, count(*), min(greatest(t.created_at, j.scheduled_at))
    FROM procrastinate_jobs j JOIN texts t ON t.id = (j.args->>'text')::bigint
    WHERE {_DUE} AND j.task_name = 'send_text' AND t.state IN ('queued', 'sending') GROUP BY t.reason""")  # noqa: S608  our words
_LISTS = text(f"""
    SELECT 'list_' || u.kind, count(*), min(greatest(u.started_at, j.scheduled_at))
    FROM procrastinate_jobs j
        JOIN batches b ON b.id = (j.args->>'batch')::bigint JOIN bulletins u ON u.id = b.bulletin_id
    WHERE {_DUE} AND j.task_name = 'send_batch' AND b.state <> 'done' GROUP BY u.kind""")  # noqa: S608
# When a job was left is kept to the hour only where it is about one person, or lists people.
_OTHERS = text(f"""
    SELECT j.task_name, count(*), min(greatest(j.scheduled_at, CASE j.task_name
        WHEN 'place_call' THEN NULL
        WHEN 'fan_out' THEN (SELECT started_at FROM bulletins WHERE id = (j.args->>'bulletin')::bigint)
        ELSE (SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id) END))
    FROM procrastinate_jobs j
    WHERE {_DUE} AND j.task_name NOT IN ('send_text', 'send_batch') GROUP BY j.task_name""")  # noqa: S608
_JOBS = text("""
    SELECT task_name, CASE status WHEN 'todo' THEN 'waiting' WHEN 'doing' THEN 'running' ELSE 'parked' END, count(*)
    FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1, 2""")
_PEOPLE = text("""
    SELECT u.kind, CASE WHEN b.state = 'sending' THEN 'under_way' WHEN b.second THEN 'second'
        WHEN b.reason IN ('budget', 'provider') THEN b.reason ELSE 'turn' END, sum(cardinality(b.recipients))
    FROM batches b JOIN bulletins u ON u.id = b.bulletin_id WHERE b.state <> 'done' GROUP BY 1, 2""")
_SUMS = ", ".join(f"sum({outcome})" for outcome in OUTCOMES)
_OUTCOMES = f"""
    SELECT coalesce(provider, 'none'), {_SUMS} FROM batches
    WHERE bulletin_id = ANY(ARRAY(SELECT id FROM bulletins WHERE {{which}})) GROUP BY 1"""  # noqa: S608
_RECENT = text(_OUTCOMES.format(which="started_at IS NOT NULL AND expires_at >= :edge"))
_SETTLED = text(_OUTCOMES.format(which="started_at IS NOT NULL AND expires_at < :edge"))
_TEXTS_LATELY = text("""
    SELECT coalesce(provider, 'none'), state, count(*) FROM texts WHERE created_at > :since GROUP BY 1, 2""")
_RECEIPTS = text("""
    SELECT (SELECT count(*) FROM (SELECT FROM receipts WHERE stage = 'new' LIMIT :most) n),
        (SELECT received_at FROM receipts WHERE stage = 'new' ORDER BY id LIMIT 1),
        (SELECT count(*) FROM receipts WHERE stage = 'waiting'),
        (SELECT count(*) FROM receipts WHERE stage = 'strange')""")
_BACKUPS = text("""
    SELECT max(finished_at), max(finished_at) FILTER (WHERE verified_at IS NOT NULL) FROM backups WHERE fault = ''""")
_RETENTION = text(f"""
    SELECT kind, rows, "on" FROM retention_nights
    WHERE "on" = (SELECT max("on") FROM retention_nights WHERE kind = '{RUNS}')""")  # noqa: S608
_KNOCKS = text("SELECT door, sum(times) FROM wrong_knocks WHERE window_at > :since GROUP BY door")
_MIGRATION = text("SELECT version_num FROM alembic_version")


class Outcomes:
    """What became of people, summed over all bulletins there ever were.

    Those that are long over are summed once a day: after years they are most of the table. A list two providers shared
    counts for the last of them.
    """

    def __init__(self) -> None:
        self._edge: datetime | None = None
        self._settled: dict[str, list[int]] = {}

    def __call__(self, session: Session, now: datetime) -> Iterator[Reading]:
        edge = local(now - SETTLED).replace(hour=0, minute=0, second=0, microsecond=0)
        if edge != self._edge:
            self._settled, self._edge = _sums(session, _SETTLED, edge), edge
        recent = _sums(session, _RECENT, edge)
        nothing = [0] * len(OUTCOMES)
        for provider in self._settled | recent:
            both = zip(OUTCOMES, self._settled.get(provider, nothing), recent.get(provider, nothing), strict=True)
            for outcome, old, new in both:
                yield Reading("mbiu_messages_total", old + new, (provider, outcome))


def _sums(session: Session, query: TextClause, edge: datetime) -> dict[str, list[int]]:
    return {provider: [int(each) for each in sums] for provider, *sums in session.execute(query, {"edge": edge})}


def queue(session: Session, now: datetime) -> Iterator[Reading]:
    for query in (_TEXTS, _LISTS, _OTHERS):
        for purpose, waiting, since in session.execute(query):
            yield Reading("mbiu_queue_waiting", waiting, (purpose,))
            if since is not None:
                yield Reading("mbiu_queue_oldest_seconds", _age(now, since), (purpose,))


def jobs(session: Session, _now: datetime) -> Iterator[Reading]:
    for task, state, count in session.execute(_JOBS):
        yield Reading("mbiu_jobs", count, (task, state))


def people(session: Session, now: datetime) -> Iterator[Reading]:
    for kind, reason, count in session.execute(_PEOPLE):
        yield Reading("mbiu_people_waiting", float(count), (kind, reason))
    of_bulletins, texts = holds.unknowns(session, now)
    yield Reading("mbiu_unknown", of_bulletins, ("people",))
    yield Reading("mbiu_unknown", texts, ("texts",))


def texts_lately(session: Session, now: datetime) -> Iterator[Reading]:
    for provider, state, count in session.execute(_TEXTS_LATELY, {"since": now - timedelta(hours=1)}):
        yield Reading("mbiu_texts_last_hour", count, (provider, state))


def receipts(session: Session, now: datetime) -> Iterator[Reading]:
    new, since, waiting, strange = session.execute(_RECEIPTS, {"most": MOST}).one()
    for stage, count in (("new", new), ("waiting", waiting), ("strange", strange)):
        yield Reading("mbiu_receipts", count, (stage,))
    yield Reading("mbiu_receipts_oldest_seconds", _age(now, since) if since else 0)
    yield Reading("mbiu_callbacks_flagged", inbox.flagged(session))


def of_providers(session: Session, now: datetime) -> Iterator[Reading]:
    for name, row in states(session).items():
        for state in State:
            yield Reading("mbiu_provider_state", row.state is state, (name, state))
        if row.balance is not None and row.balance_at is not None:
            yield Reading("mbiu_provider_balance", float(row.balance), (name, row.currency))
            yield Reading("mbiu_provider_balance_age_seconds", _age(now, row.balance_at), (name,))


def money(session: Session, now: datetime) -> Iterator[Reading]:
    for county, kes in budgets.budgets(session).items():
        yield Reading("mbiu_budget_kes", float(kes), (county,))
    for county, kes in budgets.spent(session, local(now).date()).items():
        yield Reading("mbiu_spent_kes", float(kes), (county,))


def life(session: Session, now: datetime) -> Iterator[Reading]:
    beats = last_beats(session)
    for process in (WORKER, CLOCK, DEPARTURES):
        yield Reading("mbiu_heartbeat_age_seconds", _age(now, beats.get(process)), (process,))


def nights(session: Session, now: datetime) -> Iterator[Reading]:
    made, verified = session.execute(_BACKUPS).one()
    yield Reading("mbiu_backup_age_seconds", _age(now, made), ("made",))
    yield Reading("mbiu_backup_age_seconds", _age(now, verified), ("verified",))
    on = None
    for kind, rows, on in session.execute(_RETENTION):  # noqa: B007  it is the same day in each
        if kind != RUNS:
            yield Reading("mbiu_retention_rows", rows, (kind,))
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    age = math.inf if on is None else (midnight.date() - on).total_seconds() + _age(now, midnight)
    yield Reading("mbiu_retention_age_seconds", age)


def doors(session: Session, now: datetime) -> Iterator[Reading]:
    for door, times in session.execute(_KNOCKS, {"since": now - timedelta(hours=1)}):
        yield Reading("mbiu_wrong_knocks", float(times), (door,))
    yield Reading("mbiu_database_info", 1, (session.execute(_MIGRATION).scalar_one(),))


def groups() -> list[Callable[[Session, datetime], Iterator[Reading]]]:
    """Everything there is to ask, each in a transaction of its own: one that fails takes no other along."""
    return [queue, jobs, people, Outcomes(), texts_lately, receipts, of_providers, money, life, nights, doors]


def _age(now: datetime, since: datetime | None) -> float:
    """Seconds; never less than none, for clocks differ."""
    return math.inf if since is None else max((now - since).total_seconds(), 0.0)
