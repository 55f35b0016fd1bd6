"""A restored database is told who left since its backup: by prints, for the log knows no numbers."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import ARRAY, LargeBinary, any_, delete, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain import departure_logs, departures, erasure, stopping
from domain.conversations import Conversation
from domain.db import Base
from domain.departure_logs import DepartureLog, Line
from domain.departures import ERASURES, Departure, DepartureLine
from domain.dialogues import Dialogue
from domain.drafts import Draft
from domain.invitations import Leaver
from domain.phones import Phone
from domain.sealed_columns import (
    CALLBACK_BODY,
    RECEIPT_PHONE,
    REPLY_PHONE,
    REPORTER_PHONE,
    SUBSCRIBER_PHONE,
    TEXT_PHONE,
    SealedColumn,
)
from domain.vault import Purpose, Unsealable, Vault

PAGE = 5000  # rows
LAG = timedelta(days=1)  # what a log may not know; its files are marked every few minutes


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one number: `what` is done again, None for who only came back; who `refuses` is never put
    forward; `joined` since, in whatever order."""

    what: Departure | None
    refuses: bool
    joined: bool

    @classmethod
    def of(cls, acts: Sequence[Departure]) -> "Fate":
        """Of all that a number did since, in order. A join cancels a STOP; it gives back nothing that was erased."""
        joins = [number for number, act in enumerate(acts) if act is Departure.JOINED]
        after = set(acts[joins[-1] + 1 :] if joins else acts)
        erased = [act for act in ERASURES if act in acts]
        what = erased[-1] if erased else Departure.STOPPED if Departure.STOPPED in after else None
        return cls(what, bool(after - {Departure.RETIRED}), bool(joins))


@dataclass(frozen=True, slots=True)
class Log:
    """One life of the database as its files tell it, and up to which moment they know who left."""

    name: str
    begun_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Since:
    """What happened since the backup, by prints, and what it is known from.

    `until`: nobody who left before is missing; None where the file that the restored database was copied to is not
    there. `faults` are lines that were changed; `strange` files that are not ours, or whose beginning was changed.
    """

    fates: Mapping[bytes, Fate]
    logs: Sequence[Log]
    until: datetime | None
    faults: int
    strange: Sequence[Path]


class Replayed(NamedTuple):
    """Numbers that were taken out again."""

    stopped: int
    erased: int


def since_backup(session: Session, vault: Vault, folders: Sequence[Path], life: DepartureLog) -> Since:
    """What the log knows and the restored rows do not; `life` is the log begun when they came back. Raises `OSError`.

    What was taken since they came back may be of before or after any act of the log, so a STOP or an erasure in it
    stands, and a join does not.
    """
    own = departure_logs.before(session, life)
    rows = session.scalars(select(DepartureLine)) if own else ()
    known = {(row.phone_lookup, row.what): row.id for row in rows}
    logs, strange = dict[str, Log](), list[Path]()
    lines: dict[str, dict[int, Line]] = defaultdict(dict)
    faults = 0
    for path, found in departure_logs.readings(folders, vault):
        if found is None:
            strange.append(path)
        elif found.name != life.name and (own is None or found.name == own.name or found.begun_at > own.begun_at):
            faults += found.faults
            until = max(found.until, logs[found.name].until if found.name in logs else found.until)
            logs[found.name] = Log(found.name, found.begun_at, until)
            lines[found.name] |= {line.id: line for line in found.lines}
    lives = sorted(logs.values(), key=lambda log: (log.begun_at, log.name))
    acts: dict[bytes, list[Departure]] = defaultdict(list)
    for log in lives:
        for number, line in sorted(lines[log.name].items()):
            # Above `after` ids are given anew: a row that has one was written since, and tells nothing of the line.
            news = own is None or log.name != own.name or number > life.after
            if news or known.get((line.print, line.what), 0) < number:
                acts[line.print].append(line.what)
    taken = DepartureLine.id > life.after, DepartureLine.what != Departure.JOINED
    for row in session.scalars(select(DepartureLine).where(*taken).order_by(DepartureLine.id)) if own else ():
        if row.phone_lookup in acts:
            acts[row.phone_lookup].append(row.what)
    there = bool(lives) if own is None else own.name in logs
    fates = {printed: Fate.of(said) for printed, said in acts.items()}
    return Since(fates, lives, _until(lives) if there else None, faults, strange)


