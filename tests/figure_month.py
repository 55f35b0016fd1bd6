"""Months of a service that were counted: bulletins with what came of them, people by day, reports, messages, radio.

Everybody and every figure here is invented; what is kept elsewhere is written as it is kept, and no person is made.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain import replies, result_counts, timeline
from domain.airings import Airing
from domain.batches import Batch
from domain.bulletins import Bulletin, Kind
from domain.hours import at_wall_time
from domain.incidents import Incident, Verification
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role
from domain.replies import Reply, Topic
from domain.results import BulletinResults
from domain.script_links import ScriptLink, Taker, take
from domain.subscriber_days import SubscriberDay
from domain.subscribers import Kind as ReaderKind
from domain.triage import Level
from tests.make import (
    ANY_VAULT,
    make_bulletin,
    make_incident,
    make_officer,
    make_script_for_stations,
    make_station,
    next_phone,
)

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
SIDES = ("network", "gender", "age_band")
By = Mapping[str, Mapping[str, int]]


def at(day: date, hour: int = 9) -> datetime:
    """An hour of a day in Nairobi."""
    return at_wall_time(datetime.combine(day, time(hour)))


def make_counted(
    session: Session,
    author: Officer,
    on: date,
    counties: Mapping[str, Mapping[str, int]],
    *,
    split: Mapping[str, Mapping[str, By]] | None = None,
    kind: Kind = Kind.DROUGHT,
    counted: bool = True,
    **counts: object,
) -> Bulletin:
    """A bulletin that left and ended that day. `counties`: the counters of the lists of each; 80 cents a message.

    `split`: by county, then side, then row and state; the sides of the whole are its sums.
    """
    bulletin = make_bulletin(session, at(on), author=author, areas=list(counties), kind=kind)
    bulletin.state, bulletin.started_at, bulletin.finished_at = State.SENT, at(on), at(on, 10)
    for county, counters in counties.items():
        taken = counters.get("accepted", 0) + counters.get("unknown", 0)
        about = {"bulletin_id": bulletin.id, "text_id": bulletin.texts[0].id, "county": county, "recipients": []}
        money = {"provider": "africastalking", "cost": Decimal("0.80") * taken}
        session.add(Batch(**about, size=taken, **counters, **money))
    session.flush()
    if counted:
        lists = result_counts.lists_by_county(session, [bulletin.id])[bulletin.id]
        parts = {county: {**kept, **(split or {}).get(county, {})} for county, kept in lists.items()}
        sides = {side: _sum([part.get(side, {}) for part in parts.values()]) for side in SIDES}
        kept = {"reasons": [], "replies": {}, **sides, **counts, "counties": parts}
        session.add(BulletinResults(bulletin_id=bulletin.id, counted_at=at(on, 11), counts=kept))
    session.flush()
    return bulletin


def _sum(parts: list[By]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for part in parts:
        for row, states in part.items():
            for state, people in states.items():
                found.setdefault(row, {})[state] = found.setdefault(row, {}).get(state, 0) + people
    return found


def count_people(
    session: Session, county: str, first: date, days: int, groups: Mapping[tuple[str, str, str], int]
) -> None:
    """So many days on which each group (language, gender, age band) grew by one: two joined, one left."""
    rows = [
        {"on": first + timedelta(days=day), "county": county, "language": language, "kind": ReaderKind.PERSON,
         "gender": gender, "age_band": age, "people": people + day, "joined": 2, "left": 1}
        for day in range(days) for (language, gender, age), people in groups.items()
    ]  # fmt: skip
    session.execute(insert(SubscriberDay), rows)


def make_report(
    session: Session, officer: Officer, day: date, *, taken_up: int | None, checked: int | None = None, **told: object
) -> Incident:
    """A report of nine in the morning, taken up and checked so many minutes later; of level medium."""
    incident = make_incident(session, at(day), **told)  # type: ignore[arg-type]
    incident.level = Level.MEDIUM
    if taken_up is not None:
        incident.take_up(at(day) + timedelta(minutes=taken_up))
    if checked is not None:
        moment = at(day) + timedelta(minutes=checked)
        timeline.verify(session, ANY_VAULT, incident, officer, Verification.CONFIRMED, "Nimepiga simu.", moment)
    session.flush()
    return incident


def make_reply(
    session: Session, day: date, county: str | None, answered_after: int | None, topic: Topic = Topic.QUESTION
) -> Reply:
    """A message of nine in the morning, answered so many hours later."""
    about = {"subscriber": None, "language": Language.SWAHILI, "county": county, "bulletin_id": None, "topic": topic}
    reply = replies.keep(session, ANY_VAULT, next_phone(), "Maji lini?", now=at(day), **about)  # type: ignore[arg-type]
    reply.answered_at = None if answered_after is None else at(day, 9 + answered_after)
    session.flush()
    return reply


def air(session: Session, officer: Officer, week: date) -> None:
    """Two scripts of a week in Kitui: one taken by its station's link and broadcast twice, one only approved."""
    station = make_station(session)
    noon = at(week, 12)
    script = make_script_for_stations(session, noon)
    make_script_for_stations(session, noon, language=Language.SWAHILI)
    about = {"script_id": script.id, "station_id": station.id}
    link = ScriptLink(**about, made_by=officer.id, made_at=noon, expires_at=noon + timedelta(days=7))
    session.add(link)
    session.flush()
    take(session, script, 1, "pdf", None, Taker(link_id=link.id), noon)
    for day, calls in ((1, 4), (2, None)):
        aired_at = noon + timedelta(days=day)
        session.add(Airing(**about, version=1, aired_at=aired_at, minutes=10, noted_at=aired_at, calls=calls))
    session.flush()


