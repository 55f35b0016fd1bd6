"""The drought record kept: a month entered or corrected, its history, and the newest that is known."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from domain import audit, zones
from domain.areas import Area, county_of
from domain.hours import local
from domain.indicators import DroughtRecord, Figure
from domain.officers import Officer, Role
from domain.refusals import Refusal

READERS = (Role.OFFICER, Role.APPROVER, Role.REVIEWER, Role.LEAD, Role.PEACE, Role.PARTNER)
FRESH = timedelta(days=100)  # since the month began that a phase was declared of: about one bulletin may be missing
FIRST = date(2000, 1, 1)  # no bulletin is older: a year before is a slip of the finger
MODIFIERS = ("early", "late")  # "late alert" is said now and then: beside a phase, never one of its own
OWN = ("phase", "trend", "modifier", "remarks", "source", "published_on")
Key = tuple[str, str | None, date]


class Kept(NamedTuple):
    """How many records of some were new, took another's place, or said what stood there."""

    new: int = 0
    corrected: int = 0
    unchanged: int = 0


def month_end(month: date) -> date:
    """The first day after a month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def check_month(month: date, today: date) -> None:
    """A month can be recorded when it is over. Raises `Refusal`."""
    if month < FIRST:
        raise Refusal("The month is too long ago: the first that can be kept is %(first)s.", first=f"{FIRST:%Y-%m}")
    if month >= today.replace(day=1):
        raise Refusal("This month is not over yet.")


def check_published(published_on: date, month: date, today: date) -> None:
    """A bulletin comes out after its month and before today. Raises `Refusal`."""
    if published_on < month_end(month):
        raise Refusal("A bulletin is not published before its month is over.")
    if published_on > today:
        raise Refusal("This day has not come yet.")


def check_zone(zone: str | None, county: str) -> None:
    """A zone is one of its county's. Raises `Refusal`."""
    if zone is not None and zone not in {of.slug for of in zones.of_county(county)}:
        raise Refusal("This is a livelihood zone of another county.")


def check_writer(officer: Officer, county: str, on: date) -> None:
    """Raises `Refusal` for anybody but an officer of the county."""
    if not officer.may_everywhere(Role.OFFICER, on, [county]):
        raise Refusal("You do not keep the drought record of this county.")


def key(record: DroughtRecord) -> Key:
    """What there is one record of."""
    return record.county, record.zone, record.month


def keep(session: Session, officer: Officer, records: Collection[DroughtRecord], now: datetime) -> Kept:
    """Enter these records, each in the place of what was kept of its month: the audit keeps what stood there.

    All or nothing: raises `Refusal`, and then nothing was changed.
    """
    today = local(now).date()
    for record in records:
        check_writer(officer, record.county, today)
        check_month(record.month, today)
        check_published(record.published_on, record.month, today)
        check_zone(record.zone, record.county)
    lock(session, {record.county for record in records})
    outcomes = [_keep(session, record) for record in records]
    session.flush()
    for record, before in outcomes:
        if before is not None:
            what = "corrected a drought record" if before else "entered a drought record"
            detail = {"before": before} if before else {}
            audit.record(session, officer.id, what, subject(record), now=now, **detail)
    befores = [before for _, before in outcomes]
    unchanged, new = befores.count(None), befores.count({})
    return Kept(new, len(befores) - new - unchanged, unchanged)


def subject(record: DroughtRecord) -> str:
    """Its name in the audit."""
    return f"drought record {record.id}"


def lock(session: Session, counties: Collection[str]) -> None:
    """One officer at a time writes in a county: two who enter one month do not meet in the database's own words."""
    wanted = select(Area.slug).where(Area.slug.in_(counties)).order_by(Area.slug)
    session.execute(wanted.with_for_update(key_share=True))


