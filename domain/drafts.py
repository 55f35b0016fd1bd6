"""Reports that a dropped session left unfinished: kept sealed with their number, filed as partial, gone on with later.

A draft lies in the row of its dialogue. What it became is known to nobody but its own seal, so that a dump joins no
telephone to an incident.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from domain.dialogues import Dialogue
from domain.intake import Report
from domain.languages import Language
from domain.moments import day, hour
from domain.phones import Phone
from domain.sealed_columns import DIALOGUE_DRAFT
from domain.sightings import When
from domain.taxonomy import Kind
from domain.vault import Purpose, Vault

# All that a draft holds of these: what is asked after it was filed is written down at once.
_READ: dict[str, type[StrEnum]] = {"kind": Kind, "happened": When, "language": Language}
FILED_AFTER = timedelta(minutes=15)  # without a key: whoever was cut off has dialled again by then, or does not


@dataclass(frozen=True, slots=True)
class Draft:
    """What was told so far, and by whom. Its `report.continues` is the sighting it became, once it was filed."""

    phone: Phone
    report: Report

    def seal(self, vault: Vault, session_id: str) -> bytes:
        told = json.dumps({"phone": self.phone.e164, **asdict(self.report)})
        return vault.seal(told, *DIALOGUE_DRAFT.at(session_id))

    def continuing(self, sighting_id: int) -> "Draft":
        """The same, as the sighting it became."""
        return replace(self, report=replace(self.report, continues=sighting_id))

    @classmethod
    def open(cls, sealed: bytes, vault: Vault, session_id: str) -> "Draft":
        told: dict[str, Any] = json.loads(vault.open(sealed, *DIALOGUE_DRAFT.at(session_id)))
        phone = Phone(told.pop("phone"))
        read = {name: kind(told[name]) for name, kind in _READ.items() if told.get(name) is not None}
        return cls(phone, Report(**{**told, **read}))


def _unfiled(now: datetime) -> tuple[ColumnElement[bool], ...]:
    silent = Dialogue.updated_at <= now - FILED_AFTER
    return Dialogue.draft_sealed.is_not(None), Dialogue.filed_at.is_(None), silent


def due(session: Session, now: datetime, *, most: int = 1000) -> list[str]:
    """The sessions whose draft is to be filed, the oldest first."""
    query = select(Dialogue.session_id).where(*_unfiled(now)).order_by(Dialogue.updated_at)
    return list(session.scalars(query.limit(most)))


def locked(session: Session, session_id: str, now: datetime) -> Dialogue | None:
    """One of them, held until this transaction ends; None when it is so no more, or in other hands."""
    query = select(Dialogue).where(Dialogue.session_id == session_id, *_unfiled(now))
    return session.scalar(query.with_for_update(skip_locked=True))


def waiting(session: Session, vault: Vault, phone: Phone) -> list[Draft]:
    """What this phone began to report and nobody filed yet, held until this transaction ends."""
    mine = Dialogue.phone_lookup == vault.lookup(phone, Purpose.DIALOGUE)
    query = select(Dialogue.draft_sealed, Dialogue.session_id).where(
        mine, Dialogue.draft_sealed.is_not(None), Dialogue.filed_at.is_(None)
    )
    return [Draft.open(sealed, vault, of) for sealed, of in session.execute(query.with_for_update()) if sealed]


def filed(dialogue: Dialogue, vault: Vault, draft: Draft, now: datetime) -> None:
    """The draft is an incident now: the next dial may go on with it, if it is still offered; else nothing is kept."""
    if dialogue.resumable:
        dialogue.draft_sealed, dialogue.filed_at = draft.seal(vault, dialogue.session_id), day(now)
        dialogue.updated_at = hour(dialogue.updated_at)  # or the sweep, a quarter of an hour later, would join the two
    else:
        dialogue.end(now)