def seed(session: Session) -> None:
    """October and November of all of it, large enough to look at."""
    author = make_officer(session, "wambua", Grant(role=Role.OFFICER))
    people = {("sw", "", ""): 4000, ("sw", "female", "young"): 900, ("sw", "female", "old"): 210,
              ("kam", "male", "middle"): 1250, ("kam", "male", "old"): 2, ("kam", "female", "middle"): 700}  # fmt: skip
    for county in ("kitui", "makueni", "taita-taveta"):
        count_people(session, county, OCTOBER, 54, people)
    networks = {"63902": {"delivered": 4100, "failed": 210}, "63903": {"delivered": 800, "unknown": 40, "failed": 90},
                "63907": {"delivered": 60, "failed": 30}, "": {"accepted": 70}}  # fmt: skip
    genders = {"female": {"delivered": 1600, "failed": 90}, "male": {"delivered": 1100, "failed": 80},
               "": {"delivered": 2260, "accepted": 70, "failed": 160, "unknown": 40}}  # fmt: skip
    ages = {"young": {"delivered": 850, "failed": 30}, "old": {"delivered": 190, "failed": 20},
            "": {"delivered": 3920, "failed": 280, "accepted": 70, "unknown": 40}}  # fmt: skip
    reasons = [
        ["failed", "africastalking", "63902", "Failed Expired", 210],
        ["failed", "africastalking", "63903", "UserInBlackList", 90],
    ]
    sums = {"accepted": 5360, "delivered": 4960, "failed": 330, "unknown": 40}
    came = {"reasons": reasons, "replies": {"question": 14}}
    for county, first in (("kitui", 5), ("makueni", 6), ("taita-taveta", 7)):
        for month in (OCTOBER, NOVEMBER):
            for week in range(3):
                on = month.replace(day=first + 7 * week)
                split = {county: {"network": networks, "gender": genders, "age_band": ages}}
                kind = Kind.PEACE if week == 2 else Kind.DROUGHT
                make_counted(session, author, on, {county: sums}, split=split, kind=kind, **came)
    make_counted(session, author, OCTOBER.replace(day=20), {"kitui": sums, "makueni": sums}, counted=False)
    for day in range(1, 15):
        make_report(session, author, OCTOBER.replace(day=day), taken_up=10 * day, checked=60 * day)
        for topic in (Topic.QUESTION, Topic.REPLY):
            make_reply(session, OCTOBER.replace(day=day), "kitui", None if day > 10 else day, topic)
            make_reply(session, NOVEMBER.replace(day=day), "kitui", 3, topic)
    air(session, author, date(2026, 10, 5))