def _keep(session: Session, given: DroughtRecord) -> tuple[DroughtRecord, dict[str, object] | None]:
    """The record as it is now, and what stood there: {} for nothing, None where it says the same."""
    standing = of_month(session, given.county, given.month).get(given.zone)
    if standing is None:
        session.add(given)
        return given, {}
    before = said(standing)
    if before == said(given):
        return standing, None
    for column in (*OWN, "entered_by", "entered_at"):
        setattr(standing, column, getattr(given, column))
    figures = [*given.figures]
    standing.figures.clear()
    session.flush()  # the old figures leave before the new ones come: there is one of each indicator
    standing.figures.extend(figures)
    return standing, before


def said(record: DroughtRecord) -> dict[str, object]:
    """All a record says, as it may be compared and kept in the audit."""
    own = {column: str(getattr(record, column) or "") for column in OWN}
    return own | {"figures": sorted(_figure(figure) for figure in record.figures)}


def _figure(figure: Figure) -> list[str]:
    return [figure.indicator.value, str(figure.value), str(figure.normal), figure.said.value if figure.said else ""]


def of_month(session: Session, county: str, month: date) -> dict[str | None, DroughtRecord]:
    """What is kept of one month of a county, by zone; the county's own first, under none."""
    wanted = select(DroughtRecord).filter_by(county=county, month=month).order_by(*_zone_order())
    found = session.scalars(wanted.execution_options(populate_existing=True))  # after a lock: not what was seen before
    return {record.zone: record for record in found}


def history(
    session: Session, county: str, zone: str | None = None, *, limit: int | None = None, skip: int = 0
) -> list[DroughtRecord]:
    """The months of a county or of one of its zones, the newest first."""
    wanted = select(DroughtRecord).filter_by(county=county, zone=zone).order_by(DroughtRecord.month.desc())
    return list(session.scalars(wanted.limit(limit).offset(skip)))


def newest(session: Session, county: str, zone: str | None = None) -> DroughtRecord | None:
    """The last month known of a county or of one of its zones."""
    return next(iter(history(session, county, zone, limit=1)), None)


def declared(session: Session, ward: str | None, now: datetime) -> DroughtRecord | None:
    """The drought that counts in a ward now."""
    return session.scalar(DECLARATION, where(ward, now))


_ZONE = select(Area.livelihood_zone).where(Area.slug == bindparam("ward")).scalar_subquery()
# The last fresh record that names a phase: of the ward's zone, or else of its county.
DECLARATION = (
    select(DroughtRecord)
    .where(
        DroughtRecord.county == bindparam("county"),
        DroughtRecord.zone.is_(None) | (DroughtRecord.zone == _ZONE),
        DroughtRecord.phase.is_not(None),
        DroughtRecord.month >= bindparam("fresh"),
    )
    .order_by(DroughtRecord.zone.asc().nulls_last(), DroughtRecord.month.desc())
    .limit(1)
)


def where(ward: str | None, now: datetime) -> dict[str, object]:
    """What `DECLARATION` asks about: this ward, and what is fresh now."""
    return {"ward": ward, "county": county_of(ward or ""), "fresh": local(now).date() - FRESH}


def newest_of_each(session: Session, counties: Iterable[str]) -> list[DroughtRecord]:
    """The last month known of each county and of each zone: the county's own first, then by zone."""
    wanted = (
        select(DroughtRecord)
        .ext(distinct_on(DroughtRecord.county, DroughtRecord.zone))
        .where(DroughtRecord.county.in_(counties))
        .order_by(DroughtRecord.county, *_zone_order(), DroughtRecord.month.desc())
    )
    return list(session.scalars(wanted))


def _zone_order() -> list[ColumnElement[str | None]]:
    return [DroughtRecord.zone.asc().nulls_first()]


def everything(session: Session, county: str) -> Iterator[DroughtRecord]:
    """All that is kept of a county, oldest first, each month's own record before its zones'."""
    wanted = select(DroughtRecord).filter_by(county=county)
    yield from session.scalars(wanted.order_by(DroughtRecord.month, *_zone_order()))
