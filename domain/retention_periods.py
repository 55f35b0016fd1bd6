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

# What tells of reports and of who did what: made shorter, it counts only after a week, so that nobody destroys alone
# and at once what may be asked for.
SLOW = frozenset({Kept.REPORTERS, Kept.INCIDENT_WORDS, Kept.SESSIONS})
NOTICE = timedelta(days=7)


class RetentionPeriod(Base):
    """A period a county chose in place of the one that is shipped.

    `from_at`: when it begins to count, where that is not at once; until then `before` does, or what is shipped.
    """

    __tablename__ = "retention_periods"

    kind: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    set_at: Mapped[datetime]
    from_at: Mapped[datetime | None] = mapped_column(default=None)
    before: Mapped[int | None] = mapped_column(default=None)

    def is_coming(self, now: datetime) -> bool:
        return self.from_at is not None and now < self.from_at


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


def coming(session: Session, now: datetime) -> dict[Kept, RetentionPeriod]:
    """What was made shorter and does not count yet."""
    return {kind: row for kind, row in chosen(session).items() if row.is_coming(now)}


def periods(session: Session, reporters: timedelta, now: datetime) -> dict[Kept, timedelta]:
    """How long each kind is kept now; what was chosen under wider bounds is held to those of today."""
    days = {kind: row.before if row.is_coming(now) else row.days for kind, row in chosen(session).items()}
    own = {
        kind: timedelta(days=min(max(each, RULES[kind].lowest), RULES[kind].highest))
        for kind, each in days.items()
        if each is not None and not RULES[kind].fixed
    }
    return {**shipped(reporters), **own}


def choose(
    session: Session, officer: Officer, kind: Kept, days: int, now: datetime, reporters: timedelta
) -> datetime | None:
    """Keep this kind so long; returns from when on, None for at once: what is older goes within the hour then.

    `reporters` as for `shipped`. Raises `Refusal`.
    """
    rule = RULES[kind]
    if rule.fixed:
        raise Refusal("This period is part of how the service works and cannot be changed.")
    if not rule.lowest <= days <= rule.highest:
        raise Refusal("Choose from %(lowest)s to %(highest)s days.", lowest=rule.lowest, highest=rule.highest)
    counts = periods(session, reporters, now)[kind].days
    row = session.get(RetentionPeriod, kind.value, with_for_update=True)
    from_at = now + NOTICE if kind in SLOW and days < counts else None
    before = None if row is None or from_at is None else row.before if row.is_coming(now) else row.days
    fresh = {"days": days, "officer_id": officer.id, "set_at": now, "from_at": from_at, "before": before}
    put = insert(RetentionPeriod).values(kind=kind.value, **fresh)
    session.execute(put.on_conflict_do_update(index_elements=[RetentionPeriod.kind], set_=fresh))
    session.expire_all()
    said = {"from": local(from_at).date().isoformat()} if from_at else {}
    about = f"kept {kind}"
    audit.record(session, officer.id, "changed how long it is kept", about, now=now, days=days, before=counts, **said)
    return from_at


def take_back(session: Session, officer: Officer, kind: Kept, now: datetime) -> None:
    """Let what was made shorter and does not count yet never count. Raises `Refusal` where it counts, or was none."""
    row = session.get(RetentionPeriod, kind.value, with_for_update=True, populate_existing=True)
    if row is None or not row.is_coming(now):
        raise Refusal("There is nothing to take back any more.")
    days = row.days
    if row.before is None:
        session.delete(row)
    else:
        row.days, row.before, row.from_at = row.before, None, None
        row.officer_id, row.set_at = officer.id, now
    session.flush()
    audit.record(session, officer.id, "took back how long it is kept", f"kept {kind}", now=now, days=days)


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
