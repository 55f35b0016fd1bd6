"""All that happened to an incident, in order: what officers found and did, and what the service did by itself."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base, next_id
from domain.incidents import Handling, Incident, Verification
from domain.officers import Officer
from domain.refusals import Refusal
from domain.sealed_columns import STEP_WORDS
from domain.vault import Vault

LONGEST_NOTE = 5000  # letters


class Act(StrEnum):
    """What a step was; `Step.value` says to what, in the domain's own word."""

    NOTE = "note"
    VERIFICATION = "verification"
    HANDLING = "handling"
    LEVEL = "level"
    KIND = "kind"
    WARD = "ward"
    ASSIGNED = "assigned"  # value: the officer's id; "" for nobody
    JOINED = "joined"  # the sightings of one came to the other; a step of both; value: the other's code word
    SPLIT = "split"  # a source of one went to a new one; a step of both; value: the other's code word
    TOLD_APART = "told_apart"  # a step of both; value: the other's code word
    PAGED = "paged"  # value: how many officers were paged so far
    LEAD_TOLD = "lead_told"  # value: why (see `messages.paging`), or the id of the last case of a chain of responders
    NAGGED = "nagged"
    REFERRED = "referred"  # value: the referral's id, as of those that follow
    ANSWERED = "answered"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"
    PARTY = "party"  # a responder may be a party to it; value: the responder's id
    TEXTED = "texted"  # a source; value: its number
    CALLED = "called"
    TOLD_MORE = "told_more"  # a source answered a text, or told something else; value: its number
    TAKEN_BACK = "taken_back"  # what a source told is restricted: its words are gone; value: its number
    REVEAL_ASKED = "reveal_asked"  # for the number of a source; value: of the source, as of those that follow
    REVEAL_GRANTED = "reveal_granted"
    REVEAL_REFUSED = "reveal_refused"
    REVEALED = "revealed"  # seen, once


class Step(Base):
    """One step. Words are sealed; no officer means that the service did it."""

    __tablename__ = "incident_steps"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    act: Mapped[Act]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    value: Mapped[str] = mapped_column(default="", server_default="")
    words_sealed: Mapped[bytes | None] = mapped_column(default=None)


def write(
    session: Session,
    vault: Vault,
    incident: Incident,
    act: Act,
    now: datetime,
    *,
    officer: Officer | None = None,
    value: str = "",
    words: str = "",
) -> Step:
    """Write down one step in the transaction of the act itself. Raises `Refusal` for words that are too long."""
    if len(words) > LONGEST_NOTE:
        raise Refusal("A note has room for %(most)s letters: shorten it.", most=LONGEST_NOTE)
    step = Step(
        incident_id=incident.id,
        at=now,
        act=act,
        officer_id=officer.id if officer else None,
        value=value,
    )
    if words.strip():
        step.id = next_id(session, Step)
        step.words_sealed = vault.seal(words.strip(), *STEP_WORDS.of(step))
    session.add(step)
    return step


def verify(
    session: Session, vault: Vault, incident: Incident, officer: Officer, to: Verification, words: str, now: datetime
) -> None:
    """Move the verification, with its reason. Raises `Refusal`."""
    _reason(words)
    incident.verify(to, now)
    write(session, vault, incident, Act.VERIFICATION, now, officer=officer, value=to, words=words)


def handle(
    session: Session, vault: Vault, incident: Incident, officer: Officer, to: Handling, words: str, now: datetime
) -> None:
    """Move the handling, with its reason. Raises `Refusal`."""
    _reason(words)
    incident.handle(to, now)
    write(session, vault, incident, Act.HANDLING, now, officer=officer, value=to, words=words)


def note(session: Session, vault: Vault, incident: Incident, officer: Officer, words: str, now: datetime) -> None:
    """Write down what was found or done. Raises `Refusal`."""
    _reason(words)
    write(session, vault, incident, Act.NOTE, now, officer=officer, words=words)


def _reason(words: str) -> None:
    if not words.strip():
        raise Refusal("Write what you found or did.")


def unchanged(session: Session, incident: Incident, seen: int) -> None:
    """Hold that no officer took a step since `seen`, the last one a page showed (0: none). Raises `Refusal`.

    What the service did by itself meanwhile is no decision, and stands in nobody's way.
    """
    later = select(Step.id).where(Step.incident_id == incident.id, Step.id > seen, Step.officer_id.is_not(None))
    if session.scalar(later.limit(1)) is not None:
        raise Refusal("Somebody was quicker: read below what was done meanwhile, then decide.")


def of(session: Session, incident: Incident) -> list[Step]:
    """Every step, oldest first."""
    return list(session.scalars(select(Step).where(Step.incident_id == incident.id).order_by(Step.id)))
