"""A restored database is told who left since its backup: by prints, for the log knows no numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain import contacts, departure_logs, departures, erasure, invitations
from domain.conversations import Conversation
from domain.db import Base
from domain.departure_logs import Line
from domain.departures import STRENGTH, Departure, DepartureLine
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
from domain.subscribers import find, leave
from domain.vault import Purpose, Unsealable, Vault

PAGE = 5000  # rows


@dataclass(frozen=True, slots=True)
class Since:
    """What happened since the backup: the last word of each print.

    `complete`: the file that the restored database was copied to is there. `faults` are lines that were changed.
    """

    last: Mapping[bytes, Departure]
    complete: bool
    faults: int


class Replayed(NamedTuple):
    """Numbers that were taken out again."""

    stopped: int
    erased: int


def since_backup(session: Session, folders: Sequence[Path]) -> Since:
    """What the log knows and the restored rows do not. Raises `OSError`."""
    own = departure_logs.current(session)
    known = {row.phone_lookup: row.id for row in session.scalars(select(DepartureLine))} if own else {}
    logs: dict[tuple[datetime, str], dict[int, Line]] = defaultdict(dict)
    names, faults = set[str](), 0
    for found in departure_logs.readings(folders):
        names, faults = names | {found.name}, faults + found.faults
        if own is None or found.name == own.name or found.begun_at > own.begun_at:
            logs[found.begun_at, found.name] |= {line.id: line for line in found.lines}
    acts: dict[bytes, list[Departure]] = defaultdict(list)
    for (_, name), lines in sorted(logs.items()):
        for number, line in sorted(lines.items()):
            if own is None or name != own.name or known.get(line.print, 0) < number:
                acts[line.print].append(line.what)
    last = {printed: _outcome(said) for printed, said in acts.items()}
    return Since(last, own.name in names if own else bool(names), faults)


def _outcome(acts: Sequence[Departure]) -> Departure:
    """The strongest, unless the last is a join: who came back has what the backup has of them."""
    return acts[-1] if acts[-1] is Departure.JOINED else max(acts, key=STRENGTH.__getitem__)


def replay(session: Session, vault: Vault, since: Since, now: datetime) -> Replayed:
    """Take out who left. In one transaction, which may be run again."""
    gone = {printed: what for printed, what in since.last.items() if what is not Departure.JOINED}
    found = _numbers(session, vault, gone)
    for printed, phone in sorted(found.items()):
        _DO[gone[printed]](session, vault, phone, now)
    for what in (Departure.STOPPED, Departure.DELETED, Departure.ERASED):
        strangers = sorted(printed for printed in gone.keys() - found.keys() if gone[printed] is what)
        if strangers:  # nothing of theirs came back: all that is left to do is that nobody puts them forward
            rows = [{"phone_lookup": printed} for printed in strangers]
            session.execute(insert(Leaver).on_conflict_do_nothing(), rows)
            departures.note_prints(session, strangers, what, now)
    stopped = sum(what is Departure.STOPPED for what in gone.values())
    return Replayed(stopped, len(gone) - stopped)


def _stop(session: Session, vault: Vault, phone: Phone, now: datetime) -> None:
    """As `bot.actions` does at a STOP."""
    contacts.silence(session, vault, phone, now)
    if person := find(session, vault, phone):
        leave(person, now)
    else:
        invitations.never_again(session, vault, phone)
    departures.note(session, vault, phone, Departure.STOPPED, now)


_DO: dict[Departure, Callable[[Session, Vault, Phone, datetime], None]] = {
    Departure.STOPPED: _stop,
    Departure.DELETED: erasure.erase_subscription,
    Departure.ERASED: erasure.erase,
}


def _numbers(session: Session, vault: Vault, wanted: Mapping[bytes, Departure]) -> dict[bytes, Phone]:
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
