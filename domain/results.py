"""What came of a bulletin, counted once in a while and kept: a count over its people is too dear for every look.

Counted are the deliveries that are there: who had everything deleted since is only in the totals of the lists.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, and_, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import audiences, batches, veils
from domain.areas import Gazetteer
from domain.batches import Batch
from domain.bulletins import Bulletin
from domain.db import Base
from domain.deliveries import Delivery, State
from domain.life_cycle import State as Life
from domain.refusals import Refusal
from domain.replies import Reply
from domain.subscribers import Subscriber
from domain.veils import Veil

# After its end: handsets that are on report within minutes, a network gives up on the others within two days.
COUNTED_AFTER = (timedelta(0), timedelta(hours=1), timedelta(hours=48))
NOT_AGAIN_WITHIN = timedelta(minutes=1)
ELSEWHERE = ""  # the ward of who lives in none of its areas any more
MOST_REASONS = 60
NOT_REACHED = (State.FAILED, State.REFUSED, State.NOT_SENT, State.UNKNOWN)


class BulletinResults(Base):
    """The counts of one bulletin as of `counted_at`; never a number or a name of a person."""

    __tablename__ = "bulletin_results"

    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True)
    counted_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]
    forgotten_at: Mapped[datetime | None] = mapped_column(default=None)  # since when its deliveries go
    all_gone: Mapped[bool] = mapped_column(default=False, server_default="false")  # of them


# One pass over the deliveries; what is asked of them is then asked of some hundreds of groups.
_BY = {
    "language": "language",
    "kind": "kind",
    "gender": "coalesce(gender, '')",
    "age_band": "coalesce(age_band, '')",
    "network": "network",
    "reason": "jsonb_build_array(provider, network, reason)::text",
}
# The same for each county whose people it was sent to, where there are several: each county's figures are its own.
_SPLIT = ("network", "gender", "age_band")
_ASKED = "".join(
    f" UNION ALL SELECT '{what}', {which}, state, sum(people)::int FROM people GROUP BY {which}, state"  # noqa: S608
    for what, which in [
        *_BY.items(),
        *((f"{of} by county", f"jsonb_build_array(county, {_BY[of]})::text") for of in _SPLIT),
    ]
)
_PEOPLE = text(f"""
    WITH people AS MATERIALIZED (
        SELECT d.state, d.provider, d.network, d.reason, t.language, s.kind, s.gender, s.age_band, s.wards, b.county,
            count(*) AS people
        FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id
        JOIN batches b ON b.id = d.batch_id JOIN bulletin_texts t ON t.id = b.text_id
        WHERE d.bulletin_id = :bulletin
        GROUP BY d.state, d.provider, d.network, d.reason, t.language, s.kind, s.gender, s.age_band, s.wards,
            b.county
    )
    SELECT 'ward' AS what, ward AS which, state, sum(people)::int AS people FROM people CROSS JOIN LATERAL unnest(
        CASE WHEN wards && CAST(:wards AS text[])
            THEN ARRAY(SELECT w FROM unnest(wards) AS w WHERE w = ANY(CAST(:wards AS text[])))
            ELSE ARRAY[:elsewhere] END) AS ward
    GROUP BY ward, state{_ASKED}""")  # noqa: S608  our own words


def count(session: Session, bulletin: Bulletin, places: Gazetteer, now: datetime) -> None:
    """Count it and keep that in the place of the count before, unless its deliveries are gone by now."""
    kept = session.get(BulletinResults, bulletin.id)
    if kept is not None and kept.forgotten_at is not None:
        return
    counts = _counts(session, bulletin, places, now)
    fresh = {"counted_at": now, "counts": counts}
    session.execute(
        insert(BulletinResults)
        .values(bulletin_id=bulletin.id, **fresh)
        .on_conflict_do_update(index_elements=[BulletinResults.bulletin_id], set_=fresh)
    )


def _counts(session: Session, bulletin: Bulletin, places: Gazetteer, now: datetime) -> dict[str, Any]:
    audience = bulletin.audience
    within = audience.wards(places)
    # What follows another bulletin goes to whoever has that one, wherever they live now.
    wards = within if audience.follows is None else places.wards([county.slug for county in places.counties])
    left_out = audiences.survey(session, audience, places, now, bulletin.sent_as)
    rows = session.execute(_PEOPLE, {"bulletin": bulletin.id, "wards": wards, "elsewhere": ELSEWHERE}).all()
    lived_in = set(
        session.scalars(select(func.unnest(Subscriber.wards)).where(Subscriber.left_at.is_(None)).distinct())
    )
    sides = {what: _by_state(row for row in rows if row.what == what) for what in ("ward", *_BY) if what != "reason"}
    for ward in within:
        if ward in lived_in:  # somebody lives there, also where nobody was written to
            sides["ward"].setdefault(ward, {})
    return {
        **sides,
        "reasons": _reasons(row for row in rows if row.what == "reason"),
        "silent_wards": [ward for ward in within if ward not in lived_in],
        "paused": left_out.paused - _paused_since(session, bulletin, within, now) if left_out.paused else 0,
        "blocked": left_out.blocked,
        **_of_the_lists(session, bulletin.id),
        "counties": _by_county(lists_by_county(session, [bulletin.id]).get(bulletin.id, {}), rows),
        "replies": _replies(session, bulletin.id),
    }


def _paused_since(session: Session, bulletin: Bulletin, within: Sequence[str], now: datetime) -> int:
    """How many of its audience pause by now, but were sent it before."""
    those = [
        Subscriber.left_at.is_(None),
        Subscriber.paused_until > now,
        Subscriber.wards.overlap(within),
        exists().where(Delivery.subscriber_id == Subscriber.id, Delivery.bulletin_id == bulletin.id),
    ]
    if bulletin.audience.kinds:
        those.append(Subscriber.kind.in_(bulletin.audience.kinds))
    if bulletin.audience.languages:
        those.append(Subscriber.language.in_(bulletin.audience.languages))
    return session.scalar(select(func.count()).select_from(Subscriber).where(*those)) or 0


def _by_state(rows: Iterable[Any]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.which, {})[row.state] = row.people
    return found


def _reasons(rows: Iterable[Any]) -> list[list[str | int]]:
    """State, provider, network, the provider's own word and people of what did not arrive; the most frequent first."""
    missed = [[row.state, *json.loads(row.which), row.people] for row in rows if row.state in NOT_REACHED]
    return sorted(missed, key=lambda line: -line[-1])[:MOST_REASONS]


