"""One claim of sending: a text and the frozen list of up to N people it is owed to, and how that went."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Numeric, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin
from domain.db import Base
from domain.languages import Language


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # committed before the provider is called: whoever dies here leaves *unknown* behind
    DONE = "done"


# Why a queued batch waits, where it is not its hour: what `reason` says then.
HELD_BY_BUDGET, HELD_NO_PROVIDER = "budget", "provider"


class Batch(Base):
    """`recipients` are the subscribers still owed; each leaves the list when its outcome is written.

    `doubtful` are those of whom nobody could say, until a receipt or a second try settles them.
    """

    __tablename__ = "batches"
    __table_args__ = (
        Index("ix_batches_bulletin_id", "bulletin_id"),
        Index("ix_batches_open", "bulletin_id", postgresql_where="state <> 'done'"),
        Index("ix_batches_doubtful", "bulletin_id", postgresql_where="doubtful <> '{}'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("bulletin_texts.id"))
    county: Mapped[str]  # whose budget it is paid from: where each on the list lives, if the bulletin is for there
    recipients: Mapped[list[int]]
    size: Mapped[int]
    state: Mapped[State] = mapped_column(default=State.QUEUED, server_default=State.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    turn: Mapped[int] = mapped_column(default=0, server_default="0")  # whose: moves on where one certainly took nothing
    provider: Mapped[str | None] = mapped_column(default=None)
    claimed_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="", server_default="")
    doubtful: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")
    second: Mapped[bool] = mapped_column(default=False, server_default="false")  # the doubtful are sent to once more
    # What the calls said, each person once.
    accepted: Mapped[int] = mapped_column(default=0, server_default="0")
    refused: Mapped[int] = mapped_column(default=0, server_default="0")
    not_sent: Mapped[int] = mapped_column(default=0, server_default="0")
    unknown: Mapped[int] = mapped_column(default=0, server_default="0")
    skipped: Mapped[int] = mapped_column(default=0, server_default="0")  # left, paused, blocked, expired or cancelled
    # What delivery reports said since, of those accepted or unknown.
    on_network: Mapped[int] = mapped_column(default=0, server_default="0")
    delivered: Mapped[int] = mapped_column(default=0, server_default="0")
    failed: Mapped[int] = mapped_column(default=0, server_default="0")
    cost: Mapped[Decimal] = mapped_column(Numeric(12, 4), default=Decimal(0), server_default="0")  # KES, as charged


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a bulletin has come, in people; `cost` in KES."""

    size: int = 0
    accepted: int = 0
    refused: int = 0
    not_sent: int = 0
    unknown: int = 0
    skipped: int = 0
    on_network: int = 0
    delivered: int = 0
    failed: int = 0
    cost: Decimal = Decimal(0)

    @property
    def settled(self) -> int:
        """How many have an outcome."""
        return self.accepted + self.refused + self.not_sent + self.unknown + self.skipped

    @property
    def waiting(self) -> int:
        return self.size - self.settled

    @property
    def silent(self) -> int:
        """How many were sent to the network and have no final report from the handset yet."""
        return self.accepted - self.delivered - self.failed


# No person passes through Python. Ordered by id and cut off: the next slice begins after the last one listed, so that
# the first lists leave while the rest is still being counted.
_SLICE = text("""
    WITH wording AS (
        SELECT * FROM unnest(CAST(:languages AS text[]), CAST(:texts AS bigint[])) AS w(language, text_id)
    ), people AS MATERIALIZED (
        SELECT id, language, split_part(wards[1], '.', 1) AS county FROM subscribers
        WHERE left_at IS NULL AND wards && CAST(:wards AS text[]) AND id > :after
            AND (paused_until IS NULL OR paused_until <= :now)
        ORDER BY id LIMIT :most
    ), placed AS (
        SELECT p.id, w.text_id, CASE WHEN p.county = ANY(:counties) THEN p.county ELSE :other END AS county
        FROM people p JOIN wording w USING (language)
    ), chunked AS (
        SELECT *, (row_number() OVER (PARTITION BY text_id, county ORDER BY id) - 1) / :size AS chunk FROM placed
    ), lists AS (
        INSERT INTO batches (bulletin_id, text_id, county, recipients, size)
        SELECT :bulletin, text_id, county, array_agg(id ORDER BY id), count(*)
        FROM chunked GROUP BY text_id, county, chunk ORDER BY chunk
        RETURNING id
    )
    SELECT (SELECT max(id) FROM people), (SELECT count(*) FROM people), ARRAY(SELECT id FROM lists)""")


def list_people(
    session: Session, bulletin: Bulletin, wards: Sequence[str], *, size: int, most: int, now: datetime
) -> list[int]:
    """Freeze the next `most` of the audience into batches of at most `size`, by text and county; returns their ids.

    Moves `listed_to` on. Fewer people than asked for are the last. Whoever pauses is on no list; who blocked the sender
    is left out at the claim, where it is counted.
    """
    outgoing, counties = bulletin.outgoing(), sorted(bulletin.counties)
    last, found, batches = session.execute(
        _SLICE,
        {
            "bulletin": bulletin.id,
            "languages": [language.value for language in outgoing],
            "texts": [words.id for words in outgoing.values()],
            "wards": list(wards),
            "counties": counties,
            "other": counties[0],
            "after": bulletin.listed_to,
            "size": size,
            "most": most,
            "now": now,
        },
    ).one()
    bulletin.listed_to = last or bulletin.listed_to
    bulletin.all_listed = found < most
    return list(batches)


_COUNTERS = [func.coalesce(func.sum(getattr(Batch, field.name)), 0).label(field.name) for field in fields(Progress)]


def progress(session: Session, bulletin_id: int) -> Progress:
    """The counters of a bulletin: a sum over its batches, never over its people."""
    row = session.execute(select(*_COUNTERS).where(Batch.bulletin_id == bulletin_id)).one()
    return Progress(**row._asdict())


def progress_by_language(session: Session, bulletin_id: int) -> dict[Language, Progress]:
    """The same for each language that people were written to in."""
    rows = session.execute(
        select(BulletinText.language, *_COUNTERS)
        .join(BulletinText, BulletinText.id == Batch.text_id)
        .where(Batch.bulletin_id == bulletin_id)
        .group_by(BulletinText.language)
    )
    found = {language: Progress(*counters) for language, *counters in rows}
    return {language: found[language] for language in Language if language in found}
