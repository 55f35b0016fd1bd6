"""What an officer decides about an incident: how urgent, what and where it is, who sees to it, and what is so.

Each takes an incident that is held (`incidents.locked`), and writes its step on the timeline. Each raises `Refusal`.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import advice, incidents, roster, timeline
from domain.areas import Area, county_of
from domain.areas import Level as AreaLevel
from domain.incidents import Handling, Incident, Verification, Verifier
from domain.officers import Officer
from domain.refusals import Refusal
from domain.taxonomy import Kind
from domain.timeline import Act
from domain.triage import Level
from domain.vault import Vault

LONGEST_PLACE = 200  # letters
# Whoever says that it is so, or is not, has asked somebody; that it cannot be told may be for want of anybody.
ASKS_SOMEBODY = (Verification.CONFIRMED, Verification.FALSE)


def set_level(
    session: Session, vault: Vault, incident: Incident, officer: Officer, level: Level, why: str, now: datetime
) -> None:
    """Decide how urgent it is: from then on advice is only shown beside it. What is due is reckoned anew."""
    _open(incident)
    if incident.level_decided and incident.level is level:
        raise Refusal("It stands so already.")
    if not why.strip():
        raise Refusal("Write why: whoever takes over goes by it.")
    timeline.write(session, vault, incident, Act.LEVEL, now, officer=officer, value=level, words=why)
    incident.level, incident.level_decided = level, True
    roster.reckon(session, incident, now)


def follow_advice(
    session: Session, vault: Vault, incident: Incident, officer: Officer, why: str, now: datetime
) -> None:
    """Take a decision about the level back: it follows what is advised again."""
    _open(incident)
    if not incident.level_decided:
        raise Refusal("It stands so already.")
    timeline.write(session, vault, incident, Act.LEVEL, now, officer=officer, words=why)
    incident.level, incident.level_decided = incident.advised, False
    roster.reckon(session, incident, now)
    advice.reckon(session, incident, now)


def set_kind(
    session: Session, vault: Vault, incident: Incident, officer: Officer, kind: Kind, why: str, now: datetime
) -> None:
    """Sort it into the taxonomy; what each source said stands as it was told."""
    check_whole(incident)
    if incident.kind is kind:
        raise Refusal("It stands so already.")
    timeline.write(session, vault, incident, Act.KIND, now, officer=officer, value=kind, words=why)
    incident.kind = kind
    advice.reckon(session, incident, now)


def set_ward(
    session: Session, vault: Vault, incident: Incident, officer: Officer, ward: str, place: str, now: datetime
) -> None:
    """Say where it happened. `place`: nearer than the ward, sealed with the step; the ward alone may stand as it is.

    Whoever it was assigned to is let go of it where they handle no reports, and always when it goes to another county:
    the caller tells the officers there.
    """
    check_whole(incident)
    area, place = session.get(Area, ward), " ".join(place.split())
    if area is None or area.level is not AreaLevel.WARD:
        raise Refusal("Choose the ward.")
    if incident.ward == ward and not place:
        raise Refusal("It stands so already.")
    if len(place) > LONGEST_PLACE:
        raise Refusal("A place has room for %(most)s letters: shorten it.", most=LONGEST_PLACE)
    timeline.write(session, vault, incident, Act.WARD, now, officer=officer, value=ward, words=place)
    if incident.ward == ward:
        return
    moved = incident.ward is not None and county_of(incident.ward) != county_of(ward)
    incident.ward = ward
    if moved:
        _hand_over(session, vault, incident, officer, now)
    holder = session.get(Officer, incident.assigned_to) if incident.assigned_to else None
    if holder is not None and not incidents.seen_by(holder, incident, now):
        assign(session, vault, incident, officer, None, now)
    advice.reckon(session, incident, now)


def _hand_over(session: Session, vault: Vault, incident: Incident, officer: Officer, now: datetime) -> None:
    """It is another county's now: there nobody was told of it, nor has taken it up."""
    if incident.assigned_to is not None and incident.open:
        assign(session, vault, incident, officer, None, now)
    incident.assigned_to = None
    incident.alerted = incident.taken_up_at = incident.page_next_at = None
    incident.paged = []


def assign(
    session: Session, vault: Vault, incident: Incident, officer: Officer, to: Officer | None, now: datetime
) -> None:
    """Give it to a peace officer of its county, or to nobody; who takes it themselves has it in hand."""
    _open(incident)
    holder = to.id if to else None
    if incident.assigned_to == holder:
        raise Refusal("It stands so already.")
    if to is not None and not incidents.seen_by(to, incident, now):
        raise Refusal("%(name)s handles no reports there.", name=to.name)
    timeline.write(session, vault, incident, Act.ASSIGNED, now, officer=officer, value=str(holder or ""))
    incident.assigned_to = holder
    if to is officer:
        incident.take_up(now)


def verify(
    session: Session,
    vault: Vault,
    incident: Incident,
    officer: Officer,
    to: Verification,
    findings: str,
    asked: Collection[Verifier],
    now: datetime,
) -> None:
    """Say how far it is verified, what was found, and with whom."""
    check_whole(incident)
    if to in ASKS_SOMEBODY and not asked:
        raise Refusal("Say with whom you verified it.")
    timeline.verify(session, vault, incident, officer, to, findings, now)
    if to in incidents.VERIFIED:
        incident.verified_with = [who.value for who in Verifier if who in asked]


def handle(
    session: Session, vault: Vault, incident: Incident, officer: Officer, to: Handling, outcome: str, now: datetime
) -> None:
    """Say what is being done about it; closing it says what came of it."""
    check_whole(incident)
    timeline.handle(session, vault, incident, officer, to, outcome, now)


def handlers(session: Session, incident: Incident, now: datetime) -> list[Officer]:
    """The peace officers it can be assigned to, by name."""
    everybody = session.scalars(select(Officer).where(Officer.active).order_by(Officer.name))
    return [officer for officer in everybody if incidents.seen_by(officer, incident, now)]


def _open(incident: Incident) -> None:
    check_whole(incident)
    if not incident.open:
        raise Refusal("It is closed: open it again first.")


def check_whole(incident: Incident) -> None:
    """Hold that what was told is still here, and not in another incident. Raises `Refusal`."""
    if incident.merged_into is not None:
        raise Refusal("It went into another report: decide there.")
