"""An incident handed to a responder, by a peace officer's own decision, under a case number that is used once."""

import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import incidents
from domain.db import Base, words
from domain.incidents import Handling, Incident, Verification, within
from domain.languages import Language
from domain.moments import minute
from domain.taxonomy import Kind
from domain.triage import CLOCKS
from domain.vault import Purpose, Vault

# Letters that are the first of their key on a telephone, and digits that look and sound like none of them; without 1, 2
# and 3 alone an answer cannot be taken for a case. A letter first and a digit last: it is never a word or a number.
LETTERS, DIGITS = "ADJMPTW", "34679"
CASE_NUMBER = re.compile(rf"\b[{LETTERS}][{LETTERS}{DIGITS}]{{3}}[{DIGITS}]\b", re.IGNORECASE)
RECENT = timedelta(days=14)  # how long an answer without a case number may mean a case that is not waiting any more


class Answer(StrEnum):
    """Where a referral stands: what the responder answered, or that nothing came."""

    WAITING = "waiting"
    ON_IT = "on_it"  # 1
    CANNOT = "cannot"  # 2
    FOUND = "found"  # 3, with words
    SILENT = "silent"  # the level's time ran out
    WITHDRAWN = "withdrawn"


# Who may still say more of a case without naming it, by what they say of it: first those of the first row, and those of
# the next where there is none.
_MEANT: dict[Answer, tuple[tuple[Answer, ...], ...]] = {
    Answer.ON_IT: ((Answer.WAITING,), (Answer.SILENT, Answer.WITHDRAWN, Answer.ON_IT)),
    Answer.CANNOT: ((Answer.WAITING,), (Answer.ON_IT,), (Answer.SILENT, Answer.WITHDRAWN)),
    Answer.FOUND: ((Answer.WAITING, Answer.ON_IT), (Answer.SILENT, Answer.WITHDRAWN)),
}


class Need(StrEnum):
    """What is asked of them."""

    SAFETY = "safety"
    MEDICAL = "medical"
    WILDLIFE = "wildlife"
    MEDIATION = "mediation"
    WATER_FOOD = "water_food"
    SHELTER = "shelter"
    CHECK = "check"  # only to find out


