"""The ledger of what speakers signed: who put a name to which words of which sentence, when. Rows are only added."""

import hashlib
from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import editions
from domain.db import Base
from domain.editions import Held
from domain.languages import Language
from domain.refusals import Refusal


class Wording(Base):
    """One signature. The newest of a sentence counts, for as long as its English source is still the same.

    `fingerprint` binds source, text and plain form. A row without words takes out whatever was said until then.
    """

    __tablename__ = "wordings"
    __table_args__ = (Index("ix_wordings_sentence", "language", "msgid", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    language: Mapped[Language]
    msgid: Mapped[str]
    text: Mapped[str]  # Kamba with its tildes
    plain: Mapped[str]  # as phones show it: a text of its own that the speaker signed
    fingerprint: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))  # none: came with an imported file
    signer: Mapped[str]  # the name as it was that day
    dialect: Mapped[str]
    signed_at: Mapped[datetime]

    @property
    def takes_out(self) -> bool:
        """Whether this row withdraws words instead of signing some."""
        return not self.text


class Overtaken(Refusal):
    """Somebody else signed or took out words of this sentence since they were read: `newest` is what they did."""

    def __init__(self, newest: Wording) -> None:
        who = newest.signer
        super().__init__("%(name)s changed this sentence while you read. Compare the two, then sign.", name=who)
        self.newest = newest


def fingerprint(msgid: str, text: str, plain: str) -> str:
    """What a signature binds: the source, the very words signed, and their plain form."""
    return hashlib.sha256("\x04".join((msgid, text, plain)).encode()).hexdigest()


def put(session: Session, line: Wording, seen: int) -> bool:
    """Add a line to the ledger; False when its signer has signed just that already and nothing came after.

    `seen` is the newest line about this sentence that the signer knew of, 0 for none. Who signs the same words as
    somebody who was quicker is a second signer; other words are refused. Raises `Overtaken`.
    """
    editions.bump(session, Held.WORDS)  # first: its row is where two who sign at one moment wait for each other
    before = history(session, line.language, line.msgid)
    if before and before[-1].id != seen and before[-1].fingerprint != line.fingerprint:
        raise Overtaken(before[-1])
    for earlier in reversed(before):
        if earlier.fingerprint != line.fingerprint:
            break
        if line.takes_out or (earlier.officer_id, earlier.signer) == (line.officer_id, line.signer):
            return False
    session.add(line)
    session.flush()
    return True


def history(session: Session, language: Language, msgid: str) -> list[Wording]:
    """All lines about one sentence, oldest first."""
    asked = select(Wording).where(Wording.language == language, Wording.msgid == msgid)
    return list(session.scalars(asked.order_by(Wording.id)))


def ledger(session: Session, *, until: int | None = None) -> list[Wording]:
    """Every line, oldest first; with `until`, as the ledger was when that line was its newest."""
    asked = select(Wording).order_by(Wording.id)
    return list(session.scalars(asked if until is None else asked.where(Wording.id <= until)))


def newest(session: Session) -> int:
    """The id of the newest line, 0 for none."""
    return session.scalar(select(func.max(Wording.id))) or 0


def dialect_of(session: Session, officer_id: int, language: Language) -> str:
    """The dialect this officer last signed in, "" for none."""
    asked = select(Wording.dialect).where(Wording.officer_id == officer_id, Wording.language == language)
    return session.scalar(asked.order_by(Wording.id.desc()).limit(1)) or ""
