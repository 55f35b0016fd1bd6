"""The ledger of what speakers signed: who put a name to which words of which sentence, when. Rows are only added."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import editions
from domain.db import Base
from domain.editions import Held
from domain.languages import Language
from domain.refusals import Refusal

LONGEST_DIALECT = 60  # letters


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


@dataclass(frozen=True, slots=True)
class Signer:
    """Who puts a name to words. `officer_id` is none for a speaker whose file somebody else brought in."""

    name: str
    dialect: str
    officer_id: int | None = None


def sign(
    session: Session, signer: Signer, language: Language, msgid: str, text: str, plain: str, *, seen: int, now: datetime
) -> bool:
    """Put a name to words; False when the same person signed just these already and nothing came after.

    `seen` is the newest line about this sentence that the signer knew of, 0 for none. Who signs the same words as
    somebody who was quicker is a second signer; other words are refused. Raises `Overtaken` and `Refusal`.
    """
    signer = _checked(signer)
    before = _held(session, language, msgid)
    bound = fingerprint(msgid, text, plain)
    _check_seen(before, seen, bound)
    for earlier in reversed(before):
        if earlier.fingerprint != bound:
            break
        if (earlier.officer_id, earlier.signer) == (signer.officer_id, signer.name):
            return False
    _add(session, signer, language, msgid, text, plain, now)
    return True


def take_out(session: Session, signer: Signer, language: Language, msgid: str, *, seen: int, now: datetime) -> bool:
    """Take out whatever stands in this language, signed or a draft; False when that was done already.

    Raises `Overtaken` and `Refusal`.
    """
    signer = _checked(signer)
    before = _held(session, language, msgid)
    _check_seen(before, seen, fingerprint(msgid, "", ""))
    if before and before[-1].takes_out:
        return False
    _add(session, signer, language, msgid, "", "", now)
    return True


def _checked(signer: Signer) -> Signer:
    name, dialect = " ".join(signer.name.split()), " ".join(signer.dialect.split())
    if not name:
        raise Refusal("Say whose name stands under these words.")
    if not dialect:
        raise Refusal("Say where your way of speaking is from, such as Kitui or Wundanyi.")
    if len(dialect) > LONGEST_DIALECT:
        raise Refusal("Name your dialect in at most %(most)s letters.", most=LONGEST_DIALECT)
    return Signer(name, dialect, signer.officer_id)


def _held(session: Session, language: Language, msgid: str) -> list[Wording]:
    """The lines about a sentence, and nobody else writes one until this transaction is over."""
    editions.bump(session, Held.WORDS)  # its row is where two who sign at one moment wait for each other
    return history(session, language, msgid)


def _check_seen(before: list[Wording], seen: int, bound: str) -> None:
    if before and before[-1].id != seen and before[-1].fingerprint != bound:
        raise Overtaken(before[-1])


def _add(
    session: Session, signer: Signer, language: Language, msgid: str, text: str, plain: str, now: datetime
) -> None:
    line = Wording(
        language=language,
        msgid=msgid,
        text=text,
        plain=plain,
        fingerprint=fingerprint(msgid, text, plain),
        officer_id=signer.officer_id,
        signer=signer.name,
        dialect=signer.dialect,
        signed_at=now,
    )
    session.add(line)
    session.flush()


def history(session: Session, language: Language, msgid: str) -> list[Wording]:
    """All lines about one sentence, oldest first."""
    asked = select(Wording).where(Wording.language == language, Wording.msgid == msgid)
    return list(session.scalars(asked.order_by(Wording.id)))


def ledger(session: Session, *, until: int | None = None) -> list[Wording]:
    """Every line, oldest first; with `until`, as the ledger was when that line was its newest."""
    asked = select(Wording).order_by(Wording.id)
    return list(session.scalars(asked if until is None else asked.where(Wording.id <= until)))


def in_force(session: Session) -> list[Wording]:
    """The newest line of each sentence that ends with words, also of sentences that are no longer said."""
    found = {(line.language, line.msgid): line for line in ledger(session)}
    return [line for line in found.values() if not line.takes_out]


def newest(session: Session) -> int:
    """The id of the newest line, 0 for none."""
    return session.scalar(select(func.max(Wording.id))) or 0


def dialect_of(session: Session, officer_id: int, language: Language) -> str:
    """The dialect this officer last signed in, "" for none."""
    asked = select(Wording.dialect).where(Wording.officer_id == officer_id, Wording.language == language)
    return session.scalar(asked.order_by(Wording.id.desc()).limit(1)) or ""