class Referral(Base):
    """One text to one responder. `chain`: who is next, in order, if they cannot or do not answer.

    The officer who sent it approved the words for all of the chain; after its last the county lead is told. `kind` and
    `ward` are what the incident was as they were approved.
    """

    __tablename__ = "referrals"
    __table_args__ = (Index("ix_referrals_due", "due_at", postgresql_where="answer = 'waiting'"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    responder_id: Mapped[int] = mapped_column(ForeignKey("responders.id"), index=True)
    case_number: Mapped[str] = mapped_column(unique=True)
    need: Mapped[Need]
    kind: Mapped[Kind]
    ward: Mapped[str | None] = mapped_column(ForeignKey("areas.slug"))
    # As they were approved, without the case number: JSON, by the language of whoever in the chain reads them.
    # None: deleted when their time was over.
    words_sealed: Mapped[bytes | None]
    sent_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    sent_at: Mapped[datetime]
    due_at: Mapped[datetime]
    chain: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")
    answer: Mapped[Answer] = mapped_column(words(Answer, "answer"), default=Answer.WAITING)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answer_sealed: Mapped[bytes | None] = mapped_column(default=None)  # their words

    @property
    def live(self) -> bool:
        """Whether this responder has it in hand, or may still take it."""
        return self.answer in (Answer.WAITING, Answer.ON_IT)

    def words(self, vault: Vault) -> dict[Language, str]:
        """What was approved, by language; nothing once it is deleted. Raises `Unsealable`."""
        if self.words_sealed is None:
            return {}
        kept = json.loads(vault.open(self.words_sealed, Purpose.INCIDENT))
        return {Language(language): text for language, text in kept.items()}


def new(
    session: Session,
    vault: Vault,
    incident: Incident,
    officer_id: int,
    need: Need,
    words: Mapping[Language, str],
    responder_id: int,
    chain: Sequence[int],
    now: datetime,
) -> Referral:
    """A case for one responder, who has the time of the incident's level for an answer."""
    referral = Referral(
        incident_id=incident.id,
        responder_id=responder_id,
        case_number=unused_case_number(session),
        need=need,
        kind=incident.kind,
        ward=incident.ward,
        words_sealed=vault.seal(json.dumps(words), Purpose.INCIDENT),
        sent_by=officer_id,
        sent_at=minute(now),
        due_at=minute(now) + CLOCKS[incident.level].answer,
        chain=list(chain),
    )
    session.add(referral)
    session.flush()
    incident.due_at = max(incident.due_at or referral.due_at, referral.due_at)  # it is not late while they may answer
    return referral


def unused_case_number(session: Session) -> str:
    """One of 60,480 that was never given: it says nothing of the incident, and knowing one tells no other."""
    while True:
        inner = "".join(secrets.choice(LETTERS + DIGITS) for _ in range(3))
        number = f"{secrets.choice(LETTERS)}{inner}{secrets.choice(DIGITS)}"
        if not session.scalar(select(exists().where(Referral.case_number == number))):
            return number


def of(session: Session, incident: Incident) -> list[Referral]:
    """All of an incident, the newest first."""
    mine = Referral.incident_id == incident.id
    return list(session.scalars(select(Referral).where(mine).order_by(Referral.id.desc())))


def move(session: Session, other: Incident, incident: Incident) -> None:
    """What became of the other is this incident's from now on: it was joined to it. Both are held."""
    for referral in of(session, other):
        referral.incident_id = incident.id
    session.flush()


def still_so(referral: Referral, incident: Incident) -> bool:
    """Whether what was approved may be told to one more: it was not found to be untrue, or to be another thing."""
    same = (referral.kind, referral.ward) == (incident.kind, incident.ward)
    return same and incident.verification is not Verification.FALSE


def held(session: Session, referral_id: int) -> tuple[Incident, Referral] | None:
    """A case and its incident for a decision, the incident first; the one it was joined to, if it was."""
    found = session.get(Referral, referral_id)
    incident = incidents.locked(session, found.incident_id) if found else None
    while incident is not None and incident.merged_into is not None:
        incident = incidents.locked(session, incident.merged_into)
    if found is None or incident is None:
        return None
    session.refresh(found, with_for_update=True)
    return incident, found


def overdue(session: Session, now: datetime, *, most: int = 100) -> list[int]:
    """The ids of those that waited in vain, the longest first."""
    over = (Referral.answer == Answer.WAITING, Referral.due_at <= now)
    return list(session.scalars(select(Referral.id).where(*over).order_by(Referral.due_at).limit(most)))


def numbered(session: Session, case_number: str, responder_ids: Iterable[int]) -> Referral | None:
    """The case of this number, for one whose it is."""
    query = select(Referral).where(Referral.case_number == case_number.upper())
    return session.scalar(query.where(Referral.responder_id.in_(list(responder_ids))))


def meant(session: Session, responder_ids: Iterable[int], answer: Answer, now: datetime) -> list[Referral]:
    """The cases that an answer without a number may be for; one, or it must be asked."""
    mine = (Referral.responder_id.in_(list(responder_ids)), Referral.sent_at > now - RECENT)
    cases = list(session.scalars(select(Referral).where(*mine).order_by(Referral.id)))
    rows = ([case for case in cases if case.answer in states] for states in _MEANT[answer])
    return next((row for row in rows if row), [])


def waiting_of(session: Session, responder_ids: Iterable[int]) -> list[int]:
    """The ids of the cases that wait for an answer of these responders, in the order in which they are held."""
    mine = (Referral.responder_id.in_(list(responder_ids)), Referral.answer == Answer.WAITING)
    return list(session.scalars(select(Referral.id).where(*mine).order_by(Referral.incident_id, Referral.id)))


def after_closing(session: Session, officer_counties: Iterable[str] | None, now: datetime) -> list[Incident]:
    """Closed incidents of these counties that somebody answered after they were closed, within the last days."""
    closed_at = func.date_trunc("minute", Incident.closed_at)
    query = select(Incident).join(Referral).where(Incident.handling == Handling.CLOSED)
    query = query.where(*within(officer_counties), Incident.merged_into.is_(None))
    query = query.where(Referral.answered_at >= closed_at, Referral.answered_at > now - RECENT)
    return list(session.scalars(query.distinct().order_by(Incident.id)))
