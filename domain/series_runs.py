"""The dates of a series one by one: what became of each, decided once, by the clock or by an officer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import hours, leaving, senders, series_texts, standing
from domain.areas import Gazetteer
from domain.bulletins import Bulletin, Follow, Kind
from domain.chains import STANDS
from domain.db import Base
from domain.library import LibraryEntry, LibraryVersion
from domain.life_cycle import ON_THEIR_WAY
from domain.life_cycle import State as BulletinState
from domain.officers import Officer
from domain.phases import Phase
from domain.recurrence import due_between
from domain.refusals import Refusal
from domain.series import Series
from domain.series_life import State


class Outcome(StrEnum):
    """What became of one date of a series."""

    MADE = "made"  # a bulletin was made of it
    STEPPED_BACK = "stepped_back"  # an emergency runs in its areas
    MISSED = "missed"  # the clock was down for longer than the grace; a person decides
    LATE = "late"  # missed, and sent all the same by an officer
    LEFT = "left"  # missed, and left so by an officer
    WITHDRAWN = "withdrawn"  # its words are no longer in the library


class SeriesRun(Base):
    """One date of a series and what became of it: written once, so that no date runs twice."""

    __tablename__ = "series_runs"
    __table_args__ = (Index("ix_series_runs_missed", "series_id", postgresql_where="outcome = 'missed'"),)

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    outcome: Mapped[Outcome]
    decided_at: Mapped[datetime]
    bulletin_id: Mapped[int | None] = mapped_column(ForeignKey("bulletins.id"), default=None)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("library_versions.id"), default=None)


# A server restarted over the morning needs nobody's answer; what was meant for the morning and would come in the
# evening is another message, and a person decides. Hours in which nothing may leave do not count.
GRACE = timedelta(hours=2)
# What a bulletin of a series has for leaving, at the least: it ends with a day, for its text says the day.
ENOUGH = timedelta(hours=2)
STANDS_BACK = "An emergency warning is out in its counties: the series stands back."
LEFT_US = (*ON_THEIR_WAY, BulletinState.SENT)


def decide_due(session: Session, series: Series, now: datetime) -> list[SeriesRun]:
    """Decide every date that has come since the last, for a locked and approved series; returns what was decided.

    Nothing is decided while nothing may leave: a date of the evening is then still within its grace in the morning, and
    carries the morning's date.
    Of several dates only the last is made: two messages in one breath serve nobody.
    """
    if not window(session, series).holds(now):
        return []
    versions, dates = series_texts.of(session, series.versions), _waiting(session, series, now)
    decided: list[SeriesRun | None] = []
    try:
        _check_standing(session, series, versions, now)
        for due in dates:
            decided.append(_decide(session, series, due, now, last=due is dates[-1]))
    except Refusal as refusal:
        series.halt_because(refusal.sentence)
        decided += [_claim(session, series, due, Outcome.WITHDRAWN, now) for due in dates[len(decided) :]]
    if series.state is State.APPROVED and hours.local(now).date() > series.ends_on:
        series.move(State.ENDED)
        _leave_missed(session, series, now)
    return [run for run in decided if run]


def miss_due(session: Session, series: Series, now: datetime) -> list[SeriesRun]:
    """Leave every date that has come to a person: out of a backup, nobody can say what was made of it since."""
    claimed = [_claim(session, series, due, Outcome.MISSED, now) for due in _waiting(session, series, now)]
    return [run for run in claimed if run]


def send_late(session: Session, series: Series, run: SeriesRun, officer: Officer, now: datetime) -> Bulletin:
    """Make the bulletin of a missed date now, for the next hour in which it may leave. Raises `Refusal`."""
    standing.check_writer(officer, series.areas, now)
    _check_missed(run)
    sends = hours.next_open(now, window(session, series))
    if series.state is not State.APPROVED:
        raise Refusal("The series is not approved now: it must be approved anew first.")
    if hours.local(sends).date() > series.ends_on:
        raise Refusal("The last day of the series has passed: leave this date.")
    if emergency(session, series, now):
        raise Refusal("An emergency warning is out there: the series stands back. Leave this date, or wait.")
    versions = series_texts.of(session, series.versions)
    _check_standing(session, series, versions, now)
    made = _make(session, series, run, sends, now)
    made.touched_by(officer)
    run.outcome, run.decided_at = Outcome.LATE, now
    return made


def leave(series: Series, run: SeriesRun, officer: Officer, now: datetime) -> None:
    """Let a missed date go. Raises `Refusal`."""
    standing.check_writer(officer, series.areas, now)
    _check_missed(run)
    run.outcome, run.decided_at = Outcome.LEFT, now


def end(session: Session, series: Series, officer: Officer, now: datetime) -> None:
    """Close a series for good: what it missed is left so. Raises `Refusal`."""
    series.end(officer, now)
    _leave_missed(session, series, now)


def _leave_missed(session: Session, series: Series, now: datetime) -> None:
    session.execute(
        update(SeriesRun)
        .where(SeriesRun.series_id == series.id, SeriesRun.outcome == Outcome.MISSED)
        .values(outcome=Outcome.LEFT, decided_at=now)
    )


def why_not(session: Session, bulletin: Bulletin, now: datetime) -> str:
    """Why a bulletin that a series made does not leave after all, as the sentence of a refusal; "" where it does.

    The series and the entry of its text are held, so that whoever halts, ends or withdraws comes before or after.
    """
    series = session.get(Series, bulletin.series_id or 0, with_for_update={"read": True}, populate_existing=True)
    if series is None:
        return ""
    of_text = select(LibraryEntry).join(LibraryVersion).where(LibraryVersion.id == bulletin.version_id)
    held = of_text.with_for_update(read=True, of=LibraryEntry).execution_options(populate_existing=True)
    session.scalars(held).all()
    versions = series_texts.of(session, series.versions)
    try:
        series.check_made(bulletin.created_at)
        _check_standing(session, series, versions, now)
    except Refusal as refusal:
        return refusal.sentence
    return STANDS_BACK if emergency(session, series, now) else ""


def of(session: Session, series_id: int) -> Sequence[SeriesRun]:
    """Every date that was decided, the latest first."""
    return session.scalars(
        select(SeriesRun).where(SeriesRun.series_id == series_id).order_by(SeriesRun.due_at.desc())
    ).all()


def turn(session: Session, series: Series) -> int:
    """Which of its versions comes next, by how many have gone."""
    gone = select(func.count()).where(SeriesRun.series_id == series.id, SeriesRun.bulletin_id.is_not(None))
    return (session.scalar(gone) or 0) % len(series.versions)


def emergency(session: Session, series: Series, now: datetime) -> Bulletin | None:
    """A warning of an emergency that stands now in any of its counties: not expired, followed or taken back."""
    standing_now = select(Bulletin).where(
        Bulletin.kind == Kind.DROUGHT,
        Bulletin.phase == Phase.EMERGENCY,
        or_(Bulletin.follow.is_(None), Bulletin.follow == Follow.UPDATE),  # what ends one declares its phase too
        Bulletin.state.in_(LEFT_US),
        Bulletin.expires_at > now,
        text(STANDS),
    )
    return next((warning for warning in session.scalars(standing_now) if warning.counties & series.counties), None)


def window(session: Session, series: Series) -> hours.Window:
    """The hours in which its bulletins may leave, by its kind and the name they go out as."""
    sender = senders.of(session, series.kind.sender_use)
    return leaving.window(series.kind, sender.sender_class if sender else None, by_night=False)


def _waiting(session: Session, series: Series, now: datetime) -> list[datetime]:
    last = session.scalar(select(func.max(SeriesRun.due_at)).where(SeriesRun.series_id == series.id))
    since = [moment for moment in (series.approved_at, last) if moment]
    return due_between(series.rule, max(since), now) if since else []


def _decide(session: Session, series: Series, due: datetime, now: datetime, *, last: bool) -> SeriesRun | None:
    if emergency(session, series, now):
        return _claim(session, series, due, Outcome.STEPPED_BACK, now)
    if not last or hours.open_between(due, now, window(session, series)) > GRACE:
        return _claim(session, series, due, Outcome.MISSED, now)
    with session.begin_nested():
        run = _claim(session, series, due, Outcome.MADE, now)
        if run:
            _make(session, series, run, due, now)
    return run


def _claim(session: Session, series: Series, due: datetime, outcome: Outcome, now: datetime) -> SeriesRun | None:
    """Take this date: None where another clock has."""
    row = {"series_id": series.id, "due_at": due, "outcome": outcome, "decided_at": now}
    return session.scalar(insert(SeriesRun).values(row).on_conflict_do_nothing().returning(SeriesRun))


def _make(session: Session, series: Series, run: SeriesRun, send_at: datetime, now: datetime) -> Bulletin:
    """The approved bulletin of one date, in the words of the version whose turn it is. Raises `Refusal`."""
    [version] = series_texts.of(session, [series.versions[turn(session, series)]])
    leaves = max(send_at, now)
    closes = window(session, series).closing(leaves)
    code = senders.code(session)
    bulletin = Bulletin(
        title=f"{series.title} {hours.local(run.due_at):%d/%m/%Y}",
        kind=series.kind,
        areas=list(series.areas),
        zones=list(series.zones),
        audience_kinds=list(series.audience_kinds),
        audience_languages=list(series.audience_languages),
        public=series.public,
        send_at=send_at,
        expires_at=closes if closes - leaves >= ENOUGH else closes + timedelta(days=1),
        texts=series_texts.filled(series.texts_of(version), hours.local(leaves).date(), code),
        series_id=series.id,
        version_id=version.id,
        state=BulletinState.APPROVED,
        author_id=series.author_id,
        hands=list(series.hands),
        submitter_id=series.submitter_id,
        approver_id=series.approver_id,
        created_at=now,
    )
    bulletin.bind(Gazetteer.wards_now(session))
    bulletin.approved_hash = bulletin.fingerprint(senders.of(session, series.kind.sender_use))
    session.add(bulletin)
    session.flush()
    run.bulletin_id, run.version_id = bulletin.id, version.id
    return bulletin


def _check_standing(session: Session, series: Series, versions: Sequence[LibraryVersion], now: datetime) -> None:
    series.check_standing(versions, senders.of(session, series.kind.sender_use), senders.code(session), now)


def _check_missed(run: SeriesRun) -> None:
    if run.outcome is not Outcome.MISSED:
        raise Refusal("This date was decided already.")
