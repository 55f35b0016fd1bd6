"""One claim of sending: a text and the frozen list of up to N people it is owed to, and how that went."""

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Numeric, TextClause, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.areas import Gazetteer
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin
from domain.chains import chain
from domain.db import Base
from domain.deliveries import REACHED
from domain.languages import Language


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # committed before the provider is called: whoever dies here leaves *unknown* behind
    DONE = "done"


# Why a queued batch waits, where it is not its hour: what `reason` says then.
HELD_BY_BUDGET, HELD_NO_PROVIDER, HELD_LOST_KEY = "budget", "provider", "key"


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


# Whoever lives there; or whoever has the bulletin that this one follows or any of its chain, wherever they live now,
# each once. Both in the order of ids, which is that of the deliveries' own key: one look into it for each person, 4 µs
# however many bulletins there were. OFFSET 0 keeps the planner from a walk along the key, past the deliveries of all.
_WHOEVER_LIVES_THERE = """
        SELECT id, language, kind, wards FROM subscribers s
        WHERE left_at IS NULL AND wards && CAST(:wards AS text[]) AND id > :after
            AND (paused_until IS NULL OR paused_until <= :now)
            AND (CAST(:kinds AS text[]) = '{}' OR kind = ANY(CAST(:kinds AS text[])))
            AND (CAST(:only AS text[]) = '{}' OR language = ANY(CAST(:only AS text[])))
        ORDER BY id LIMIT :most"""
_WHOEVER_HAS_IT = f"""
        SELECT id, language, kind, wards FROM subscribers s
        WHERE left_at IS NULL AND id > :after AND EXISTS (
            SELECT FROM deliveries d WHERE d.subscriber_id = s.id AND d.bulletin_id = ANY(:chain)
                AND d.state IN ({", ".join(f"'{state}'" for state in REACHED)}) OFFSET 0)
        ORDER BY id LIMIT :most"""  # noqa: S608  our own words


def _slice(people: str) -> TextClause:
    """No person passes through Python.

    Ordered by id and cut off: the next slice begins after the last one listed, so that the first lists leave while the
    rest is still being counted.
    """
    return text(f"""
    WITH wording AS (
        SELECT * FROM unnest(CAST(:languages AS text[]), CAST(:reader_kinds AS text[]), CAST(:neutrals AS boolean[]),
            CAST(:texts AS bigint[])) AS w(language, kind, neutral, text_id)
    ), people AS MATERIALIZED ({people}
    ), placed AS (
        SELECT p.id, w.text_id, CASE WHEN split_part(p.wards[1], '.', 1) = ANY(:counties)
            THEN split_part(p.wards[1], '.', 1) ELSE :other END AS county
        FROM people p JOIN wording w
            ON w.language = p.language AND w.kind = p.kind AND w.neutral = (p.wards && CAST(:border AS text[]))
    ), chunked AS (
        SELECT *, (row_number() OVER (PARTITION BY text_id, county ORDER BY id) - 1) / :size AS chunk FROM placed
    ), lists AS (
        INSERT INTO batches (bulletin_id, text_id, county, recipients, size)
        SELECT :bulletin, text_id, county, array_agg(id ORDER BY id), count(*)
        FROM chunked GROUP BY text_id, county, chunk ORDER BY chunk
        RETURNING id
    )
    SELECT (SELECT max(id) FROM people), (SELECT count(*) FROM people), ARRAY(SELECT id FROM lists)""")  # noqa: S608


_LIST, _LIST_FOLLOWING = _slice(_WHOEVER_LIVES_THERE), _slice(_WHOEVER_HAS_IT)


def list_people(
    session: Session, bulletin: Bulletin, places: Gazetteer, *, size: int, most: int, now: datetime
) -> list[int]:
    """Freeze the next `most` of the audience into batches of at most `size`, by text and county; returns their ids.

    Moves `listed_to` on. Fewer people than asked for are the last. Whoever pauses is on no list, unless it follows what
    they have; who blocked the sender is left out at the claim, where it is counted.
    """
    audience, wording = bulletin.audience, bulletin.wording()
    last, found, batches = session.execute(
        _LIST if audience.follows is None else _LIST_FOLLOWING,
        {
            "bulletin": bulletin.id,
            "languages": [group.language.value for group in wording],
            "reader_kinds": [group.kind.value for group in wording],
            "neutrals": [group.neutral for group in wording],
            "texts": [words.id for words in wording.values()],
            "wards": audience.wards(places),
            "border": audience.border(places),
            "kinds": [kind.value for kind in audience.kinds],
            "only": [language.value for language in audience.languages],
            "chain": chain(session, audience.follows) if audience.follows else [],
            "counties": audience.counties,
            "other": audience.counties[0],
            "after": bulletin.listed_to,
            "size": size,
            "most": most,
            "now": now,
        },
    ).one()
    bulletin.listed_to = last or bulletin.listed_to
    bulletin.all_listed = found < most
    return list(batches)


# The columns of `Progress`, as sums.
COUNTERS = [func.coalesce(func.sum(getattr(Batch, field.name)), 0).label(field.name) for field in fields(Progress)]


def progress(session: Session, bulletin_id: int) -> Progress:
    """The counters of a bulletin: a sum over its batches, never over its people."""
    row = session.execute(select(*COUNTERS).where(Batch.bulletin_id == bulletin_id)).one()
    return Progress(**row._asdict())


def progress_by_language(session: Session, bulletin_id: int) -> dict[Language, Progress]:
    """The same for each language that people were written to in."""
    rows = session.execute(
        select(BulletinText.language, *COUNTERS)
        .join(BulletinText, BulletinText.id == Batch.text_id)
        .where(Batch.bulletin_id == bulletin_id)
        .group_by(BulletinText.language)
    )
    found = {language: Progress(*counters) for language, *counters in rows}
    return {language: found[language] for language in Language if language in found}
