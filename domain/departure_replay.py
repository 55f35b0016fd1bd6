"""A restored database is told who left since its backup: by prints, for the log knows no numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain import contacts, departure_logs, departures, erasure, invitations
from domain.conversations import Conversation
from domain.departure_logs import Line
from domain.departures import STRENGTH, Departure, DepartureLine
from domain.inbox import Callback
from domain.invitations import Leaver
from domain.phones import Phone
from domain.receipts import WaitingReceipt
from domain.replies import Reply
from domain.reporters import Reporter
from domain.subscribers import Subscriber, find, leave
from domain.texts import SingleText
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


def _everybody(session: Session, vault: Vault) -> Iterator[Phone]:
    yield from _opened(vault, session, select(Subscriber.phone_sealed), Purpose.SUBSCRIBER)
    yield from _opened(vault, session, select(Reporter.phone_sealed), Purpose.REPORTER)
    texts = select(SingleText.phone_sealed).where(SingleText.phone_sealed.is_not(None))
    yield from _opened(vault, session, texts, Purpose.TEXT)
    yield from _opened(vault, session, select(Reply.phone_sealed).where(Reply.phone_sealed.is_not(None)), Purpose.REPLY)
    yield from _opened(vault, session, select(WaitingReceipt.phone_sealed), Purpose.RECEIPT)
    raw = select(Callback.body_sealed).where(Callback.body_sealed.is_not(None))
    for body in _unsealed(vault, session, raw, Purpose.INBOX):
        yield from erasure.named(body)
    asked = select(Conversation).where(Conversation.question_sealed.is_not(None))
    for row in session.scalars(asked.execution_options(yield_per=PAGE)):
        try:
            yield row.read(vault)[0]
        except Unsealable:
            continue


def _opened(vault: Vault, session: Session, query: object, purpose: Purpose) -> Iterable[Phone]:
    return (Phone(plain) for plain in _unsealed(vault, session, query, purpose))


def _unsealed(vault: Vault, session: Session, query: object, purpose: Purpose) -> Iterator[str]:
    """Of one column; what our keys do not open is nobody's."""
    for sealed in session.scalars(query, execution_options={"yield_per": PAGE}):  # type: ignore[call-overload]
        try:
            yield vault.open(sealed, purpose)
        except Unsealable:
            continue
