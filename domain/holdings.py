"""What an officer has in hand: shown before they leave, so that nobody is surprised by what ends and what waits."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from domain import deputies
from domain.bulletins import Bulletin
from domain.hours import local
from domain.incidents import Handling, Incident
from domain.life_cycle import State
from domain.officer_sessions import OfficerSession
from domain.officers import Grant, Officer, SignInLink
from domain.referrals import Answer, Referral
from domain.reveals import Reveal
from domain.roster import Shift
from domain.script_links import ScriptLink
from domain.script_versions import ScriptVersion
from domain.scripts import Script

UNANSWERED = (Answer.WAITING, Answer.ON_IT)
UNFINISHED = (State.DRAFT, State.SUBMITTED, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Of reports only whether there are any, or an administrator could watch them come; of bulletins how many.

    `sign_in_links` and `script_links` still open something; `reports`: some are open and assigned to them; `cases`:
    some wait for responders by their hand; `numbers`: some requests to see one are not over. `stands_in_for` is who
    named them as a deputy, `deputies` who holds roles in their place.
    """

    roles: list[Grant]
    sessions: int
    sign_in_links: int
    script_links: int
    shifts: list[Shift]
    reports: bool
    cases: bool
    numbers: bool
    drafts: int
    submitted: int
    scripts: int
    stands_in_for: list[Officer]
    deputies: list[Officer]


def of(session: Session, officer: Officer, now: datetime) -> Holdings:
    """All of it, at this moment."""
    on, me = local(now).date(), officer.id
    handed_to = {grant.officer_id for grant in deputies.handed(session, officer, on)}
    written = select(Bulletin.state, func.count()).where(Bulletin.author_id == me, Bulletin.state.in_(UNFINISHED))
    states = dict[State, int](session.execute(written.group_by(Bulletin.state)).all())
    return Holdings(
        roles=[grant for grant in officer.grants if grant.ends_on is None or grant.ends_on >= on],
        sessions=_count(session, OfficerSession.id, OfficerSession.officer_id == me, OfficerSession.ended_at.is_(None)),
        sign_in_links=_count(
            session, SignInLink.officer_id, SignInLink.officer_id == me, SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        ),
        script_links=len(script_links(session, officer, now)),
        shifts=shifts(session, officer, now),
        reports=_count(session, Incident.id, *assigned(officer)) > 0,
        cases=_count(session, Referral.id, Referral.sent_by == me, Referral.answer.in_(UNANSWERED)) > 0,
        numbers=any(each.waits(now) or each.may_be_seen(now) for each in reveals(session, officer)),
        drafts=states.get(State.DRAFT, 0) + states.get(State.RETURNED, 0),
        submitted=states.get(State.SUBMITTED, 0),
        scripts=_scripts(session, officer),
        stands_in_for=naming(session, officer),
        deputies=list(session.scalars(select(Officer).where(Officer.id.in_(handed_to)).order_by(Officer.name))),
    )  # fmt: skip


def assigned(officer: Officer) -> list[ColumnElement[bool]]:
    """That a report is open and this officer's."""
    return [Incident.assigned_to == officer.id, Incident.handling != Handling.CLOSED]


def script_links(session: Session, officer: Officer, now: datetime) -> list[ScriptLink]:
    """Links to scripts they made that still open something."""
    mine = (ScriptLink.made_by == officer.id, ScriptLink.withdrawn_at.is_(None), ScriptLink.expires_at > now)
    return list(session.scalars(select(ScriptLink).where(*mine).order_by(ScriptLink.id)))


def shifts(session: Session, officer: Officer, now: datetime) -> list[Shift]:
    """Hours on a roster that run or are to come, in order."""
    found = session.scalars(select(Shift).where(Shift.officer_id == officer.id).order_by(Shift.starts_on, Shift.id))
    return [shift for shift in found if _to_come(shift, local(now).date(), now)]


def _to_come(shift: Shift, on: date, now: datetime) -> bool:
    return shift.ends_on is None or shift.ends_on >= on or bool(shift.slots(now, now))


def reveals(session: Session, officer: Officer) -> list[Reveal]:
    """What they asked and did not see."""
    mine = (Reveal.asked_by == officer.id, Reveal.seen_at.is_(None), Reveal.granted.is_not(False))
    return list(session.scalars(select(Reveal).where(*mine).order_by(Reveal.id)))


def naming(session: Session, officer: Officer) -> list[Officer]:
    """Whose deputy they are, by name."""
    return list(session.scalars(select(Officer).where(Officer.deputy_id == officer.id).order_by(Officer.name)))


def _scripts(session: Session, officer: Officer) -> int:
    """Scripts whose newest version is theirs and that nobody approved."""
    newest = select(func.max(ScriptVersion.number)).where(ScriptVersion.script_id == Script.id).correlate(Script)
    theirs = select(func.count(Script.id)).join(ScriptVersion, ScriptVersion.script_id == Script.id)
    mine = (ScriptVersion.editor_id == officer.id, ScriptVersion.approved_at.is_(None))
    return session.scalar(theirs.where(ScriptVersion.number == newest.scalar_subquery(), *mine)) or 0


def _count(session: Session, what: object, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(what)).where(*conditions)) or 0  # type: ignore[arg-type]
