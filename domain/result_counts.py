"""The counts over the people of one bulletin: by ward, language, network and more, and what its lists came to.

Counted are the deliveries that are there: who had everything deleted since is only in the totals of the lists.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from domain import audiences, batches
from domain.areas import Gazetteer
from domain.batches import Batch
from domain.bulletins import Bulletin
from domain.deliveries import Delivery, State
from domain.life_cycle import State as Life
from domain.replies import Reply
from domain.subscribers import Subscriber

ELSEWHERE = ""  # the ward of who lives in none of its areas any more
MOST_REASONS = 60
NOT_REACHED = (State.FAILED, State.REFUSED, State.NOT_SENT, State.UNKNOWN)

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


def counts(session: Session, bulletin: Bulletin, places: Gazetteer, now: datetime) -> dict[str, Any]:
    """What is to be kept of it: never a number or a name of a person."""
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
