"""What stands open between us and one phone: at most one question, with an expiry, and how often it said the same.

A digit answers this question and nothing else. What it asks about is sealed: it may be a report that waits for a yes.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.moments import hour, minute
from domain.phones import Phone
from domain.sealed_columns import QUESTION
from domain.vault import Purpose, Vault


class Ask(StrEnum):
    """What a question by SMS asks."""

    PLACE = "place"  # which of these wards
    AREA = "area"  # which county, then which constituency, where no place was understood
    REPORT = "report"  # a report, or just a message
    LANGUAGE = "language"  # messages in the language of a keyword from now on
    ERASE = "erase"  # delete all we keep of this phone
    INVITED = "invited"  # a volunteer put this number forward: does its owner agree
    STAY = "stay"  # a new season: still there
    REPORT_WARD = "report_ward"  # where it happened, of a report that was filed without; once
    REPORT_KIND = "report_kind"  # what it is, likewise
    REPORT_TEXT = "report_text"  # whether we may text this phone about it
    SOURCE = "source"  # an officer wrote to whoever told us something: what they write back belongs to that


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPEN_FOR: dict[Ask, timedelta] = {
    Ask.PLACE: HOUR,
    Ask.AREA: HOUR,
    Ask.REPORT: HOUR / 4,  # a report that waits is filed as partial, as one by USSD is
    Ask.LANGUAGE: HOUR,
    Ask.ERASE: HOUR,
    Ask.INVITED: 7 * DAY,
    Ask.STAY: 14 * DAY,
    Ask.REPORT_WARD: HOUR,
    Ask.REPORT_KIND: HOUR,
    Ask.SOURCE: 3 * DAY,
    Ask.REPORT_TEXT: HOUR,
}
# Asked by us, in our own time, and open for days while the person and officers write of other things: a dial leaves
# them open, and only a digit answers them, for a yes or no may be meant for somebody else.
OUTLASTS_A_DIAL = (Ask.INVITED, Ask.STAY, Ask.SOURCE)
ON_REPORTS = (Ask.REPORT, Ask.REPORT_WARD, Ask.REPORT_KIND, Ask.REPORT_TEXT, Ask.SOURCE)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `options` are what 1, 2, 3 mean (slugs); `about` is why it is asked.

    `words` is a text that waits for the answer; `kind` and `ward` are what was read from it; `language` is the one it
    is about or was asked in. `sighting` is the report that was filed, which the answer completes.
    """

    ask: Ask
    options: tuple[str, ...] = ()
    about: str = ""
    words: str = ""
    kind: str = ""
    ward: str = ""
    language: str = ""
    sighting: int = 0


class Conversation(Base):
    """One phone. Nothing in it outlasts its use: retention takes the row when it is silent and nothing is open."""

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_due", "expires_at", postgresql_where="question_sealed IS NOT NULL"),)

    phone_lookup: Mapped[bytes] = mapped_column(primary_key=True)
    ask: Mapped[Ask | None] = mapped_column(default=None)
    question_sealed: Mapped[bytes | None] = mapped_column(default=None)  # with the number, for who must act at expiry
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    heard_lookup: Mapped[bytes | None] = mapped_column(default=None)  # of the last text, keyed with its number
    repeats: Mapped[int] = mapped_column(default=0, server_default="0")  # how often it came in a row
    heard_at: Mapped[datetime | None] = mapped_column(default=None)

    def open_question(self, vault: Vault, now: datetime) -> Question | None:
        """The question that stands open, if one does."""
        if self.question_sealed is None or self.expires_at is None or self.expires_at <= now:
            return None
        return self.read(vault)[1]

    def hear(self, vault: Vault, phone: Phone, text: str, now: datetime) -> int:
        """Take note of a text; how often it came in a row by now, within the hour. The text itself is not kept."""
        heard = vault.lookup(f"{phone.e164} {text}", Purpose.CONVERSATION)
        again = heard == self.heard_lookup and self.heard_at is not None and now - self.heard_at <= HOUR
        self.repeats = self.repeats + 1 if again else 1
        self.heard_lookup, self.heard_at = heard, minute(now)
        return self.repeats

    def close(self) -> None:
        """Answered, replaced or over."""
        self.ask = self.question_sealed = self.expires_at = None

    def read(self, vault: Vault) -> tuple[Phone, Question]:
        """The question and whose it is; only of a row that has one."""
        kept = json.loads(QUESTION.open(vault, self))
        phone = Phone(kept.pop("phone"))
        return phone, Question(**{**kept, "ask": Ask(kept["ask"]), "options": tuple(kept["options"])})


def of(session: Session, vault: Vault, phone: Phone) -> Conversation:
    """The row of this phone, held until the transaction ends; a new one where there was none."""
    lookup = vault.lookup(phone, Purpose.CONVERSATION)
    session.execute(insert(Conversation).values(phone_lookup=lookup).on_conflict_do_nothing())
    return session.get_one(Conversation, lookup, with_for_update=True, populate_existing=True)


def opened(session: Session, vault: Vault, phone: Phone, now: datetime) -> Question | None:
    """The question that stands open, if one does."""
    row = session.get(Conversation, vault.lookup(phone, Purpose.CONVERSATION), with_for_update=True)
    return row.open_question(vault, now) if row else None


def is_free(session: Session, vault: Vault, phone: Phone, now: datetime) -> bool:
    """Whether this phone may be asked something: one whose question is over may still hold a report to be filed."""
    row = of(session, vault, phone)
    return row.expires_at is None or (row.expires_at <= now and row.ask is not Ask.REPORT)


def ask(session: Session, vault: Vault, phone: Phone, question: Question, now: datetime) -> None:
    """Put a question in the place of whatever stood open; the caller has looked whether a report waited there.

    Its end is of a whole minute, or hour where it stays open for days: the moment of our text would join two tables.
    """
    row = of(session, vault, phone)
    kept = json.dumps({"phone": phone.e164, **asdict(question)})
    row.ask, row.question_sealed = question.ask, vault.seal(kept, *QUESTION.of(row))
    within = OPEN_FOR[question.ask]
    row.expires_at = (minute(now) if within < DAY else hour(now)) + within


def due(session: Session, now: datetime) -> list[bytes]:
    """The lookups of those whose question is over without an answer, all of them: the longest first."""
    over = (Conversation.question_sealed.is_not(None), Conversation.expires_at <= now)
    return list(session.scalars(select(Conversation.phone_lookup).where(*over).order_by(Conversation.expires_at)))
