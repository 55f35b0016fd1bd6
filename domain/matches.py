"""Which incidents may be one, and what a person makes of them: they are joined, told apart, or split again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm import join as join_of

from domain import advice, audit, incidents, intake, referrals, responders, roster, sightings, sources, timeline
from domain.areas import county_of
from domain.incidents import Handling, Incident, Verification
from domain.officers import Officer
from domain.refusals import Refusal
from domain.sightings import WITHIN, Sighting, ToldApart
from domain.timeline import Act, Step
from domain.triage import more_urgent
from domain.vault import Vault

MOST = 50  # proposals of one incident, the newest, and as many are counted: of a flood nobody reads more

_ONE, _OTHER = aliased(Incident), aliased(Incident)


def proposals(session: Session, incident: Incident, now: datetime) -> list[Incident]:
    """Other incidents that may be the same: of its ward and kind, told of within 48 hours; the newest first.

    Open, or closed no longer ago than that; neither merged, nor told apart from it by a person, nor of a flood.
    """
    query = select(_OTHER).join(_ONE, _alike(now)).where(_ONE.id == incident.id)
    return list(session.scalars(query.order_by(_OTHER.opened_at.desc(), _OTHER.id.desc()).limit(MOST)))


def proposed(session: Session, of: Iterable[Incident], now: datetime) -> dict[int, int]:
    """How many others are proposed for each of these incidents, up to `MOST`; those without any are left out."""
    few = select(_OTHER.id).where(_alike(now)).limit(MOST).correlate(_ONE).lateral()
    query = select(_ONE.id, func.count(few.c.id)).join(few, true())
    rows = session.execute(query.where(_ONE.id.in_([incident.id for incident in of])).group_by(_ONE.id))
    return {row[0]: row[1] for row in rows}


def _alike(now: datetime) -> ColumnElement[bool]:
    mine, theirs = aliased(Sighting), aliased(Sighting)
    both = join_of(mine, theirs, theirs.told_at.between(mine.told_at - WITHIN, mine.told_at + WITHIN))
    near = exists().select_from(both).where(mine.incident_id == _ONE.id, theirs.incident_id == _OTHER.id)
    apart = exists().where(
        ToldApart.first == func.least(_ONE.id, _OTHER.id), ToldApart.second == func.greatest(_ONE.id, _OTHER.id)
    )
    near, apart = (each.correlate(_ONE, _OTHER) for each in (near, apart))  # also where one stands outside, beside
    return (
        (_OTHER.ward == _ONE.ward)
        & (_OTHER.kind == _ONE.kind)
        & (_OTHER.id != _ONE.id)
        & ((_OTHER.handling != Handling.CLOSED) | (_OTHER.closed_at >= now - WITHIN))
        & _OTHER.merged_into.is_(None)
        & ~_OTHER.mass
        & near
        & ~apart
    )


def joined(session: Session, incident: Incident) -> list[Incident]:
    """Those whose sightings came to this one: what was done about them before is still theirs."""
    return list(session.scalars(select(Incident).where(Incident.merged_into == incident.id).order_by(Incident.id)))


def join(
    session: Session, vault: Vault, incident: Incident, other: Incident, officer: Officer, words: str, now: datetime
) -> bool:
    """Bring all that was told of the other here, and close it; whether that made this one more urgent.

    Steps of the other stay with it, its cases and marks of parties come along. Of two levels that people decided the
    more urgent stands. Raises `Refusal` and changes nothing for two that cannot be one.
    """
    _hold(session, incident, other)
    _check(incident, other)
    _write(session, vault, Act.JOINED, incident, other, officer, words, now)
    kept, moved = sightings.of(session, incident), sightings.of(session, other)
    sources.renumber(session, vault, kept, moved, _free_number(session, incident, kept))
    for sighting in moved:
        sighting.incident_id = incident.id
    referrals.move(session, other, incident)
    responders.copy_marks(session, other, incident)
    incident.ward = incident.ward or other.ward
    incident.assigned_to = incident.assigned_to or other.assigned_to
    incident.mass = incident.mass and other.mass
    before = incident.level
    if other.level_decided and more_urgent(before, other.level) is not before:
        incident.level, incident.level_decided = other.level, True
        roster.reckon(session, incident, now)
    other.merge(incident, now)
    _settle(session, incident, now)
    return incident.level is not before and more_urgent(incident.level, before) is incident.level


def split(
    session: Session, vault: Vault, incident: Incident, number: int, officer: Officer, words: str, now: datetime
) -> Incident:
    """All that one source told becomes an incident of its own, under a new code word, told apart from this one.

    It is of the kind and ward the source told. Raises `Refusal` for the last source.
    """
    _hold(session, incident)
    told = sightings.of(session, incident)
    leaving = [sighting for sighting in told if sighting.number == number]
    if not leaving:
        raise Refusal("There is no source %(number)s in this report.", number=number)
    if len(leaving) == len(told):
        raise Refusal("This is its only source: there is nothing to part it from.")
    last = leaving[-1]
    new = intake.open_incident(session, last.kind, last.ward or incident.ward, leaving[0].told_at)
    new.mass = incident.mass
    _write(session, vault, Act.SPLIT, incident, new, officer, words, now)
    for sighting in leaving:
        sighting.incident_id, sighting.number = new.id, 1
    responders.copy_marks(session, incident, new)
    _keep_apart(session, incident, new, officer, now)
    _settle(session, new, now)
    _settle(session, incident, now)
    return new


def tell_apart(session: Session, incident: Incident, other: Incident, officer: Officer, now: datetime) -> None:
    """A person found that they are two: they are not proposed to each other again. Raises `Refusal` for one alone."""
    _hold(session, incident, other)
    if incident is other:
        raise Refusal("This is the same report.")
    if _keep_apart(session, incident, other, officer, now):
        for one, two in ((incident, other), (other, incident)):
            session.add(
                Step(incident_id=one.id, at=now, act=Act.TOLD_APART, officer_id=officer.id, value=two.code_word)
            )
            _record(session, Act.TOLD_APART, one, two, officer, now)


def _hold(session: Session, *held: Incident) -> None:
    """Take turns with whoever decides about one of them: in the order of their ids, so that nobody waits for ever."""
    for incident_id in sorted({incident.id for incident in held}):
        incidents.locked(session, incident_id)
    for incident in held:
        query = select(Sighting).where(Sighting.incident_id == incident.id).order_by(Sighting.id).with_for_update()
        session.scalars(query.execution_options(populate_existing=True)).all()


def _check(incident: Incident, other: Incident) -> None:
    if incident.id == other.id:
        raise Refusal("This is the same report.")
    if incident.merged_into is not None or other.merged_into is not None:
        raise Refusal("One of the two was joined to another report meanwhile: open it again.")
    if incident.ward and other.ward and county_of(incident.ward) != county_of(other.ward):
        raise Refusal("A report of another county cannot be joined to this one.")
    if other.open and not incident.open:
        raise Refusal("This report is closed: open it again first, or join it to the other.")


def _free_number(session: Session, incident: Incident, kept: list[Sighting]) -> int:
    """A number that no source of it had, also none that was split off: notes may speak of it."""
    gone = select(func.count()).where(Step.incident_id == incident.id, Step.act == Act.SPLIT)
    return max((sighting.number for sighting in kept), default=0) + (session.scalar(gone) or 0) + 1


def _keep_apart(session: Session, one: Incident, two: Incident, officer: Officer, now: datetime) -> bool:
    """Whether nobody had said so before."""
    pair: dict[str, Any] = {"first": min(one.id, two.id), "second": max(one.id, two.id)}
    row = insert(ToldApart).values(**pair, officer_id=officer.id, at=now).on_conflict_do_nothing()
    return session.scalar(row.returning(ToldApart.first)) is not None


def _write(
    session: Session,
    vault: Vault,
    act: Act,
    incident: Incident,
    other: Incident,
    officer: Officer,
    words: str,
    now: datetime,
) -> None:
    """The same step on both, each naming the other."""
    for one, two in ((incident, other), (other, incident)):
        timeline.write(session, vault, one, act, now, officer=officer, value=two.code_word, words=words)
        _record(session, act, one, two, officer, now)


def _record(session: Session, act: Act, one: Incident, two: Incident, officer: Officer, now: datetime) -> None:
    audit.record(session, officer.id, act, f"incident {one.id}", now=now, other=two.id)


def _settle(session: Session, incident: Incident, now: datetime) -> None:
    """It began when its first telling came; advice and clock follow from all that are left."""
    incident.opened_at = min(sighting.told_at for sighting in sightings.of(session, incident))
    advice.reckon(session, incident, now)
    if incident.verification is Verification.NEW:
        roster.reckon(session, incident, now)