def _of_the_lists(session: Session, bulletin_id: int) -> dict[str, Any]:
    """What the lists counted themselves, whoever was forgotten since; money by who was paid."""
    mine = Batch.bulletin_id == bulletin_id
    counted = asdict(batches.progress(session, bulletin_id))  # sums of PostgreSQL, which JSON knows only as int or text
    taken = func.sum(Batch.accepted + Batch.unknown)
    paid = session.execute(
        select(Batch.provider, taken, func.sum(Batch.cost)).where(mine).group_by(Batch.provider).having(taken > 0)
    )
    ended = session.execute(
        select(Batch.reason, func.sum(Batch.skipped))
        .where(mine, Batch.skipped > 0, Batch.reason.in_([Life.CANCELLED, Life.EXPIRED]))
        .group_by(Batch.reason)
    )
    return {
        "progress": {name: str(sum_) if name == "cost" else int(sum_) for name, sum_ in counted.items()},
        "paid": [[provider or "", int(people), str(cost)] for provider, people, cost in paid],
        "over": {reason: int(people) for reason, people in ended},
    }


def lists_by_county(session: Session, bulletins: Collection[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """The sums of the lists of each of these bulletins by whose budget paid for them: `progress` and `paid` as kept."""
    found: dict[int, dict[str, dict[str, Any]]] = {}
    by = (Batch.bulletin_id, Batch.county, Batch.provider)
    rows = session.execute(select(*by, *batches.COUNTERS).where(Batch.bulletin_id.in_(bulletins)).group_by(*by))
    for bulletin, county, provider, *counters in rows:
        kept = found.setdefault(bulletin, {}).setdefault(county, {"progress": {}, "paid": []})
        sums = asdict(batches.Progress(*counters))
        for name, number in sums.items():
            before = kept["progress"].get(name, "0")
            kept["progress"][name] = str(Decimal(before) + number) if name == "cost" else int(before) + int(number)
        if people := int(sums["accepted"] + sums["unknown"]):
            kept["paid"].append([provider or "", people, str(sums["cost"])])
    return found


def _by_county(lists: Mapping[str, dict[str, Any]], rows: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """What the lists of each county came to, and its people by every side that is split."""
    sides: dict[str, dict[str, Any]] = {county: {of: {} for of in _SPLIT} for county in lists}
    for row in rows:
        of, _, split = row.what.partition(" by ")
        if split:
            county, which = json.loads(row.which)
            sides[county][of].setdefault(which, {})[row.state] = row.people
    return {county: {**kept, **sides[county]} for county, kept in lists.items()}


def _replies(session: Session, bulletin_id: int) -> dict[str, int]:
    mine = select(Reply.topic, func.count()).where(Reply.bulletin_id == bulletin_id).group_by(Reply.topic)
    return dict(iter(session.execute(mine)))


def owed(session: Session, now: datetime, *, most: int, but: Sequence[int] = ()) -> list[int]:
    """Bulletins that ended and were not counted since, nor as often after it as they should be; the newest end first.

    `but` those that are asked for already.
    """
    counted, ended = BulletinResults.counted_at, Bulletin.finished_at
    due = [and_(ended <= now - later, or_(counted.is_(None), counted < ended + later)) for later in COUNTED_AFTER]
    query = select(Bulletin.id).outerjoin(BulletinResults, BulletinResults.bulletin_id == Bulletin.id)
    return list(session.scalars(query.where(or_(*due), Bulletin.id.not_in(but)).order_by(ended.desc()).limit(most)))


def begin_to_forget(session: Session, ended_before: datetime, now: datetime) -> list[int]:
    """Bulletins whose deliveries are to go: those that ended before, and were counted for the last time after it; not
    while they are valid, for what takes one back goes to whoever has it.

    From this moment on they are counted no more, and what is kept of them stays as it is.
    """
    last = BulletinResults.counted_at >= Bulletin.finished_at + COUNTED_AFTER[-1]
    over = (Bulletin.finished_at < ended_before, Bulletin.expires_at < now)
    ended = select(Bulletin.id).where(*over, BulletinResults.bulletin_id == Bulletin.id)
    due = update(BulletinResults).where(BulletinResults.forgotten_at.is_(None), ended.where(last).exists())
    session.execute(due.values(forgotten_at=now), execution_options={"synchronize_session": False})
    going = (BulletinResults.forgotten_at.is_not(None), BulletinResults.all_gone.is_(False))
    return list(session.scalars(select(BulletinResults.bulletin_id).where(*going)))


def have_forgotten(session: Session, bulletins: Collection[int]) -> None:
    """Nothing of these was left."""
    session.execute(update(BulletinResults).where(BulletinResults.bulletin_id.in_(bulletins)).values(all_gone=True))


def check_may_ask(results: BulletinResults | None, bulletin: Bulletin, now: datetime) -> None:
    """Raise `Refusal` where there is nothing to count yet, or it was counted a moment ago."""
    if bulletin.started_at is None:
        raise Refusal("Nothing of it has been sent yet: there is nothing to count.")
    if results is not None and results.forgotten_at is not None:
        raise Refusal("What became of it for each person is deleted by now: these counts stay.")
    if results is not None and now - results.counted_at < NOT_AGAIN_WITHIN:
        raise Refusal("It was counted less than a minute ago.")


# The columns of a table of people, and the states of a delivery in each.
COLUMNS = {
    "delivered": (State.DELIVERED,),
    "on_its_way": (State.ACCEPTED, State.ON_NETWORK),
    "missed": (State.FAILED, State.REFUSED, State.NOT_SENT),
    "unknown": (State.UNKNOWN,),
}


def table(by_state: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int | Veil]]:
    """Rows of people by `COLUMNS`, as they may be shown. A person of two wards is in two rows; few have two, so they
    are taken to add up all the same."""
    return veils.table(
        {
            key: {column: sum(row.get(state, 0) for state in states) for column, states in COLUMNS.items()}
            for key, row in by_state.items()
        }
    )
