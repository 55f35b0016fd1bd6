"""How long what is kept (`domain.kept_kinds`), where a county chose, and how much each day forgot."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import audit
from domain.db import Base
from domain.hours import local
from domain.kept_kinds import RULES, Kept
from domain.officers import Officer
from domain.refusals import Refusal


class RetentionPeriod(Base):
    """A period a county chose in place of the one that is shipped."""

    __tablename__ = "retention_periods"

    kind: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    set_at: Mapped[datetime]


RUNS = "runs"  # in the place of a kind: how often on a day all that was due was forgotten, also where that was nothing


class RetentionNight(Base):
    """How many rows of a kind were forgotten on a day."""

    __tablename__ = "retention_nights"

    on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    rows: Mapped[int]


def shipped(reporters: timedelta) -> dict[Kept, timedelta]:
    """What counts where nothing was chosen; `reporters` is the setting MBIU_REPORTER_DAYS."""
    return {**{kind: rule.period for kind, rule in RULES.items()}, Kept.REPORTERS: reporters}


def chosen(session: Session) -> dict[Kept, RetentionPeriod]:
    """What the county chose. A kind that another version of this program knew is passed over."""
    return {Kept(row.kind): row for row in session.scalars(select(RetentionPeriod)) if row.kind in set(Kept)}


def periods(session: Session, reporters: timedelta) -> dict[Kept, timedelta]:
    """How long each kind is kept now; what was chosen under wider bounds is held to those of today."""
    own = {
        kind: timedelta(days=min(max(row.days, RULES[kind].lowest), RULES[kind].highest))
        for kind, row in chosen(session).items()
        if not RULES[kind].fixed
    }
    return {**shipped(reporters), **own}


def choose(session: Session, officer: Officer, kind: Kept, days: int, now: datetime) -> None:
    """Keep this kind so long from now on; what is older goes within the hour. Raises `Refusal`."""
    rule = RULES[kind]
    if rule.fixed:
        raise Refusal("This period is part of how the service works and cannot be changed.")
    if not rule.lowest <= days <= rule.highest:
        raise Refusal("Choose from %(lowest)s to %(highest)s days.", lowest=rule.lowest, highest=rule.highest)
    fresh = {"days": days, "officer_id": officer.id, "set_at": now}
    put = insert(RetentionPeriod).values(kind=kind.value, **fresh)
    session.execute(put.on_conflict_do_update(index_elements=[RetentionPeriod.kind], set_=fresh))
    audit.record(session, officer.id, "changed how long it is kept", f"kept {kind}", now=now, days=days)


def count(session: Session, forgotten: Mapping[Kept, int], now: datetime, *, whole: bool = True) -> None:
    """Add to the sums of the day in Nairobi; a run is `whole` when no kind failed."""
    sums_of = {**{kind.value: rows for kind, rows in forgotten.items()}, RUNS: int(whole)}
    rows = [{"on": local(now).date(), "kind": kind, "rows": rows} for kind, rows in sums_of.items() if rows]
    if rows:
        put = insert(RetentionNight).values(rows)
        sums = {"rows": RetentionNight.rows + put.excluded["rows"]}
        session.execute(put.on_conflict_do_update(index_elements=["on", "kind"], set_=sums))


def forgotten(session: Session, since: date) -> dict[str, int]:
    """How many rows of each kind were forgotten from a day on."""
    query = select(RetentionNight.kind, func.sum(RetentionNight.rows)).where(
        RetentionNight.on >= since, RetentionNight.kind != RUNS
    )
    return {kind: int(rows) for kind, rows in session.execute(query.group_by(RetentionNight.kind))}


def days(session: Session, most: int) -> list[tuple[date, int]]:
    """The last days on which the clock looked for what was due, the newest first, with the sum of all kinds."""
    rows = func.sum(RetentionNight.rows).filter(RetentionNight.kind != RUNS)
    query = select(RetentionNight.on, func.coalesce(rows, 0)).group_by(RetentionNight.on)
    return [(on, int(rows)) for on, rows in session.execute(query.order_by(RetentionNight.on.desc()).limit(most))]