def _until(lives: Sequence[Log]) -> datetime:
    """Up to where they know it without a gap: in a life whose end is missing somebody may have left."""
    until = lives[0].until
    for log in lives[1:]:
        if log.begun_at - until > LAG:
            break
        until = log.until
    return until


def replay(
    session: Session, vault: Vault, since: Since, now: datetime, *, file_waiting: Callable[[Phone], object]
) -> Replayed:
    """Take out who left. In one transaction, which may be run again.

    `file_waiting` files what a number that is erased had begun to report, as at the erasure itself.
    """
    gone = {printed: fate.what for printed, fate in since.fates.items() if fate.what}
    found = _numbers(session, vault, gone)
    for printed, phone in sorted(found.items()):
        if gone[printed] is Departure.ERASED:
            file_waiting(phone)
        _DO[gone[printed]](session, vault, phone, now)
    for what in (Departure.STOPPED, *ERASURES):
        departures.note_prints(session, [printed for printed, done in gone.items() if done is what], what, now)
    _refusals(session, since, found, now)
    stopped = sum(what is Departure.STOPPED for what in gone.values())
    return Replayed(stopped, len(gone) - stopped)


def _refusals(session: Session, since: Since, found: Collection[bytes], now: datetime) -> None:
    """Who may be put forward: all that can be done for those of whom nothing came back, and for who joined since."""
    again = [printed for printed, fate in since.fates.items() if fate.joined]
    departures.prints_returned(session, again, now)
    refuse = {printed for printed, fate in since.fates.items() if fate.refuses}
    over = refuse.intersection(again)  # they came, and went once more
    departures.note_prints(session, over, Departure.STOPPED, now)
    welcome = set(again) - refuse
    session.execute(delete(Leaver).where(Leaver.phone_lookup == any_(literal(list(welcome), ARRAY(LargeBinary)))))
    unsubscribed = {printed for printed in refuse if printed not in found or since.fates[printed].what in ERASURES}
    if unsubscribed:
        rows = [{"phone_lookup": printed} for printed in sorted(unsubscribed)]
        session.execute(insert(Leaver).on_conflict_do_nothing(), rows)


_DO: dict[Departure, Callable[[Session, Vault, Phone, datetime], None]] = {
    Departure.STOPPED: stopping.stop,
    Departure.DELETED: erasure.erase_subscription,
    Departure.RETIRED: erasure.forget,
    Departure.ERASED: erasure.erase,
}


def _numbers(session: Session, vault: Vault, wanted: Collection[bytes]) -> dict[bytes, Phone]:
    """Whose numbers these prints are, as far as the database has them: every number anywhere in it is opened."""
    if not wanted:
        return {}
    found: dict[bytes, Phone] = {}
    for phone in _everybody(session, vault):
        printed = vault.lookup(phone, Purpose.LEAVER)
        if printed in wanted:
            found[printed] = phone
    return found


_NUMBERS = (SUBSCRIBER_PHONE, REPORTER_PHONE, TEXT_PHONE, REPLY_PHONE, RECEIPT_PHONE)


def _everybody(session: Session, vault: Vault) -> Iterator[Phone]:
    for column in _NUMBERS:
        yield from map(Phone, _opened(session, vault, column))
    for body in _opened(session, vault, CALLBACK_BODY):
        yield from erasure.named(body)
    asked = select(Conversation).where(Conversation.question_sealed.is_not(None))
    for row in session.scalars(asked.execution_options(yield_per=PAGE)):
        try:
            yield row.read(vault)[0]
        except Unsealable:
            continue
    begun = select(Dialogue.draft_sealed, Dialogue.session_id).where(Dialogue.draft_sealed.is_not(None))
    for sealed, of in session.execute(begun, execution_options={"yield_per": PAGE}):
        try:
            yield Draft.open(sealed or b"", vault, of).phone
        except Unsealable:
            continue


def _opened(session: Session, vault: Vault, column: SealedColumn) -> Iterator[str]:
    """All that is in one column; what our keys do not open is nobody's."""
    table = Base.metadata.tables[column.table]
    kept = table.c[column.column]
    rows = select(kept, *(table.c[name] for name in column.key)).where(kept.is_not(None))
    for row in session.execute(rows, execution_options={"yield_per": PAGE}):
        try:
            yield column.open(vault, row)
        except Unsealable:
            continue
